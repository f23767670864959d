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
    base = max(LEAST, min(seconds(work, make(first)) for _ in range(2)))
    size = 2 * first
    while size <= most:
        given = make(size)
        allowed = _FACTOR * base * size / first
        taken = seconds(work, given)
        for _ in range(2):  # once more, and once more, where something else may have taken the time
            if taken <= allowed:
                break
            taken = min(taken, seconds(work, given))
        times = size // first
        if enough is not None and enough < taken <= allowed and times >= _FAR:
            return
        assert taken <= allowed, f"{times} times the input takes {taken / base:.0f} times as long"
        size *= 2


def seconds(work: Callable[[Any], object], given: Any) -> float:
    start = process_time()
    work(given)
    return process_time() - start


def repeated(unit: str, end: str = "") -> Callable[[int], str]:
    """Return what makes a text of a size from a piece that is repeated, and what the text ends in."""
    return lambda size: (unit * (size // len(unit) + 1))[: size - len(end)] + end
