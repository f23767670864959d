"""Folders that are open, so that no link is followed on the way to what is read or removed in them.

They are opened with O_NOFOLLOW, and what is in them is looked at and removed relative to the open folder.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

NOFOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)
READ: Final[int] = os.O_RDONLY | NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a plain file is opened: without a link being followed, or a pipe being waited for."""
_FOLDER: Final[int] = os.O_RDONLY | NOFOLLOW | getattr(os, "O_DIRECTORY", 0)


class OutputError(Exception):
    """An output that must not, or can't, be replaced or removed."""


class OpenFolder:
    """An open folder, whose entries are looked at and removed without following a link.

    Attributes:
        place: Where it is, for messages, and for systems that do not know open folders.
    """

    def __init__(self, place: Path, handle: int | None) -> None:
        self.place = place
        self._handle = handle

    def names(self) -> list[str]:
        """Return the names of what is in the folder, sorted."""
        here = self.place if self._handle is None else self._handle
        return sorted(os.listdir(here))  # noqa: PTH208 - of an open folder

    def status(self, name: str) -> os.stat_result:
        """Return what the system says of an entry itself, not of where a link leads."""
        return os.stat(**self._at(name), follow_symlinks=False)

    def folder(self, name: str) -> Any:
        """Open a folder in this one, as a context manager.

        Raises:
            OutputError: It is a link, or not a folder.
        """
        return opened(self.place / name, self._handle)

    def open(self, name: str) -> int:
        """Open a plain file for reading.

        Raises:
            OutputError: It is a link, or not a plain file.
        """
        if not stat.S_ISREG(self.status(name).st_mode):
            raise OutputError(
                f"{self.place / name} is a link or not a plain file; move it away or name another"
            )
        return os.open(**self._at(name), flags=READ)

    def content(self, name: str, most: int = 1000) -> bytes | None:
        """Return up to so many first bytes of a plain file; None where there is none."""
        try:
            handle = self.open(name)
        except (FileNotFoundError, OutputError):
            return None
        with os.fdopen(handle, "rb") as file:
            return file.read(most)

    def unlink(self, name: str) -> None:
        """Remove a file; nothing happens where it is gone."""
        with suppress(FileNotFoundError):
            os.unlink(**self._at(name))

    def rmdir(self, name: str) -> None:
        """Remove an empty folder; nothing happens where it is gone."""
        with suppress(FileNotFoundError):
            os.rmdir(**self._at(name))

    def _at(self, name: str) -> dict[str, Any]:
        if self._handle is None:
            return {"path": self.place / name}
        return {"path": name, "dir_fd": self._handle}


@contextmanager
def opened(place: Path, parent: int | None = None) -> Iterator[OpenFolder]:
    """Open a folder without following a link.

    Args:
        place: The folder.
        parent: The open folder that it is in, if there is one.

    Raises:
        OutputError: It is a link, or not a folder.
        FileNotFoundError: There is nothing.
    """
    if os.open not in os.supports_dir_fd:  # Windows, which can't open folders
        if not stat.S_ISDIR(place.lstat().st_mode):
            raise _not_a_folder(place)
        yield OpenFolder(place, None)
        return
    try:
        handle = os.open(place if parent is None else place.name, _FOLDER, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):
            raise _not_a_folder(place) from None
        raise
    try:
        yield OpenFolder(place, handle)
    finally:
        os.close(handle)


def _not_a_folder(place: Path) -> OutputError:
    what = "a symbolic link, which is not followed" if place.is_symlink() else "not a folder"
    return OutputError(f"{place} is {what}; move it away or name another")
