"""How far the units are that other processes build: each says it in a small file next to them."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from corpus_pkg.build.unit import build_unit
from corpus_pkg.build.units import Tick, Unit, UnitResult
from corpus_pkg.corpus.problems import CorpusError, Problem

SECONDS: Final = 0.5
"""How often a unit says how far it is, and is asked."""
UnitDone = Callable[[int, int, int, int], object]
_START: Final = ".done-"
_NOTHING: Final = (0, 0, 0)


def run_unit(unit: Unit) -> UnitResult | list[Problem]:
    """Build a unit in whatever process an engine has for it, and return the result or what is wrong.

    On the way it says how many bytes, documents and refusals it has.
    """
    counts, last = _NOTHING, time.monotonic()

    def tick(*more: int) -> None:
        nonlocal counts, last
        counts = (counts[0] + more[0], counts[1] + more[1], counts[2] + more[2])
        if time.monotonic() - last >= SECONDS:
            last = time.monotonic()
            with suppress(OSError):  # what is only shown must not end a build
                (Path(unit.folder) / f"{_START}{unit.number}").write_text("{} {} {}".format(*counts))

    try:
        return build_unit(unit, tick)
    except CorpusError as error:  # which keeps its problems in no pickle
        return error.problems


@contextmanager
def watching(folder: Path, tick: Tick) -> Iterator[UnitDone]:
    """Tell of what units of a folder say of themselves while the block runs.

    Yields:
        What to call when a unit is done, in place of `tick`: with its number, then its counts.
    """
    said: dict[int, tuple[int, int, int]] = {}
    lock, stop = threading.Lock(), threading.Event()

    def say(number: int, size: int, documents: int, rejected: int) -> None:
        old = said.get(number, _NOTHING)
        said[number] = (size, documents, rejected)
        if said[number] != old:
            tick(size - old[0], documents - old[1], rejected - old[2])

    def done(number: int, size: int, documents: int, rejected: int) -> None:
        with lock:
            say(number, size, documents, rejected)
            with suppress(OSError):
                (folder / f"{_START}{number}").unlink()

    def look() -> None:
        while not stop.wait(SECONDS):
            with lock, suppress(OSError), os.scandir(folder) as found:
                for entry in found:
                    if entry.name.startswith(_START):
                        with suppress(OSError, ValueError):  # it is just being written
                            size, documents, rejected = map(int, Path(entry).read_text().split())
                            say(int(entry.name.removeprefix(_START)), size, documents, rejected)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield done
    finally:
        stop.set()
        watcher.join()
