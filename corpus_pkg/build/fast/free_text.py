"""Which strings of a column are not free text.

A look at each string's first and last character, and for characters that may hide, finds the few that may be
wrong; these are put to the check of the models itself.
"""

from typing import Any, Final

import numpy

from corpus_pkg.build.fast import characters
from corpus_pkg.build.fast.flat import indices, valid
from corpus_pkg.build.fast.text import texts
from corpus_pkg.values.free_text import JOINERS, SELECTORS, UNSEEN, free_text

_HIDDEN: Final = numpy.array(sorted((*UNSEEN, *JOINERS, *SELECTORS)), dtype="u4")
"""The first and the last code point of each range whose characters are not seen, or not everywhere."""
_FIRST_SEEN: Final = ord("!")
_ASCII_SEEN: Final = ord("~") - _FIRST_SEEN + 1
"""How many characters of ASCII are seen: those from the first one on."""


def not_free_text(array: Any) -> Any:
    """Return which strings are there and are not free text, as booleans."""
    wrong = numpy.zeros(len(array), dtype=bool)
    if array.null_count == len(array):
        return wrong
    text = texts(array)
    # Where there is no character, that of another string is looked at.
    sure = text.kinds(text.base) & text.kinds(text.base + text.counts - 1) & characters.SEEN != 0
    sure &= text.counts > 0
    points = text.at(numpy.arange(text.size))
    rare = numpy.flatnonzero((points - _FIRST_SEEN >= _ASCII_SEEN) & (points != ord(" ")))
    place = numpy.searchsorted(_HIDDEN[:, 0], points[rare], "right") - 1
    hidden = rare[(place >= 0) & (points[rare] <= _HIDDEN[place, 1])]
    sure[numpy.searchsorted(text.base + text.counts, hidden, "right")] = False
    maybe = numpy.flatnonzero(~sure & valid(array))
    wrong[maybe] = [not _is_free_text(value) for value in array.take(indices(maybe)).to_pylist()]
    return wrong


def _is_free_text(value: str) -> bool:
    try:
        free_text(value)
    except ValueError:
        return False
    return True
