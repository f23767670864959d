"""What kind of character each code point is, looked up for many at once."""

from functools import cache
from typing import Any, Final

import numpy

from corpus_pkg.checks import words

SPACE: Final = 1
WORD: Final = 2
CONTINUES: Final = 4
JOINER: Final = 8
FLAG: Final = 16
APOSTROPHE: Final = 32
DASH: Final = 64
DIGIT: Final = 256
LOWER: Final = 512
EDGE: Final = 1024
CURRENCY: Final = 2048
SIGN_AFTER: Final = 4096
"""A sign that belongs to the number before it."""
NO_LOWER_NAME: Final = 8192
"""A letter or digit that keeps a name from being all in lower case."""
FULL_STOP: Final = 16384

COMMON: Final = 0x2800
"""The code points below are looked up in a table that is made once."""


def _kind(character: str) -> int:
    import unicodedata

    currency = unicodedata.category(character) == "Sc"
    tests = (
        (SPACE, character.isspace()),
        (WORD, words.is_word(character)),
        (CONTINUES, words.continues(character)),
        (JOINER, character == "\u200d"),
        (FLAG, "\U0001f1e6" <= character <= "\U0001f1ff"),
        (APOSTROPHE, character in words.APOSTROPHES),
        (DASH, unicodedata.category(character) == "Pd"),
        (DIGIT, character.isdigit()),
        (LOWER, character.islower()),
        (EDGE, words.is_edge_sign(character)),
        (CURRENCY, currency),
        (SIGN_AFTER, character in "%‰°" or currency),
        (
            NO_LOWER_NAME,
            character.isalnum() and not (character.islower() and character.title() != character),
        ),
        (FULL_STOP, character == "."),
    )
    return sum(flag for flag, true in tests if true)


@cache
def _table() -> Any:
    return numpy.array([_kind(chr(point)) for point in range(COMMON)] + [0], dtype="u2")


def kinds(points: Any) -> Any:
    """Return the kinds of code points, as flags.

    Args:
        points: An array of code points.
    """
    made = _table()[numpy.minimum(points, COMMON)]
    rare = numpy.flatnonzero(points >= COMMON)
    if len(rare):
        values, inverse = numpy.unique(points[rare], return_inverse=True)
        made[rare] = numpy.array([_kind(chr(value)) for value in values.tolist()], dtype="u2")[inverse]
    return made
