"""Checking a build, in a folder or behind an address, against its manifest."""

import os
from pathlib import Path

from corpus_pkg.build.sources import failures, is_address
from corpus_pkg.corpus.problems import Problem, sort_key
from corpus_pkg.tables.manifest import MANIFEST_FILE, ManifestError
from corpus_pkg.tables.verify import folder_problems, manifest_problems


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
    return folder_problems(Path(named))


def _verify_store(address: str) -> list[Problem]:
    from corpus_pkg.build.store import Store

    store = Store(address)
    try:
        manifest = store.manifest()
        if manifest is None:
            raise ManifestError(f"{address} has no {MANIFEST_FILE}: it is not a build")
        return sorted(manifest_problems(manifest, store.names(), store.measure), key=sort_key)
    except failures() as error:
        if isinstance(error, ManifestError):
            raise
        raise OSError(f"{address}: {error}; check the address and the credentials") from None
