"""The folder of a build's units, which an interrupted build leaves and the next one removes or takes over.

It is a private folder next to the output, `.NAME.units-TOKEN`, with a marker (see
`corpus_pkg.corpus.ownership`), locked while a build runs. Only names that units use are removed from it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import (
    is_marked,
    left_over,
    make_private,
    remove_known,
    remove_private,
    try_lock,
    unlock,
)

UNITS: Final = "units"
_UNIT_FILE: Final = re.compile(r"unit\.json|rejected|problems|ids-\d{5,}|[a-z_]+-\d{5,}\.parquet")
_WHOLE: Final = re.compile(r"unit-\d{6,}")
_WRITTEN: Final = re.compile(
    rf"({'|'.join(LISTS)})\.jsonl|corpus\.toml|\.done-\d+|(unit-\d{{6,}}|\.unit-\d{{6,}}-[0-9a-f]{{8}})(/({_UNIT_FILE.pattern}))?"
)


@contextmanager
def units_folder(out: Path, *, resume: bool) -> Iterator[Path]:
    """Give the folder of a build's units, locked.

    When the block ends it is removed, or kept if it failed and there are finished units.

    Args:
        out: The output of the build.
        resume: Whether to take over the units of an interrupted build; else they are removed.

    Raises:
        OutputError: Another process builds this output, or such a folder holds something strange.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    folder, lock = _taken(out, resume=resume)
    try:
        if folder is None:
            folder = make_private(out.parent, out.name, UNITS)
            lock = try_lock(folder)
            for other in left_over(out.parent, out.name, UNITS):
                if other != folder:  # a build that began at the same moment
                    remove_private(folder, is_unit_file)
                    raise _busy(out)
        try:
            yield folder
        except BaseException:
            with suppress(OutputError, OSError):  # the error that ended the build says more
                if not any(_WHOLE.fullmatch(place.name) for place in folder.iterdir()):
                    remove_private(folder, is_unit_file)
            raise
        remove_private(folder, is_unit_file)
    finally:
        unlock(lock)


def is_unit_file(path: str) -> bool:
    """Return True if units write a file or folder of that path, relative to their folder."""
    return _WRITTEN.fullmatch(path) is not None


def remove_unit(place: Path) -> None:
    """Remove a unit, or one that is being made, from the folder of the units.

    Raises:
        OutputError: Something in it was not made by a unit.
        OSError: It can't be removed.
    """
    remove_known(place, lambda path: _UNIT_FILE.fullmatch(path) is not None)


def _taken(out: Path, *, resume: bool) -> tuple[Path | None, int | None]:
    """Return the folder of an interrupted build, locked, if it is taken over; remove others."""
    taken: tuple[Path | None, int | None] = None, None
    for place in left_over(out.parent, out.name, UNITS):
        with suppress(FileNotFoundError):  # the build that held it has just ended
            whole = is_marked(place) and resume and taken[0] is None
            lock = try_lock(place)
            try:
                if lock is None:
                    raise _busy(out)
                remove_private(place, is_unit_file, keep=_is_whole if whole else None)
            except BaseException:
                unlock(lock)
                unlock(taken[1])
                raise
            if whole:
                taken = place, lock
            else:
                unlock(lock)
    return taken


def _is_whole(path: str) -> bool:
    return _WHOLE.match(path) is not None


def _busy(out: Path) -> OutputError:
    return OutputError(f"{out} is being built by another process; wait for it, or name another folder")
