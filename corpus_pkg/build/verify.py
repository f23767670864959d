"""Checking a built folder against its manifest."""

from collections.abc import Iterator
from pathlib import Path

from corpus_pkg.build.manifest import MANIFEST_FILE, Manifest, file_names, measure, read_manifest
from corpus_pkg.problems import Problem, sort_key


def verify(folder: Path) -> list[Problem]:
    """Return what differs between a built folder and its manifest; an empty list if nothing does.

    Raises:
        ManifestError: The folder has no manifest that can be read.
    """
    manifest = read_manifest(folder)
    return sorted(_problems(folder, manifest), key=sort_key)


def _problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for name, entry in manifest.files.items():
        place = folder / name
        if not place.is_file():
            yield Problem(name, 0, "build-file", "the manifest lists it and it is not there; build again")
            continue
        size, digest = measure(place)
        if (size, digest) != (entry.bytes, entry.sha256):
            message = f"its {size:,} bytes with SHA-256 {digest} are not what was built; build again"
            yield Problem(name, 0, "build-file", message)
    known = {MANIFEST_FILE, *manifest.files}
    for name in file_names(folder):
        if name not in known:
            yield Problem(name, 0, "build-file", "the manifest does not list it; remove it")
    held = dict.fromkeys(manifest.tables, 0)
    for entry in manifest.files.values():
        if not entry.table:
            continue
        held[entry.table] = held.get(entry.table, 0) + entry.rows
    if held != manifest.tables:
        message = "the rows of its files do not add up to those of its tables; build again"
        yield Problem(MANIFEST_FILE, 0, "build-manifest", message)
