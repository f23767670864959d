"""Where words begin and end, and what belongs to their edges.

Unicode's own word rules (UAX #29) are close but not what annotation needs: they keep `Azerbaijan’s`
whole and cut `post-Soviet` and `U.S.`; here the possessive and the parts of a compound may be marked
alone, and an abbreviation may not be cut.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "'’ʼ＇"
_JOINER: Final = "\u200d"
_FLAG_LETTERS: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2,}")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
_ABBREVIATIONS: Final = frozenset(
    {
        "Inc.", "Ltd.", "Co.", "Corp.", "Bros.", "Jr.", "Sr.", "St.", "Mt.", "Ft.", "No.", "Nos.",
        "Dept.", "Univ.", "Gen.", "Dr.", "Art.", "Sec.", "Vol.", "vs.", "etc.", "al.", "Jan.", "Feb.",
        "Mar.", "Apr.", "Jun.", "Jul.", "Aug.", "Sep.", "Sept.", "Oct.", "Nov.", "Dec.", "Mon.", "Tue.",
        "Tues.", "Wed.", "Thu.", "Thur.", "Thurs.", "Fri.", "Sat.", "Sun.", "approx.", "bn.", "mn.",
        "m.", "sq.", "cu.", "ft.", "in.", "mi.", "km.", "lb.", "oz.", "yr.", "yrs.", "hr.", "hrs.",
        "min.", "sec.", "ca.", "c.",
    }
)  # fmt: skip
_SEPARATOR: Final = re.compile(r"[\s\-–—/(]")
_LONGEST_ABBREVIATION: Final = max(map(len, _ABBREVIATIONS))
TITLE_END: Final = re.compile(r"(?<!\w)(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Sen|Rep|Gov|Gen|Col|Hon|H\.\s?E)\.\Z")
_LONGEST_TITLE: Final = len("Messrs.")
_LETTERS_END: Final = re.compile(r"(?<!\w)[^\W\d_]\.[^\W\d_]\.\Z")


@lru_cache(maxsize=4096)
def is_word(character: str) -> bool:
    """Return True if a character is part of words: a letter, digit, mark or underscore."""
    return unicodedata.category(character)[0] in "LNM" or unicodedata.category(character) == "Pc"


@lru_cache(maxsize=4096)
def continues(character: str) -> bool:
    """Return True if a character is shown on the one before it: a mark, joiner, variation or skin tone."""
    category = unicodedata.category(character)
    return category[0] == "M" or character == _JOINER or "\U0001f3fb" <= character <= "\U0001f3ff"


def parts_letters(text: str, at: int) -> bool:
    """Return True if an offset has a letter or digit on both sides."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def cuts_word(text: str, at: int, low: int, high: int, *, whole_sentence: bool = False) -> bool:
    """Return True if a span that begins or ends at an offset has its edge inside a word.

    Args:
        text: The text.
        at: The edge, in Unicode code points.
        low: Start of the stretch to look at: a segment or sentence may itself begin inside a word of
            a text whose blocks are glued together.
        high: End of that stretch.
        whole_sentence: The span is a sentence: it may end at any full stop that is glued to a letter.
    """
    if not low < at < high:
        return False
    before, after = text[at - 1], text[at]
    if continues(after) or before == _JOINER or _in_flag(text, at, low):
        return True
    if is_word(before):
        if is_word(after):
            return True
        following = text[at + 1] if at + 1 < high else ""
        if after in APOSTROPHES and following in ("s", "S") and not (at + 2 < high and is_word(text[at + 2])):
            return False  # a possessive is left out
        joined = _joins(before, after, following, whole_sentence)
        return joined or (after == "." and _single_letters(text, at, low))
    if is_word(after) and at - 2 >= low:
        return _joins(text[at - 2], before, after, whole_sentence)
    return False


def cuts_word_between(text: str, at: int, bounds: Sequence[int], *, whole_sentence: bool = False) -> bool:
    """Return True if a span that begins or ends at an offset has its edge inside a word.

    Args:
        text: The text.
        at: The edge, in Unicode code points.
        bounds: Offsets at which words end in any case, sorted, such as the edges of glued blocks. The first
            is not after the edge, and the last not before it.
        whole_sentence: As for `cuts_word`.
    """
    place = bisect_left(bounds, at)
    return bounds[place] != at and cuts_word(
        text, at, bounds[place - 1], bounds[place], whole_sentence=whole_sentence
    )


def _joins(left: str, sign: str, right: str, whole_sentence: bool) -> bool:
    """Return True if the sign between two characters makes one word of them."""
    if not right or not is_word(left) or not is_word(right):
        return False
    if sign in APOSTROPHES:
        return True
    if sign in ".,:/" and left.isdecimal() and right.isdecimal():
        return True
    if sign == "." and left.isalpha() and right.isalpha():
        return not whole_sentence
    return sign == "&" and left.isalpha() and right.isalpha()


def _single_letters(text: str, at: int, low: int) -> bool:
    """Return True if what ends at an offset is an abbreviation that wants its last full stop (`U.S|.`)."""
    return (
        at - 3 >= low
        and text[at - 1].isalpha()
        and text[at - 2] == "."
        and text[at - 3].isalpha()
        and (at - 4 < low or not is_word(text[at - 4]))
    )


def _in_flag(text: str, at: int, low: int) -> bool:
    """Return True if an offset lies between the two letters of a flag."""
    if not (_is_flag_letter(text[at - 1]) and _is_flag_letter(text[at])):
        return False
    starts = _flag_starts(text)
    return (at - max(low, starts[bisect_right(starts, at) - 1])) % 2 == 1


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


@lru_cache(maxsize=1)
def _flag_starts(text: str) -> list[int]:
    """Return where the rows of flags in a text begin: many spans may have their edges in one long row."""
    return [found.start() for found in _FLAG_LETTERS.finditer(text)]


@lru_cache(maxsize=4096)
def is_edge_sign(character: str) -> bool:
    """Return True if a character is punctuation or a quotation mark, which spans leave out at their edges."""
    return character in "`´" or (
        unicodedata.category(character)[0] == "P" and character not in "@#§%‰" + APOSTROPHES
    )


def ends_in_abbreviation(text: str) -> bool:
    """Return True if the full stop that ends a span belongs to an abbreviation: `U.S.`, `Ltd.`, `Aug.`."""
    if not text.endswith("."):
        return False
    last = _SEPARATOR.split(text[-_LONGEST_ABBREVIATION - 1 :])[-1]
    return last in _ABBREVIATIONS or _ends_in_initials(text)


def _ends_in_initials(text: str) -> bool:
    """Return True if a text ends in single letters with full stops that nothing is glued to: `A.`, `U.S.`."""
    at = len(text)
    while at >= 2 and text[at - 1] == "." and text[at - 2].isalnum() and not text[at - 2].isdecimal():
        at -= 2
    return at < len(text) and (at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_."))


def ends_in_title(text: str) -> bool:
    """Return True if a sentence ends in an abbreviation that always comes before a name: `Mr.`, `H.E.`."""
    # From the end: a search of the whole text takes as long as the text for every sentence that is tried.
    return TITLE_END.search(text[-_LONGEST_TITLE - 1 :]) is not None


def ends_in_letters(text: str) -> bool:
    """Return True if a text ends in single letters with full stops: `U.S.`."""
    return _LETTERS_END.search(text[-5:]) is not None


def opens_inside(text: str) -> bool:
    """Return True if a text begins with a bracket that is closed before its last character: `(Re)build`."""
    closing = _BRACKETS.get(text[0])
    return closing is not None and 0 < text.find(closing) < len(text) - 1


def closes_inside(text: str) -> bool:
    """Return True if a text ends with a bracket that was opened after its first character: `Club (FC)`."""
    opening = next((start for start, end in _BRACKETS.items() if end == text[-1]), None)
    return opening is not None and text.rfind(opening) > 0 and text.count(opening) == text.count(text[-1])
