"""Whether work grows about as its input does: by ratios of processor time, never by times themselves."""

from collections.abc import Callable
from time import process_time
from typing import Any, Final

FIRST: Final = 10_000
"""The smallest size."""
LEAST: Final = 0.0005
"""Less than this can't be measured well: what takes less at the smallest size is taken to take this."""
_FAR: Final = 8
"""Sizes that differ so much tell a square from a line."""
_FACTOR: Final = 4
"""How many times more than in proportion is let pass: caches, and a machine that does other things."""
_TRIES: Final = 3
"""How often a growth that seems too large is measured again."""


def assert_linear(
    work: Callable[[Any], object],
    make: Callable[[int], Any],
    *,
    first: int = FIRST,
    most: int,
    enough: float | None = None,
) -> None:
    """Check that work takes time about in proportion to its input, size by size, each twice the last.

    A quadratic step is seen as soon as the sizes are far enough apart, so that a failure does not take long.

    Args:
        work: What is measured.
        make: Returns an input of a size.
        first: The smallest size.
        most: The largest size.
        enough: Whether to end before, once one run takes so many seconds and the sizes are far apart.
    """
    smallest = make(first)
    base = min(seconds(work, smallest) for _ in range(2))
    size = 2 * first
    while size <= most:
        given, times = make(size), size // first
        taken = seconds(work, given)
        for _ in range(_TRIES):
            if taken <= _FACTOR * times * max(LEAST, base):
                break
            # A busy machine is slower for a while: both sizes are measured again, one after the other.
            base, taken = seconds(work, smallest), seconds(work, given)
        growth = taken / max(LEAST, base)
        assert growth <= _FACTOR * times, f"{times} times the input takes {growth:.0f} times as long"
        if enough is not None and taken > enough and times >= _FAR:
            return
        size *= 2


def seconds(work: Callable[[Any], object], given: Any) -> float:
    start = process_time()
    work(given)
    return process_time() - start


def repeated(unit: str, end: str = "") -> Callable[[int], str]:
    """Return what makes a text of a size from a piece that is repeated, and what the text ends in."""
    return lambda size: (unit * (size // len(unit) + 1))[: size - len(end)] + end
