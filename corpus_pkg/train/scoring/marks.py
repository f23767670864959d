"""Marked spans of both sides, and their one-to-one maximum matching."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from corpus_pkg.corpus.document import Document
from corpus_pkg.extras import need
from corpus_pkg.train.scoring.tally import OUTSIDE, Unit


@dataclass(frozen=True, slots=True)
class Mark:
    """A typed span of one side."""

    start: int
    end: int
    type: str
    unit: Unit
    """The gold sentence in which it begins."""
    record: Any = None
    """The annotation."""
    names: tuple[Any, ...] = ()
    """The fields that tell annotations of one span apart, such as the topic of a claim."""

    def overlap(self, other: "Mark") -> int:
        """Return how many characters both have."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def same_span(self, other: "Mark") -> bool:
        """Return True if both begin and end at the same offsets."""
        return self.start == other.start and self.end == other.end


def marks(
    records: Iterable[Any], gold: Document, type_of: Callable[[Any], str], names: Sequence[str] = ()
) -> list[Mark]:
    """Return annotations as marks, in an order that does not depend on theirs.

    Args:
        records: The annotations of one side of one document.
        gold: The document with the gold sentences.
        type_of: What gives an annotation's type.
        names: The fields that tell annotations of one span apart.
    """
    found = [
        Mark(
            record.start,
            record.end,
            type_of(record),
            unit_at(gold, record.start),
            record,
            tuple(getattr(record, name) for name in names),
        )
        for record in records
    ]
    return sorted(found, key=lambda mark: (mark.start, -mark.end, mark.type, repr(mark.record)))


def unit_at(gold: Document, offset: int) -> Unit:
    """Return the unit of a document that has an offset in it."""
    at = bisect_right(gold.sentences, offset, key=lambda sentence: sentence.start) - 1
    if at >= 0 and offset < gold.sentences[at].end:
        return gold.id, gold.sentences[at].start
    return gold.id, OUTSIDE


class Pair(NamedTuple):
    """A gold mark and the predicted mark that it is matched with."""

    gold: Mark
    predicted: Mark


Fits: TypeAlias = Callable[[Mark, Mark], bool]


def match(gold: Sequence[Mark], predicted: Sequence[Mark], fits: Fits) -> list[Pair]:
    """Return a maximum one-to-one matching of marks that share a character and fit.

    No matching has more pairs; of those with as many, this one has the most shared characters, then the
    most pairs of one span, then of one type, then of one name. So a nested prediction is never taken from its
    name by a longer one, and the result does not depend on the order of the marks.

    Args:
        gold: The gold marks of one document, as `marks` gives them.
        predicted: The predicted marks of the same document.
        fits: Says whether two marks may be matched.
    """
    edges = [
        (row, column) for row, column in overlapping(gold, predicted) if fits(gold[row], predicted[column])
    ]
    found: list[tuple[int, int]] = []
    for part in _parts(edges):
        found.extend(part if len(part) == 1 else _best(part, gold, predicted))
    return [Pair(gold[row], predicted[column]) for row, column in sorted(found)]


def overlapping(gold: Sequence[Mark], predicted: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return the places of marks that share a character, in the order of both sides, gold first."""
    edges = []
    first = 0
    longest = max((mark.end - mark.start for mark in predicted), default=0)
    for row, mark in enumerate(gold):
        while first < len(predicted) and predicted[first].start <= mark.start - longest:
            first += 1
        column = first
        while column < len(predicted) and predicted[column].start < mark.end:
            if predicted[column].end > mark.start:
                edges.append((row, column))
            column += 1
    return edges


def _parts(edges: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Part a bipartite graph into its connected parts."""
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for row, column in edges:
        root[find(("gold", row))] = find(("predicted", column))
    parts: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for edge in edges:
        parts.setdefault(find(("gold", edge[0])), []).append(edge)
    return list(parts.values())


def _best(
    edges: Sequence[tuple[int, int]], gold: Sequence[Mark], predicted: Sequence[Mark]
) -> list[tuple[int, int]]:
    numpy = need("numpy", "score")
    optimize = need("scipy.optimize", "score")
    rows = sorted({row for row, _ in edges})
    columns = sorted({column for _, column in edges})
    gains = {edge: _gain(gold[edge[0]], predicted[edge[1]]) for edge in edges}
    # One pair more is worth more than all else together.
    pair = 1 + max(gains.values()) * min(len(rows), len(columns))
    table = numpy.zeros((len(rows), len(columns)))
    for (row, column), gain in gains.items():
        table[rows.index(row), columns.index(column)] = pair + gain
    chosen = zip(*optimize.linear_sum_assignment(table, maximize=True), strict=True)
    return [(rows[row], columns[column]) for row, column in chosen if (rows[row], columns[column]) in gains]


def _gain(gold: Mark, predicted: Mark) -> int:
    alike = (gold.same_span(predicted), gold.type == predicted.type, gold.names == predicted.names)
    return 8 * gold.overlap(predicted) + sum(
        same << place for same, place in zip(alike, (2, 1, 0), strict=True)
    )
