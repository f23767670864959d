"""What the rules look at, and what they say: a case, and findings that a caller maps to files and lines."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, RegistryEntry, Segment, Sentence, Target, Topic
from corpus_pkg.corpus.problems import Problem, Severity
from corpus_pkg.layers import ENTITIES, SPAN_LAYERS, SPECS
from corpus_pkg.layers.labels import SegmentKind
from corpus_pkg.values.ids import AUTHOR, UNNAMED


class Part(StrEnum):
    """The parts of a corpus that are not layers of a document."""

    METADATA = "metadata"
    REGISTRY = "registry"
    TARGETS = "targets"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says of one record, before its code is put to it."""

    part: str | Part
    index: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule.

    Attributes:
        part: The layer, or the part of the corpus, that has to be fixed.
        index: The record's place in that layer or part, from 0; None where no one record is at fault.
        code: The code of the rule.
        message: What is wrong here and what to do.
        severity: Whether it is an error or a warning.
    """

    part: str | Part
    index: int | None
    code: str
    message: str
    severity: Severity

    def at(self, file: str, line: int, document: str | None = None, annotation: str | None = None) -> Problem:
        """Return it as a problem of a file and line."""
        return Problem(file, line, self.code, self.message, document, annotation, self.severity)


@dataclass(frozen=True, slots=True)
class Marked:
    """A span that an annotation marks: its own, or one that it points to, such as a figure's subject.

    Attributes:
        layer: The annotation's layer.
        index: Its place in the layer.
        record: The annotation.
        role: `span`, or the field that holds it, such as `subject`.
        start: First offset, in Unicode code points.
        end: Offset after the last character.
        text: What the document's text has there.
    """

    layer: str
    index: int
    record: Any
    role: str
    start: int
    end: int
    text: str

    def hit(self, message: str) -> Hit:
        """Return a hit on the annotation, its span shown."""
        shown = self.text if len(self.text) <= 60 else f"{self.text[:57]}…"
        return Hit(self.layer, self.index, f"{self.role} {shown!r} {message}")


@dataclass(frozen=True)
class Case:
    """A document with what it refers to, and the indexes that several rules need."""

    document: Document
    registry: Mapping[str, RegistryEntry]
    targets: Mapping[str, Target]
    topics: Mapping[str, Topic]

    @cached_property
    def marked(self) -> tuple[Marked, ...]:
        """Every span that lies in the text, those of subjects after those of their figures."""
        return tuple(span for span in self._all if span.role in ("span", "subject"))

    @cached_property
    def pointed(self) -> tuple[Marked, ...]:
        """Every other span to which an annotation points, such as the antecedent of a claim."""
        return tuple(span for span in self._all if span.role not in ("span", "subject"))

    @cached_property
    def _all(self) -> tuple[Marked, ...]:
        return tuple(span for span in self._all_marked() if 0 <= span.start < span.end <= len(self.text))

    def _all_marked(self) -> Iterator[Marked]:
        text = self.text
        for layer in SPAN_LAYERS:
            fields = SPECS[layer].spans
            for index, record in enumerate(self.document.layer(layer)):
                start, end = record.start, record.end
                yield Marked(layer, index, record, "span", start, end, text[start:end])
                for name in fields:
                    if (span := getattr(record, name)) is not None:
                        start, end = span.start, span.end
                        yield Marked(layer, index, record, name, start, end, text[start:end])

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @cached_property
    def segments(self) -> tuple[list[int], list[Segment]]:
        """The starts of the segments, and the segments, by start."""
        ordered = sorted(self.document.segments, key=lambda segment: (segment.start, segment.end))
        return [segment.start for segment in ordered], ordered

    @cached_property
    def sentences(self) -> tuple[list[int], list[Sentence]]:
        """The starts of the sentences, and the sentences, by start."""
        ordered = sorted(self.document.sentences, key=lambda sentence: (sentence.start, sentence.end))
        return [sentence.start for sentence in ordered], ordered

    def segment_of(self, start: int, end: int) -> Segment | None:
        """Return the segment that holds all of `[start, end)`."""
        return _holder(*self.segments, start, end)

    def sentence_of(self, start: int, end: int) -> Sentence | None:
        """Return the sentence that holds all of `[start, end)`."""
        return _holder(*self.sentences, start, end)

    @cached_property
    def segments_by_id(self) -> dict[str, Segment]:
        """The segments by id."""
        return {segment.id: segment for segment in self.document.segments}

    @cached_property
    def sentences_by_id(self) -> dict[str, Sentence]:
        """The sentences by id."""
        return {sentence.id: sentence for sentence in self.document.sentences}

    @cached_property
    def dates_by_id(self) -> dict[str, Date]:
        """The dates by id."""
        return {date.id: date for date in self.document.dates}

    def leads_to(self, place: str, id_: str) -> bool:
        """Return True if a layer, or a list that documents share, has what a reference names.

        In place of an entry the author may be named, or nobody.
        """
        if place not in self._ids:
            self._ids[place] = {record.id for record in self.document.layer(place)}
        return id_ in self._ids[place] or (place == Part.REGISTRY and id_ in (AUTHOR, UNNAMED))

    @cached_property
    def _ids(self) -> dict[str, Collection[str]]:
        return {
            Part.REGISTRY: self.registry.keys(),
            Part.TARGETS: self.targets.keys(),
            Part.TOPICS: self.topics.keys(),
        }

    @cached_property
    def boilerplate(self) -> list[Segment]:
        """The segments that are not the article."""
        return [s for s in self.document.segments if s.kind == SegmentKind.BOILERPLATE]

    def proper_names(self, span: Marked) -> tuple[str, ...]:
        """Return the names under which the registry knows a mention's entity; none for other spans.

        A name such as `The Hague`, `Yahoo!` or `McDonald’s` keeps what is left out at other edges.
        """
        if span.layer != ENTITIES.name or (entry := self.registry.get(span.record.entity)) is None:
            return ()
        return (entry.name, entry.wikipedia) if entry.wikipedia else (entry.name,)


class _WithSpan(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_E = TypeVar("_E", bound=_WithSpan)


class Reach(Generic[_E]):
    """Spans, and how far those that begin before an offset reach.

    Whether any of many spans overlaps or holds another is answered without a look at each of them.
    """

    def __init__(self, spans: Iterable[_E]) -> None:
        ordered = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in ordered]
        self._furthest: list[_E] = []
        for span in ordered:
            further = not self._furthest or span.end > self._furthest[-1].end
            self._furthest.append(span if further else self._furthest[-1])

    def furthest(self, at: int) -> _E | None:
        """Return the span that ends last of those that begin before an offset, or None where none does."""
        number = bisect_left(self._starts, at)
        return self._furthest[number - 1] if number else None


def _holder(starts: list[int], spans: list[_E], start: int, end: int) -> _E | None:
    # A few steps back are enough: only broken layers overlap, and those have a finding of their own.
    last = bisect_right(starts, start) - 1
    return next((spans[at] for at in range(last, max(-1, last - 3), -1) if end <= spans[at].end), None)
