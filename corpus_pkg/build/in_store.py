"""A build whose output is an address: made in a folder of this machine, then uploaded."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar

from corpus_pkg.build.sources import is_address
from corpus_pkg.build.store import PROTOCOLS, Store
from corpus_pkg.build.units_folder import UNITS, is_unit_file
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import CAN_LOCK, is_private, marker_name, remove_private, unlock
from corpus_pkg.corpus.staging import abandoned, make_staging
from corpus_pkg.tables.manifest import Manifest
from corpus_pkg.tables.output import BUILDING, OLD, is_written
from corpus_pkg.tables.proof import prove_build, remove_build

BUILD: Final = "build"
"""The name of the output in a temporary folder."""
UPLOAD: Final = "upload"


def in_store(out: str) -> bool:
    """Return True if an output is one in a store and not a folder.

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
    with _folder(address, staging) as folder:
        made = make(folder)
        try:
            store.upload(folder, made.manifest, step)
        except OutputError as error:
            kept = folder if staging is not None else _kept(folder)
            raise OutputError(f"{error}; the finished build is kept in {kept}") from None
        if staging is not None:
            remove_build(folder, prove_build(folder))
    return made


@contextmanager
def _folder(address: str, staging: Path | None) -> Iterator[Path]:
    """Give the place of a build that is going to be uploaded: the named one, or one that is removed.

    What a killed build for the same address left is removed, too.
    """
    if staging is not None:
        yield staging
        return
    parent = Path(tempfile.gettempdir())
    name = f"corpus-pkg-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    if CAN_LOCK:  # else a living build and a dead one would look the same
        for place, lock in abandoned(parent, name, UPLOAD):
            try:
                remove_private(place, _is_made)
            finally:
                unlock(lock)
    private, folder_lock = make_staging(parent, name, UPLOAD)
    try:
        private.chmod(0o700)
        yield private / BUILD
    finally:
        try:
            remove_private(private, _is_made)
        finally:
            unlock(folder_lock)


def _kept(folder: Path) -> Path:
    """Move a finished build to where the next one does not remove it."""
    kept = Path(tempfile.mkdtemp(prefix="corpus-pkg-")) / BUILD
    folder.rename(kept)
    return kept


def _is_made(path: str) -> bool:
    """Return True if a build writes a file or folder of that path into the folder of a temporary one."""
    first, _, rest = path.partition("/")
    if first == BUILD:
        return not rest or is_written(rest)
    if is_private(first, BUILD, UNITS):
        return rest in ("", marker_name(Path(first))) or is_unit_file(rest)
    if is_private(first, BUILD, BUILDING) or is_private(first, BUILD, OLD):
        return rest in ("", marker_name(Path(first))) or is_written(rest)
    return False
