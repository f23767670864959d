"""Proof that a folder is a build: its manifest as it was written, and every file by its checksum.

A manifest alone proves nothing, since it can be copied or written by hand to list any file. A folder counts
as a build if it has no file that the manifest does not list, no link, no name that builds do not use, and
each file has the bytes that the manifest says. A build is then removed file by file, each only if it is
still the one that was checked, and never as a folder with whatever may be in it.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.open_folder import OpenFolder, OutputError, opened
from corpus_pkg.tables.manifest import (
    MANIFEST_FILE,
    MAX_MANIFEST_BYTES,
    REJECTED,
    BuiltFile,
    Manifest,
    ManifestError,
    is_built_name,
    parse_manifest,
)

WAY_OUT: Final = "move it away, or name a new or empty folder"

Signature = tuple[int, int, int, int, int]
"""What changes with a file: its device, number and size, and the times when it was written and changed."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The files of a build that were checked.

    Attributes:
        files: The signature of each file that is there, by its name.
    """

    files: Mapping[str, Signature] = field(default_factory=dict)


def prove_build(place: Path, before: Proven | None = None, *, part: bool = False) -> Proven:
    """Check that a folder is empty or holds a build and nothing else.

    Args:
        place: The folder.
        before: An earlier check: what has not changed since then is not read again.
        part: Whether files may be missing, because an earlier run has begun to remove the build.

    Returns:
        What was checked, for `remove_build`.

    Raises:
        OutputError: It is a link, not a folder, or holds anything that a build did not write there.
        OSError: It can't be read.
    """
    known = {} if before is None else before.files
    with opened(place) as folder:
        if not folder.names():
            return Proven()
        names = _names(folder)
        if MANIFEST_FILE not in names:
            raise _foreign(f"{place} has no {MANIFEST_FILE}, so it is not a build")
        files = _manifest(folder).files
        found: dict[str, Signature] = {}
        for name in sorted(names - {MANIFEST_FILE}):
            if name not in files or not is_built_name(name):
                raise OutputError(f"{place} holds {name}, which no build made; {WAY_OUT}")
            found[name] = _checked(folder, name, files[name], known.get(name))
        if (missing := sorted(files.keys() - names)) and not part:
            raise _foreign(f"{place} lacks {missing[0]}, which its {MANIFEST_FILE} lists")
        return Proven(found | {MANIFEST_FILE: _signature(folder.status(MANIFEST_FILE))})


def remove_build(place: Path, proven: Proven) -> None:
    """Remove a build that was checked.

    Args:
        place: The folder, which may have another name by now; nothing happens where it is gone.
        proven: What was checked.

    Raises:
        OutputError: Something was changed or added since; that, and the manifest, are still there.
        OSError: It can't be removed.
    """
    with suppress(FileNotFoundError):
        with opened(place) as folder:
            for name in proven.files.keys() - {MANIFEST_FILE}:
                _remove(folder, name, proven.files[name])
            with suppress(OSError):  # a file that is not a build's is in it
                folder.rmdir(REJECTED)
            if folder.names() == [MANIFEST_FILE] and MANIFEST_FILE in proven.files:
                _remove(folder, MANIFEST_FILE, proven.files[MANIFEST_FILE])
            left = folder.names()
        if left:
            strange = next((name for name in left if name != MANIFEST_FILE), MANIFEST_FILE)
            message = "was changed or added while a build replaced what it was in; move it away"
            raise OutputError(f"{place / strange} {message}")
        place.rmdir()


def _names(folder: OpenFolder) -> set[str]:
    """Return the names in a build: of files, and of those in the folder of rejected lines."""
    names = set(folder.names())
    if REJECTED in names:
        with folder.folder(REJECTED) as inner:
            inside = {f"{REJECTED}/{name}" for name in inner.names()}
        names = (names - {REJECTED}) | inside
    return names


def _manifest(folder: OpenFolder) -> Manifest:
    place = folder.place / MANIFEST_FILE
    try:
        with os.fdopen(folder.open(MANIFEST_FILE), "rb") as file:
            data = file.read(MAX_MANIFEST_BYTES + 1)
        if len(data) > MAX_MANIFEST_BYTES:
            raise ManifestError(f"{place} is too large for a manifest")
        manifest = parse_manifest(data, str(place))
    except ManifestError as error:
        raise _foreign(str(error)) from None
    if manifest.as_json() != data:
        raise _foreign(f"{place} was changed by hand")
    return manifest


def _foreign(what: str) -> OutputError:
    return OutputError(f"{what}; the folder is not replaced: {WAY_OUT}")


def _checked(folder: OpenFolder, name: str, entry: BuiltFile, known: Signature | None) -> Signature:
    with _holder(folder, name) as (inner, base), os.fdopen(inner.open(base), "rb") as file:
        signature = _signature(os.fstat(file.fileno()))
        if signature != known:
            size = signature[2]
            if size != entry.bytes or hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
                raise _foreign(f"{folder.place / name} is not as it was built")
    return signature


def _remove(folder: OpenFolder, name: str, signature: Signature) -> None:
    with suppress(FileNotFoundError), _holder(folder, name) as (inner, base):
        if _signature(inner.status(base)) == signature:
            inner.unlink(base)


@contextmanager
def _holder(folder: OpenFolder, name: str) -> Iterator[tuple[OpenFolder, str]]:
    """Open the folder that directly holds a file of a build, and give the file's name in it."""
    start, _, base = name.rpartition("/")
    if not start:
        yield folder, base
        return
    with folder.folder(start) as inner:
        yield inner, base


def _signature(status: os.stat_result) -> Signature:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
