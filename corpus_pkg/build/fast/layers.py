"""The rules on each layer, for many documents at once."""

import numpy
import pyarrow.compute as compute

from corpus_pkg.build.fast import characters, edges, structure
from corpus_pkg.build.fast.block import Block, Found, label, require
from corpus_pkg.build.fast.flat import LayerColumn, are_true, codes, indices, valid
from corpus_pkg.build.fast.labels import combinations, places
from corpus_pkg.build.fast.structure import Within, within
from corpus_pkg.build.fast.text import Spans
from corpus_pkg.checks.names import ROLE
from corpus_pkg.checks.words import TITLE_END
from corpus_pkg.layers import labels
from corpus_pkg.layers.labels import EntityType, SegmentKind

FULL_STOPS_ONLY = (SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.CAPTION)


def segments(block: Block) -> None:
    """Check the segments."""
    layer, where = block.marked["segments"].layer, block.marked["segments"].where
    kinds = label(block, layer, "kind", block.names.lists.segment_kinds)
    structure.no_overlap(where, block.suspects)
    nothing = Within(kinds, kinds < -1)
    block.segment_kinds = kinds
    block.found["segments"] = Found(layer, where, nothing, nothing)


def sentences(block: Block) -> None:
    """Check the sentences; the segments are clean."""
    marked = block.marked["sentences"]
    layer, where, edge = marked.layer, marked.where, marked.edge
    structure.no_overlap(where, block.suspects)
    outer = block.found["segments"]
    inside = within(where, outer.where)
    block.suspects.records(layer, ~inside.holds)
    boilerplate = block.boilerplate()
    if len(layer) and len(outer.layer):
        block.suspects.records(layer, boilerplate[inside.index])
        names = outer.layer.field("id").take(indices(inside.index))
        require(block, layer, compute.equal(layer.field("segment"), names))
    structure.covers(outer.where, boilerplate, where, block.text, block.suspects)
    around = edges.bounds(None, (inside, outer.where), block.text)
    edges.whole_words(where, edge, around, block.text, block.suspects, whole_sentence=True)
    block.found["sentences"] = Found(
        layer, where, inside, Within(inside.index, numpy.zeros_like(inside.holds))
    )
    if len(layer) > 1 and len(outer.layer):
        _sentence_ends(block, layer, where, edge, inside)


def _sentence_ends(block: Block, layer: LayerColumn, where: Spans, edge: edges.Edges, inside: Within) -> None:
    """Suspect documents with a sentence that may end amid a segment where none ends."""
    followed = numpy.zeros(len(layer), dtype=bool)
    followed[:-1] = (inside.index[1:] == inside.index[:-1]) & (where.doc[1:] == where.doc[:-1])
    headed = block.are_kind(*FULL_STOPS_ONLY)[inside.index]
    block.suspects.records(layer, followed & headed & ((edge.last & characters.FULL_STOP) == 0))
    lower = numpy.zeros(len(layer), dtype=bool)
    lower[:-1] = (edge.first[1:] & characters.LOWER) != 0
    dotted = (edge.last & block.text.kinds(where.end - 3) & characters.FULL_STOP) != 0
    block.suspects.records(layer, followed & dotted & lower)
    # The same expression as the rule's, for another engine: without the look behind, any byte for a space.
    tails = compute.binary_slice(layer.field("text").cast("binary"), -12)
    pattern = TITLE_END.pattern.replace(r"(?<!\w)", "").replace(r"\s?", ".{0,4}").replace(r"\Z", r"\z")
    block.suspects.records(layer, followed & are_true(compute.match_substring_regex(tails, f"(?s){pattern}")))


def entities(block: Block) -> None:
    """Check the entities; segments and sentences are clean."""
    marked = block.marked["entities"]
    layer, where, edge = marked.layer, marked.where, marked.edge
    types = label(block, layer, "type", block.names.lists.entity_types)
    which = places(layer.codes("entity"), block.names.entities)
    block.suspects.records(layer, which < 0)
    structure.no_crossing(where, which, block.suspects)
    if not len(layer) or not len(block.names.entities):
        return
    block.suspects.records(layer, ~block.names.may_be[types, which])
    stands = layer.field("stands_for")
    if stands.null_count < len(stands):
        given = valid(stands)
        state = places(layer.codes("stands_for"), block.names.entities)
        good = (state >= 0) & (state != which) & block.names.is_state[state]
        good &= types == block.names.place_of_type(EntityType.GPE)
        good &= numpy.isin(which.astype("i8") * len(block.names.entities) + state, block.names.seats)
        block.suspects.records(layer, given & ~good)
    odd = edges.odd_edges(where, edge, block.text)
    odd |= (edge.first & characters.NO_LOWER_NAME) == 0
    people = numpy.flatnonzero((types == block.names.place_of_type(EntityType.PERSON)) & ~odd)
    pattern = "(?s)^" + ROLE.pattern.replace(r"(?=\s)", "").replace(r"\s?", ".{0,2}")
    roles = are_true(compute.match_substring_regex(layer.field("text").take(indices(people)), pattern))
    odd[people[roles]] = True
    maybe = numpy.flatnonzero(odd & ~block.suspects.flags[where.doc])
    if len(maybe):
        fields = (layer.codes(name) for name in ("type", "entity"))
        text = codes(layer.field("text").take(indices(maybe)))
        combined, rows = combinations([text, *((which[maybe], values) for which, values in fields)])
        fit = numpy.array([block.known.entity(*row) for row in rows])
        block.suspects.places(where.doc[maybe], ~fit[combined])


def stance(block: Block) -> None:
    """Check the stances; segments and sentences are clean."""
    found = block.found["stance"]
    layer, where = found.layer, found.where
    holder = places(layer.codes("holder"), block.names.holders)
    target = places(layer.codes("target"), block.names.targets)
    block.suspects.records(layer, (holder < 0) | (target < 0))
    if not len(layer) or not block.names.target_count:
        return
    block.suspects.records(layer, ~block.names.can_hold[holder])
    combined, rows = combinations([layer.codes(name) for name in ("holder", "label", "basis")])
    block.suspects.records(
        layer, ~numpy.array([row[0] is not None and block.known.stance(*row) for row in rows])[combined]
    )
    outer = block.found["sentences"]
    at = found.sentence.index
    if not len(outer.layer):
        block.suspects.records(layer, numpy.ones(len(layer), dtype=bool))
        return
    whole = found.sentence.holds & (outer.where.start[at] == where.start) & (outer.where.end[at] == where.end)
    block.suspects.records(layer, ~whole)
    names = outer.layer.field("id").take(indices(at))
    require(block, layer, compute.equal(layer.field("sentence"), names))


def document_stance(block: Block) -> None:
    """Check the overall stances: every target once, in the order of the targets."""
    layer = block.column("document_stance")
    label(block, layer, "label", labels.DocumentStanceLabel)
    target = places(layer.codes("target"), block.names.targets)
    nothing = Within(target, target < -1)
    block.found["document_stance"] = Found(layer, Spans(layer.doc, target, target), nothing, nothing)
    counts = numpy.diff(layer.ends, prepend=0)
    wrong = counts != block.names.target_count
    block.suspects.flags |= wrong
    if len(layer):
        first = layer.ends - counts
        expected = numpy.arange(len(layer), dtype="i8") - first[layer.doc]
        block.suspects.records(layer, target != expected)
