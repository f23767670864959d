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
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar

from corpus_pkg.build.far import FarFolder
from corpus_pkg.build.manifest import MANIFEST_FILE, REJECTED, Manifest, ManifestError, parse_manifest
from corpus_pkg.build.sources import failures, filesystem, is_address
from corpus_pkg.corpus.files import RefusedError
from corpus_pkg.corpus.ownership import OutputError

PROTOCOLS: Final = ("s3://", "s3a://")
"""Stores whose single requests are atomic and whose listings are never late, and that the tests have."""
BUILDING: Final = ".building"
REPLACED_FILE: Final = "replaced.json"
"""The manifest of the build that is being replaced, under `.building/`."""
PROBE_FILE: Final = "probe"


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
        place = FarFolder(f"{self.address}/{name}")
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

    def require_replaceable(self) -> bool:
        """Say whether there is a build, and refuse what no build made.

        Raises:
            OutputError: Something else is there, or the store does not answer.
        """
        with self._told("nothing was written"):
            held = self.names()
            manifest = self.manifest()
            known = {MANIFEST_FILE, *(manifest.files if manifest else ())}
            if held and manifest is None:
                known |= self._cut_off()
            if strange := sorted(held - known):
                message = "which no build made; move it away or name another address"
                raise OutputError(f"{self.address} holds {strange[0]}, {message}")
            if not held and self.fs.isfile(self.root):
                raise OutputError(f"{self.address} is a file; name another address")
        return manifest is not None

    def require_writable(self) -> None:
        """Write a file and remove it.

        Raises:
            OutputError: The store lets nothing be written, or there is no such bucket.
        """
        with self._told("nothing was written"):
            self._put(f"{BUILDING}/{PROBE_FILE}", b"")
            self._remove({f"{BUILDING}/{PROBE_FILE}"})

    def _cut_off(self) -> set[str]:
        """Return the names of the files that a build that was cut off had, or was to remove."""
        left = [self.manifest(f"{BUILDING}/{name}") for name in (MANIFEST_FILE, REPLACED_FILE)]
        return {name for manifest in left if manifest is not None for name in manifest.files}

    def upload(self, folder: Path, manifest: Manifest, step: Callable[[str], object]) -> None:
        """Put a built folder into the place.

        Args:
            folder: The folder.
            manifest: Its manifest.
            step: Told what is done.

        Raises:
            OutputError: What is there was made by no build, or the store fails.
        """
        replacing = self.require_replaceable()
        with self._told("what was there is as it was" if replacing else "there is no build"):
            if not replacing:
                self._remove(self.names())
            self._remove_building()
            self._put(f"{BUILDING}/{MANIFEST_FILE}", manifest.as_json())
            start = f"{BUILDING}/" if replacing else ""
            for number, (name, entry) in enumerate(manifest.files.items(), 1):
                step(f"uploading file {number:,} of {len(manifest.files):,}: {name}")
                place = f"{self.root}/{start}{name}"
                self.fs.put_file(str(folder / name), place)
                self.fs.invalidate_cache()
                if self.fs.info(place)["size"] != entry.bytes:
                    raise OSError(f"{name} did not arrive whole")
            if replacing:
                old = self.fs.cat_file(f"{self.root}/{MANIFEST_FILE}")
                self._put(f"{BUILDING}/{REPLACED_FILE}", old)
        with self._told(f"it may be left without a build, so without {MANIFEST_FILE}; build again"):
            if replacing:
                self._replace(manifest)
            self._put(MANIFEST_FILE, manifest.as_json())
        with self._told(f"the new build is there, and {BUILDING}/ left over"):
            self._remove_building()

    def _replace(self, manifest: Manifest) -> None:
        held = self.names() - {MANIFEST_FILE}
        self._remove({MANIFEST_FILE})
        for name in manifest.files:
            self.fs.cp_file(f"{self.root}/{BUILDING}/{name}", f"{self.root}/{name}")
        self._remove(held - manifest.files.keys())

    def _put(self, name: str, data: bytes) -> None:
        self.fs.pipe_file(f"{self.root}/{name}", data)

    def _remove(self, names: set[str]) -> None:
        for name in sorted(names):
            self.fs.rm_file(f"{self.root}/{name}")

    def _remove_building(self) -> None:
        self.fs.invalidate_cache()
        if self.fs.isdir(f"{self.root}/{BUILDING}"):
            self.fs.rm(f"{self.root}/{BUILDING}", recursive=True)

    @contextmanager
    def _told(self, outcome: str) -> Iterator[None]:
        """Say of whatever fails what is now in the store."""
        try:
            yield
        except failures() as error:
            reason = str(error) or type(error).__name__
            raise OutputError(f"{self.address}: {reason}; {outcome}") from None


def in_store(out: str) -> bool:
    """Say whether an output is one in a store and no folder.

    Raises:
        OutputError: It is an address that has lost a slash, as `pathlib.Path` takes it away.
    """
    if out.startswith(tuple(start[:-1] for start in PROTOCOLS)) and not is_address(out):
        raise OutputError(f"{out} is neither a folder nor an address; give an address as a string")
    return is_address(out)


class Made(Protocol):
    """What making a build gives."""

    manifest: Manifest


_Made = TypeVar("_Made", bound=Made)


def build_in_store(
    address: str,
    staging: Path | None,
    make: Callable[[Path], _Made],
    step: Callable[[str], object],
    *,
    stays: bool,
) -> _Made:
    """Make a build in a folder, upload it and remove the folder.

    Where the upload fails, the folder is kept, and the error names it.

    Args:
        address: Where the build is put.
        staging: The folder that it is made in; a temporary one if None.
        make: Makes the build in a folder.
        step: Told what is done.
        stays: Whether the folder must be one that the next build and other machines find.

    Raises:
        OutputError: What is there was made by no build, the store fails, or no folder is named that stays.
    """
    store = Store(address)
    if staging is None and stays:
        raise OutputError(
            f"to resume, and on a cluster, a build for {address} is made in a folder that all workers see; "
            "name one with --staging"
        )
    store.require_replaceable()  # before the work, not after
    store.require_writable()
    folder = staging or Path(tempfile.mkdtemp(prefix="corpus-pkg-")) / "build"
    kept = staging is not None
    try:
        made = make(folder)
        try:
            store.upload(folder, made.manifest, step)
        except OutputError as error:
            kept = True
            raise OutputError(f"{error}; the finished build is kept in {folder}") from None
        shutil.rmtree(folder)
    finally:
        if not kept:
            shutil.rmtree(folder.parent, ignore_errors=True)
    return made
