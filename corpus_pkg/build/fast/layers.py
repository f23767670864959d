"""The rules on each layer, for many documents at once."""

from dataclasses import dataclass
from typing import Any

import numpy
import pyarrow as arrow
import pyarrow.compute as compute

from corpus_pkg.build.fast import edges, letters, structure
from corpus_pkg.build.fast.flat import Layer, Suspects, empty, layer, numbers, truths, valid
from corpus_pkg.build.fast.known import Days, Known
from corpus_pkg.build.fast.labels import Names, codes, combinations, members, places
from corpus_pkg.build.fast.structure import Within, within
from corpus_pkg.build.fast.text import PAD, Spans, Texts, same_text, spans
from corpus_pkg.checks.names import ROLE
from corpus_pkg.checks.values import IDLE_ONE
from corpus_pkg.checks.words import TITLE_END
from corpus_pkg.schema import labels
from corpus_pkg.schema.ids import DOCUMENT_ANCHOR, ID_PREFIXES
from corpus_pkg.schema.labels import EntityType, SegmentKind

FULL_STOPS_ONLY = (SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.CAPTION)


@dataclass(slots=True)
class Found:
    """A layer with its spans, and the segment and the sentence around each of its records."""

    layer: Layer
    where: Spans
    segment: Within
    sentence: Within


@dataclass(slots=True)
class Block:
    """What the checks of a block share.

    Attributes:
        batch: The rows, with the columns of `Document`.
        text: Their texts.
        suspects: The documents that are not sure.
        names: The registry and the targets.
        known: Answers about fields.
        found: The layers that are done, by name.
        days: For each combination of a date's fields its days.
        day_codes: For each date its combination.
        segment_kinds: For each segment the place of its kind in the enum.
    """

    batch: Any
    text: Texts
    suspects: Suspects
    names: Names
    known: Known
    found: dict[str, Found]
    days: list[Days | None]
    day_codes: Any = None
    segment_kinds: Any = None

    def column(self, name: str) -> Layer:
        """Return a layer, after suspecting documents without it or with a null in it."""
        column = self.batch.column(name)
        held = layer(column)
        if column.null_count:
            self.suspects.flags |= ~valid(column)
        if held.records.null_count:
            self.suspects.records(held, ~valid(held.records))
        return held

    def texts_of(self, array: Any, wanted: Any) -> list[Any]:
        """Return the strings of an array at some places."""
        return array.take(_indices(wanted)).to_pylist() if len(wanted) else []


def _indices(wanted: Any) -> Any:
    made = numpy.ascontiguousarray(wanted, dtype="i8")
    return arrow.Array.from_buffers(arrow.int64(), len(made), [None, arrow.py_buffer(made)])


def span_layer(block: Block, name: str, *required: str) -> tuple[Layer, Spans]:
    """Return a layer and its spans, after the checks that all layers share but order."""
    held = block.column(name)
    block.suspects.nulls(held, "id", "start", "end", "text", *required)
    where = spans(held, held.field("start"), held.field("end"), block.text, block.suspects)
    same_text(where, held.field("text"), block.text, block.suspects)
    edges.no_space(where, block.text, block.suspects)
    return held, where


def _ids(block: Block, held: Layer, name: str, *more: str) -> None:
    parts = [held.field("start").cast(arrow.string()), held.field("end").cast(arrow.string())]
    parts += [held.field(field) for field in more]
    # Scalars out of an array: a plain string would make pyarrow import pandas.
    prefix, dash = members(ID_PREFIXES[labels.Layer(name)], "-")
    expected = compute.binary_join_element_wise(prefix, *parts, dash)
    _require(block, held, compute.equal(held.field("id"), expected))


def _require(block: Block, held: Layer, true: Any) -> None:
    block.suspects.records(held, ~truths(true))


def _label(block: Block, held: Layer, name: str, kind: Any) -> Any:
    found = places(held.field(name), members(*kind))
    block.suspects.records(held, found < 0)
    return found


def _note(block: Block, held: Layer, name: str = "note") -> None:
    array = held.field(name)
    if array.null_count < len(array):
        block.suspects.records(held, empty(array))


def segments(block: Block) -> None:
    """Check the segments."""
    held, where = span_layer(block, "segments")
    kinds = _label(block, held, "kind", SegmentKind)
    _ids(block, held, "segments")
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    nothing = Within(kinds, kinds < -1)
    block.segment_kinds = kinds
    block.found["segments"] = Found(held, where, nothing, nothing)


def sentences(block: Block) -> None:
    """Check the sentences; the segments are clean."""
    held, where = span_layer(block, "sentences", "segment")
    _ids(block, held, "sentences")
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    outer = block.found["segments"]
    inside = within(where, outer.where)
    block.suspects.records(held, ~inside.held)
    kinds = block.segment_kinds
    boilerplate = kinds == list(SegmentKind).index(SegmentKind.BOILERPLATE)
    if len(held):
        block.suspects.records(held, boilerplate[inside.index])
        names = outer.layer.field("id").take(_indices(inside.index))
        _require(block, held, compute.equal(held.field("segment"), names))
    structure.covers(outer.where, boilerplate, where, block.text, block.suspects)
    around = edges.bounds(None, (inside, outer.where), block.text)
    edges.whole_words(where, around, block.text, block.suspects, whole_sentence=True)
    block.found["sentences"] = Found(held, where, inside, Within(inside.index, numpy.zeros_like(inside.held)))
    if len(held) > 1:
        _sentence_ends(block, held, where, inside, kinds)


def _sentence_ends(block: Block, held: Layer, where: Spans, inside: Within, kinds: Any) -> None:
    """Suspect documents with a sentence that may end amid a segment where none ends."""
    followed = numpy.zeros(len(held), dtype=bool)
    followed[:-1] = (inside.index[1:] == inside.index[:-1]) & (where.doc[1:] == where.doc[:-1])
    letter = block.text.kinds
    last = letter[where.end + (PAD - 1)]
    stops = numpy.array([list(SegmentKind).index(kind) for kind in FULL_STOPS_ONLY])
    block.suspects.records(
        held, followed & numpy.isin(kinds[inside.index], stops) & ((last & letters.FULL_STOP) == 0)
    )
    lower = numpy.zeros(len(held), dtype=bool)
    lower[:-1] = (letter[where.start[1:] + PAD] & letters.LOWER) != 0
    dotted = (last & letter[where.end + (PAD - 3)] & letters.FULL_STOP) != 0
    block.suspects.records(held, followed & dotted & lower)
    # The same expression as the rule's, for another engine: without the look behind, any byte for a space.
    tails = compute.binary_slice(held.field("text").cast("binary"), -12)
    pattern = TITLE_END.pattern.replace(r"(?<!\w)", "").replace(r"\s?", ".{0,4}").replace(r"\Z", r"\z")
    block.suspects.records(held, followed & truths(compute.match_substring_regex(tails, f"(?s){pattern}")))


def _placed(block: Block, name: str, held: Layer, where: Spans) -> Found:
    """Return a layer with what is around its records, after the checks of what must be."""
    outer = block.found["segments"]
    inside = within(where, outer.where)
    block.suspects.records(held, ~inside.held)
    if len(held):
        bare = block.segment_kinds == list(SegmentKind).index(SegmentKind.BOILERPLATE)
        if len(bare):
            block.suspects.records(held, bare[inside.index])
    sentence = within(where, block.found["sentences"].where)
    found = block.found[name] = Found(held, where, inside, sentence)
    if name != "stance" and len(held):
        around = edges.bounds((sentence, block.found["sentences"].where), (inside, outer.where), block.text)
        where_sure = numpy.flatnonzero(inside.held)
        edges.whole_words(
            Spans(where.doc[where_sure], where.start[where_sure], where.end[where_sure]),
            (around[0][where_sure], around[1][where_sure]),
            block.text,
            block.suspects,
        )
    return found


def entities(block: Block) -> None:
    """Check the entities; segments and sentences are clean."""
    held, where = span_layer(block, "entities")
    _ids(block, held, "entities")
    _note(block, held)
    types = _label(block, held, "type", EntityType)
    which = places(held.field("entity"), block.names.entities)
    block.suspects.records(held, which < 0)
    structure.in_order(where, block.suspects)
    structure.nests_or_is_apart(where, which, block.suspects)
    _placed(block, "entities", held, where)
    if not len(held) or not len(block.names.entities):
        return
    block.suspects.records(held, ~block.names.may_be[types, which])
    stands = held.field("stands_for")
    if stands.null_count < len(stands):
        given = valid(stands)
        state = places(stands, block.names.entities)
        gpe = types == list(EntityType).index(EntityType.GPE)
        good = (state >= 0) & (state != which) & gpe & block.names.is_state[state]
        block.suspects.records(held, given & ~good)
    odd = edges.odd_edges(where, block.text)
    odd |= (block.text.kinds[where.start + PAD] & letters.NO_LOWER_NAME) == 0
    person = types == list(EntityType).index(EntityType.PERSON)
    people = numpy.flatnonzero(person & ~odd)
    pattern = "(?s)^" + ROLE.pattern.replace(r"(?=\s)", "").replace(r"\s?", ".{0,2}")
    roles = truths(compute.match_substring_regex(held.field("text").take(_indices(people)), pattern))
    odd[people[roles]] = True
    maybe = numpy.flatnonzero(odd & ~block.suspects.flags[where.doc])
    if len(maybe):
        fields = [held.field(name).take(_indices(maybe)) for name in ("text", "type", "entity")]
        combined, rows = combinations([codes(field) for field in fields])
        fit = numpy.array([block.known.entity(*row) for row in rows])
        block.suspects.places(where.doc[maybe], ~fit[combined])


def dates(block: Block) -> None:
    """Check the dates; segments and sentences are clean."""
    held, where = span_layer(block, "dates")
    block.suspects.nulls(held, "type", "value")
    _ids(block, held, "dates")
    _note(block, held)
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    _placed(block, "dates", held, where)
    if not len(held):
        return
    anchored = valid(held.field("anchor")).astype("i8")
    columns = [codes(held.field(name)) for name in ("text", "type", "value", "mod")]
    block.day_codes, rows = combinations([*columns, (anchored, [False, True])])
    block.days = [None if None in row[:3] else block.known.date(*row) for row in rows]
    unfit = numpy.array([days is None for days in block.days])
    block.suspects.records(held, unfit[block.day_codes])
    # `then` may be an adjective: `then-ruling`.
    after = block.text.kinds[where.end + PAD]
    short = (where.end - where.start == 4) & ((after & letters.DASH) != 0)
    block.suspects.records(held, short)
    _anchors(block, held)


def _anchors(block: Block, held: Layer) -> None:
    """Suspect documents with an anchor that is no other date, or with anchors that lead in a circle."""
    anchor = held.field("anchor")
    leads = valid(anchor) & (places(anchor, members(DOCUMENT_ANCHOR)) < 0)
    if not leads.any():
        return
    at = _dates_of(block, held.doc, anchor)
    block.suspects.records(held, leads & (at < 0))
    at = numpy.where(leads & (at >= 0), at, -1)
    # With every step each date looks twice as far along its anchors: at the end of all there is none.
    for _ in range(len(held).bit_length()):
        at = numpy.where(at < 0, -1, at[at])
    block.suspects.records(held, at >= 0)


def _dates_of(block: Block, doc: Any, ids: Any) -> Any:
    """Return the place of the date with some id in some document; -1 where there is none."""
    dates = block.found["dates"].layer
    coded = dates.field("id").dictionary_encode()
    size = len(coded.dictionary)
    own = dates.doc * numpy.int64(size) + numbers(coded.indices)
    which = places(ids, coded.dictionary)
    wanted = doc * numpy.int64(size) + which
    order = numpy.argsort(own)
    at = order[numpy.searchsorted(own, wanted, sorter=order).clip(0, len(order) - 1)]
    return numpy.where((which >= 0) & (own[at] == wanted), at, -1)


def figures(block: Block) -> None:
    """Check the figures; all layers but stance are done."""
    held, where = span_layer(block, "figures")
    block.suspects.nulls(held, "kind", "modifier", "change")
    _ids(block, held, "figures")
    _note(block, held)
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    found = _placed(block, "figures", held, where)
    if not len(held):
        return
    names = ("text", "kind", "value", "value_min", "unit", "modifier", "change")
    which, rows = combinations([codes(held.field(name)) for name in names])
    fit = numpy.array([row[0] is not None and block.known.figure(row[0], row[1:]) for row in rows])
    block.suspects.records(held, ~fit[which])
    _signs(block, held, where)
    for name in ("dates", "entities"):
        _figures_apart_from(block, held, where, block.found[name].where, inside_only=name == "entities")
    _figure_dates(block, held)
    _subjects(block, held, found)


def _signs(block: Block, held: Layer, where: Spans) -> None:
    """Suspect what the characters around a figure may speak against."""
    kinds = block.text.kinds
    first, last = kinds[where.start + PAD], kinds[where.end + (PAD - 1)]
    before, after = kinds[where.start + (PAD - 1)], kinds[where.end + PAD]
    wrong = ((first & letters.DIGIT) != 0) & ((before & letters.CURRENCY) != 0)
    wrong |= ((last & letters.DIGIT) != 0) & ((after & letters.SIGN_AFTER) != 0)
    wrong |= (first & letters.EDGE) != 0  # -5, but not COVID-19
    block.suspects.records(held, wrong)
    # `one of the` and `one another` are no figures.
    three = [block.text.points[where.start + (PAD + at)] for at in range(3)]
    one = (where.end - where.start == 3) & ((after & letters.SPACE) != 0)
    for point, letter in zip(three, "one", strict=True):
        one &= (point | 0x20) == ord(letter)
    for place in numpy.flatnonzero(one).tolist():
        end = int(where.end[place])
        following = block.text.slice(end, min(end + 10, len(block.text.points) - 2 * PAD))
        if IDLE_ONE.match(following.lower()):
            block.suspects.flags[held.doc[place]] = True


def _figures_apart_from(block: Block, held: Layer, where: Spans, other: Spans, *, inside_only: bool) -> None:
    if not len(other.start):
        return
    furthest = numpy.maximum.accumulate(other.end)
    if inside_only:  # a name around the figure: among those that begin before it one that ends after it
        last = structure.before(other, where.start, "right")
        wrong = (last >= 0) & (furthest[numpy.maximum(last, 0)] >= where.end)
    else:
        last = structure.before(other, where.end, "left")
        wrong = (last >= 0) & (furthest[numpy.maximum(last, 0)] > where.start)
    block.suspects.records(held, wrong)


def _figure_dates(block: Block, held: Layer) -> None:
    given = held.field("date")
    if given.null_count == len(given):
        return
    if len(block.found["dates"].layer):
        at = _dates_of(block, held.doc, given)
        block.suspects.records(held, valid(given) & (at < 0))
    else:
        block.suspects.records(held, valid(given))


def _subjects(block: Block, held: Layer, found: Found) -> None:
    subject = held.field("subject")
    wanted = numpy.flatnonzero(valid(subject))
    if not len(wanted):
        return
    chosen = subject.take(_indices(wanted))
    own = Layer(chosen, held.doc[wanted], held.ends)
    block.suspects.nulls(own, "start", "end", "text")
    where = spans(own, chosen.field("start"), chosen.field("end"), block.text, block.suspects)
    same_text(where, chosen.field("text"), block.text, block.suspects)
    edges.no_space(where, block.text, block.suspects)
    outer = block.found["segments"].where
    segment = found.segment.index[wanted]
    inside = within(where, outer)
    block.suspects.records(own, ~inside.held | (inside.index != segment))
    start, end = found.where.start[wanted], found.where.end[wanted]
    block.suspects.records(own, (where.start < end) & (start < where.end))
    sentence = within(where, block.found["sentences"].where)
    around = edges.bounds((sentence, block.found["sentences"].where), (inside, outer), block.text)
    edges.whole_words(where, around, block.text, block.suspects)
    odd = numpy.flatnonzero(edges.odd_edges(where, block.text))
    for place, text in zip(odd.tolist(), block.texts_of(chosen.field("text"), odd), strict=True):
        if not block.suspects.flags[own.doc[place]] and not block.known.subject(text):
            block.suspects.flags[own.doc[place]] = True


def stance(block: Block) -> None:
    """Check the stances; segments and sentences are clean."""
    held, where = span_layer(block, "stance", "explicit", "sentence")
    _ids(block, held, "stance", "holder", "target")
    _note(block, held)
    _label(block, held, "label", labels.StanceLabel)
    holder = places(held.field("holder"), block.names.holders)
    target = places(held.field("target"), block.names.targets)
    block.suspects.records(held, (holder < 0) | (target < 0))
    found = _placed(block, "stance", held, where)
    if not len(held) or not block.names.target_count:
        return
    block.suspects.records(held, ~block.names.can_hold[holder])
    structure.in_order(
        where, block.suspects, (block.names.holder_rank[holder], block.names.target_rank[target])
    )
    outer = block.found["sentences"]
    at = found.sentence.index
    if not len(outer.layer):
        block.suspects.records(held, numpy.ones(len(held), dtype=bool))
        return
    whole = found.sentence.held & (outer.where.start[at] == where.start) & (outer.where.end[at] == where.end)
    block.suspects.records(held, ~whole)
    names = outer.layer.field("id").take(_indices(at))
    _require(block, held, compute.equal(held.field("sentence"), names))


def document_stance(block: Block) -> None:
    """Check the overall stances: every target once, in the order of the targets."""
    held = block.column("document_stance")
    _label(block, held, "label", labels.DocumentStanceLabel)
    _note(block, held)
    target = places(held.field("target"), block.names.targets)
    nothing = Within(target, target < -1)
    block.found["document_stance"] = Found(held, Spans(held.doc, target, target), nothing, nothing)
    counts = numpy.diff(held.ends, prepend=0)
    wrong = counts != block.names.target_count
    block.suspects.flags |= wrong
    if len(held):
        first = held.ends - counts
        expected = numpy.arange(len(held), dtype="i8") - first[held.doc]
        block.suspects.records(held, target != expected)
