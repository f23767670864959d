"""The rules on layers as a whole, for many documents at once: order, overlap, cover, what lies in what."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy

from corpus_pkg.build.fast import characters
from corpus_pkg.build.fast.flat import Suspects
from corpus_pkg.build.fast.text import Spans, Texts


def in_order(where: Spans, suspects: Suspects, ranks: tuple[Any, ...] = ()) -> None:
    """Suspect documents whose records are not sorted by (start, -end) and `ranks`, or occur twice."""
    if len(where.doc) < 2:
        return
    same = where.doc[1:] == where.doc[:-1]
    wrong = numpy.zeros(len(same), dtype=bool)
    tied = same
    for key in (where.start, -where.end, *ranks):
        wrong |= tied & (key[1:] < key[:-1])
        tied = tied & (key[1:] == key[:-1])
    suspects.places(where.doc[1:], wrong | tied)


def reach(where: Spans) -> Any:
    """Return how far the spans before each one reach; 0 before the first.

    Texts follow each other, so spans of an earlier document never reach into a later one.
    """
    furthest = numpy.zeros(len(where.end), dtype="i4")
    if len(furthest) > 1:
        furthest[1:] = numpy.maximum.accumulate(where.end)[:-1]
    return furthest


def no_overlap(where: Spans, suspects: Suspects) -> None:
    """Suspect documents in which spans overlap."""
    suspects.places(where.doc, where.start < reach(where))


@dataclass(frozen=True, slots=True)
class Within:
    """Which span of an outer layer holds each span of an inner one.

    Attributes:
        index: The place of the outer span; 0 where none holds it.
        holds: Whether one does.
    """

    index: Any
    holds: Any

    def part(self, at: slice) -> "Within":
        """Return the same of some of the inner spans."""
        return Within(self.index[at], self.holds[at])


def before(spans: Spans, place: Any, side: Literal["left", "right"]) -> Any:
    """Return for each place the last span that begins before it (`right`: or at it); -1 where none does.

    A suspected document may have its spans in disorder; that the search follows how far they have come
    keeps this from other documents.
    """
    return numpy.searchsorted(numpy.maximum.accumulate(spans.start), place, side) - 1


def within(inner: Spans, outer: Spans) -> Within:
    """Find the outer span around each inner one; outer spans are sorted and apart."""
    if not len(outer.start):
        nothing = numpy.zeros(len(inner.start), dtype=bool)
        return Within(numpy.zeros(len(inner.start), dtype="i4"), nothing)
    index = numpy.maximum(before(outer, inner.start, "right"), 0)
    holds = (outer.start[index] <= inner.start) & (inner.end <= outer.end[index])
    holds &= outer.doc[index] == inner.doc
    return Within(index, holds)


def covers(segments: Spans, boilerplate: Any, sentences: Spans, text: Texts, suspects: Suspects) -> None:
    """Suspect documents with a character in no segment, or of the article and in no sentence.

    Sentences lie in segments, so what is in no sentence must be space or in a segment that is boilerplate.

    Args:
        segments: The segments, sorted and apart.
        boilerplate: Which of them are boilerplate.
        sentences: The sentences, sorted, apart and each in a segment that is not boilerplate.
        text: The texts.
        suspects: What is suspected.
    """
    start, end = sentences.start, sentences.end
    if boilerplate.any():
        start = numpy.concatenate([start, segments.start[boilerplate]])
        end = numpy.concatenate([end, segments.end[boilerplate]])
        order = numpy.argsort(start, kind="stable")
        start, end = start[order], end[order]
    after = numpy.concatenate([[0], numpy.maximum.accumulate(end)])
    gaps = numpy.maximum(numpy.append(start, text.size) - after, 0)
    ends = numpy.cumsum(gaps)
    between = numpy.arange(ends[-1]) + numpy.repeat(after - ends + gaps, gaps)
    written = between[(text.kinds(between) & characters.SPACE) == 0]
    suspects.flags[numpy.searchsorted(text.base, written, "right") - 1] = True


def no_crossing(where: Spans, entity: Any, suspects: Suspects) -> None:
    """Suspect documents in which mentions cross, or one lies in another of the same entity.

    Args:
        where: The mentions, sorted by (start, -end).
        entity: A number for each one's entity.
        suspects: What is suspected.
    """
    left = numpy.flatnonzero(where.start < reach(where))
    furthest = numpy.maximum.accumulate(where.end) if len(where.end) else where.end
    back = 1
    while len(left):
        other = left - back
        left, other = left[other >= 0], other[other >= 0]
        open_ = where.end[other] > where.start[left]
        crosses = open_ & (where.start[other] < where.start[left]) & (where.end[other] < where.end[left])
        inside = open_ & (where.end[left] <= where.end[other]) & (entity[left] == entity[other])
        suspects.places(where.doc[left], crosses | inside)
        # Only where something still further back reaches in is there more to compare with.
        before = other - 1
        more = (before >= 0) & (furthest[numpy.maximum(before, 0)] > where.start[left])
        left = left[more]
        back += 1
        if back > 64:  # a heap of nested names: one document at a time is quicker
            suspects.places(where.doc[left], numpy.ones(len(left), dtype=bool))
            return
