"""The one function that builds: a unit of work to Parquet parts and rejected lines.

A unit is some pieces of sources. It commits itself: its files are written under another name, and one
rename gives them theirs, so that a unit is there wholly or not at all, whoever runs it and however often.
What it writes depends on its lines alone: engines, workers and blocks leave no trace in the bytes.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from corpus_pkg.build.blocks import lines_before
from corpus_pkg.build.memory import peak_memory
from corpus_pkg.build.unit_files import UnitFiles
from corpus_pkg.build.units import RESULT_FILE, Tick, Unit, UnitResult, finished
from corpus_pkg.build.units_folder import remove_unit
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.tables.parquet_write import fsync


def build_unit(unit: Unit, tick: Tick | None = None) -> UnitResult:
    """Build a unit and commit it; where it is there already, it is replaced.

    Args:
        unit: The unit.
        tick: Told of each block that is done.

    Raises:
        CorpusError: A source can't be read, or a line is refused and the options do not put it aside.
        OSError: The disk is full, or a file can't be written.
    """
    return begin_unit(unit, tick)()


def begin_unit(
    unit: Unit, tick: Tick | None = None, judges: Executor | None = None
) -> Callable[[], UnitResult]:
    """Do what `build_unit` does up to the last row, and return the rest: checksums and the commit.

    Args:
        unit: The unit.
        tick: Told of each block that is done.
        judges: Threads that judge blocks; none: this one judges them too.
    """
    staging = unit.place.with_name(f".{unit.place.name}-{secrets.token_hex(4)}")
    staging.mkdir()  # where the build has ended, the folder is gone and is not made again
    with _removed_if_it_fails(unit, staging):
        files = UnitFiles(unit, staging, tick, judges)
        files.read()
    return partial(_end_unit, unit, staging, files)


def _end_unit(unit: Unit, staging: Path, files: UnitFiles) -> UnitResult:
    with _removed_if_it_fails(unit, staging):
        result = files.finish()
        result.peak = peak_memory()
        (staging / RESULT_FILE).write_text(json.dumps(asdict(result)), "utf-8")
        fsync(staging / RESULT_FILE)
        fsync(staging)
        with suppress(OSError):  # another worker, run twice, is at it too
            remove_unit(unit.place)
        try:
            staging.rename(unit.place)
        except OSError:
            if finished(unit) is None:  # else another worker, run twice, was quicker: same bytes
                raise
            remove_unit(staging)
    return result


@contextmanager
def _removed_if_it_fails(unit: Unit, staging: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        with suppress(OutputError, OSError):  # the error that ended the unit says more
            remove_unit(staging)
        if isinstance(error, CorpusError):
            raise CorpusError(error.problems.changed(partial(_placed, unit=unit))) from None
        raise


def _placed(problem: Problem, unit: Unit) -> Problem:
    """Return a problem with its line counted from the start of the file."""
    pieces = [piece for piece in unit.pieces if piece.source.name == problem.file and problem.line]
    return replace(problem, line=problem.line + lines_before(pieces[0])) if pieces else problem
