"""What kind of character each code point is, looked up for many at once."""

import sys
from typing import Any, Final

import numpy

from corpus_pkg.checks import words
from corpus_pkg.values.free_text import is_seen

SPACE: Final = 1
WORD: Final = 2
CONTINUES: Final = 4
JOINER: Final = 8
FLAG: Final = 16
APOSTROPHE: Final = 32
DASH: Final = 64
SEEN: Final = 128
"""A character of which free text may consist."""
DIGIT: Final = 256
LOWER: Final = 512
EDGE: Final = 1024
CURRENCY: Final = 2048
SIGN_AFTER: Final = 4096
"""A sign that belongs to the number before it."""
NO_LOWER_NAME: Final = 8192
"""A letter or digit that keeps a name from being all in lower case."""
FULL_STOP: Final = 16384

KNOWN: Final = 32768
"""Set for every code point whose kind has been looked up."""


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
        (SEEN, is_seen(character)),
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


_TABLE: Final = numpy.zeros(sys.maxunicode + 1, dtype="u2")
"""The kinds of the code points that any text has had so far; pages that no text needs take no memory."""


def kinds(points: Any) -> Any:
    """Return the kinds of code points, as flags.

    Args:
        points: An array of code points.
    """
    made = _TABLE[points]
    if not made.all():
        # Another thread may do the same at once, with the same result.
        for point in numpy.unique(points[made == 0]).tolist():
            _TABLE[point] = _kind(chr(point)) | KNOWN
        made = _TABLE[points]
    return made
