"""A corpus directory that is still being worked on: whether its files have changed since they were read."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.explorer.library import Library

SHOWN: Final = 5
"""How many problems of a corpus are named."""


class Watched:
    """The library of a corpus directory, made again when a file has changed.

    Args:
        root: The directory.
        make: Makes the library from what the directory holds now.

    Raises:
        CorpusError: The corpus can't be read.
    """

    def __init__(self, root: Path, make: Callable[[], Library]) -> None:
        self._root = root
        self._make = make
        self._lock = threading.Lock()
        self._seen = self.stamp = stamp(root)
        self.library = make()
        self.trouble: str | None = None

    def look(self) -> bool:
        """Look at the files; return True where they have changed and the corpus was read again.

        Where the corpus can't be read as it is now, the library stays and `trouble` says why.
        """
        with self._lock:
            now = stamp(self._root)
            if now == self._seen:
                return False
            self._seen = now
            try:
                self.library = self._make()
            except CorpusError as error:
                self.trouble = "\n".join(str(problem) for problem in error.problems[:SHOWN])
                return False
            self.stamp, self.trouble = now, None
            return True


def stamp(root: Path) -> str:
    """Return a digest of the names, sizes and times of a corpus's files: another one when any has changed."""
    digest = hashlib.sha256()
    for found in sorted(_files(root)):
        digest.update(repr(found).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, int, int]]:
    for name in layout.ABOUT_FILES:
        yield from _facts(root / name)
    for part in ("raw", "annotations"):
        for folder, _, names in os.walk(root / part):
            for name in names:
                yield from _facts(Path(folder) / name)


def _facts(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        about = path.stat(follow_symlinks=False)
    except OSError:
        return  # it is gone, which shows as a change
    yield str(path), about.st_size, about.st_mtime_ns
