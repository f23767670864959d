"""Changing several files of a corpus directory as one: all of them or none, and one command at a time.

The new files are written into a private folder at the top of the corpus, with a journal that says where each
belongs. The change is decided when the journal has its name; then the files are moved. A command that is
killed before that leaves the corpus as it was; one that is killed after it leaves a change that the next
command finishes before it reads anything.
"""

import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from corpus_pkg.corpus.files import is_inside
from corpus_pkg.corpus.locks import locked
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import is_marked, left_over, unlock
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.staging import (
    CHANGING,
    JOURNAL,
    JOURNAL_PART,
    abandoned,
    flush_files,
    keep_private,
    make_staging,
    remove_staging,
    write_new,
)

NAME: Final = "corpus"
"""What the private folders are named after: the whole corpus."""

MOST: Final = 64 << 20
"""The most bytes that a journal may have."""
_PATH: Final = re.compile(r"\.gitattributes|[^./\\:\0][^/\\:\0]*(/[^./\\:\0][^/\\:\0]*)*")
"""A path of which no part is hidden or leads elsewhere, so that a forged journal can't write to `.git`."""
_REMOVABLE: Final = re.compile(
    r"raw/[^./\\:\0][^/\\:\0]*\.txt|annotations/([^./\\:\0][^/\\:\0]*/)+[^./\\:\0][^/\\:\0]*\.jsonl"
)
"""A path that a change may remove: a text, or a file of a layer."""

Identity = list[int] | None
"""What tells whether a file is still the same one: inode, size and time of change; None for no file."""


@contextmanager
def changing(
    root: Path,
    waiting: Callable[[], object] = lambda: None,
    finished: Callable[[], object] = lambda: None,
) -> Iterator[None]:
    """Hold the right to change a corpus directory, from before it is read until all is written.

    What a killed command left is finished or removed first. The directory is made if it is missing, and
    removed again if nothing was written. May be used within itself.

    Args:
        root: The directory.
        waiting: Called once if another command is changing the corpus, before waiting for it.
        finished: Called for each change of a killed command that was finished.

    Raises:
        CorpusError: Another command is still at it after a minute.
    """
    missing = [folder for folder in (root, *root.parents) if not folder.exists()]
    root.mkdir(parents=True, exist_ok=True)
    try:
        with locked(root, waiting) as first:
            if first:
                _finish_others(root, finished)
            yield
    finally:
        with suppress(OSError):  # they hold what was written
            for folder in missing:
                folder.rmdir()


def write_together(root: Path, contents: Mapping[str, bytes], remove: Collection[str] = ()) -> None:
    """Write and remove several files of a corpus directory: all of them or, where that fails, none.

    Args:
        root: The directory; made if it is missing.
        contents: The bytes of each file by its path, relative to the directory and with forward slashes.
        remove: The paths of texts and files of layers that are removed.

    Raises:
        CorpusError: A path leads out of the directory, or a folder is where a file should be.
        ValueError: A path is not one of a text or a layer, so that it can't be removed.
    """
    for path in remove:
        if not _REMOVABLE.fullmatch(path) or path in contents:
            raise ValueError(f"{path} can't be removed")
    with changing(root):
        _require_plain(root, (*contents, *remove))
        folder, lock = make_staging(root, NAME, CHANGING)
        try:
            _stage(root, folder, contents, remove)
        except BaseException:
            remove_staging(folder, lock)
            raise
        try:
            _move(root, folder)
        except KeyboardInterrupt:
            _move(root, folder)
            remove_staging(folder, lock)
            raise
        except BaseException:
            unlock(lock)  # the next command finishes it
            raise
        remove_staging(folder, lock)


def unfinished(root: Path) -> Iterator[Problem]:
    """Yield a problem for each change that a killed command has begun and no other command has finished."""
    for folder in left_over(root, NAME, CHANGING):
        with suppress(OSError, OutputError):
            waiting = [path for path, _, _ in _waiting(root, folder)] if is_marked(folder) else []
            if waiting:
                message = (
                    f"a command has not replaced or removed {waiting[0]} yet; if it was stopped, run it again"
                )
                yield Problem(folder.name, 0, "corpus-unfinished", message)


def _require_plain(root: Path, paths: Collection[str]) -> None:
    problems = []
    for path in paths:
        if not _is_inside(root, path):
            problems.append(outside(path))
        elif (root / path).is_dir() or _is_blocked(root, path):
            message = "a file can't be written here; remove the folder or file that is in the way"
            problems.append(Problem(path, 0, "file-unexpected", message))
    if problems:
        raise CorpusError(problems)


def _is_inside(root: Path, path: str) -> bool:
    return is_inside(root, (root / path).parent)


def outside(path: str) -> Problem:
    """Return the problem of a path to write to that leads out of the corpus."""
    return Problem(
        path, 0, "file-outside", "the path leads out of the corpus; make it a folder of the corpus"
    )


def _is_blocked(root: Path, path: str) -> bool:
    """Return True if something other than a folder has the name of one that the path needs."""
    parents = [root / parent for parent in Path(path).parents]
    return any(os.path.lexists(parent) and not parent.is_dir() for parent in parents)


def _stage(root: Path, folder: Path, contents: Mapping[str, bytes], remove: Collection[str]) -> None:
    """Write the new files and, when all are on the disk, the journal."""
    places = []
    for number, (path, data) in enumerate(contents.items()):
        write_new(folder / str(number), data, flush=False)
        keep_private(folder / str(number), root / path)
        places.append([path, _identity(root / path)])
    flush_files(folder)
    removed = [[path, _identity(root / path)] for path in remove]
    journal = {"folder": folder.stat().st_ino, "files": places, "removed": removed}
    write_new(folder / JOURNAL_PART, json.dumps(journal).encode("ascii"))
    (folder / JOURNAL_PART).rename(folder / JOURNAL)


def _identity(place: Path) -> Identity:
    try:
        status = place.lstat()
    except FileNotFoundError:
        return None
    return [status.st_ino, status.st_size, status.st_mtime_ns]


def _waiting(root: Path, folder: Path) -> list[tuple[str, Path | None, Identity]]:
    """Return the files of a change that are not in their place yet: path, new file, and what it replaces.

    A file that is to be removed has no new file. There are none where the change was not decided, or where
    the journal is not of this very folder.
    """
    journal = _journal(folder)
    found: list[tuple[str, Path | None, Identity]] = []
    for number, (path, identity) in enumerate(journal.files):
        made = folder / str(number)
        if made.is_file() and not made.is_symlink():
            if not _PATH.fullmatch(path) or not _is_inside(root, path):
                return []
            found.append((path, made, identity))
    for path, identity in journal.removed:
        if os.path.lexists(root / path):
            if not _REMOVABLE.fullmatch(path) or not _is_inside(root, path):
                return []
            found.append((path, None, identity))
    return found


class _Journal(NamedTuple):
    """What a change writes and removes, each path with what was there before."""

    files: list[tuple[str, Identity]]
    removed: list[tuple[str, Identity]]


def _journal(folder: Path) -> _Journal:
    place = folder / JOURNAL
    if place.is_symlink() or not place.is_file() or place.stat().st_size > MOST:
        return _Journal([], [])
    try:
        journal = json.loads(place.read_bytes())
        if journal["folder"] != folder.stat().st_ino:
            return _Journal([], [])
        parts = (journal["files"], journal.get("removed", []))
        return _Journal(*([(str(path), identity) for path, identity in part] for part in parts))
    except (ValueError, TypeError, LookupError, RecursionError):
        return _Journal([], [])


def _move(root: Path, folder: Path) -> None:
    """Give the files of a change their places, then remove what it removes."""
    waiting = _waiting(root, folder)
    for parent in dict.fromkeys((root / path).parent for path, made, _ in waiting if made):
        parent.mkdir(parents=True, exist_ok=True)
    for path, made, _ in waiting:
        if made is None:
            (root / path).unlink()
        else:
            made.replace(root / path)


def _finish_others(root: Path, finished: Callable[[], object]) -> None:
    """Finish the changes that killed commands had decided on, and remove what they left.

    A file that somebody has changed since then stays as it is, and the others with it.
    """
    for folder, lock in abandoned(root, NAME, CHANGING):
        try:
            if is_marked(folder):
                waiting = _waiting(root, folder)
                if waiting and all(_identity(root / path) == identity for path, _, identity in waiting):
                    _move(root, folder)
                    finished()
        except (OutputError, FileNotFoundError):
            pass
        except BaseException:
            unlock(lock)
            raise
        remove_staging(folder, lock)
