"""The values of dates and figures that models of OntoNotes types mark: what the words alone plainly say."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from corpus_pkg.checks import numerals
from corpus_pkg.checks.date_text import MONTHS
from corpus_pkg.checks.figure_text import currencies
from corpus_pkg.checks.numerals import Form

LABELS: Final = {"CARDINAL": "COUNT", "ORDINAL": "RANK", "QUANTITY": "MEASURE"}
"""The kinds of figures by their names in OntoNotes, where these differ."""

_MODIFIED: Final = frozenset(
    {"about", "above", "almost", "approximately", "around", "at", "below", "between", "close", "fewer"}
    | {"least", "less", "more", "most", "nearly", "over", "per", "plus", "roughly", "some", "than", "to"}
    | {"under", "up"}
)
"""Words that say that a number is not exact, or not the only one."""
_DAY: Final = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_MONTH: Final = rf"(?P<month>{'|'.join(MONTHS)})\.?"
_YEAR: Final = r"(?P<year>[12][0-9]{3})"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _YEAR,
        rf"{_MONTH},? {_YEAR}",
        rf"{_DAY} {_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        r"(?P<iso>[12][0-9]{3}-[01][0-9](?:-[0-3][0-9])?)",
    )
)


def value_of(label: str, text: str) -> dict[str, str] | None:
    """Return the fields of a date or figure that English words plainly say, or None where they don't.

    Args:
        label: The label, as the corpus has it.
        text: The words.
    """
    words = " ".join(text.split())
    if label == "DATE":
        value = _date(words)
        return None if value is None else {"value": value}
    if not _MODIFIED.isdisjoint(numerals.words_of(words)):
        return None
    money = label == "MONEY"
    found = numerals.said(words, money=money)
    if found is None or (len(found.numbers) != 1 and found.form is not Form.ORDINAL):
        return None
    number = _plain(found.numbers[0])
    forms = {"RANK": Form.ORDINAL, "COUNT": Form.CARDINAL, "MONEY": Form.CARDINAL, "PERCENT": Form.CARDINAL}
    if number is None or found.form is not forms.get(label):
        return None
    if label == "PERCENT":
        return {"value": number, "unit": "%"}
    if money:
        _, units = currencies(words, is_money=True)
        return {"value": number, "unit": next(iter(units))} if len(units) == 1 else None
    return {"value": number}


def _date(words: str) -> str | None:
    for pattern in _DATES:
        if match := pattern.fullmatch(words):
            parts = match.groupdict()
            if parts.get("iso"):
                return parts["iso"]
            month = MONTHS.get((parts.get("month") or "").lower())
            numbers = [month, int(parts["day"]) if parts.get("day") else None]
            return "-".join([parts["year"], *(f"{number:02}" for number in numbers if number)])
    return None


def _plain(number: Fraction) -> str | None:
    """Return a number as a plain decimal; None where it has none that is exact and short."""
    value = Decimal(number.numerator) / Decimal(number.denominator)
    text = format(value.normalize(), "f")
    return text if Fraction(text) == number else None
