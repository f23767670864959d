"""Dates in EDTF, the Extended Date/Time Format of ISO 8601-2, level 1: their shape, and the check of one.

In Python use the pattern with `fullmatch`: there a bare `$` also matches before a newline at the end.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final

_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_PLAIN = f"[0-9]{{4}}(?:-{_MONTH}(?:-{_DAY})?)?"
_SINGLE = f"{_PLAIN}[?~%]?"
_END = f"(?:{_SINGLE}|[0-9]{{4}}-2[1-4])"
EDTF_PATTERN: Final = (
    f"^(?:(?:{_PLAIN}|[0-9]{{2}}(?:[0-9]X|XX)|[0-9]{{4}}-(?:{_MONTH}-XX|XX(?:-XX)?))[?~%]?|[0-9]{{4}}-2[1-4]"
    f"|{_END}/(?:{_END}|\\.\\.)?|(?:\\.\\.)?/{_END})$"
)
"""The shape of an EDTF date of level 1 with a year of four digits (see `edtf_date`)."""

MAX_LENGTH: Final = 30
"""More characters than any date or interval of level 1 has."""

_OTHERWISE: Final = "write 2025-08-28, 2025-08, 2025, 2025-11~, 202X, 2025-21 or an interval of such"
_SHAPE: Final = re.compile(EDTF_PATTERN)

_SEASON_MONTHS: Final = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
"""First and last month of each season, those of the north; winter ends in the following year."""


def _edtf_bounds(value: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return sortable lower and upper bounds of an EDTF date; raise ValueError where it has no such day."""
    year, *parts = value.rstrip("?~%").split("-")
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if high == 0 or low == 0:
        raise ValueError("there is no year 0000; years are 0001 to 9999")
    if not parts or parts[0] == "XX":
        return (low, 1, 1), (high, 12, 31)
    if parts[0] in _SEASON_MONTHS:
        first, last = _SEASON_MONTHS[parts[0]]
        return (low, first, 1), (low + (last < first), last, 31)
    month = int(parts[0])
    if len(parts) == 1 or parts[1] == "XX":
        return (low, month, 1), (low, month, 31)
    try:
        day = date(low, month, int(parts[1]))
    except ValueError as error:
        raise ValueError(f"the calendar does not have it ({error}); write a day that exists") from None
    return (low, month, day.day), (low, month, day.day)


def bounds(value: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a valid EDTF date may mean; None for an open or unknown end."""
    start, slash, end = value.partition("/")
    first = None if start in ("", "..") else _edtf_bounds(start)[0]
    last = _edtf_bounds(start)[1] if not slash else None if end in ("", "..") else _edtf_bounds(end)[1]
    return _day(first), _day(last)


def _day(bound: tuple[int, ...] | None) -> date | None:
    """Return a bound as a day; one past the end of its month is the month's last day."""
    if bound is None:
        return None
    year, month, day = bound
    return date(year, month, min(day, monthrange(year, month)[1]))


def _check_edtf(value: str) -> None:
    start, slash, end = value.partition("/")
    bounds = [_edtf_bounds(part) for part in (start, end) if part not in ("", "..")]
    if slash and len(bounds) == 2 and bounds[1][1] < bounds[0][0]:
        raise ValueError("its end lies before its start; write the earlier one first")


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED: Final = re.compile(
    rf"(?i)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? )?(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?)?,? (?P<year>\d{4})"
)
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(?P<day>1[3-9]|2\d|3[01])[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})")
_MONTH_FIRST: Final = re.compile(r"(?P<month>\d{1,2})[-/. ](?P<day>1[3-9]|2\d|3[01])[-/. ](?P<year>\d{4})")
"""Numerals of which only one can be the day; `04/05/2025` may be two days."""


def _meant(value: str) -> str | None:
    """Return the date that somebody meant who wrote it as people do, `5 May 2025`; None if it is not one."""
    for form in (_WORDED, _YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        found = form.fullmatch(" ".join(value.split()))
        if found is None:
            continue
        parts = found.groupdict()
        month = parts["month"].lower()
        number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
        day = parts["day"] or parts.get("after")
        if parts["day"] and parts.get("after"):
            return None
        meant = f"{int(parts['year']):04}-{number:02}" + (f"-{int(day):02}" if day else "")
        if _SHAPE.fullmatch(meant) is None:
            return None
        try:
            _check_edtf(meant)
        except ValueError:
            return None
        return meant
    return None


_EDTF_MENDS: Final = (
    (r"^$", "it is empty; write the date, or null where none is known"),
    (r"\s", _OTHERWISE),
    (r"T", "it has a time of day; write the day alone"),
    (r"^(?:\.\.)?/(?:\.\.)?$", "it has no end that is known; write null, or give one"),
    (r"^[Y-]", "years are 0001 to 9999; write four digits"),
    (r"-2[1-4][?~%]", "level 1 qualifies no seasons; write the season alone, or a qualified year"),
    (r"^[0-9]{4}-(?:2[5-9]|3[0-9]|4[01])$", "level 1 has the seasons 21 to 24 only"),
    (r"[{}\[\],]|\.\.\d|\d\.\.", "level 1 has no sets; write an interval (2025-08/2025-09) or one date"),
    (
        r"X.*/|/.*X|X-[0-9]|^[X0-9]X[X0-9]{2}|^X",
        "level 1 leaves open only the last parts: 202X, 2025-XX, 2025-08-XX",
    ),
    (r"[?~%].", "level 1 qualifies only the whole date: 2025-11~"),
)


@lru_cache(maxsize=8192)
def edtf_date(value: str) -> str:
    """Check one EDTF date of level 1 (Library of Congress 2019; ISO 8601-2:2019, annex A).

    Allowed are a day, month or year, each also uncertain (`?`), approximate (`~`) or both (`%`); years,
    months and days left open from the right (`202X`, `20XX`, `2025-XX`, `2025-08-XX`); seasons (`2025-21`
    spring to `2025-24` winter); and intervals of these with open (`..`) or unknown (empty) ends. Refused,
    though level 1 has them: times of day, and years outside 0001 to 9999, which no document here has.

    Args:
        value: The date.

    Returns:
        The date.

    Raises:
        ValueError: It is not one; the message says what to write.
    """
    if len(value) > MAX_LENGTH:
        raise ValueError(f"{value[:20]!r}… is longer than any EDTF date of level 1: {_OTHERWISE}")
    if _SHAPE.fullmatch(value) is None:
        meant = _meant(value)
        if meant is not None:
            raise ValueError(f"{value[:60]!r} is not an EDTF date of level 1: write {meant}")
        mends = (sentence for pattern, sentence in _EDTF_MENDS if re.search(pattern, value))
        mend = next(mends, _OTHERWISE)
        raise ValueError(f"{value[:60]!r} is not an EDTF date of level 1: {mend}")
    try:
        _check_edtf(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not an EDTF date: {error}") from None
    return value
