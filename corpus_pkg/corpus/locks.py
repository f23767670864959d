"""A lock on a corpus directory that ends with the process that holds it, however it ends."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.problems import CorpusError, Problem

LOCK_FILE: Final = ".corpus-pkg.lock"
"""What is locked where a folder can't be, as on Windows and some network file systems; the file stays."""
PATIENCE: Final = 60.0
"""How long to wait for another command, in seconds."""
PAUSE: Final = 0.05
"""How long to wait between two tries, in seconds."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class _Locked(threading.local):
    """The folders that this thread has locked, by device and inode."""

    def __init__(self) -> None:
        self.folders: set[tuple[int, int]] = set()


_LOCKED: Final = _Locked()


@contextmanager
def locked(root: Path, waiting: Callable[[], object] = lambda: None) -> Iterator[bool]:
    """Hold the lock on a corpus directory.

    Args:
        root: The directory.
        waiting: Called once if another command holds the lock, before waiting for it.

    Yields:
        False where this thread holds the lock already.

    Raises:
        CorpusError: Another command still holds the lock after a minute.
    """
    key = _key(root)
    if key in _LOCKED.folders:
        yield False
        return
    end = time.monotonic() + PATIENCE
    reported = False
    while (handle := _take(root)) is None:
        if not reported:
            waiting()
            reported = True
        if time.monotonic() > end:
            message = "another command is still changing the corpus; run this one again when that has ended"
            raise CorpusError([Problem(str(root), 0, "corpus-busy", message)], unreadable=True)
        time.sleep(PAUSE)
    key = _key(root)
    _LOCKED.folders.add(key)
    try:
        yield True
    finally:
        _LOCKED.folders.discard(key)
        os.close(handle)


def _key(root: Path) -> tuple[int, int]:
    status = root.stat()
    return status.st_dev, status.st_ino


def _take(root: Path) -> int | None:
    """Return the open file or folder that is locked, or None where another process has locked it."""
    for place, flags in ((root, os.O_RDONLY), (root / LOCK_FILE, os.O_RDWR | os.O_CREAT)):
        try:
            handle = os.open(place, flags | getattr(os, "O_NOFOLLOW", 0) * (place != root), 0o666)
        except PermissionError:  # a folder, on Windows
            if place != root:
                raise
            continue
        try:
            if _try_lock(handle):
                return handle
        except OSError:  # the file system can't lock it
            os.close(handle)
            continue
        os.close(handle)
        return None
    return os.open(os.devnull, os.O_RDONLY)  # a file system without locks
