"""The rules on dates and figures, for many documents at once."""

import numpy
import pyarrow.compute as compute

from corpus_pkg.build.fast import characters, edges, structure
from corpus_pkg.build.fast.block import SUBJECTS, Block, places_of
from corpus_pkg.build.fast.flat import LayerColumn, are_true, valid
from corpus_pkg.build.fast.labels import combinations, scalar
from corpus_pkg.build.fast.text import Spans
from corpus_pkg.checks.values import IDLE_ONE
from corpus_pkg.values.ids import DOCUMENT_ANCHOR


def dates(block: Block) -> None:
    """Check the dates; segments and sentences are clean."""
    marked = block.marked["dates"]
    layer, where, edge = marked.layer, marked.where, marked.edge
    structure.no_overlap(where, block.suspects)
    if not len(layer):
        return
    anchored = valid(layer.field("anchor")).astype("i8")
    columns = [layer.codes(name) for name in ("text", "type", "value", "mod")]
    block.day_codes, rows = combinations([*columns, (anchored, [False, True])])
    block.days = [None if None in row[:3] else block.known.date(*row) for row in rows]
    unfit = numpy.array([days is None for days in block.days])
    block.suspects.records(layer, unfit[block.day_codes])
    # `then` may be an adjective: `then-ruling`.
    short = (where.end - where.start == 4) & ((edge.after & characters.DASH) != 0)
    block.suspects.records(layer, short)
    _anchors(block, layer)


def _anchors(block: Block, layer: LayerColumn) -> None:
    """Suspect documents with an anchor that is no other date, or with anchors that lead in a circle."""
    anchor = layer.field("anchor")
    leads = valid(anchor) & ~are_true(compute.equal(anchor, scalar(DOCUMENT_ANCHOR)))
    if not leads.any():
        return
    at = places_of(layer, layer.doc, anchor)
    block.suspects.records(layer, leads & (at < 0))
    at = numpy.where(leads & (at >= 0), at, -1)
    # With every step each date looks twice as far along its anchors: at the end of all there is none.
    for _ in range(len(layer).bit_length()):
        at = numpy.where(at < 0, -1, at[at])
    block.suspects.records(layer, at >= 0)


def figures(block: Block) -> None:
    """Check the figures; all layers but stance are done."""
    marked = block.marked["figures"]
    layer, where, edge = marked.layer, marked.where, marked.edge
    structure.no_overlap(where, block.suspects)
    if not len(layer):
        return
    names = ("text", "kind", "value", "value_min", "unit", "modifier", "change")
    which, rows = combinations([layer.codes(name) for name in names])
    fit = numpy.array([row[0] is not None and block.known.figure(row[0], row[1:]) for row in rows])
    block.suspects.records(layer, ~fit[which])
    _signs(block, layer, where, edge)
    for name in ("dates", "entities"):
        _figures_apart_from(block, layer, where, block.found[name].where, inside_only=name == "entities")
    _figure_dates(block, layer)
    _subjects(block)


def _signs(block: Block, layer: LayerColumn, where: Spans, edge: edges.Edges) -> None:
    """Suspect what the characters around a figure may conflict with."""
    wrong = ((edge.first & characters.DIGIT) != 0) & ((edge.before & characters.CURRENCY) != 0)
    wrong |= ((edge.last & characters.DIGIT) != 0) & ((edge.after & characters.SIGN_AFTER) != 0)
    wrong |= (edge.first & characters.EDGE) != 0  # -5, but not COVID-19
    block.suspects.records(layer, wrong)
    # `one of the` and `one another` are not figures.
    wanted = numpy.flatnonzero((where.end - where.start == 3) & ((edge.after & characters.SPACE) != 0))
    for at, letter in enumerate("one"):
        wanted = wanted[(block.text.at(where.start[wanted] + at) | 0x20) == ord(letter)]
    ends = where.end[wanted]
    following = block.text.slices(ends, numpy.minimum(ends + 10, block.text.size))
    for doc, text in zip(layer.doc[wanted].tolist(), following, strict=True):
        if IDLE_ONE.match(text.lower()):
            block.suspects.flags[doc] = True


def _figures_apart_from(
    block: Block, layer: LayerColumn, where: Spans, other: Spans, *, inside_only: bool
) -> None:
    if not len(other.start):
        return
    furthest = numpy.maximum.accumulate(other.end)
    if inside_only:  # a name around the figure: among those that begin before it one that ends after it
        last = structure.before(other, where.start, "right")
        wrong = (last >= 0) & (furthest[numpy.maximum(last, 0)] >= where.end)
    else:
        last = structure.before(other, where.end, "left")
        wrong = (last >= 0) & (furthest[numpy.maximum(last, 0)] > where.start)
    block.suspects.records(layer, wrong)


def _figure_dates(block: Block, layer: LayerColumn) -> None:
    given = layer.field("date")
    block.figure_dates = places_of(block.found["dates"].layer, layer.doc, given)
    block.suspects.records(layer, valid(given) & (block.figure_dates < 0))


def _subjects(block: Block) -> None:
    subject, figure, owners = block.found[SUBJECTS], block.found["figures"], block.owners[SUBJECTS]
    layer, where = subject.layer, subject.where
    block.suspects.records(layer, subject.segment.index != figure.segment.index[owners])
    odd = numpy.flatnonzero(edges.odd_edges(where, block.marked[SUBJECTS].edge, block.text))
    for place, text in zip(odd.tolist(), block.texts_of(layer.field("text"), odd), strict=True):
        if not block.suspects.flags[layer.doc[place]] and not block.known.subject(text):
            block.suspects.flags[layer.doc[place]] = True
