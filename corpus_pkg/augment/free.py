"""Which stretches of a document can be replaced without cutting an annotation."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.records import Date, Entity, Segment, Sentence


class Free:
    """What is known of a document's spans, worked out once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._edges = sorted({edge for each in document.annotations for edge in (each.start, each.end)})
        subjects = [figure.subject for figure in document.figures if figure.subject is not None]
        self._subject_edges = sorted({edge for each in subjects for edge in (each.start, each.end)})
        self._named = {date.anchor for date in document.dates} | {figure.date for figure in document.figures}
        blocks: tuple[Segment | Sentence, ...] = (*document.segments, *document.sentences)
        self._block_edges = sorted({edge for each in blocks for edge in (each.start, each.end)})

    @cached_property
    def outer_mentions(self) -> tuple[Entity, ...]:
        """The mentions that lie in no other."""
        found: list[Entity] = []
        for mention in self.document.entities:  # sorted: what holds it comes before it
            if not found or mention.end > found[-1].end:
                found.append(mention)
        return tuple(found)

    def inside_name(self, mention: Entity) -> tuple[Entity | Date, ...] | None:
        """Return what lies inside a mention and is replaced with it; None where it can't be replaced.

        It can't where it shares characters with a figure or a date that is no part of it, where a figure's
        subject begins or ends inside it, or where something was reckoned from a date inside it.
        """
        start, end = mention.start, mention.end
        inner: list[Entity | Date] = []
        layers: tuple[tuple[Any, ...], ...] = (self.document.entities, self.document.dates)
        for layer in layers:
            for record in layer:
                if record is mention or record.end <= start or end <= record.start:
                    continue
                if not (start <= record.start and record.end <= end) or (record.start, record.end) == (
                    start,
                    end,
                ):
                    return None
                if isinstance(record, Date) and (record.anchor is not None or record.id in self._named):
                    return None
                inner.append(record)
        if any(figure.start < end and start < figure.end for figure in self.document.figures):
            return None
        known = {start, end} | {edge for each in inner for edge in (each.start, each.end)}
        if set(self._between(self._edges, start, end)) - known:
            return None
        others = (self._subject_edges, self._block_edges)
        return None if any(True for each in others for _ in self._between(each, start, end)) else tuple(inner)

    def alone(self, start: int, end: int) -> bool:
        """Say whether a date or figure shares no character with a name, and no edge lies inside it."""
        apart = all(each.end <= start or end <= each.start for each in self.document.entities)
        return apart and self.plain(start, end)

    def plain(self, start: int, end: int) -> bool:
        """Say whether no annotation and no subject begins or ends inside a stretch."""
        edges = (self._edges, self._subject_edges)
        return not any(True for each in edges for _ in self._between(each, start, end))

    @staticmethod
    def _between(edges: list[int], start: int, end: int) -> Iterator[int]:
        for edge in edges[bisect_left(edges, start + 1) :]:
            if edge >= end:
                return
            yield edge
