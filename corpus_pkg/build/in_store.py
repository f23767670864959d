"""A build whose output is an address: made in a folder of this machine, then uploaded."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from corpus_pkg.build.manifest import Manifest
from corpus_pkg.build.proof import prove_build, remove_build
from corpus_pkg.build.sources import is_address
from corpus_pkg.build.store import PROTOCOLS, Store
from corpus_pkg.corpus.ownership import OutputError


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
        remove_build(folder, prove_build(folder))
    finally:
        if not kept:
            shutil.rmtree(folder.parent, ignore_errors=True)
    return made
