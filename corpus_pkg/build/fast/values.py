"""The rules on dates and figures, for many documents at once."""

from typing import Any

import numpy

from corpus_pkg.build.fast import edges, letters, structure
from corpus_pkg.build.fast.block import SUBJECTS, Block, check_note
from corpus_pkg.build.fast.flat import Layer, numbers, valid
from corpus_pkg.build.fast.labels import codes, combinations, members, places
from corpus_pkg.build.fast.text import Spans
from corpus_pkg.checks.values import IDLE_ONE
from corpus_pkg.values.ids import DOCUMENT_ANCHOR


def dates(block: Block) -> None:
    """Check the dates; segments and sentences are clean."""
    marked = block.marked["dates"]
    held, where, rim = marked.layer, marked.where, marked.rim
    check_note(block, held)
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    if not len(held):
        return
    anchored = valid(held.field("anchor")).astype("i8")
    columns = [codes(held.field(name)) for name in ("text", "type", "value", "mod")]
    block.day_codes, rows = combinations([*columns, (anchored, [False, True])])
    block.days = [None if None in row[:3] else block.known.date(*row) for row in rows]
    unfit = numpy.array([days is None for days in block.days])
    block.suspects.records(held, unfit[block.day_codes])
    # `then` may be an adjective: `then-ruling`.
    short = (where.end - where.start == 4) & ((rim.after & letters.DASH) != 0)
    block.suspects.records(held, short)
    _anchors(block, held)


def _anchors(block: Block, held: Layer) -> None:
    """Suspect documents with an anchor that is no other date, or with anchors that lead in a circle."""
    anchor = held.field("anchor")
    leads = valid(anchor) & (places(anchor, members(DOCUMENT_ANCHOR)) < 0)
    if not leads.any():
        return
    at = dates_of(block, held.doc, anchor)
    block.suspects.records(held, leads & (at < 0))
    at = numpy.where(leads & (at >= 0), at, -1)
    # With every step each date looks twice as far along its anchors: at the end of all there is none.
    for _ in range(len(held).bit_length()):
        at = numpy.where(at < 0, -1, at[at])
    block.suspects.records(held, at >= 0)


def dates_of(block: Block, doc: Any, ids: Any) -> Any:
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
    marked = block.marked["figures"]
    held, where, rim = marked.layer, marked.where, marked.rim
    check_note(block, held)
    structure.in_order(where, block.suspects)
    structure.apart(where, block.suspects)
    if not len(held):
        return
    names = ("text", "kind", "value", "value_min", "unit", "modifier", "change")
    which, rows = combinations([codes(held.field(name)) for name in names])
    fit = numpy.array([row[0] is not None and block.known.figure(row[0], row[1:]) for row in rows])
    block.suspects.records(held, ~fit[which])
    _signs(block, held, where, rim)
    for name in ("dates", "entities"):
        _figures_apart_from(block, held, where, block.found[name].where, inside_only=name == "entities")
    _figure_dates(block, held)
    _subjects(block)


def _signs(block: Block, held: Layer, where: Spans, rim: edges.Rims) -> None:
    """Suspect what the characters around a figure may speak against."""
    wrong = ((rim.first & letters.DIGIT) != 0) & ((rim.before & letters.CURRENCY) != 0)
    wrong |= ((rim.last & letters.DIGIT) != 0) & ((rim.after & letters.SIGN_AFTER) != 0)
    wrong |= (rim.first & letters.EDGE) != 0  # -5, but not COVID-19
    block.suspects.records(held, wrong)
    # `one of the` and `one another` are no figures.
    wanted = numpy.flatnonzero((where.end - where.start == 3) & ((rim.after & letters.SPACE) != 0))
    for at, letter in enumerate("one"):
        wanted = wanted[(block.text.at(where.start[wanted] + at) | 0x20) == ord(letter)]
    ends = where.end[wanted]
    following = block.text.slices(ends, numpy.minimum(ends + 10, block.text.size))
    for doc, text in zip(held.doc[wanted].tolist(), following, strict=True):
        if IDLE_ONE.match(text.lower()):
            block.suspects.flags[doc] = True


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
        at = dates_of(block, held.doc, given)
        block.suspects.records(held, valid(given) & (at < 0))
    else:
        block.suspects.records(held, valid(given))


def _subjects(block: Block) -> None:
    subject, figure, wanted = block.found[SUBJECTS], block.found["figures"], block.with_subject
    held, where = subject.layer, subject.where
    block.suspects.records(held, subject.segment.index != figure.segment.index[wanted])
    start, end = figure.where.start[wanted], figure.where.end[wanted]
    block.suspects.records(held, (where.start < end) & (start < where.end))
    odd = numpy.flatnonzero(edges.odd_edges(where, block.marked[SUBJECTS].rim, block.text))
    for place, text in zip(odd.tolist(), block.texts_of(held.field("text"), odd), strict=True):
        if not block.suspects.flags[held.doc[place]] and not block.known.subject(text):
            block.suspects.flags[held.doc[place]] = True
