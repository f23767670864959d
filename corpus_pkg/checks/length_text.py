"""Lengths of time in words (`six months`), compared with the durations of TIMEX3 (`P6M`)."""

import re
from fractions import Fraction
from typing import Final

from corpus_pkg.checks import number_words, numerals

_UNITS: Final = {
    "year": ("months", 12), "month": ("months", 1), "decade": ("months", 120), "century": ("months", 1200),
    "centurie": ("months", 1200), "quarter": ("months", 3), "day": ("hours", 24), "week": ("hours", 168),
    "hour": ("hours", 1), "minute": ("minutes", 1), "second": ("seconds", 1),
}  # fmt: skip
_CODES: Final = {"Y": "year", "M": "month", "W": "week", "D": "day", "E": "decade", "C": "century"}
_CLOCK_CODES: Final = {"H": "hour", "M": "minute", "S": "second"}
_WORD: Final = re.compile(r"[^\W\d_]+")


def wrong_length(text: str, value: str) -> str | None:
    """Compare `six months` with `P6M`; nothing is concluded from a text with several lengths."""
    found = [one for one in _WORD.finditer(text) if _unit(one[0]) is not None]
    if len(found) != 1 or re.match(r"(?i)\sand\s", text[found[0].end() :]):
        return None
    named = _unit(found[0][0])
    family, size = _UNITS[named] if named else ("", 0)
    before = text[: found[0].start()]
    if re.search(r"(?i)(?<!\w)other(?!\w)", before):
        return None
    unknown = re.fullmatch("P(T?)X([A-Z])", value)
    number = numerals.counted(before)
    if unknown:
        codes = _CLOCK_CODES if unknown[1] else _CODES
        if number is not None and not number_words.ABOUT & set(numerals.words_of(before)):
            return f"the text says {number} {found[0][0]}"
        return None if codes[unknown[2]] == named else f"the text says {found[0][0]}"
    lengths = _lengths(value)
    if number is None or lengths is None or named is None:
        return None
    total = sum(lengths.values(), Fraction(0)) if len(lengths) == 1 else None
    if total is None:
        return None
    # One and a half weeks are ten or eleven days.
    rounded = 0 if number.denominator == 1 else _last_size(value)
    if family in lengths and abs(total - number * size) <= rounded:
        return None
    return f"the text says {number} {found[0][0]}"


def _unit(word: str) -> str | None:
    word = word.lower()
    for name in (word, word.removesuffix("s")):
        if name in _UNITS:
            return "century" if name == "centurie" else name
    return None


def _last_size(value: str) -> int:
    """Return the size of the last unit of a duration."""
    codes = _CLOCK_CODES if "T" in value else _CODES
    return _UNITS[codes[value[-1]]][1]


def _lengths(value: str) -> dict[str, Fraction] | None:
    """Return a duration in months and in hours, minutes and seconds."""
    made: dict[str, Fraction] = {}
    dates, _, times = value[1:].partition("T")
    for part, codes in ((dates, _CODES), (times, _CLOCK_CODES)):
        for number, code in re.findall(r"(?<![0-9.])([0-9.]+)([A-Z])", part):
            family, size = _UNITS[codes[code]]
            made[family] = made.get(family, Fraction(0)) + Fraction(number) * size
    return made or None
