"""Rules on segments, sentences and the order of layers (guidelines, sections 0 and 1)."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from corpus_pkg.checks import words
from corpus_pkg.checks.findings import Case, Hit, Part, Reach
from corpus_pkg.checks.rule import SPANS, rule
from corpus_pkg.corpus.order import sort_key
from corpus_pkg.layers import DOCUMENT_STANCE, SEGMENTS, SENTENCES, SPAN_LAYERS, STANCE
from corpus_pkg.layers.labels import SegmentKind

_FULL_STOPS_ONLY: Final = frozenset({SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.CAPTION})
_CLOSING: Final = "\"'”’»)]"


def _overlaps(spans: Sequence[Any], layer: str) -> Iterator[Hit]:
    ordered = sorted(enumerate(spans), key=lambda item: (item[1].start, item[1].end))
    furthest = None
    for index, span in ordered:
        if furthest is not None and span.start < furthest.end:
            yield Hit(layer, index, f"it overlaps {furthest.id}; make the two meet or leave a gap")
        if furthest is None or span.end > furthest.end:
            furthest = span


@rule(
    "annotation-order",
    "A layer is not sorted by (start, -end) or its own order; sort the file.",
    SPANS,
    needs=(Part.TARGETS,),
    nets=("check_spans", "document_stance"),
)
def sorted_by_place(case: Case) -> Iterator[Hit]:
    """Layers are sorted by (start, -end) and the fields of the id; document stance as the targets."""
    for layer in SPAN_LAYERS:
        records = case.document.layer(layer)
        for index, (one, next_) in enumerate(pairwise(records), 1):
            if sort_key(layer, next_) < sort_key(layer, one):
                message = f"it comes after {one.id}; sort the file by start, longer spans first"
                yield Hit(layer, index, message)
    order = {target: place for place, target in enumerate(case.targets)}
    labelled = [stance.target for stance in case.document.document_stance]
    for index, (before, target) in enumerate(pairwise(labelled), 1):
        if order.get(target, len(order)) < order.get(before, len(order)):
            message = f"{target} comes after {before}; put the labels in the order of targets.jsonl"
            yield Hit(DOCUMENT_STANCE.name, index, message)


@rule(
    "annotation-duplicate",
    "An annotation appears twice in its layer; keep one.",
    SPANS,
    nets=("check_spans",),
)
def no_duplicate_annotation(case: Case) -> Iterator[Hit]:
    """One annotation a span in a layer, and a set of the fields that are part of the id; ids are unique."""
    ids: set[str] = set()
    for layer in SPAN_LAYERS:
        keys: set[Any] = set()
        for index, record in enumerate(case.document.layer(layer)):
            key: tuple[Any, ...] = sort_key(layer, record)
            if layer == STANCE.name:
                key = (record.sentence, record.holder, record.target)
            if key in keys or record.id in ids:
                yield Hit(layer, index, f"there is another {record.id}; keep one of the two")
            keys.add(key)
            ids.add(record.id)


@rule(
    "segment-overlap",
    "Two segments overlap; let each character be in one.",
    SEGMENTS.name,
    nets=("segments",),
)
def segments_do_not_overlap(case: Case) -> Iterator[Hit]:
    """No character is in two segments."""
    return _overlaps(case.document.segments, SEGMENTS.name)


def _uncovered(text: str, spans: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that no span holds, from left to right."""
    at = 0
    for start, end in [*sorted((span.start, span.end) for span in spans), (len(text), len(text))]:
        if start > at:
            yield at, start
        at = max(at, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a text without the spaces at its edges; empty where it has nothing else."""
    stretch = text[start:end]
    first = start + len(stretch) - len(stretch.lstrip())
    return first, first + len(stretch.strip())


@rule(
    "segment-cover",
    "A non-space character is in no segment; add it to one.",
    SEGMENTS.name,
    needs=(SEGMENTS.name,),
    nets=("sentences",),
)
def segments_cover_the_text(case: Case) -> Iterator[Hit]:
    """Every non-space character is in a segment."""
    text = case.text
    for gap in _uncovered(text, case.document.segments):
        start, end = _trimmed(text, *gap)
        if start < end:
            shown = text[start : min(end, start + 60)]
            message = f"{shown!r} at {start}-{end} is in no segment; add it to one"
            yield Hit(SEGMENTS.name, None, message)


@rule(
    "boilerplate",
    "Something is annotated in a boilerplate segment; remove it or correct the kind.",
    SEGMENTS.name,
    nets=("check_places",),
)
def boilerplate_has_no_annotations(case: Case) -> Iterator[Hit]:
    """Boilerplate has no sentences, entities, dates, figures or stance."""
    boilerplate = Reach(case.boilerplate)
    for span in case.marked:
        segment = boilerplate.furthest(span.end) if span.layer != SEGMENTS.name else None
        if segment is not None and segment.end > span.start:
            yield span.hit(f"lies in the boilerplate {segment.id}, which has no annotations; remove it")


@rule(
    "sentence-overlap",
    "Two sentences overlap; let each character be in one.",
    SENTENCES.name,
    nets=("sentences",),
)
def sentences_do_not_overlap(case: Case) -> Iterator[Hit]:
    """No character is in two sentences."""
    return _overlaps(case.document.sentences, SENTENCES.name)


@rule(
    "sentence-cover",
    "A non-space character of the article is in no sentence; add it to one.",
    SENTENCES.name,
    needs=(SENTENCES.name,),
    nets=("sentences",),
)
def sentences_cover_the_segments(case: Case) -> Iterator[Hit]:
    """Every non-space character of a segment that is not boilerplate is in a sentence."""
    text = case.text
    # Found once for the whole text: segments and sentences that are wrong may overlap in any number.
    gaps = list(_uncovered(text, case.document.sentences))
    ends = [end for _, end in gaps]
    for segment in case.document.segments:
        if segment.kind == SegmentKind.BOILERPLATE or segment.end > len(text):
            continue
        for at in range(bisect_right(ends, segment.start), len(gaps)):
            if gaps[at][0] >= segment.end:
                break
            start, end = _trimmed(text, max(gaps[at][0], segment.start), min(gaps[at][1], segment.end))
            if start < end:
                shown = text[start : min(end, start + 60)]
                message = f"{shown!r} at {start}-{end} of {segment.id} is in no sentence; add it"
                yield Hit(SENTENCES.name, None, message)


@rule(
    "sentence-segment",
    "A sentence does not lie in the segment that it names; name the one around it.",
    SENTENCES.name,
    needs=(SEGMENTS.name,),
    resolves=True,
    nets=("sentences",),
)
def sentences_lie_in_their_segment(case: Case) -> Iterator[Hit]:
    """The segment that a sentence names exists and holds it."""
    for index, sentence in enumerate(case.document.sentences):
        segment = case.segments_by_id.get(sentence.segment)
        if segment is None:
            yield Hit(
                SENTENCES.name, index, f"there is no segment {sentence.segment}; name the one around it"
            )
        elif not segment.start <= sentence.start < sentence.end <= segment.end:
            message = f"it does not lie in its segment {segment.id}; name the one around it"
            yield Hit(SENTENCES.name, index, message)


@rule(
    "sentence-abbreviation",
    "A sentence ends in `Mr.`, `H.E.` or amid a sentence; join it with the next.",
    SENTENCES.name,
    nets=("sentences",),
)
def abbreviations_end_no_sentence(case: Case) -> Iterator[Hit]:
    """`Mr.` and `H.E.` end no sentence; nor does `U.S.` where the next one begins in lower case."""
    _, ordered = case.sentences
    places = {sentence.id: index for index, sentence in enumerate(case.document.sentences)}
    for sentence, following in pairwise(ordered):
        if sentence.segment != following.segment or not following.text:
            continue
        in_midst = words.ends_in_letters(sentence.text) and following.text[0].islower()
        if words.ends_in_title(sentence.text) or in_midst:
            message = f"it ends in an abbreviation ({sentence.text[-12:]!r}); join it with the next"
            yield Hit(SENTENCES.name, places[sentence.id], message)


@rule(
    "sentence-title",
    "A title, heading or caption is cut where no full stop is; join the sentences.",
    SENTENCES.name,
    nets=("sentences",),
)
def titles_are_cut_at_full_stops(case: Case) -> Iterator[Hit]:
    """Titles, headings and captions are cut at full stops only."""
    _, ordered = case.sentences
    places = {sentence.id: index for index, sentence in enumerate(case.document.sentences)}
    for sentence, following in pairwise(ordered):
        segment = case.segments_by_id.get(sentence.segment)
        if segment is None or sentence.segment != following.segment or segment.kind not in _FULL_STOPS_ONLY:
            continue
        if not sentence.text.rstrip(_CLOSING).endswith("."):
            message = f"it ends without a full stop in a {segment.kind}; join it with the next"
            yield Hit(SENTENCES.name, places[sentence.id], message)


@rule(
    "metadata-evidence",
    "The date in the metadata has no evidence, or a field has two pieces; correct it.",
    Part.METADATA,
    nets=("metadata",),
)
def dates_have_evidence(case: Case) -> Iterator[Hit]:
    """The document's date is given with the evidence for it, and every field has one entry at most."""
    fields = [evidence.field for evidence in case.document.metadata.evidence]
    if "date" not in fields:
        yield Hit(Part.METADATA, None, "the date has no evidence; add where it comes from")
    for name in sorted(name for name, count in Counter(fields).items() if count > 1):
        yield Hit(Part.METADATA, None, f"{name} has evidence twice; keep one entry a field")
