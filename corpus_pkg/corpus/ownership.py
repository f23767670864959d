"""Proof that this package made a file or folder, which comes before anything is deleted.

A name pattern proves nothing: people name folders `.out.old-20251129` too. There are two proofs here:

1. **A private name**, `.NAME.KIND-TOKEN`. The token holds random digits and a checksum of them together with
   NAME and KIND, so nobody chooses such a name by chance. It is proof enough for what can't hold another's
   work: a single temporary file, or an empty folder.
2. **A marker**. `make_private` makes a folder with a private name and writes a marker into it before anything
   else: a file whose name holds the token and whose content repeats the name. `remove_private` removes a
   folder only with its marker, and only if each name in it is one that the caller writes. A folder that was
   copied, renamed or made by hand, and one with a strange file or link in it, stays, and the error names it.

How a command uses it for a folder:

    for place in left_over(parent, out.name, "building"):   # what a killed run left
        if (lock := try_lock(place)) is not None:           # a living run holds its lock
            remove_private(place, known)
            unlock(lock)
    folder = make_private(parent, out.name, "building")     # fill it, then `unmark` it and rename it

and for a single file: write to `parent / private_name(file.name, "part")`, hold `try_lock` on the open
file, and remove what `left_over(parent, file.name, "part")` finds and no living run has locked.

No link is ever followed: see `corpus_pkg.corpus.open_folder`.
"""

import errno
import hashlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.open_folder import NOFOLLOW, READ, OpenFolder, OutputError, opened

RANDOM_DIGITS: Final = 10
CHECK_DIGITS: Final = 14
NAME_CHARACTERS: Final = 40
"""How much of a name is repeated in a private name, which must not become too long."""
TRIES: Final = 20
"""How often a folder is emptied again into which a worker of a killed run still writes."""

_NEW: Final[int] = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | getattr(os, "O_BINARY", 0)

Known = Callable[[str], bool]
"""Whether a path, relative to a folder and with forward slashes, is one that the caller writes there."""


def private_name(name: str, kind: str) -> str:
    """Return a new private name.

    Args:
        name: The name of the output for which the file or folder is made.
        kind: What the file or folder is for, such as `building`.
    """
    digits = secrets.token_hex(RANDOM_DIGITS // 2)
    return f".{name[:NAME_CHARACTERS]}.{kind}-{digits}{_check(name, kind, digits)}"


def is_private(candidate: str, name: str, kind: str) -> bool:
    """Return True if a name is a private name for an output and a kind."""
    start = f".{name[:NAME_CHARACTERS]}.{kind}-"
    token = candidate.removeprefix(start)
    if not candidate.startswith(start) or not _TOKEN.fullmatch(token):
        return False
    return token[RANDOM_DIGITS:] == _check(name, kind, token[:RANDOM_DIGITS])


def left_over(parent: Path, name: str, kind: str) -> list[Path]:
    """Return the files and folders in a folder that have a private name for an output and a kind."""
    try:
        with os.scandir(parent) as found:
            names = sorted(entry.name for entry in found if is_private(entry.name, name, kind))
    except FileNotFoundError:
        return []
    return [parent / name for name in names]


def make_private(parent: Path, name: str, kind: str) -> Path:
    """Make a folder with a private name and its marker.

    Raises:
        OSError: It can't be made; nothing is left.
    """
    while True:
        place = parent / private_name(name, kind)
        try:
            place.mkdir()
            _mark(place)
        except FileExistsError:
            continue
        except FileNotFoundError:
            if not parent.is_dir():
                raise
            continue  # another run took the folder, still empty, for one that was left
        except BaseException:
            with suppress(OSError):
                (place / marker_name(place)).unlink(missing_ok=True)
                place.rmdir()
            raise
        return place


def unmark(place: Path) -> None:
    """Remove the marker of a private folder, which is then about to get another name."""
    with opened(place) as folder:
        folder.unlink(marker_name(place))


def is_marked(place: Path) -> bool:
    """Return True if a folder has its own marker.

    Raises:
        OutputError: It is a link, or not a folder.
    """
    with opened(place) as folder:
        return folder.content(marker_name(place)) == _words(place)


def remove_private(place: Path, known: Known, keep: Known | None = None) -> None:
    """Remove a private folder with all that is in it, or refuse and remove nothing.

    Args:
        place: The folder; nothing happens where it is gone.
        known: Whether a path in it is one that the caller writes there.
        keep: Whether a path in it stays, with all below it; the folder and its marker then stay too.

    Raises:
        OutputError: The folder has no marker, or something in it was not made by the caller.
        OSError: It can't be removed.
    """
    marker = marker_name(place)
    with suppress(FileNotFoundError):
        with opened(place) as folder:
            names = folder.names()
            content = folder.content(marker) if marker in names else None
            # A run that was killed at once leaves no marker, or half of one, and nothing else.
            begun = content is not None and names == [marker] and _words(place).startswith(content)
            if names and content != _words(place) and not begun:
                message = "is named like a folder of an earlier run and was not made by one; move it away"
                raise OutputError(f"{place} {message}")
            _look(folder, "", marker, known)
            _empty(folder, "", marker, known, keep)
            if keep is not None:
                return
            folder.unlink(marker)
        try:
            place.rmdir()
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            with suppress(FileExistsError):
                _mark(place)  # a worker of a killed run still writes: the next run finds the marker
            raise


def remove_known(place: Path, known: Known) -> None:
    """Remove a folder inside a private folder, or refuse and remove nothing.

    Args:
        place: The folder; nothing happens where it is gone.
        known: Whether a path in it is one that the caller writes there.

    Raises:
        OutputError: It is a link, or something in it was not made by the caller.
        OSError: It can't be removed.
    """
    with suppress(FileNotFoundError):
        with opened(place) as folder:
            _look(folder, "", "", known)
            _empty(folder, "", "", known, None)
        place.rmdir()


def _look(folder: OpenFolder, start: str, marker: str, known: Known) -> None:
    """Refuse a folder in which something is strange.

    Raises:
        OutputError: A name is not known, or what has it is neither a folder nor a plain file.
    """
    for name in folder.names():
        path = start + name
        if path == marker:
            continue
        mode = folder.status(name).st_mode
        if not known(path) or not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            message = f"{folder.place / name} was not made by corpus-pkg, and what it is in would be removed"
            raise OutputError(f"{message}; move it away and run again")
        if stat.S_ISDIR(mode):
            with folder.folder(name) as inner:
                _look(inner, f"{path}/", marker, known)


def _empty(folder: OpenFolder, start: str, marker: str, known: Known, keep: Known | None) -> None:
    for attempt in range(TRIES):
        names = [
            name
            for name in folder.names()
            if start + name != marker and known(start + name) and not (keep and keep(start + name))
        ]
        if not names:
            return
        for name in names:
            with suppress(FileNotFoundError):  # another run removes it too
                if not stat.S_ISDIR(folder.status(name).st_mode):
                    folder.unlink(name)
                    continue
                with folder.folder(name) as inner:
                    _empty(inner, f"{start}{name}/", marker, known, None)
                try:
                    folder.rmdir(name)
                except OSError:
                    if attempt == TRIES - 1:
                        raise


def _mark(place: Path) -> None:
    handle = os.open(place / marker_name(place), _NEW, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(_words(place))
        file.flush()
        os.fsync(file.fileno())


def marker_name(place: Path) -> str:
    """Return the name of the marker of a private folder."""
    return f".corpus-pkg-{place.name[-RANDOM_DIGITS - CHECK_DIGITS :]}"


def _words(place: Path) -> bytes:
    return f"corpus-pkg made {place.name} and removes it, with the files that it writes there.\n".encode(
        "utf-8", "backslashreplace"
    )


def _check(name: str, kind: str, digits: str) -> str:
    value = f"corpus-pkg\0{name}\0{kind}\0{digits}".encode("utf-8", "backslashreplace")
    return hashlib.sha256(value).hexdigest()[:CHECK_DIGITS]


_TOKEN: Final = re.compile(f"[0-9a-f]{{{RANDOM_DIGITS + CHECK_DIGITS}}}")

if sys.platform == "win32":
    CAN_LOCK: Final = False

    def try_lock(_place: Path | int, *, wait: bool = False) -> int | None:  # noqa: ARG001
        """Return -1: folders can't be locked here."""
        return -1

else:
    import fcntl

    CAN_LOCK: Final = True

    def try_lock(place: Path | int, *, wait: bool = False) -> int | None:
        """Lock a file or folder until the process ends or `unlock` is called.

        Args:
            place: A path, which is not followed if it is a link, or an open file, which stays locked until
                it is closed.
            wait: Whether to wait for another process; if not, None is returned where another holds it.

        Returns:
            What `unlock` takes; None where it is not locked.
        """
        try:
            handle = os.open(place, READ) if isinstance(place, Path) else os.dup(place)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            os.close(handle)
            return None
        return handle


def unlock(lock: int | None) -> None:
    """End a lock."""
    if lock is not None and lock >= 0:
        os.close(lock)
