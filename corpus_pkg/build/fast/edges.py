"""The rules on the edges of spans, for many spans at once.

A look at the kinds of the characters around finds the few edges that may be wrong; these few are put to the
rules themselves.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy

from corpus_pkg.build.fast import characters
from corpus_pkg.build.fast.flat import Suspects
from corpus_pkg.build.fast.structure import Within
from corpus_pkg.build.fast.text import Spans, Texts
from corpus_pkg.checks import words


@dataclass(frozen=True, slots=True)
class Edges:
    """What is at the edges of spans.

    Attributes:
        before: The kind of the character before each span (see `letters`).
        first: The kind of its first character.
        last: The kind of its last character.
        after: The kind of the character after it.
        first_point: The first code point.
        last_point: The last code point.
    """

    before: Any
    first: Any
    last: Any
    after: Any
    first_point: Any
    last_point: Any

    def part(self, at: slice) -> "Edges":
        """Return what is at the edges of some of the spans."""
        arrays = (self.before, self.first, self.last, self.after, self.first_point, self.last_point)
        return Edges(*(array[at] for array in arrays))


def edges_of(where: Spans, text: Texts) -> Edges:
    """Return what is at the edges of spans."""
    first, last = text.at(where.start), text.at(where.end - 1)
    return Edges(
        text.kinds(where.start - 1),
        characters.kinds(first),
        characters.kinds(last),
        text.kinds(where.end),
        first,
        last,
    )


def no_space(where: Spans, edge: Edges, suspects: Suspects) -> None:
    """Suspect documents with a span that begins or ends on a space."""
    suspects.places(where.doc, ((edge.first | edge.last) & characters.SPACE) != 0)


def bounds(sentences: tuple[Within, Spans] | None, segments: tuple[Within, Spans], text: Texts) -> Any:
    """Return the stretch to look at around each span: its sentence, else its segment."""
    inside, outer = segments
    low, high = numpy.zeros(len(inside.holds), "i4"), numpy.full(len(inside.holds), len(text.points), "i4")
    for level in (segments, sentences):
        if level is not None and len(level[1].start):
            inside, outer = level
            low = numpy.where(inside.holds, outer.start[inside.index], low)
            high = numpy.where(inside.holds, outer.end[inside.index], high)
    return low, high


def whole_words(
    where: Spans, edge: Edges, around: Any, text: Texts, suspects: Suspects, *, whole_sentence: bool = False
) -> None:
    """Suspect documents with a span whose edge is inside a word."""
    low, high = around
    for at, before, after in ((where.start, edge.before, edge.first), (where.end, edge.last, edge.after)):
        # Most edges are next to a space, which ends every word but one that goes on with a joiner.
        close = ((before | after) & characters.SPACE) == 0
        close |= ((before & characters.JOINER) | (after & characters.CONTINUES)) != 0
        maybe = numpy.flatnonzero(close & (low < at) & (at < high))
        if not len(maybe):
            continue
        maybe = maybe[_inside(at[maybe], before[maybe], after[maybe], text)]
        maybe = maybe[~suspects.flags[where.doc[maybe]]]
        around_each = text.slices(low[maybe], high[maybe])
        for place, offset, cut in zip(maybe.tolist(), (at - low)[maybe].tolist(), around_each, strict=True):
            if words.cuts_word(cut, offset, 0, len(cut), whole_sentence=whole_sentence):
                suspects.flags[where.doc[place]] = True


def _inside(at: Any, before: Any, after: Any, text: Texts) -> Any:
    beyond, back = text.kinds(at + 1), text.kinds(at - 2)
    glue = characters.WORD | characters.SPACE | characters.DASH
    sign_after, sign_before = (after & glue) == 0, (before & glue) == 0
    word_before, word_after = (before & characters.WORD) != 0, (after & characters.WORD) != 0
    possessive = (after & characters.APOSTROPHE) != 0
    possessive &= _is_letter_s(text.at(at + 1)) & ((text.kinds(at + 2) & characters.WORD) == 0)
    maybe = (
        (after & characters.CONTINUES) | (before & characters.JOINER) | (before & after & characters.FLAG)
    ) != 0
    maybe |= word_before & word_after
    maybe |= word_before & sign_after & ((beyond & characters.WORD) != 0) & ~possessive
    maybe |= word_before & ((after & back & characters.FULL_STOP) != 0)
    return maybe | (word_after & sign_before & ((back & characters.WORD) != 0))


def odd_edges(where: Spans, edge: Edges, text: Texts) -> Any:
    """Return which spans begin or end with what the rules may want left out, as booleans.

    That is punctuation, an apostrophe, `’s`, or a short word before a space that may be a determiner.
    """
    odd = ((edge.first | edge.last) & (characters.EDGE | characters.APOSTROPHE)) != 0
    maybe = numpy.flatnonzero(_is_letter_s(edge.last_point))
    odd[maybe] |= (text.kinds(where.end[maybe] - 2) & characters.APOSTROPHE) != 0
    # A word of one to three letters and a space: `a`, `an`, `the`, `its`.
    maybe = numpy.flatnonzero(numpy.isin(edge.first_point, _DETERMINER_STARTS))
    start = where.start[maybe]
    space = text.kinds(start + 1) | text.kinds(start + 2) | text.kinds(start + 3)
    odd[maybe] |= (space & characters.SPACE) != 0
    return odd


_DETERMINER_STARTS: Final = numpy.frombuffer("aAtTiIİı".encode("utf-32-le"), "u4")


def _is_letter_s(points: Any) -> Any:
    return (points | 0x20) == ord("s")
