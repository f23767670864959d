"""The values of dates: what TIMEX3 allows, and the days that a value covers.

The definition is TIMEX3 in TimeML 1.2.1 (Saurí et al. 2006) with the codes of the TIDES 2005 standard
(Ferro et al. 2005), both built on ISO 8601. A meaning has one spelling where two would do: a day is
`2025-08-09` and never `2025-W32-6`, a decade `199` and never `199X`.

Conventions:
    * Years are 0001 to 9999, in the proleptic Gregorian calendar.
    * Seasons are the northern meteorological ones: SP March to May, SU June to August,
      FA September to November, WI December to February of the following year.
    * `199` is 1990 to 1999, `19` is 1900 to 1999. Weeks are those of ISO 8601, Monday to Sunday.
    * Both ends of a range belong to it.

Light on purpose (standard library only, expressions compiled at their first use).
"""

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple


class Form(StrEnum):
    """What kind of value a TIMEX3 value is."""

    CENTURY = "century"
    DECADE = "decade"
    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    SEASON = "season"
    MONTH = "month"
    WEEK = "week"
    WEEKEND = "weekend"
    DAY = "day"
    MOMENT = "moment"
    """A time of a certain day: `2025-08-08T14:30`, `2025-08-08TMO`."""
    CLOCK = "clock"
    """A time of no certain day: `T14:30`, `TMO`."""
    UNPLACED = "unplaced"
    """A calendar value with a part left open: `XXXX-10`, `2025-XX`, `XXXX-WXX-2TEV`."""
    DURATION = "duration"
    REFERENCE = "reference"
    RANGE = "range"


class TimexValue(NamedTuple):
    """A TIMEX3 value that has been understood.

    Attributes:
        value: The value as written.
        form: What kind of value it is.
        first_day: The first day that it covers; None where it is not placed on the calendar.
        last_day: The last day that it covers (inclusive); None where `first_day` is.
        types: The TIMEX3 types that an expression with this value may have.
    """

    value: str
    form: Form
    first_day: date | None
    last_day: date | None
    types: frozenset[str]


_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_WEEK = "W(?:0[1-9]|[1-4][0-9]|5[0-3])"
_PART = "(?:H[12]|Q[1-4]|SP|SU|FA|WI)"
_ZONE = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_TIME = f"T(?:(?:[01][0-9]|2[0-3])(?::[0-5][0-9](?::[0-5][0-9])?{_ZONE}?)?|MO|MI|AF|EV|NI|DT)"
_PLACED = (
    f"(?:[0-9]{{2,4}}|[0-9]{{4}}-(?:{_PART}|{_MONTH}|{_WEEK}(?:-WE)?)|[0-9]{{4}}-{_MONTH}-{_DAY}(?:{_TIME})?)"
)
_OPEN_DAY = f"(?:(?:XX|{_MONTH})-(?:XX|{_DAY})|WXX-(?:[1-7]|WE))"
_OPEN_YEAR = f"XXXX(?:-(?:{_PART}|{_MONTH}|XX|{_WEEK}|WXX|{_OPEN_DAY}(?:{_TIME})?))?"
_OPEN_IN_YEAR = f"[0-9]{{4}}-(?:XX|WXX|(?:XX-(?:XX|{_DAY})|{_MONTH}-XX|WXX-(?:[1-7]|WE))(?:{_TIME})?)"
_POINT = f"(?:{_PLACED}|{_OPEN_YEAR}|{_OPEN_IN_YEAR}|{_TIME})"
_N = "[1-9][0-9]{0,11}"
_FRACTION = "(?:0|[1-9][0-9]{0,11})\\.[0-9]{0,5}[1-9]"
_DATE_LENGTH = f"(?:{_N}Y(?:{_N}M)?(?:{_N}D)?|{_N}M(?:{_N}D)?|{_N}D)"
_TIME_LENGTH = f"T(?:{_N}H(?:{_N}M)?(?:{_N}S)?|{_N}M(?:{_N}S)?|{_N}S)"
_DURATION = (
    f"P(?:{_DATE_LENGTH}(?:{_TIME_LENGTH})?|{_TIME_LENGTH}|{_N}[WEC]"
    f"|(?:X|{_FRACTION})[YMWDEC]|T(?:X|{_FRACTION})[HMS])"
)
PATTERN: Final = f"^(?:{_POINT}(?:/{_POINT})?|{_DURATION}|(?:PAST|PRESENT|FUTURE)_REF)$"
"""The lexical shape of a value, as ECMA-262 has regular expressions; what it cannot say is the calendar.

In Python use it with `fullmatch`: there a bare `$` also matches before a newline at the end.
"""

MAX_LENGTH: Final = 100
"""More characters than any value has: what is longer is refused before anything looks for what is wrong."""

_SPANS: Final = {
    "H1": (1, 6, Form.HALF),
    "H2": (7, 6, Form.HALF),
    "Q1": (1, 3, Form.QUARTER),
    "Q2": (4, 3, Form.QUARTER),
    "Q3": (7, 3, Form.QUARTER),
    "Q4": (10, 3, Form.QUARTER),
    "SP": (3, 3, Form.SEASON),
    "SU": (6, 3, Form.SEASON),
    "FA": (9, 3, Form.SEASON),
    "WI": (12, 3, Form.SEASON),
}
"""The parts of a year: first month, number of months, form."""

_DATE: Final = frozenset({"DATE"})
_TIME_ONLY: Final = frozenset({"TIME"})
# A time of no certain day, or a calendar value with an open part, is either one that the text leaves
# unknown ("one October") or all of them ("every October").
_TIME_OR_SET: Final = frozenset({"TIME", "SET"})
_DATE_OR_SET: Final = frozenset({"DATE", "SET"})
# A length of time, or how often something comes back ("every year": P1Y).
_DURATION_OR_SET: Final = frozenset({"DURATION", "SET"})
# A reference is a point on the time line seen from the speaker; it has no length and does not recur.
_DATE_OR_TIME: Final = frozenset({"DATE", "TIME"})

_MENDS: Final = (
    (r"^$", "it is empty; write PAST_REF, PRESENT_REF or FUTURE_REF where nothing more is known"),
    (r"\s", "it has white space; remove it"),
    (
        r"[^ -~]",
        "it has a character outside ASCII; write the digits 0 to 9, plain hyphens and capital letters",
    ),
    (r"^([0-9]{3})(?:0s|X)$", r"write a decade as its first three digits: \1"),
    (r"^([0-9]{2})XX$", r"write a century as its first two digits: \1"),
    (r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$", "write a day as year, month, day: 2025-08-28"),
    (r"/.*/", "a range has two ends; write START/END"),
    (r"/.*(?:P[0-9X]|_REF)|^(?:P[0-9XT]|.*_REF).*/", "both ends of a range must be calendar points or times"),
    (r"^P([0-9X]+)DE$", r"write decades with E: P\1E"),
    (r"^P([0-9X]+)CE$", r"write centuries with C: P\1C"),
    (r"^P[0-9]+Q$", "write quarters of a year as months, three to the quarter: P6M"),
    (r"^PT?0[A-Z]", "a duration is longer than nothing; write its number, or X where it is unknown"),
    (r"^P(?:.*[A-Z])?0[0-9]", "write the numbers of a duration without leading zeros: P6M"),
    (r"^P[0-9]+[HS]", "write a T before hours, minutes and seconds: PT5H"),
    (r"^P", "write a duration as P with numbers and units from long to short: P1Y6M, P3W, PT5H, PXY, P3E"),
    (r"T24", "midnight is T00:00 of the day that begins"),
    (
        r"T",
        "write a time as T14, T14:30 or one of TMO TMI TAF TEV TNI TDT, after a whole day or alone",
    ),
    (r"-W(?!XX)", "a week is W01 to W53, and a weekend such a week with -WE: 2025-W32-WE"),
    (r"-Q", "a quarter is Q1 to Q4: 2025-Q2"),
    (r"-H", "a half of a year is H1 or H2: 2025-H1"),
    (r"^[0-9]{4}-(?:[0-9]-[0-9]+|[0-9]+-[0-9]|[0-9])$", "write months and days with two digits: 2025-08-01"),
    (r"^[0-9]{4}-(?!0[1-9]|1[0-2])[0-9]{2}(?![0-9])", "a month is 01 to 12: 2025-08"),
    (r"^[0-9]{4}-[0-9]{2}-(?!0[1-9]|[12][0-9]|3[01])[0-9]{2}$", "a day of a month is 01 to 31: 2025-08-28"),
)
"""What is wrong with a value that does not have the shape, first match first."""

_OTHERWISE = (
    "write a calendar point (2025-08-28, 2025-08, 2025, 199, 2025-Q2, 2025-SU, 2025-W32), a time (T14:30), "
    "a duration (P6M), a range (START/END), or PAST_REF, PRESENT_REF or FUTURE_REF"
)


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(PATTERN)


def _mend(value: str) -> str:
    """Return what to write instead of a value that does not have the shape."""
    if _shape().fullmatch(value.upper()):
        return f"write capitals: {value.upper()}"
    if found := re.fullmatch("([0-9]{4})-W([0-9]{2})-([1-7])", value):
        try:
            return f"write a certain weekday as its day: {date.fromisocalendar(*map(int, found.groups()))}"
        except ValueError:
            return "that year has no such week; write a day: 2025-08-09"
    for pattern, sentence in _MENDS:
        if found := re.search(pattern, value):
            return found.expand(sentence)
    return _OTHERWISE


def _last_of_month(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def _placed(value: str) -> tuple[Form, date, date]:
    """Return the form, first and last day of a calendar point; raise ValueError where there is none."""
    if len(value) < 4:
        years = 10 ** (4 - len(value))
        first = int(value) * years
        form = Form.CENTURY if years == 100 else Form.DECADE
        return form, date(first, 1, 1), date(first + years - 1, 12, 31)
    year, part = int(value[:4]), value[5:]
    if not part:
        return Form.YEAR, date(year, 1, 1), date(year, 12, 31)
    if part in _SPANS:
        month, months, form = _SPANS[part]
        over, last = divmod(month + months - 2, 12)
        return form, date(year, month, 1), _last_of_month(year + over, last + 1)
    if part[0] == "W":
        week = int(part[1:3])
        if part.endswith("-WE"):
            return Form.WEEKEND, date.fromisocalendar(year, week, 6), date.fromisocalendar(year, week, 7)
        return Form.WEEK, date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    if len(part) == 2:
        return Form.MONTH, date(year, int(part), 1), _last_of_month(year, int(part))
    day = date(year, int(part[:2]), int(part[3:]))
    return Form.DAY, day, day


def _check_open(value: str) -> None:
    """Raise ValueError where no year or month can have the day that an open value gives."""
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    if year == "0000":
        date(0, 1, 1)
    if month.isdigit() and day.isdigit():
        date(2000, int(month), int(day))  # a leap year: XXXX-02-29 exists


def _point(value: str) -> TimexValue:
    day, with_time, _ = value.partition("T")
    if not day:
        return TimexValue(value, Form.CLOCK, None, None, _TIME_OR_SET)
    if "X" in day:
        _check_open(day)
        return TimexValue(value, Form.UNPLACED, None, None, _TIME_OR_SET if with_time else _DATE_OR_SET)
    form, first, last = _placed(day)
    if with_time:
        return TimexValue(value, Form.MOMENT, first, last, _TIME_ONLY)
    return TimexValue(value, form, first, last, _DATE)


def _range(value: str) -> TimexValue:
    start, end = (_point(part) for part in value.split("/"))
    if start.types != end.types:
        raise ValueError("its two ends are of different kinds; write two days or periods, or two times")
    if start.first_day is None or end.last_day is None:
        # XXXX-11/XXXX-03 and T22:00/T02:00 run over the end of the year or day: there is no order to check.
        return TimexValue(value, Form.RANGE, None, None, start.types)
    same_day = start.form is Form.MOMENT and start.first_day == end.last_day
    if end.last_day < start.first_day or (same_day and _clock(end.value) < _clock(start.value)):
        raise ValueError("its end lies before its start; write the earlier one first")
    return TimexValue(value, Form.RANGE, start.first_day, end.last_day, start.types)


def _clock(moment: str) -> str:
    """Return the time of day of a moment for comparison; empty for parts of a day and times with a zone."""
    found = re.fullmatch("[^T]*T([0-9:]+)", moment)
    return found[1] if found else ""


@lru_cache(maxsize=8192)
def parse(value: str) -> TimexValue:
    """Return what a TIMEX3 value means.

    Args:
        value: The value, for example `2025-08-08`, `199`, `P6M` or `2021-05-03/2021-05-04`.

    Returns:
        Its form, its days, and the types that it may have.

    Raises:
        ValueError: It is not a TIMEX3 value, or the calendar has no such day; the message says what to write.
    """
    if len(value) > MAX_LENGTH:
        raise ValueError(f"{value[:20]!r}… is longer than any TIMEX3 value: {_OTHERWISE}")
    if not _shape().fullmatch(value):
        raise ValueError(f"{value[:60]!r} is not a TIMEX3 value: {_mend(value)}")
    if value.endswith("_REF"):
        return TimexValue(value, Form.REFERENCE, None, None, _DATE_OR_TIME)
    if value.startswith("P"):
        return TimexValue(value, Form.DURATION, None, None, _DURATION_OR_SET)
    try:
        return _range(value) if "/" in value else _point(value)
    except (ValueError, OverflowError) as error:
        reason = str(error)
        if not reason.startswith("its"):
            reason = f"the calendar does not have it ({reason}); write a day or period that exists"
        raise ValueError(f"{value!r} is not a TIMEX3 value: {reason}") from None


def first_day(value: str) -> date | None:
    """Return the first day that `value` covers, or None where it is not placed on the calendar."""
    return parse(value).first_day


def last_day(value: str) -> date | None:
    """Return the last day that `value` covers (inclusive), or None where it is not placed on the calendar."""
    return parse(value).last_day


def allowed_types(value: str) -> frozenset[str]:
    """Return the TIMEX3 types (DATE, TIME, DURATION, SET) that an expression with `value` may have.

    Calendar points and their ranges are dates; a time of a certain day is a TIME. What leaves the day or
    the year open may also be a SET. `P…` is a DURATION, or the period of a SET. References are points as
    seen from the speaker: DATE, or TIME for a time of day that cannot be resolved.
    """
    return parse(value).types
