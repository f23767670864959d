"""The segments and sentences of a copy: the verified ones, and what must be made so that they cover it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from corpus_pkg.exchange.reanchor.place import Key, Placed
from corpus_pkg.exchange.reanchor.verdict import Span
from corpus_pkg.exchange.textfree.strip import TextFreeDocument
from corpus_pkg.layers import IN_SENTENCES, SEGMENTS, SENTENCES, SPECS, annotation_id
from corpus_pkg.layers.labels import SegmentKind

_LAST: Final = 1 << 62
_ANNOTATED: Final = tuple(layer for layer in IN_SENTENCES if not SPECS[layer].whole_sentence)


@dataclass
class Structure:
    """The segments and sentences of a copy.

    Attributes:
        segments: Each segment's kind, by its span.
        sentences: The spans of the sentences of the article.
        edited: The segments that were placed by their first and last sentence.
        made: The spans of new segments and sentences.
    """

    segments: dict[Span, str] = field(default_factory=dict)
    sentences: list[Span] = field(default_factory=list)
    edited: dict[Key, Span] = field(default_factory=dict)
    made: list[tuple[str, Span]] = field(default_factory=list)

    def segment_id(self, span: Span) -> str:
        """Return the id of the segment of the article that holds a sentence."""
        at = bisect_right(self._article, (span[0], _LAST)) - 1
        return annotation_id(SEGMENTS.name, *self._article[at])

    def holds(self, *spans: Span) -> bool:
        """Return True if spans lie in one segment of the article, and each in one sentence."""
        return _inside(self._article, *spans) and all(_inside(self._in_order, span) for span in spans)

    @cached_property
    def _article(self) -> list[Span]:
        return sorted(span for span, kind in self.segments.items() if kind != SegmentKind.BOILERPLATE)

    @cached_property
    def _in_order(self) -> list[Span]:
        return sorted(self.sentences)


def _inside(holders: list[Span], *spans: Span) -> bool:
    found = {bisect_right(holders, (span[0], _LAST)) - 1 for span in spans}
    at = found.pop()
    return not found and at >= 0 and all(span[1] <= holders[at][1] for span in spans)


def structure_of(stripped: TextFreeDocument, placed: Placed, text: str) -> Structure:
    """Return the segments and sentences of a copy.

    Args:
        stripped: The document without its text.
        placed: Where its spans are.
        text: The copy.
    """
    made = Structure()
    records = stripped.layers.get(SEGMENTS.name, [])
    for index, record in enumerate(records):
        span = placed.spans.get(Key(SEGMENTS.name, index))
        if span is not None:
            made.segments[span] = record["kind"]
    _add_edited(made, stripped, placed)
    if SEGMENTS.name in stripped.layers:
        _fill_segments(made, stripped, placed, text)
    if SENTENCES.name in stripped.layers:
        _fill_sentences(made, placed, text)
    return made


def _add_edited(made: Structure, stripped: TextFreeDocument, placed: Placed) -> None:
    """Place the segments whose first and last sentence were placed with nothing foreign between them."""
    sentences: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for index, record in enumerate(stripped.layers.get(SENTENCES.name, [])):
        sentences.setdefault(record["segment"], []).append((index, record))
    all_sentences = sorted(span for name, span in placed.spans.items() if name.layer == SENTENCES.name)
    verified = sorted(made.segments)
    for index, record in enumerate(stripped.layers.get(SEGMENTS.name, [])):
        own = sentences.get(record["id"], [])
        name = Key(SEGMENTS.name, index)
        if name in placed.spans or len(own) < 2:
            continue
        if own[0][1]["start"] != record["start"] or own[-1][1]["end"] != record["end"]:
            continue
        spans = [placed.spans.get(Key(SENTENCES.name, number)) for number, _ in own]
        first, last = spans[0], spans[-1]
        known = [span for span in spans if span is not None]
        if first is None or last is None or any(b[0] < a[1] for a, b in pairwise(known)):
            continue
        whole = (first[0], last[1])
        if _within(all_sentences, whole) == known and not _within(verified, whole):
            made.segments[whole] = record["kind"]
            made.edited[name] = whole


def _within(spans: list[Span], whole: Span) -> list[Span]:
    """Return the spans of a sorted list that do not overlap each other and overlap a stretch."""
    first = max(bisect_right(spans, whole) - 1, 0)
    after = bisect_left(spans, (whole[1],))
    return [span for span in spans[first:after] if _overlap(span, whole)]


def _fill_segments(made: Structure, stripped: TextFreeDocument, placed: Placed, text: str) -> None:
    """Cover the rest: lines that hold something of one lost segment are it; other lines are boilerplate."""
    kinds = _lost_kinds(stripped, placed, made)
    for stretch in _gaps(made.segments, 0, len(text)):
        blocks: list[tuple[Span, int | None]] = []
        for line in _lines(text, stretch, [span for span, _ in kinds]):
            origins = {origin for span, origin in kinds if _overlap(span, line)}
            origin = min(origins) if origins else None
            if blocks and origin is not None and blocks[-1][1] == origin:
                blocks[-1] = ((blocks[-1][0][0], line[1]), origin)
            else:
                blocks.append((line, origin))
        for span, origin in blocks:
            kind = SegmentKind.BOILERPLATE.value
            if origin is not None:
                kind = stripped.layers[SEGMENTS.name][origin]["kind"]
            made.segments[span] = kind
            made.made.append((SEGMENTS.name, span))


def _lost_kinds(stripped: TextFreeDocument, placed: Placed, made: Structure) -> list[tuple[Span, int]]:
    """Return the placed spans of segments that are not there, each with the index of its segment."""
    segments = stripped.layers.get(SEGMENTS.name, [])
    starts = [record["start"] for record in segments]
    found = []
    for name, span in placed.spans.items():
        if name.layer in (SENTENCES.name, *_ANNOTATED):
            record = stripped.layers[name.layer][name.number]
            old = record[name.field] if name.field else record
            at = bisect_right(starts, old["start"]) - 1
            if at >= 0 and Key(SEGMENTS.name, at) not in placed.spans | made.edited:
                found.append((span, at))
    return found


def _fill_sentences(made: Structure, placed: Placed, text: str) -> None:
    """Cover the segments of the article: what lies between verified sentences becomes one sentence each."""
    known = sorted(span for name, span in placed.spans.items() if name.layer == SENTENCES.name)
    for segment, kind in sorted(made.segments.items()):
        if kind == SegmentKind.BOILERPLATE:
            continue
        own = [span for span in known if segment[0] <= span[0] and span[1] <= segment[1]]
        made.sentences += own
        for stretch in _gaps(own, *segment):
            span = _trimmed(text, *stretch)
            if span is not None:
                made.sentences.append(span)
                made.made.append((SENTENCES.name, span))
    made.sentences.sort()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _gaps(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    """Yield the stretches of `[start, end)` that no span covers."""
    for span in sorted(spans):
        if start < span[0]:
            yield start, span[0]
        start = max(start, span[1])
    if start < end:
        yield start, end


def _lines(text: str, stretch: Span, whole: list[Span]) -> Iterator[Span]:
    """Yield the lines of a stretch that are not empty; no line ends inside a span of `whole`."""
    first = start = stretch[0]
    for line in text[slice(*stretch)].splitlines(keepends=True):
        start += len(line)
        if start < stretch[1] and any(one < start < other for one, other in whole):
            continue
        span = _trimmed(text, first, start)
        first = start
        if span is not None:
            yield span


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Return a stretch without the white space at its edges; None where nothing is left."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    right = len(part.rstrip())
    return (start + left, start + right) if left < right else None
