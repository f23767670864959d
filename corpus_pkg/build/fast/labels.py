"""Strings from closed sets as numbers: labels, entities, targets."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy
import pyarrow as arrow

from corpus_pkg.build.fast.flat import Codes, indices
from corpus_pkg.build.references import References
from corpus_pkg.checks.references import NO_HOLDERS, STATES
from corpus_pkg.layers.labels import entry_types
from corpus_pkg.values.ids import AUTHOR, UNNAMED


def strings(values: Iterable[str]) -> Any:
    """Return strings as an Arrow array, without pandas."""
    from corpus_pkg.tables.arrow_arrays import arrow_array
    from corpus_pkg.tables.columns import STRING

    return arrow_array(list(values), STRING)


def places(coded: Codes, known: Mapping[str, int]) -> Any:
    """Return the place of each value of a coded column among known ones; -1 for others and null."""
    which, values = coded
    return numpy.array([known.get(value, -1) for value in values], dtype="i4")[which]


def combinations(columns: Sequence[Codes]) -> tuple[Any, list[tuple[Any, ...]]]:
    """Return a number for each different row of coded columns, and these rows' values."""
    which, count = numpy.zeros(len(columns[0][0]), dtype="i8"), 1
    for code, values in columns:
        if count * len(values) > SPARSE * len(which):
            which, count = _renumbered(which, count)  # or many columns would lead beyond 64 bits
        which, count = which * len(values) + code, count * len(values)
    which, count = _renumbered(which, count)
    record = numpy.zeros(count, dtype="i8")
    record[which] = numpy.arange(len(which))
    chosen = ([values[at] for at in code[record].tolist()] for code, values in columns)
    return which, list(zip(*chosen, strict=True))


SPARSE: Final = 8
"""So many times more numbers than records may be possible, and a table of them is quicker than sorting."""


def _renumbered(which: Any, count: int) -> tuple[Any, int]:
    """Return numbers below `count` as others without gaps, and how many there are."""
    if count > SPARSE * len(which):
        distinct, inverse = numpy.unique(which, return_inverse=True)
        return inverse, len(distinct)
    used = numpy.zeros(count, dtype=bool)
    used[which] = True
    numbers_of = numpy.cumsum(used) - 1
    return numbers_of[which], int(numpy.count_nonzero(used))


FEW: Final = 1 << 15
"""Numbers below this are not spelled again: longer texts are rare."""


def digits(values: Any) -> Any:
    """Return whole numbers as strings in an Arrow array."""
    array = indices(values)
    if len(values) and values.min() >= 0 and values.max() < FEW:
        return _spelled().take(array)
    return array.cast(arrow.string())


@cache
def _spelled() -> Any:
    return indices(numpy.arange(FEW)).cast(arrow.string())


class Names:
    """The places of all entries of the registry, the targets and the topics, and what rules say of each."""

    def __init__(self, references: References) -> None:
        entries = list(references.registry.values())
        self.lists = references.labels
        types = list(self.lists.entity_types)
        self.entities = _places(references.registry)
        self.targets = _places(references.targets)
        self.target_count = len(references.targets)
        self.holders = _places([AUTHOR, *references.registry])
        self.topics = _places(references.topics)
        self.asserters = _places([AUTHOR, UNNAMED, *references.registry])
        self.can_hold = numpy.array([True, *(entry.type not in NO_HOLDERS for entry in entries)])
        self.is_state = numpy.array([entry.type in STATES for entry in entries], dtype=bool)
        self.seats = numpy.array(
            [
                place * len(entries) + self.entities[id_]
                for place, entry in enumerate(entries)
                for id_ in entry.seat_of
                if id_ in self.entities
            ],
            dtype="i8",
        )
        self.may_be = numpy.array(
            [[entry.type in entry_types(kind) for entry in entries] for kind in types], dtype=bool
        ).reshape(len(types), len(entries))

    def place_of_type(self, kind: str) -> int:
        """Return the place of a type of entities in the list of the corpus, or one that no type has."""
        types = list(self.lists.entity_types)
        return types.index(kind) if kind in types else len(types)


def _places(values: Iterable[str]) -> dict[str, int]:
    return {str(value): place for place, value in enumerate(values)}


@cache
def members(*values: str) -> Mapping[str, int]:
    """Return the labels of an enum, or other strings, each with its place."""
    return _places(values)


@cache
def scalar(value: str) -> Any:
    """Return a string as an Arrow scalar: pyarrow imports pandas to make one itself."""
    return strings([value])[0]
