"""Checking a built folder against its manifest."""

import os
from collections.abc import Callable, Iterator, Set
from pathlib import Path

from corpus_pkg.build.sources import failures, is_address
from corpus_pkg.corpus.problems import Problem, sort_key
from corpus_pkg.tables.manifest import (
    MANIFEST_FILE,
    Manifest,
    ManifestError,
    file_names,
    measure,
    read_manifest,
)

Measure = Callable[[str], tuple[int, str]]


def verify(folder: str | os.PathLike[str]) -> list[Problem]:
    """Return what differs between a built folder and its manifest; an empty list if nothing does.

    Args:
        folder: The folder, or the `s3://` address, that was built. All its bytes are read.

    Raises:
        ManifestError: The folder has no manifest that can be read.
        OSError: A file, or the store, can't be read.
    """
    named = os.fspath(folder)
    if is_address(named):
        return _verify_store(named)
    here = Path(named)

    def measured(name: str) -> tuple[int, str]:
        if not (here / name).is_file():
            raise FileNotFoundError(name)
        return measure(here / name)

    manifest = read_manifest(here)
    return sorted(_problems(manifest, file_names(here), measured), key=sort_key)


def _verify_store(address: str) -> list[Problem]:
    from corpus_pkg.build.store import Store

    store = Store(address)
    try:
        manifest = store.manifest()
        if manifest is None:
            raise ManifestError(f"{address} has no {MANIFEST_FILE}: it is not a build")
        return sorted(_problems(manifest, store.names(), store.measure), key=sort_key)
    except failures() as error:
        if isinstance(error, ManifestError | OSError):
            raise
        raise OSError(f"{address}: {error}") from None


def _problems(manifest: Manifest, names: Set[str], measured: Measure) -> Iterator[Problem]:
    for name, entry in manifest.files.items():
        try:
            size, digest = measured(name)
        except FileNotFoundError:
            yield Problem(name, 0, "build-file", "the manifest lists it and it is not there; build again")
            continue
        if (size, digest) != (entry.bytes, entry.sha256):
            message = f"its {size:,} bytes with SHA-256 {digest} are not what was built; build again"
            yield Problem(name, 0, "build-file", message)
    known = {MANIFEST_FILE, *manifest.files}
    for name in names:
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
