"""Matching the spans of two annotators one to one, and counting what matches."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_pkg.corpus.document import Document

Alike = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many annotations two annotators have, and how many of them match. Tallies add up."""

    first: int = 0
    """Annotations of the first annotator."""
    second: int = 0
    """Annotations of the second."""
    matched: int = 0
    """Matched pairs."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.first + other.first, self.second + other.second, self.matched + other.matched)

    @property
    def f1(self) -> float | None:
        """The share of matched annotations: `2 * matched / (first + second)`; None of nothing.

        It is the F1 of either annotator measured against the other, and the same both ways.
        """
        total = self.first + self.second
        return 2 * self.matched / total if total else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some pairs are equal. Shares add up."""

    equal: int = 0
    """The equal pairs."""
    of: int = 0
    """All pairs."""

    def __add__(self, other: "Share") -> "Share":
        return Share(self.equal + other.equal, self.of + other.of)

    @property
    def share(self) -> float | None:
        """The share of equal pairs, from 0 to 1; None of nothing."""
        return self.equal / self.of if self.of else None


def exact(first: Sequence[Any], second: Sequence[Any]) -> list[tuple[int, int]]:
    """Return the pairs of indexes of spans with the same start and end, in the first's order.

    Where several have the same place, as claims on several topics may, those with the same id go
    together first, and the others in their order.
    """
    places: dict[tuple[int, int], dict[str, int]] = {}
    for index, span in enumerate(second):
        places.setdefault((span.start, span.end), {})[span.id] = index
    found: dict[int, int] = {}
    for index, span in enumerate(first):
        other = places.get((span.start, span.end), {}).pop(span.id, None)
        if other is not None:
            found[index] = other
    for index, span in enumerate(first):
        left = places.get((span.start, span.end))
        if index not in found and left:
            found[index] = left.pop(next(iter(left)))
    return sorted(found.items())


def require_one_text(first: Document, second: Document) -> None:
    """Refuse two annotators' versions of a document whose spans can't be matched.

    Raises:
        ValueError: They have different texts.
    """
    if first.text != second.text:
        raise ValueError(f"the annotators have different texts of {first.id}; take both from one corpus")


def match(first: Sequence[Any], second: Sequence[Any], alike: Alike | None = None) -> list[tuple[int, int]]:
    """Match overlapping spans one to one, as many as can be matched.

    Two spans may be matched where they share a character. Each is matched at most once, and no
    other one-to-one matching has more pairs (a maximum matching). Where several have as many, pairs
    that share more of their characters go before pairs that share less, so equal spans first.

    Args:
        first: Objects with `start` and `end`.
        second: The same of the other annotator.
        alike: What else must hold of two spans that are matched, such as the same type.

    Returns:
        Pairs of an index into `first` and one into `second`, in the order of the first.
    """
    edges = _edges(first, second, alike)
    to_second: dict[int, int] = {}
    to_first: dict[int, int] = {}
    for _, i, j in sorted((-weight, i, j) for i, near in edges.items() for j, weight in near.items()):
        if i not in to_second and j not in to_first:
            to_second[i], to_first[j] = j, i
    for i in edges:
        if i not in to_second:
            _augment(i, edges, to_second, to_first)
    return sorted(to_second.items())


def _edges(first: Sequence[Any], second: Sequence[Any], alike: Alike | None) -> dict[int, dict[int, float]]:
    """Return, for each span of the first, those of the second that overlap it, with how much they share."""
    order = sorted(range(len(second)), key=lambda j: second[j].start)
    starts = [second[j].start for j in order]
    longest = max((span.end - span.start for span in second), default=0)
    edges: dict[int, dict[int, float]] = {}
    for i, span in enumerate(first):
        near = {}
        low, high = bisect_left(starts, span.start - longest), bisect_left(starts, span.end)
        for j in order[low:high]:
            other = second[j]
            shared = min(span.end, other.end) - max(span.start, other.start)
            if shared > 0 and (alike is None or alike(span, other)):
                near[j] = shared / (max(span.end, other.end) - min(span.start, other.start))
        if near:
            edges[i] = near
    return edges


def _augment(
    free: int, edges: dict[int, dict[int, float]], to_second: dict[int, int], to_first: dict[int, int]
) -> None:
    """Match one more span of the first, moving matched ones, where any way of moving them allows it."""
    came_from: dict[int, int] = {}
    queue = deque([free])
    while queue:
        i = queue.popleft()
        for j in edges[i]:
            if j in came_from:
                continue
            came_from[j] = i
            if j in to_first:
                queue.append(to_first[j])
                continue
            _turn_over(j, came_from, to_second, to_first)
            return


def _turn_over(
    last: int, came_from: dict[int, int], to_second: dict[int, int], to_first: dict[int, int]
) -> None:
    """Walk an augmenting path back from its end, matching what was not and the reverse."""
    j: int | None = last
    while j is not None:
        i = came_from[j]
        previous = to_second.get(i)
        to_second[i], to_first[j] = j, i
        j = previous
