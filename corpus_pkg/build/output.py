"""Replacing an output folder all at once: a build that is killed leaves the old folder or the new.

At every moment:

1. While files are written, they lie in a folder of another name beside the output. A kill leaves the
   output as it was.
2. The new folder takes the output's name by one system call: a rename where there was no output, else
   an exchange of the two names (Linux `renameat2`, macOS `renamex_np`). The kernel does either wholly
   or not at all, so the name always leads to one whole folder. All files are on the disk before.
3. The old folder, now under the other name, is removed. A kill leaves a part of it, under that name only.

What a killed build leaves under such a name is removed by the next one. A living build holds a lock
on its folder, so that none removes another's.

Where names can't be exchanged (Windows, some network file systems), the old folder is first renamed
aside; between the two renames there is no output, and the next build puts back what it finds aside.
"""

import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from corpus_pkg.build.manifest import MANIFEST_FILE, ManifestError, file_names, read_manifest
from corpus_pkg.build.parquet import fsync

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2
"""The flag has this value in Linux's `renameat2`, and under the name RENAME_SWAP in macOS's `renamex_np`."""
CANNOT_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


class OutputError(Exception):
    """An output folder that must not, or can't, be replaced."""


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends without an error it takes the place of `out`.

    Args:
        out: The output: missing, an empty folder, or an earlier build.

    Yields:
        The folder to write into; what is written there must be on the disk when the block ends.

    Raises:
        OutputError: `out` is something else, which would be lost.
    """
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    _put_back(out)
    require_replaceable(out)
    _remove_leftovers(out)
    staging, lock = _locked_folder(out)
    try:
        yield staging
        fsync(staging)
        require_replaceable(out)
        _swap(staging, out)
        fsync(out.parent)
    finally:
        # Either what was written, after an error, or the old output.
        shutil.rmtree(staging, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold a lock on a folder, or give False where another process holds it."""
    lock = _lock(folder)
    try:
        yield lock is not None or sys.platform == "win32"
    finally:
        if lock is not None:
            os.close(lock)


def require_replaceable(out: Path) -> None:
    """Refuse an output whose replacement would lose something that no build made.

    Raises:
        OutputError: `out` is no folder, or a folder that is neither empty nor only a build.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"{out} is no folder; name another")
    names = file_names(out)
    if not names:
        return
    try:
        manifest = read_manifest(out)
    except ManifestError as error:
        raise OutputError(f"{error}; it is not replaced: name a new or empty folder") from None
    strange = sorted(names - {MANIFEST_FILE, *manifest.files})
    if strange:
        raise OutputError(
            f"{out} holds {strange[0]}, which no build made; move it away or name another folder"
        )


def _swap(staging: Path, out: Path) -> None:
    try:
        staging.rename(out)  # onto nothing, or onto an empty folder
    except OSError:
        if not out.is_dir():
            raise
    else:
        return
    if not _exchange(staging, out):
        aside = out.with_name(f".{out.name}.old-{secrets.token_hex(4)}")
        out.rename(aside)
        staging.rename(out)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step, or return False where the system can't."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(os.fsencode(one), os.fsencode(other), RENAME_EXCHANGE)
        else:
            names = (AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other))
            failed = library.renameat2(*names, RENAME_EXCHANGE)
    except (AttributeError, OSError, TypeError):  # a system without the call
        return False
    if failed:
        number = ctypes.get_errno()
        if number in CANNOT_EXCHANGE:
            return False
        raise OSError(number, os.strerror(number), str(other))
    return True


def _put_back(out: Path) -> None:
    """Give an old output its name again that a build was killed over, between two renames."""
    if not out.exists():
        for aside in sorted(out.parent.glob(f".{_escaped(out)}.old-*")):
            with suppress(ManifestError, OSError):
                read_manifest(aside)
                aside.rename(out)
                return


def _remove_leftovers(out: Path) -> None:
    for pattern in ("building", "old"):
        for place in out.parent.glob(f".{_escaped(out)}.{pattern}-????????"):
            lock = _lock(place)
            if lock is not None:  # else a living build holds it
                shutil.rmtree(place, ignore_errors=True)
                os.close(lock)


def _escaped(out: Path) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in out.name)


def _locked_folder(out: Path) -> tuple[Path, int | None]:
    while True:
        place = out.with_name(f".{out.name}.building-{secrets.token_hex(4)}")
        place.mkdir()
        lock = _lock(place, wait=True)
        if place.exists():  # else another build took it for a leftover before it was locked
            return place, lock
        if lock is not None:
            os.close(lock)


if sys.platform == "win32":

    def _lock(_place: Path, *, wait: bool = False) -> int | None:  # noqa: ARG001
        return None  # folders can't be locked: leftovers stay

else:
    import fcntl

    def _lock(place: Path, *, wait: bool = False) -> int | None:
        """Lock a folder until the process ends or the number is closed; None where another holds it."""
        try:
            handle = os.open(place, os.O_RDONLY)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            os.close(handle)
            return None
        return handle
