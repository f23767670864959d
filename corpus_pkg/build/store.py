"""A build's output in an S3 store: made in a folder of this machine, then uploaded, the manifest last.

A store can't rename, so a build there is what its `manifest.json` lists; without one there is no build:

1. `.building/manifest.json` is written: it says which files are going to be there.
2. The files are uploaded, to their names where there is no build, else under `.building/`. What fails so
   far leaves the build that was there.
3. Where a build was, its manifest is removed, the store copies the files to their names, and removes
   those of the old build that the new one does not have.
4. `manifest.json` is written by one request, and `.building/` removed.

A build that is cut off in 3 leaves no manifest; by `.building/` the next one knows which files it may remove.
Stores have no locks: one build at a time may write to an address.

As in a folder, a manifest alone proves nothing: a file is removed or overwritten only if it has the size and
the SHA-256 that a manifest lists. Each file is uploaded with its SHA-256 as metadata, so that a request
for the metadata is proof enough; a file without it is read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus_pkg.build.address_folder import AddressFolder
from corpus_pkg.build.sources import failures, filesystem
from corpus_pkg.corpus.files import RefusedError
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import is_private, private_name
from corpus_pkg.tables.manifest import (
    MANIFEST_FILE,
    REJECTED,
    Manifest,
    ManifestError,
    is_built_name,
    parse_manifest,
)

PROTOCOLS: Final = ("s3://", "s3a://")
"""Stores whose single requests are atomic and whose listings are never late, and that the tests have."""
BUILDING: Final = ".building"
REPLACED_FILE: Final = "replaced.json"
"""The manifest of the build that is being replaced, under `.building/`."""
PROBE: Final = "probe"
WAY_OUT: Final = "move it away or name another address"
DIGEST: Final = "corpus-pkg-sha256"
"""The metadata that says what was uploaded."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What builds have left at an address, by proof.

    Attributes:
        whole: Whether there is a build.
        files: The names of its files, or of those of a build that was cut off.
        building: The names of what is under `.building/`.
    """

    whole: bool
    files: frozenset[str]
    building: frozenset[str]


class Store:
    """The place of a build in a store.

    Raises:
        OutputError: Builds can't be written to such an address.
        MissingExtraError: s3fs is not installed.
    """

    def __init__(self, address: str) -> None:
        if not address.startswith(PROTOCOLS):
            raise OutputError(
                f"{address}: builds are made in folders and at s3:// addresses; for others build into a "
                f"folder and copy it there, {MANIFEST_FILE} last"
            )
        self.address = address.rstrip("/")
        fs, root = filesystem(self.address)
        self.fs, self.root = fs, root.rstrip("/")

    def manifest(self, name: str = MANIFEST_FILE) -> Manifest | None:
        """Return the manifest, or none where there is none.

        Raises:
            ManifestError: It is not one of a build.
            OSError: The store does not answer.
        """
        place = AddressFolder(f"{self.address}/{name}")
        try:
            return parse_manifest(place.read_bytes(), str(place)) if place.is_file() else None
        except RefusedError as error:
            raise ManifestError(str(error)) from None

    def names(self) -> set[str]:
        """Return the names of what is there: files, folders, and the files of rejected lines."""
        names = self._names("")
        if REJECTED in names and (inside := self._names(f"/{REJECTED}")):
            names.remove(REJECTED)
            names |= {f"{REJECTED}/{name}" for name in inside}
        return names - {BUILDING}

    def _names(self, folder: str) -> set[str]:
        place = self.root + folder
        self.fs.invalidate_cache()
        try:
            found = self.fs.ls(place, detail=False)
        except FileNotFoundError:
            return set()
        return {name.rstrip("/").removeprefix(f"{place}/") for name in found if name.rstrip("/") != place}

    def measure(self, name: str) -> tuple[int, str]:
        """Return the size in bytes and the SHA-256 of a file."""
        digest, size = hashlib.sha256(), 0
        with self.fs.open(f"{self.root}/{name}", "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
        return size, digest.hexdigest()

    def require_replaceable(self) -> Stored:
        """Return what builds have left, and refuse what no build made.

        Raises:
            OutputError: Something else is there, or the store does not answer.
        """
        with self._failures_say("nothing was written"):
            names = self.names()
            if not names and self.fs.isfile(self.root):
                raise OutputError(f"{self.address} is a file; name another address")
            manifest = self._canonical(MANIFEST_FILE)
            begun = self._canonical(f"{BUILDING}/{MANIFEST_FILE}")
            building = self._building(begun)
            made = [manifest]
            if manifest is None:
                made = [begun, self._canonical(f"{BUILDING}/{REPLACED_FILE}")]
            files = names - {MANIFEST_FILE}
            for name in sorted(files):
                self._require_own(name, name, made)
            if manifest is not None and (missing := sorted(manifest.files.keys() - files)):
                message = f"lacks {missing[0]}, which its {MANIFEST_FILE} lists"
                raise OutputError(f"{self.address} {message}; it is not replaced: {WAY_OUT}")
        return Stored(manifest is not None, frozenset(files), frozenset(building))

    def _canonical(self, name: str) -> Manifest | None:
        """Return a manifest, refusing one that no build wrote."""
        try:
            manifest = self.manifest(name)
        except ManifestError as error:
            raise OutputError(f"{error}; {WAY_OUT}") from None
        if manifest is not None and self.fs.cat_file(f"{self.root}/{name}") != manifest.as_json():
            raise OutputError(f"{self.address}/{name} was changed by hand; {WAY_OUT}")
        return manifest

    def _building(self, begun: Manifest | None) -> set[str]:
        """Return the names of what is under `.building/`, refusing what no build made."""
        self.fs.invalidate_cache()
        start = f"{self.root}/{BUILDING}/"
        names = {name.removeprefix(start) for name in self.fs.find(start) if name != start}
        lists = set() if begun is None else {MANIFEST_FILE, REPLACED_FILE}
        for name in sorted(names - lists):
            if not (is_private(name, BUILDING, PROBE) and self.fs.info(start + name)["size"] == 0):
                self._require_own(f"{BUILDING}/{name}", name, [begun])
        return names

    def _require_own(self, path: str, name: str, manifests: Sequence[Manifest | None]) -> None:
        """Refuse a file that is not one that a manifest lists under a name."""
        listed = [stored.files[name] for stored in manifests if stored is not None and name in stored.files]
        if not listed or not is_built_name(name):
            message = f"holds {path}, which no build made; {WAY_OUT}"
            raise OutputError(f"{self.address} {message}")
        place = f"{self.root}/{path}"
        known = {(entry.bytes, entry.sha256) for entry in listed}
        said = self.fs.info(place)["size"], self.fs.metadata(place).get(DIGEST)
        if said not in known and self.measure(path) not in known:
            message = f"{path} is not as it was built"
            raise OutputError(f"{self.address}: {message}; it is not replaced: {WAY_OUT}")

    def require_writable(self) -> None:
        """Write a file and remove it.

        Raises:
            OutputError: The store lets nothing be written, or there is no such bucket.
        """
        with self._failures_say("nothing was written"):
            probe = f"{BUILDING}/{private_name(BUILDING, PROBE)}"
            self._put(probe, b"")
            self._remove([probe])

    def upload(self, folder: Path, manifest: Manifest, step: Callable[[str], object]) -> None:
        """Put a built folder into the place.

        Args:
            folder: The folder.
            manifest: Its manifest.
            step: Told what is done.

        Raises:
            OutputError: What is there was made by no build, or the store fails.
        """
        stored = self.require_replaceable()
        with self._failures_say("what was there is as it was" if stored.whole else "there is no build"):
            if not stored.whole:
                self._remove(sorted(stored.files))
            self._remove_building(stored.building)
            self._put(f"{BUILDING}/{MANIFEST_FILE}", manifest.as_json())
            start = f"{BUILDING}/" if stored.whole else ""
            for number, (name, entry) in enumerate(manifest.files.items(), 1):
                step(f"uploading file {number:,} of {len(manifest.files):,}: {name}")
                place = f"{self.root}/{start}{name}"
                self.fs.put_file(str(folder / name), place, Metadata={DIGEST: entry.sha256})
                self.fs.invalidate_cache()
                if self.fs.info(place)["size"] != entry.bytes:
                    raise OSError(f"{name} did not arrive whole")
            if stored.whole:
                old = self.fs.cat_file(f"{self.root}/{MANIFEST_FILE}")
                self._put(f"{BUILDING}/{REPLACED_FILE}", old)
        with self._failures_say(f"it may be left without a build, so without {MANIFEST_FILE}; build again"):
            if stored.whole:
                self._replace(manifest, stored)
            self._put(MANIFEST_FILE, manifest.as_json())
        with self._failures_say(f"the new build is there, and {BUILDING}/ left over"):
            self._remove_building(
                {MANIFEST_FILE, *((*manifest.files, REPLACED_FILE) if stored.whole else ())}
            )

    def _replace(self, manifest: Manifest, stored: Stored) -> None:
        self._remove([MANIFEST_FILE])
        for name, entry in manifest.files.items():
            start = f"{self.root}/{BUILDING}/"
            # A large file is copied in parts, and does not keep its metadata by itself.
            self.fs.cp_file(start + name, f"{self.root}/{name}", Metadata={DIGEST: entry.sha256})
        self._remove(sorted(stored.files - manifest.files.keys()))

    def _put(self, name: str, data: bytes) -> None:
        self.fs.pipe_file(f"{self.root}/{name}", data)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            self.fs.rm_file(f"{self.root}/{name}")

    def _remove_building(self, names: Set[str]) -> None:
        """Remove what is under `.building/`, last what proves that the rest is a build's."""
        last = [name for name in (REPLACED_FILE, MANIFEST_FILE) if name in names]
        self._remove(f"{BUILDING}/{name}" for name in (*sorted(names - set(last)), *last))
        self.fs.invalidate_cache()

    @contextmanager
    def _failures_say(self, outcome: str) -> Iterator[None]:
        """Say of whatever fails what is now in the store."""
        try:
            yield
        except failures() as error:
            reason = str(error) or type(error).__name__
            raise OutputError(f"{self.address}: {reason}; {outcome}") from None
