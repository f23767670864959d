"""Preparing output out of sight, so that it appears whole or not at all.

A file or folder is first written into a private folder next to it, as `content`, and then takes its place
by a rename. A killed process leaves that folder; the next command that writes the same output removes it,
with the proof that `corpus_pkg.corpus.ownership` wants. A living process holds a lock on it.
"""

import errno
import logging
import os
import re
import shutil
import stat
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import (
    CAN_LOCK,
    is_marked,
    left_over,
    make_private,
    remove_private,
    try_lock,
    unlock,
)
from corpus_pkg.corpus.problems import printable

WRITING: Final = "writing"
"""The kind of private folder for an output of its own."""
CHANGING: Final = "changing"
"""The kind of private folder for changes to a corpus directory (see `corpus_pkg.corpus.change`)."""
CONTENT: Final = "content"
"""The file or folder that takes the output's place."""
JOURNAL: Final = "journal"
"""Where the numbered files belong (see `corpus_pkg.corpus.change`)."""
JOURNAL_PART: Final = "journal.part"
FLUSHES: Final = 16
"""How many files are waited for at the same time."""

_LOG: Final = logging.getLogger(__name__)
_NAMED: Final[set[Path]] = set()
"""The folders that could not be removed and were named."""
_NAME: Final = re.compile(rf"\..*\.{WRITING}-[0-9a-f]+", re.DOTALL)
_KNOWN: Final = re.compile(rf"{CONTENT}(/.*)?|{JOURNAL}|{re.escape(JOURNAL_PART)}|\d+", re.DOTALL)


@contextmanager
def replacing_file(place: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when all is written to it, and not at all where that fails.

    A new file has the permissions that the umask allows, and one that replaces another no more than that
    one had. A link is followed; a pipe or device is written to at the end.

    Raises:
        IsADirectoryError: The place is a folder.
    """
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(place))
    if place.exists() and not place.is_file():
        with tempfile.TemporaryFile() as made:
            yield made
            made.seek(0)
            with place.open("wb") as file:
                shutil.copyfileobj(made, file)
        return
    place = Path(os.path.realpath(place))
    with staging(place) as folder:
        content = folder / CONTENT
        with content.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        keep_private(content, place)
        content.replace(place)


def write_atomically(place: Path, data: bytes) -> None:
    """Write a file, and the folders it is in, so that a reader sees the old content or the new."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with replacing_file(place) as file:
        file.write(data)


def write_new(place: Path, data: bytes, *, flush: bool = True) -> None:
    """Write a file, and the folders it is in, in a folder that nobody sees yet.

    Args:
        place: The file.
        data: Its content.
        flush: Whether to wait until it is on the disk; if not, `flush_files` does so for many at once.

    Raises:
        FileExistsError: There is such a file.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        file.write(data)
        if flush:
            file.flush()
            os.fsync(file.fileno())


def flush_files(folder: Path) -> None:
    """Wait until all files of a folder are on the disk.

    Many are waited for at the same time: a file system writes them together, and one after the other takes
    about fifteen times as long.
    """
    with ThreadPoolExecutor(FLUSHES) as pool:
        deque(pool.map(_flush, (place for place in folder.rglob("*") if place.is_file())), maxlen=0)


def _flush(place: Path) -> None:
    with place.open("rb+" if sys.platform == "win32" else "rb") as file:
        os.fsync(file.fileno())


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes `out` when all went well and is on the disk.

    Raises:
        FileExistsError: `out` holds something, or it is not a folder.
    """
    out = Path(os.path.realpath(out))
    require_new(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with staging(out) as folder:
        made = folder / CONTENT
        made.mkdir()
        yield made
        flush_files(made)
        keep_private(made, out)
        try:
            made.rename(out)
        except OSError:
            require_new(out)
            if not out.exists():
                raise
            out.rmdir()  # Windows renames onto nothing, not onto an empty folder
            made.rename(out)


def require_new(out: Path) -> None:
    """Remove what killed commands left of a new folder, and refuse one that is there already.

    Raises:
        FileExistsError: It holds something, or it is not a folder.
    """
    remove_leftovers(out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} exists and is not empty; remove it or name a new folder")


def keep_private(made: Path, old: Path) -> None:
    """Take from a new file or folder the permissions that the one it replaces does not give."""
    with suppress(FileNotFoundError):
        allowed = stat.S_IMODE(old.stat().st_mode)
        mode = stat.S_IMODE(made.stat().st_mode)
        if mode & ~allowed:
            made.chmod(mode & allowed)


@contextmanager
def staging(place: Path) -> Iterator[Path]:
    """Give a private folder to prepare an output in; it is removed at the end, and so is what others left.

    Args:
        place: The output; its parent exists.
    """
    remove_leftovers(place)
    folder, lock = make_staging(place.parent, place.name, WRITING)
    try:
        yield folder
    finally:
        remove_staging(folder, lock)


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """Give an empty folder of this user's in the temporary folder, and remove it at the end.

    What killed commands left of such a folder is removed, too.

    Args:
        name: What it is for.
    """
    place = Path(tempfile.gettempdir()) / f"corpus-pkg-{name}"
    with staging(place) as folder:
        folder.chmod(0o700)
        made = folder / CONTENT
        made.mkdir()
        yield made


def make_staging(parent: Path, name: str, kind: str) -> tuple[Path, int | None]:
    """Make a private folder and return it with its lock.

    Args:
        parent: Where it is made.
        name: The name of the output.
        kind: `WRITING` or `CHANGING`.
    """
    while True:
        folder = make_private(parent, name, kind)
        lock = try_lock(folder, wait=True)
        if folder.exists():  # else another process took it for a leftover before it was locked
            return folder, lock
        unlock(lock)


def remove_staging(folder: Path, lock: int | None) -> None:
    """Remove a private folder and end its lock; one that can't be removed is left to the next command.

    One with a strange file in it is named, once in a process: a person has to look at it.
    """
    try:
        with suppress(OSError):
            remove_private(folder, is_known)
    except OutputError as error:
        if folder not in _NAMED:
            _NAMED.add(folder)
            _LOG.warning("%s", printable(f"note: {error}"))
    finally:
        unlock(lock)


def is_known(path: str) -> bool:
    """Return True if this module or `corpus_pkg.corpus.change` writes such a path into a private folder."""
    return _KNOWN.fullmatch(path) is not None


def remove_leftovers(place: Path) -> None:
    """Remove what killed commands left next to an output.

    Where folders can't be locked, as on Windows, nothing tells a killed command from a living one; there they
    stay.
    """
    place = Path(os.path.realpath(place))
    if CAN_LOCK:
        for folder, lock in abandoned(place.parent, place.name, WRITING):
            remove_staging(folder, lock)


def abandoned(parent: Path, name: str, kind: str) -> Iterator[tuple[Path, int]]:
    """Yield the private folders of an output that no living command has locked, each with a lock on it."""
    for folder in left_over(parent, name, kind):
        lock = try_lock(folder)
        if lock is not None:
            yield folder, lock


def is_staging(folder: Path) -> bool:
    """Return True if a folder is proved to be a private one, or is named like one and still empty."""
    try:
        if not _NAME.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
            return False
        return is_marked(folder) or all(item.stat().st_size == 0 for item in folder.iterdir())
    except (OSError, OutputError):
        return False
