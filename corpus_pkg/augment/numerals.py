"""Numbers as English writes them, read and written again in the form of another number."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS: Final = (
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip

CARDINALS: Final[dict[int, str]] = dict(enumerate(_ONES)) | {
    20 + 10 * ten + one: name if not one else f"{name}-{_ONES[one]}"
    for ten, name in enumerate(_TENS)
    for one in range(10)
}
"""0 to 99 in words."""
ORDINALS: Final[dict[int, str]] = dict(enumerate(_ORDINALS, 1))
"""1st to 12th in words."""

_WORDS: Final = {word: number for number, word in CARDINALS.items()}
_ORDINAL_WORDS: Final = {word: number for number, word in ORDINALS.items()}
_DIGITS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_WORD: Final = re.compile(
    r"(?<![^\W_])(?:" + "|".join(sorted([*_WORDS, *_ORDINAL_WORDS], key=len, reverse=True)) + r")(?![^\W_])",
    re.IGNORECASE,
)
_ORDINAL_END: Final = re.compile(r"(?:st|nd|rd|th)(?![^\W_])", re.IGNORECASE)


class Numeral(NamedTuple):
    """The one number that a phrase holds.

    Attributes:
        start: Where it begins in the phrase, in code points.
        end: Where it ends; the ending of `5th` belongs to it.
        value: What it says.
        text: The number as written.
        ordinal: Whether it is a rank.
    """

    start: int
    end: int
    value: Decimal
    text: str
    ordinal: bool


def find(phrase: str) -> Numeral | None:
    """Return the number that a phrase holds in digits or words, or None where it holds none or several."""
    found: list[Numeral] = []
    for match in _DIGITS.finditer(phrase):
        ending = _ORDINAL_END.match(phrase, match.end())
        end = ending.end() if ending else match.end()
        value = Decimal(match[0].replace(",", ""))
        found.append(Numeral(match.start(), end, value, phrase[match.start() : end], ending is not None))
    for match in _WORD.finditer(phrase):
        word = match[0].lower()
        ordinal = word in _ORDINAL_WORDS
        number = _ORDINAL_WORDS[word] if ordinal else _WORDS[word]
        found.append(Numeral(match.start(), match.end(), Decimal(number), match[0], ordinal))
    return found[0] if len(found) == 1 else None


def write(number: Decimal, like: Numeral) -> str | None:
    """Return a number written in the form of another, or None where that form has no such number.

    Digits stay digits with as many decimals and with their commas, words stay words with their capitals,
    ranks stay ranks.
    """
    if like.text[0].isdigit():
        decimals = len(re.sub(r"[^0-9.]", "", like.text).partition(".")[2])
        written = f"{number:,.{decimals}f}" if "," in like.text else f"{number:.{decimals}f}"
        return written + _ending(int(number)) if like.ordinal else written
    words = ORDINALS if like.ordinal else CARDINALS
    word = words.get(int(number)) if number == int(number) else None
    return None if word is None else with_capitals(word, like.text)


def with_capitals(word: str, like: str) -> str:
    """Return a word in small letters with the capitals of another."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
