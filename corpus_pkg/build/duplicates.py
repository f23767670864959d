"""Documents that occur twice in a build, found in memory that does not grow with it.

Each part of a unit keeps the digests of its documents' ids in a sorted file of 32 bytes a document. The
files of all parts are then gone through together, one range of digests after the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.extras import need

if TYPE_CHECKING:
    import numpy

AT_ONCE: Final = 2_000_000
"""About how many digests are looked at together: 64 MB of them."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a document is: its unit, its piece of the unit, its line of the piece."""

    unit: int
    piece: int
    line: int


def _dtype() -> Any:
    fields = [("high", "u8"), ("low", "u8"), ("piece", "i8"), ("line", "i8")]
    return need("numpy", "arrow").dtype(fields)


def write_ids(place: Path, ids: Sequence[tuple[bytes, int, int]]) -> None:
    """Write the digests of a part's documents, each with its piece and line, sorted."""
    numpy = need("numpy", "arrow")
    numbers = numpy.frombuffer(b"".join(digest for digest, _, _ in ids), ">u8").reshape(-1, 2)
    digests = numpy.empty(len(ids), dtype=_dtype())
    digests["high"], digests["low"] = numbers.T
    digests["piece"] = [piece for _, piece, _ in ids]
    digests["line"] = [line for _, _, line in ids]
    order = numpy.lexsort([digests[name] for name in ("line", "piece", "low", "high")])
    place.write_bytes(digests[order].tobytes())


def find_duplicates(files: Sequence[tuple[int, Path]]) -> Iterator[tuple[Place, Place]]:
    """Yield every place of a document whose id occurs before it, with the first place of that id.

    Args:
        files: The files of digests, each with the number of its unit.
    """
    numpy = need("numpy", "arrow")
    maps = [(unit, numpy.memmap(place, dtype=_dtype(), mode="r")) for unit, place in files]
    total = sum(len(digests) for _, digests in maps)
    ranges = max(1, -(-total // AT_ONCE))
    begins = [0] * len(maps)
    for number in range(1, ranges + 1):
        stop = (number << 64) // ranges
        taken, units = [], []
        for at, (unit, digests) in enumerate(maps):
            last = number == ranges
            end = len(digests) if last else int(numpy.searchsorted(digests["high"], numpy.uint64(stop)))
            taken.append(numpy.array(digests[begins[at] : end]))
            units.append(numpy.full(end - begins[at], unit, dtype="i8"))
            begins[at] = end
        if taken:
            yield from _duplicates(numpy.concatenate(taken), numpy.concatenate(units))


def _duplicates(digests: "numpy.ndarray", units: "numpy.ndarray") -> Iterator[tuple[Place, Place]]:
    numpy = need("numpy", "arrow")
    order = numpy.lexsort((digests["line"], digests["piece"], units, digests["low"], digests["high"]))
    digests, units = digests[order], units[order]
    same = (digests["high"][1:] == digests["high"][:-1]) & (digests["low"][1:] == digests["low"][:-1])
    for at in numpy.flatnonzero(same):
        first = at
        while first and same[first - 1]:
            first -= 1
        yield _place(digests, units, at + 1), _place(digests, units, first)


def _place(digests: "numpy.ndarray", units: "numpy.ndarray", at: int) -> Place:
    return Place(int(units[at]), int(digests["piece"][at]), int(digests["line"][at]))
