"""Replacing an output folder all at once: a build that is killed leaves the old folder or the new.

At every moment:

1. While files are written, they are in a private folder next to the output, with a marker (see
   `corpus_pkg.corpus.ownership`). A kill leaves the output as it was.
2. All files are put on the disk and the marker is removed. Then the new folder takes the output's name by
   one system call: a rename where there was no output, else an exchange of the two names (Linux `renameat2`,
   macOS `renamex_np`). The kernel does either wholly or not at all, so the name always leads to one whole
   folder.
3. The old folder, now under the private name, is removed, its manifest last. A kill leaves a part of it,
   under that name only.

What a killed build leaves is removed by the next one, which proves by the marker or the manifest that a build
made it. A living build holds a lock on its folder, so that no other build removes it.

Where names can't be exchanged (Windows, some network file systems), the old folder is first renamed
aside; between the two renames there is no output, and the next build puts back what it finds aside.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import (
    CAN_LOCK,
    is_marked,
    left_over,
    private_name,
    remove_private,
    try_lock,
    unlock,
    unmark,
)
from corpus_pkg.corpus.staging import make_staging
from corpus_pkg.tables.manifest import MANIFEST_FILE, REJECTED, is_built_name
from corpus_pkg.tables.parquet_write import fsync
from corpus_pkg.tables.proof import Proven, prove_build, remove_build

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2
"""The flag has this value in Linux's `renameat2`, and under the name RENAME_SWAP in macOS's `renamex_np`."""
CANNOT_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
BUILDING: Final = "building"
OLD: Final = "old"


@contextmanager
def replacing(out: Path, before: Proven | None = None) -> Iterator[Path]:
    """Give a folder to fill; when the block ends without an error it takes the place of `out`.

    Args:
        out: The output: missing, an empty folder, or an earlier build.
        before: What `prepare` returned, if it was called already.

    Yields:
        The folder to write into; what is written there must be on the disk when the block ends.

    Raises:
        OutputError: `out` is something else, which would be lost.
    """
    out = output_place(out)
    proven = prepare(out, before)
    staging, lock = make_staging(out.parent, out.name, BUILDING)
    try:
        yield staging
        proven = _prove(out, proven)
        fsync(staging)
        unmark(staging)
        _swap(staging, out, proven)
    except BaseException:
        with suppress(OutputError, OSError):  # the error that ended the build says more
            _remove_leftover(staging)
        raise
    finally:
        unlock(lock)


def output_place(out: Path) -> Path:
    """Return where an output is, with links only on the way to it resolved.

    Raises:
        OutputError: The output itself is a link.
    """
    if out.is_symlink():
        raise OutputError(f"{out} is a symbolic link; name the folder that it leads to, or another")
    if out.name in ("", ".."):
        return out.resolve()
    return out.parent.resolve() / out.name


def prepare(out: Path, before: Proven | None = None) -> Proven:
    """Remove what killed builds of an output left, and refuse one whose replacement would lose something.

    Args:
        out: The output, as `output_place` returns it; the folder that it is in is made.
        before: An earlier check, whose files are not read again if they have not changed.

    Returns:
        What was checked.

    Raises:
        OutputError: `out` is a link, not a folder, or a folder that is neither empty nor only a build; or
            what was left holds something that no build made.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    _put_back(out)
    proven = _prove(out, before)
    _remove_leftovers(out)
    return proven


def _prove(out: Path, before: Proven | None) -> Proven:
    try:
        return prove_build(out, before)
    except FileNotFoundError:
        return Proven()


def is_written(path: str) -> bool:
    """Return True if a build writes a file or folder of that path, relative to its output."""
    return path in (MANIFEST_FILE, REJECTED) or is_built_name(path)


def _swap(staging: Path, out: Path, proven: Proven) -> None:
    try:
        staging.rename(out)  # onto nothing, or onto an empty folder
    except OSError:
        if out.is_symlink() or not out.is_dir():
            raise
    else:
        fsync(out.parent)
        return
    aside = staging
    if not _exchange(staging, out):
        aside = out.with_name(private_name(out.name, OLD))
        out.rename(aside)
        staging.rename(out)
    fsync(out.parent)
    remove_build(aside, proven)


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
    if not os.path.lexists(out):
        for aside in left_over(out.parent, out.name, OLD):
            with suppress(OutputError, OSError):
                if prove_build(aside).files:
                    aside.rename(out)
                    return


def _remove_leftovers(out: Path) -> None:
    """Remove what killed builds of an output left.

    Raises:
        OutputError: It holds something that no build made.
    """
    for kind in (OLD, BUILDING):
        for place in left_over(out.parent, out.name, kind):
            with suppress(FileNotFoundError):  # the build that held it has just ended
                is_marked(place)  # refuses a link
                lock = try_lock(place)
                if lock is not None:
                    try:
                        if CAN_LOCK or kind == OLD:  # else it may be a living build's
                            _remove_leftover(place)
                    finally:
                        unlock(lock)


def _remove_leftover(place: Path) -> None:
    """Remove what a build was writing, by its marker, or what it replaced, by its manifest."""
    if not is_marked(place) and (place / MANIFEST_FILE).is_file():
        remove_build(place, prove_build(place, part=True))
    else:
        remove_private(place, is_written)
