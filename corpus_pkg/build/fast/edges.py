"""The rules on the edges of spans, for many spans at once.

A look at the kinds of the characters around finds the few edges that may be wrong; these few are put to the
rules themselves.
"""

from typing import Any

import numpy

from corpus_pkg.build.fast import letters
from corpus_pkg.build.fast.flat import Suspects
from corpus_pkg.build.fast.structure import Within
from corpus_pkg.build.fast.text import PAD, Spans, Texts
from corpus_pkg.checks import words


def no_space(where: Spans, text: Texts, suspects: Suspects) -> None:
    """Suspect documents with a span that begins or ends on a space."""
    edges = text.kinds[where.start + PAD] | text.kinds[where.end + (PAD - 1)]
    suspects.places(where.doc, (edges & letters.SPACE) != 0)


def bounds(sentences: tuple[Within, Spans] | None, segments: tuple[Within, Spans], text: Texts) -> Any:
    """Return the stretch to look at around each span: its sentence, else its segment."""
    inside, outer = segments
    low, high = numpy.zeros(len(inside.held), "i4"), numpy.full(len(inside.held), len(text.points), "i4")
    for level in (segments, sentences):
        if level is not None and len(level[1].start):
            inside, outer = level
            low = numpy.where(inside.held, outer.start[inside.index], low)
            high = numpy.where(inside.held, outer.end[inside.index], high)
    return low, high


def whole_words(
    where: Spans, around: Any, text: Texts, suspects: Suspects, *, whole_sentence: bool = False
) -> None:
    """Suspect documents with a span whose edge is inside a word."""
    low, high = around
    for at in (where.start, where.end):
        maybe = _maybe_inside(at, low, high, text)
        maybe = maybe[~suspects.flags[where.doc[maybe]]]
        around_each = text.slices(low[maybe], high[maybe])
        for place, edge, cut in zip(maybe.tolist(), (at - low)[maybe].tolist(), around_each, strict=True):
            if words.cuts_word(cut, edge, 0, len(cut), whole_sentence=whole_sentence):
                suspects.flags[where.doc[place]] = True


def _maybe_inside(at: Any, low: Any, high: Any, text: Texts) -> Any:
    """Return which edges are within their stretch and may be inside a word."""
    before, after = text.kinds[at + (PAD - 1)], text.kinds[at + PAD]
    # Most edges are beside a space, which ends every word but one that goes on with a joiner.
    close = ((before | after) & letters.SPACE) == 0
    close |= ((before & letters.JOINER) | (after & letters.CONTINUES)) != 0
    wanted = numpy.flatnonzero(close & (low < at) & (at < high))
    return wanted[_inside(at[wanted], before[wanted], after[wanted], text)]


def _inside(at: Any, before: Any, after: Any, text: Texts) -> Any:
    kinds = text.kinds
    beyond, back = kinds[at + (PAD + 1)], kinds[at + (PAD - 2)]
    glue = letters.WORD | letters.SPACE | letters.DASH
    sign_after, sign_before = (after & glue) == 0, (before & glue) == 0
    word_before, word_after = (before & letters.WORD) != 0, (after & letters.WORD) != 0
    following = text.points[at + (PAD + 1)]
    possessive = (after & letters.APOSTROPHE) != 0
    possessive &= (following == 0x73) | (following == 0x53)
    possessive &= (kinds[at + (PAD + 2)] & letters.WORD) == 0
    maybe = ((after & letters.CONTINUES) | (before & letters.JOINER) | (before & after & letters.FLAG)) != 0
    maybe |= word_before & word_after
    maybe |= word_before & sign_after & ((beyond & letters.WORD) != 0) & ~possessive
    maybe |= word_before & ((after & back & letters.FULL_STOP) != 0)
    return maybe | (word_after & sign_before & ((back & letters.WORD) != 0))


def odd_edges(where: Spans, text: Texts) -> Any:
    """Return which spans begin or end with what the rules may want left out, as booleans.

    That is punctuation, an apostrophe, `’s`, or a short word before a space that may be a determiner.
    """
    first, last = text.kinds[where.start + PAD], text.kinds[where.end + (PAD - 1)]
    before_last = text.kinds[where.end + (PAD - 2)]
    final = text.points[where.end + (PAD - 1)]
    odd = ((first | last) & (letters.EDGE | letters.APOSTROPHE)) != 0
    odd |= ((before_last & letters.APOSTROPHE) != 0) & ((final == 0x73) | (final == 0x53))
    return odd | _short_word_first(where, text)


def _short_word_first(where: Spans, text: Texts) -> Any:
    """Return which spans begin with a word of one to three letters and a space: `a`, `an`, `the`, `its`."""
    space = text.kinds[where.start + (PAD + 1)] | text.kinds[where.start + (PAD + 2)]
    space |= text.kinds[where.start + (PAD + 3)]
    start = text.points[where.start + PAD]
    determiner = numpy.isin(start, numpy.frombuffer("aAtTiIİı".encode("utf-32-le"), "u4"))
    return ((space & letters.SPACE) != 0) & determiner
