"""The rule that holds a date's value to the day, month, year or length that its words spell out.

The text may say less than the value, which is then resolved from elsewhere. Where the text errs, the value
follows the text all the same (guidelines, section 0), so a note excuses nothing. Words are read as English.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from corpus_pkg.checks import number_words, numerals
from corpus_pkg.checks.findings import Case, Hit
from corpus_pkg.checks.length_text import wrong_length
from corpus_pkg.checks.rule import rule
from corpus_pkg.layers import DATES
from corpus_pkg.values import timex

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS: Final = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_PART_CODES: Final = {"half": "H", "quarter": "Q"}
_MONTH_NAME: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR: Final = re.compile(r"(?<![\w.,/-])([12][0-9]{3})(?!\w)(?![.,][0-9]|[’']s)")
_DECADE: Final = re.compile(r"(?<!\w)(?:([12][0-9])|[’'‘])([0-9])0[’']?s(?!\w)")
_CENTURY: Final = re.compile(r"(?i)(?<!\w)([^\W_]+)[\s-]century(?!\w)")
_MONTH: Final = re.compile(rf"(?i)(?<![^\W_])({_MONTH_NAME})(?![^\W_])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_DAY: Final = r"(?<![0-9])(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])(?:st|nd|rd|th)?(?![:.][0-9])"
_DAYS: Final = rf"{_DAY}(?:(?:\s?[–—/-]\s?|\s?,\s|\s(?:and|to|or|through)\s){_DAY}){{0,7}}"
_DAYS_AFTER: Final = re.compile(rf"(?i)\.?\s(?:the\s)?({_DAYS})(?![^\W_])")
_DAYS_BEFORE: Final = re.compile(rf"(?i)(?<![^\W_])({_DAYS})\s(?:of\s)?\Z")
_NUMERIC: Final = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_RELATIVE: Final = frozenset(
    {
        "after", "ago", "before", "earlier", "eve", "following", "from", "later", "next", "preceding",
        "previous", "prior", "since", "until",
    }
)  # fmt: skip
"""Words by which a date is distinguished from another: the value isn't the date that is named."""
_LENGTHS: Final = frozenset(
    {"day", "days", "month", "months", "week", "weekend", "weeks", "weekends", "year", "years"}
)
_LOOK_BACK: Final = 80


class _End(NamedTuple):
    """What one end of a value says: each part a number, or None where it is open or not said."""

    year: int | None
    decade: int | None
    century: int | None
    month: int | None
    day: int | None
    code: str


@rule(
    "date-text",
    "A date's value is not the day, month, year or length that its text says; correct it.",
    DATES.name,
    nets=("dates",),
)
def date_values_fit_their_text(case: Case) -> Iterator[Hit]:
    """A day, month, season, year, decade or length that the text spells out is that of the value."""
    if (case.document.metadata.language or "en").partition("-")[0] != "en":
        return
    for span in case.marked:
        if span.layer == DATES.name and (wrong := disagreement(span.text, span.record.value)):
            yield span.hit(f"has the value {span.record.value}; {wrong}")


def disagreement(text: str, value: str) -> str | None:
    """Return what in a date's text its TIMEX3 value is not, as what to write; None where they agree."""
    if re.fullmatch("[12][0-9]{3}", text):
        return None  # the rule on years alone
    if value.startswith("P") and not value.endswith("_REF"):
        return wrong_length(text, value)
    words = [found[0].lower() for found in _WORD.finditer(text)]
    if not _RELATIVE.isdisjoint(words):
        return None
    years = [int(found[1]) for found in _YEAR.finditer(text)]
    decades = [(found[1], found[2]) for found in _DECADE.finditer(text)]
    if value.endswith("_REF"):
        return "write the year that the text says" if years or decades else None
    ends = [_end(part) for part in value.split("/")]
    return (
        _wrong_year(years, decades, ends, text)
        or _wrong_numbers(text, ends)
        or _wrong_days(text, words, value, ends)
        or _wrong_part(words, text, ends)
        or _wrong_weekday(words, value)
    )


def _end(part: str) -> _End:
    day, _, _ = part.partition("T")
    first, *rest = day.split("-")
    known = first if first.isdigit() else ""
    month = int(rest[0]) if rest and rest[0].isdigit() else None
    of_month = int(rest[1]) if month is not None and len(rest) > 1 and rest[1].isdigit() else None
    if not month and len(rest) > 1 and rest[0] == "XX" and rest[1].isdigit():
        of_month = int(rest[1])
    return _End(
        int(known) if len(known) == 4 else None,
        int(known[:3]) if len(known) >= 3 else None,
        int(known[:2]) if known else None,
        month,
        of_month,
        "" if month is not None or not rest or rest[0] == "XX" else rest[0],
    )


def _wrong_year(
    years: list[int], decades: list[tuple[str | None, str]], ends: list[_End], text: str
) -> str | None:
    said = {end.year for end in ends}
    if any(end.code == "WI" for end in ends):
        said |= {year + 1 for year in said if year is not None}  # a winter begins in the year before
    for year in years:
        if year not in said:
            return f"the text says {year}"
    if years and len(ends) == 2 and len(set(years)) == 1 and _MONTH.search(text):
        months = {int(MONTHS[found[1].lower()]) for found in _MONTH.finditer(text)}
        if len(months) == 1 and said != set(years):
            return f"the text says {years[0]} alone"
    for century, ten in decades:
        wanted = (int(century) if century else None, int(ten))
        for end in ends:
            tens = None if end.decade is None else divmod(end.decade, 10)
            one_year = end.year is not None and len(ends) == 1
            if one_year or tens is None or tens[1] != wanted[1] or wanted[0] not in (None, tens[0]):
                return f"the text says the {century or ''}{ten}0s"
    if found := _CENTURY.search(text):
        ordinal = numerals.said(found[1])
        number = int(ordinal.numbers[0]) - 1 if ordinal and ordinal.form is numerals.Form.ORDINAL else None
        if number is not None and any(end.century not in (None, number) for end in ends):
            return f"the text says the {found[1]} century, which is {number:02}"
    return None


def _wrong_numbers(text: str, ends: list[_End]) -> str | None:
    """Compare dates in digits alone: `9/11`, `28.08.2025`, `2025-08-28`."""
    if found := _ISO.fullmatch(text):
        numbers = (int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
        if not any((end.year, end.month, end.day) == numbers for end in ends):
            return f"the text says {text}"
    found = _NUMERIC.fullmatch(text)
    if found is None or len(ends) != 1 or ends[0].day is None or ends[0].month is None:
        return None
    if {int(found[1]), int(found[3])} != {ends[0].month, ends[0].day}:
        return f"the text says {text}"
    year = int(found[4]) if found[4] else None
    if year is not None and ends[0].year is not None and ends[0].year % 10 ** len(found[4]) != year:
        return f"the text says {text}"
    return None


def _wrong_days(text: str, words: list[str], value: str, ends: list[_End]) -> str | None:
    """Compare months, and the days that come before or after their names."""
    months: list[int] = []
    days: list[int] = []
    for found in _MONTH.finditer(text):
        months.append(MONTHS[found[1].lower()])
        start = max(0, found.start() - _LOOK_BACK)
        near = _DAYS_AFTER.match(text, found.end()) or _DAYS_BEFORE.search(text[start : found.start()])
        if near:
            days += [int(number) for number in re.findall("[0-9]+", near[1])]
    if not months or any(end.code not in ("", "WXX") for end in ends):
        return _out_of_week(months, value) if months else None
    said = {end.month for end in ends}
    covered = _covered(value)
    for month in months:
        if month not in said and not any(day.month == month for day in covered):
            return f"the text says {_name(month)}"
    for day in days:
        if day not in {end.day for end in ends} and not any(one.day == day for one in covered):
            return f"the text says the day {day}"
    if days and _LENGTHS.isdisjoint(words):
        if any(end.month not in months for end in ends):
            return f"the text says {' and '.join(_name(month) for month in dict.fromkeys(months))} alone"
        if len(days) > 1 and any(end.day not in days for end in ends):
            return "the text says the days " + " and ".join(str(day) for day in days)
    return None


@lru_cache(maxsize=1024)
def _covered(value: str) -> tuple[date, ...]:
    """Return the days between the ends of a range of at most two months, its ends as they are."""
    first, last = timex.first_day(value), timex.last_day(value)
    if "/" not in value or first is None or last is None or (last - first).days > 62:
        return ()
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _out_of_week(months: list[int], value: str) -> str | None:
    first, last = timex.first_day(value), timex.last_day(value)
    if first is None or last is None or (last - first).days > 7:
        return None
    wrong = [month for month in months if month not in (first.month, last.month)]
    return f"the text says {_name(wrong[0])}" if wrong else None


def _name(month: int) -> str:
    return next(name for name, number in MONTHS.items() if number == month).capitalize()


def _wrong_part(words: list[str], text: str, ends: list[_End]) -> str | None:
    """Compare seasons, halves and quarters where the value has such a part too."""
    codes = {end.code for end in ends if end.code}
    if not codes:
        return None
    seasons = {_SEASONS[word] for word in words if word in _SEASONS}
    if seasons and codes <= set(_SEASONS.values()) and not seasons & codes:
        return f"the text says {' and '.join(sorted(seasons))}"
    for noun, letter in _PART_CODES.items():
        found = re.search(
            rf"(?i)(?<!\w)(first|second|third|fourth|last|[1-4](?:st|nd|rd|th))\s{noun}(?!\w)", text
        )
        same = {code for code in codes if code[0] == letter}
        if found is None or not same:
            continue
        last = {"H": 2, "Q": 4}[letter]
        said = found[1].lower()
        number = last if said == "last" else number_words.ORDINALS.get(said) or int(said[0])
        if f"{letter}{number}" not in same:
            return f"the text says {letter}{number}"
    return None


def _wrong_weekday(words: list[str], value: str) -> str | None:
    said = [number for number, name in enumerate(_WEEKDAYS) if name in words]
    if len(said) != 1 or "/" in value:
        return None
    found = re.fullmatch("(?:XXXX|[0-9]{4})-(?:WXX|W[0-9]{2})-([1-7])(?:T.*)?", value)
    first = timex.first_day(value)
    if found:
        day = int(found[1]) - 1
    elif first is not None and first == timex.last_day(value):
        day = first.weekday()
    else:
        return None
    return None if day == said[0] else f"the text says {_WEEKDAYS[said[0]].capitalize()}"


def names_a_year(text: str) -> bool:
    """Return True if a date's text has four digits for the year that the date is in (not `after 2020`)."""
    words = {found[0].lower() for found in _WORD.finditer(text)}
    return _YEAR.search(text) is not None and _RELATIVE.isdisjoint(words)
