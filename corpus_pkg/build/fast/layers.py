"""The rules on each layer, for many documents at once."""

import numpy
import pyarrow.compute as compute

from corpus_pkg.build.fast import edges, letters, structure
from corpus_pkg.build.fast.block import Block, Found, check_note, label, require
from corpus_pkg.build.fast.flat import Layer, indices, truths, valid
from corpus_pkg.build.fast.labels import codes, combinations, places
from corpus_pkg.build.fast.structure import Within, within
from corpus_pkg.build.fast.text import Spans
from corpus_pkg.checks.names import ROLE
from corpus_pkg.checks.words import TITLE_END
from corpus_pkg.layers import labels
from corpus_pkg.layers.labels import EntityType, SegmentKind

FULL_STOPS_ONLY = (SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.CAPTION)


def segments(block: Block) -> None:
    """Check the segments."""
    held, where = block.marked["segments"].layer, block.marked["segments"].where
    kinds = label(block, held, "kind", block.names.lists.segment_kinds)
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    nothing = Within(kinds, kinds < -1)
    block.segment_kinds = kinds
    block.found["segments"] = Found(held, where, nothing, nothing)


def sentences(block: Block) -> None:
    """Check the sentences; the segments are clean."""
    marked = block.marked["sentences"]
    held, where, rim = marked.layer, marked.where, marked.rim
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    outer = block.found["segments"]
    inside = within(where, outer.where)
    block.suspects.records(held, ~inside.held)
    boilerplate = block.bare()
    if len(held) and len(outer.layer):
        block.suspects.records(held, boilerplate[inside.index])
        names = outer.layer.field("id").take(indices(inside.index))
        require(block, held, compute.equal(held.field("segment"), names))
    structure.covers(outer.where, boilerplate, where, block.text, block.suspects)
    around = edges.bounds(None, (inside, outer.where), block.text)
    edges.whole_words(where, rim, around, block.text, block.suspects, whole_sentence=True)
    block.found["sentences"] = Found(held, where, inside, Within(inside.index, numpy.zeros_like(inside.held)))
    if len(held) > 1 and len(outer.layer):
        _sentence_ends(block, held, where, rim, inside)


def _sentence_ends(block: Block, held: Layer, where: Spans, rim: edges.Rims, inside: Within) -> None:
    """Suspect documents with a sentence that may end amid a segment where none ends."""
    followed = numpy.zeros(len(held), dtype=bool)
    followed[:-1] = (inside.index[1:] == inside.index[:-1]) & (where.doc[1:] == where.doc[:-1])
    headed = block.are_kind(*FULL_STOPS_ONLY)[inside.index]
    block.suspects.records(held, followed & headed & ((rim.last & letters.FULL_STOP) == 0))
    lower = numpy.zeros(len(held), dtype=bool)
    lower[:-1] = (rim.first[1:] & letters.LOWER) != 0
    dotted = (rim.last & block.text.kinds(where.end - 3) & letters.FULL_STOP) != 0
    block.suspects.records(held, followed & dotted & lower)
    # The same expression as the rule's, for another engine: without the look behind, any byte for a space.
    tails = compute.binary_slice(held.field("text").cast("binary"), -12)
    pattern = TITLE_END.pattern.replace(r"(?<!\w)", "").replace(r"\s?", ".{0,4}").replace(r"\Z", r"\z")
    block.suspects.records(held, followed & truths(compute.match_substring_regex(tails, f"(?s){pattern}")))


def entities(block: Block) -> None:
    """Check the entities; segments and sentences are clean."""
    marked = block.marked["entities"]
    held, where, rim = marked.layer, marked.where, marked.rim
    check_note(block, held)
    types = label(block, held, "type", block.names.lists.entity_types)
    which = places(held.field("entity"), block.names.entities)
    block.suspects.records(held, which < 0)
    structure.in_order(where, block.suspects)
    structure.nests_or_is_apart(where, which, block.suspects)
    if not len(held) or not len(block.names.entities):
        return
    block.suspects.records(held, ~block.names.may_be[types, which])
    stands = held.field("stands_for")
    if stands.null_count < len(stands):
        given = valid(stands)
        state = places(stands, block.names.entities)
        gpe = truths(compute.equal(held.field("type"), EntityType.GPE.value))
        good = (state >= 0) & (state != which) & gpe & block.names.is_state[state]
        good &= numpy.isin(which.astype("i8") * len(block.names.entities) + state, block.names.seats)
        block.suspects.records(held, given & ~good)
    odd = edges.odd_edges(where, rim, block.text)
    odd |= (rim.first & letters.NO_LOWER_NAME) == 0
    person = truths(compute.equal(held.field("type"), EntityType.PERSON.value))
    people = numpy.flatnonzero(person & ~odd)
    pattern = "(?s)^" + ROLE.pattern.replace(r"(?=\s)", "").replace(r"\s?", ".{0,2}")
    roles = truths(compute.match_substring_regex(held.field("text").take(indices(people)), pattern))
    odd[people[roles]] = True
    maybe = numpy.flatnonzero(odd & ~block.suspects.flags[where.doc])
    if len(maybe):
        fields = [held.field(name).take(indices(maybe)) for name in ("text", "type", "entity")]
        combined, rows = combinations([codes(field) for field in fields])
        fit = numpy.array([block.known.entity(*row) for row in rows])
        block.suspects.places(where.doc[maybe], ~fit[combined])


def stance(block: Block) -> None:
    """Check the stances; segments and sentences are clean."""
    found = block.found["stance"]
    held, where = found.layer, found.where
    check_note(block, held)
    fields = [held.field(name) for name in ("holder", "label", "basis")]
    holder = places(held.field("holder"), block.names.holders)
    target = places(held.field("target"), block.names.targets)
    block.suspects.records(held, (holder < 0) | (target < 0))
    if not len(held) or not block.names.target_count:
        return
    block.suspects.records(held, ~block.names.can_hold[holder])
    combined, rows = combinations([codes(field) for field in fields])
    block.suspects.records(held, ~numpy.array([block.known.stance(*row) for row in rows])[combined])
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
    names = outer.layer.field("id").take(indices(at))
    require(block, held, compute.equal(held.field("sentence"), names))


def document_stance(block: Block) -> None:
    """Check the overall stances: every target once, in the order of the targets."""
    held = block.column("document_stance")
    label(block, held, "label", labels.DocumentStanceLabel)
    check_note(block, held)
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
