"""Checking a built folder of this machine against its manifest."""

from collections.abc import Callable, Iterator, Set
from pathlib import Path

from corpus_pkg.corpus.problems import Problem, sort_key
from corpus_pkg.tables.manifest import MANIFEST_FILE, Manifest, file_names, measure, read_manifest

Measure = Callable[[str], tuple[int, str]]


def folder_problems(folder: Path) -> list[Problem]:
    """Return what differs between a built folder and its manifest; all its bytes are read.

    Raises:
        ManifestError: The folder has no manifest that can be read.
        OSError: A file can't be read.
    """

    def measured(name: str) -> tuple[int, str]:
        if not (folder / name).is_file():
            raise FileNotFoundError(name)
        return measure(folder / name)

    return sorted(manifest_problems(read_manifest(folder), file_names(folder), measured), key=sort_key)


def manifest_problems(manifest: Manifest, names: Set[str], measured: Measure) -> Iterator[Problem]:
    """Yield what differs between a manifest and the files that there are.

    Args:
        manifest: The manifest.
        names: The names of the files.
        measured: Returns the size and the SHA-256 of a file; a `FileNotFoundError` where there is none.
    """
    for name, entry in manifest.files.items():
        try:
            size, digest = measured(name)
        except FileNotFoundError:
            yield Problem(name, 0, "build-file", "the manifest lists it and it is not there; build again")
            continue
        if (size, digest) != (entry.bytes, entry.sha256):
            message = f"its {size:,} bytes with SHA-256 {digest} are not what was built"
            yield Problem(name, 0, "build-file", f"{message}; build again, into a new folder")
    known = {MANIFEST_FILE, *manifest.files}
    for name in names:
        if name not in known:
            yield Problem(name, 0, "build-file", "the manifest does not list it; remove it")
    rows = dict.fromkeys(manifest.tables, 0)
    for entry in manifest.files.values():
        if not entry.table:
            continue
        rows[entry.table] = rows.get(entry.table, 0) + entry.rows
    if rows != manifest.tables:
        message = "the rows of its files do not add up to those of its tables; build again"
        yield Problem(MANIFEST_FILE, 0, "build-manifest", message)
