"""TIMEX3 values: which are allowed, which days they cover, which types they may have."""

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.values import timex
from corpus_pkg.values.timex import Form

DAYS = {
    "2025-08-08": (Form.DAY, date(2025, 8, 8), date(2025, 8, 8)),
    "2024-02-29": (Form.DAY, date(2024, 2, 29), date(2024, 2, 29)),
    "2025-08": (Form.MONTH, date(2025, 8, 1), date(2025, 8, 31)),
    "2024-02": (Form.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
    "9999-12": (Form.MONTH, date(9999, 12, 1), date(9999, 12, 31)),
    "2025": (Form.YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    "0001": (Form.YEAR, date(1, 1, 1), date(1, 12, 31)),
    "199": (Form.DECADE, date(1990, 1, 1), date(1999, 12, 31)),
    "19": (Form.CENTURY, date(1900, 1, 1), date(1999, 12, 31)),
    "2025-H1": (Form.HALF, date(2025, 1, 1), date(2025, 6, 30)),
    "2025-H2": (Form.HALF, date(2025, 7, 1), date(2025, 12, 31)),
    "2025-Q1": (Form.QUARTER, date(2025, 1, 1), date(2025, 3, 31)),
    "2025-Q2": (Form.QUARTER, date(2025, 4, 1), date(2025, 6, 30)),
    "2025-Q3": (Form.QUARTER, date(2025, 7, 1), date(2025, 9, 30)),
    "2025-Q4": (Form.QUARTER, date(2025, 10, 1), date(2025, 12, 31)),
    "2025-SP": (Form.SEASON, date(2025, 3, 1), date(2025, 5, 31)),
    "2025-SU": (Form.SEASON, date(2025, 6, 1), date(2025, 8, 31)),
    "2025-FA": (Form.SEASON, date(2025, 9, 1), date(2025, 11, 30)),
    "2023-WI": (Form.SEASON, date(2023, 12, 1), date(2024, 2, 29)),
    "2025-W32": (Form.WEEK, date(2025, 8, 4), date(2025, 8, 10)),
    "2020-W53": (Form.WEEK, date(2020, 12, 28), date(2021, 1, 3)),
    "2025-W32-WE": (Form.WEEKEND, date(2025, 8, 9), date(2025, 8, 10)),
    "2025-08-08T14:30": (Form.MOMENT, date(2025, 8, 8), date(2025, 8, 8)),
    "2025-08-08T14:30:05+04:00": (Form.MOMENT, date(2025, 8, 8), date(2025, 8, 8)),
    "2025-08-08T14": (Form.MOMENT, date(2025, 8, 8), date(2025, 8, 8)),
    "2025-08-08TNI": (Form.MOMENT, date(2025, 8, 8), date(2025, 8, 8)),
    "2021-05-03/2021-05-04": (Form.RANGE, date(2021, 5, 3), date(2021, 5, 4)),
    "2021-05/2021-06-04": (Form.RANGE, date(2021, 5, 1), date(2021, 6, 4)),
    "199/2005": (Form.RANGE, date(1990, 1, 1), date(2005, 12, 31)),
    "2021-05-15/2021": (Form.RANGE, date(2021, 5, 15), date(2021, 12, 31)),
    "2025-08-08T22:00/2025-08-09T02:00": (Form.RANGE, date(2025, 8, 8), date(2025, 8, 9)),
}

LENGTH = frozenset({"DURATION", "SET"})
POINT = frozenset({"DATE", "TIME"})
TIMES = frozenset({"TIME", "SET"})
DATES = frozenset({"DATE", "SET"})
NOT_PLACED = {
    "P99Y": (Form.DURATION, LENGTH),
    "P6M": (Form.DURATION, LENGTH),
    "P3W": (Form.DURATION, LENGTH),
    "P2D": (Form.DURATION, LENGTH),
    "PT5H": (Form.DURATION, LENGTH),
    "PT90M": (Form.DURATION, LENGTH),
    "P1Y6M": (Form.DURATION, LENGTH),
    "P1DT12H30M": (Form.DURATION, LENGTH),
    "P2.5Y": (Form.DURATION, LENGTH),
    "PT0.5H": (Form.DURATION, LENGTH),
    "PXY": (Form.DURATION, LENGTH),
    "PXM": (Form.DURATION, LENGTH),
    "PXE": (Form.DURATION, LENGTH),
    "P3E": (Form.DURATION, LENGTH),
    "PXC": (Form.DURATION, LENGTH),
    "P2C": (Form.DURATION, LENGTH),
    "PTXH": (Form.DURATION, LENGTH),
    "PAST_REF": (Form.REFERENCE, POINT),
    "PRESENT_REF": (Form.REFERENCE, POINT),
    "FUTURE_REF": (Form.REFERENCE, POINT),
    "T14:30": (Form.CLOCK, TIMES),
    "T09:00Z": (Form.CLOCK, TIMES),
    "TMO": (Form.CLOCK, TIMES),
    "XXXX": (Form.UNPLACED, DATES),
    "XXXX-10": (Form.UNPLACED, DATES),
    "XXXX-08-08": (Form.UNPLACED, DATES),
    "XXXX-02-29": (Form.UNPLACED, DATES),
    "XXXX-XX-30": (Form.UNPLACED, DATES),
    "XXXX-SU": (Form.UNPLACED, DATES),
    "XXXX-WXX-2": (Form.UNPLACED, DATES),
    "XXXX-WXX-WE": (Form.UNPLACED, DATES),
    "2025-XX": (Form.UNPLACED, DATES),
    "2025-XX-XX": (Form.UNPLACED, DATES),
    "2025-08-XX": (Form.UNPLACED, DATES),
    "2025-WXX-2": (Form.UNPLACED, DATES),
    "XXXX-XX-XXTMO": (Form.UNPLACED, TIMES),
    "XXXX-WXX-5TNI": (Form.UNPLACED, TIMES),
    "XXXX-11/XXXX-03": (Form.RANGE, DATES),
    "T22:00/T02:00": (Form.RANGE, TIMES),
}

REFUSED = {
    "2025-02-30": "calendar does not have it",
    "2025-02-29": "calendar does not have it",
    "2025-04-31": "calendar does not have it",
    "XXXX-02-30": "calendar does not have it",
    "2025-W53": "calendar does not have it",
    "0000": "calendar does not have it",
    "000": "calendar does not have it",
    "0000-XX": "calendar does not have it",
    "9999-WI": "calendar does not have it",
    "9999-W52": "calendar does not have it",
    "2025-02-30/2025-03-01": "calendar does not have it",
    "2025-13": "a month is 01 to 12",
    "2025-00": "a month is 01 to 12",
    "2025-13-01": "a month is 01 to 12",
    "2025-08-32": "a day of a month is 01 to 31",
    "2025-8-8": "two digits",
    "2025-8": "two digits",
    "08/08/2025": "year, month, day: 2025-08-28",
    "2025-W54": "a week is W01 to W53",
    "2025-W00": "a week is W01 to W53",
    "2025-Q5": "a quarter is Q1 to Q4",
    "2025-H3": "H1 or H2",
    "2025-W32-6": "as its day: 2025-08-09",
    "2025-W53-6": "no such week",
    "1990s": "first three digits: 199",
    "199X": "first three digits: 199",
    "19XX": "first two digits: 19",
    "past_ref": "write capitals: PAST_REF",
    "p6m": "write capitals: P6M",
    "P2DE": "E: P2E",
    "P2CE": "C: P2C",
    "P2Q": "as months",
    "P0D": "longer than nothing",
    "P06M": "leading zeros",
    "P1Y06M": "leading zeros",
    "P5H": "a T before hours",
    "P": "P1Y6M",
    "PT": "P1Y6M",
    "P1W2D": "P1Y6M",
    "P6M1Y": "P1Y6M",
    "P-1Y": "P1Y6M",
    "T24:00": "T00:00",
    "T25:00": "write a time",
    "2025-08T14:30": "write a time",
    "2025/2024": "end lies before its start",
    "2021-05-04/2021-05-03": "end lies before its start",
    "2021-06/2021-05-31": "end lies before its start",
    "2025-08-08T14:30/2025-08-08T13:30": "end lies before its start",
    "2025-08-08/XXXX-08-09": "different kinds",
    "2025-08-08/2025-08-09T14:30": "different kinds",
    "2025/PRESENT_REF": "both ends",
    "P1Y/P2Y": "both ends",
    "2024/2025/2026": "two ends",
    "2025/": "write a calendar point",
    "": "empty",
    " 2025": "white space",
    "2025\n": "white space",
    "2025-08-08\n": "white space",
    "P6M\n": "white space",
    "٢٠٢٥": "outside ASCII",
    "２０２５-08": "outside ASCII",
    "2025–08": "outside ASCII",
    "-2025": "write a calendar point",
    "20255": "write a calendar point",
    "2": "write a calendar point",
    "next week": "white space",
    "P9999999999999Y": "P1Y6M",
}


def parsed_or_refusal(value: str) -> timex.TimexValue | str:
    try:
        return timex.parse(value)
    except ValueError as refusal:
        return str(refusal)


@pytest.mark.parametrize(("value", "expected"), DAYS.items())
def test_a_placed_value_has_its_form_and_covers_its_days(
    value: str, expected: tuple[Form, date, date]
) -> None:
    parsed = timex.parse(value)
    assert (parsed.form, parsed.first_day, parsed.last_day) == expected
    assert (timex.first_day(value), timex.last_day(value)) == expected[1:]
    assert parsed.value == value


@pytest.mark.parametrize("value", DAYS)
def test_a_placed_value_is_a_date_or_if_it_has_a_time_of_day_a_time(value: str) -> None:
    assert timex.allowed_types(value) == ({"TIME"} if "T" in value else {"DATE"})


@pytest.mark.parametrize(("value", "expected"), NOT_PLACED.items())
def test_a_value_without_a_place_on_the_calendar_has_no_days(
    value: str, expected: tuple[Form, frozenset[str]]
) -> None:
    parsed = timex.parse(value)
    assert (parsed.form, parsed.types) == expected
    assert parsed.first_day is None
    assert parsed.last_day is None


@pytest.mark.parametrize(("value", "mend"), REFUSED.items())
def test_a_wrong_value_is_refused_with_its_mend(value: str, mend: str) -> None:
    with pytest.raises(ValueError, match="is not a TIMEX3 value: ") as refusal:
        timex.parse(value)
    assert mend in str(refusal.value)


@pytest.mark.parametrize("value", [*DAYS, *NOT_PLACED])
def test_the_pattern_accepts_every_allowed_value(value: str) -> None:
    assert re.fullmatch(timex.PATTERN, value)


def test_the_pattern_refuses_every_wrong_value_but_those_that_need_the_calendar_or_an_order() -> None:
    accepted = {value for value in REFUSED if re.fullmatch(timex.PATTERN, value)}
    assert {REFUSED[value] for value in accepted} == {
        "calendar does not have it",
        "end lies before its start",
        "different kinds",
    }


def test_the_pattern_is_an_anchored_ecma_262_expression_without_lookaround() -> None:
    assert timex.PATTERN.startswith("^")
    assert timex.PATTERN.endswith("$")
    assert not re.search(r"\(\?(?!:)|[*+?}]\+|\\[AZzdwsb]", timex.PATTERN)


@given(st.from_regex(timex.PATTERN, fullmatch=True))
def test_what_the_pattern_accepts_is_understood_or_refused_for_its_calendar_order_or_kinds(
    value: str,
) -> None:
    parsed = parsed_or_refusal(value)
    if isinstance(parsed, str):
        assert re.search("calendar does not have it|end lies before|different kinds", parsed)
        return
    assert parsed.types <= {"DATE", "TIME", "DURATION", "SET"}
    assert parsed.types
    assert (parsed.first_day is None) == (parsed.last_day is None)
    if parsed.first_day and parsed.last_day:
        assert parsed.first_day <= parsed.last_day


@given(st.text(alphabet="0123459-/:.TPXWYMDHSQEC_REFAIU\n٢", max_size=14))
def test_whatever_the_string_it_is_understood_and_matches_the_pattern_or_is_refused(value: str) -> None:
    parsed = parsed_or_refusal(value)
    assert isinstance(parsed, str) or re.fullmatch(timex.PATTERN, value)


@given(st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True))
def test_a_day_is_allowed_exactly_where_the_standard_library_reads_it(value: str) -> None:
    try:
        expected = date.fromisoformat(value)
    except ValueError:
        with pytest.raises(ValueError, match="is not a TIMEX3 value"):
            timex.parse(value)
    else:
        assert timex.first_day(value) == timex.last_day(value) == expected


@given(st.integers(1, 9998), st.integers(1, 53))
def test_a_week_is_allowed_exactly_where_the_standard_library_reads_its_monday(year: int, week: int) -> None:
    value = f"{year:04}-W{week:02}"
    try:
        monday = date.fromisoformat(f"{value}-1")
    except ValueError:
        with pytest.raises(ValueError, match="is not a TIMEX3 value"):
            timex.parse(value)
    else:
        assert timex.first_day(value) == monday
        assert timex.last_day(value) == monday + timedelta(days=6)


@given(st.datetimes())
def test_a_moment_as_the_standard_library_writes_it_is_a_time_of_its_day(moment: datetime) -> None:
    parsed = timex.parse(moment.isoformat(timespec="seconds"))
    assert (parsed.form, parsed.first_day, parsed.types) == (Form.MOMENT, moment.date(), frozenset({"TIME"}))


@given(st.dates(max_value=date(9998, 12, 31)))
def test_the_longer_calendar_values_of_a_day_cover_it(day: date) -> None:
    year, week, _ = day.isocalendar()
    quarter, half = (day.month + 2) // 3, (day.month + 5) // 6
    season = ["WI", "SP", "SU", "FA"][day.month % 12 // 3]
    values = [
        f"{day.year:04}-{day.month:02}",
        f"{day.year:04}-Q{quarter}",
        f"{day.year:04}-H{half}",
        f"{year:04}-W{week:02}",
        f"{day.year:04}",
    ]
    values += [f"{day.year - (day.month < 3):04}-{season}"] if day >= date(1, 3, 1) else []
    values += [f"{day.year // 10:03}"] if day.year >= 10 else []
    values += [f"{day.year // 100:02}"] if day.year >= 100 else []
    for value in values:
        parsed = timex.parse(value)
        assert parsed.first_day is not None
        assert parsed.last_day is not None
        assert parsed.first_day <= day <= parsed.last_day, value


@given(st.dates(), st.dates())
def test_a_range_of_days_runs_forward(one: date, other: date) -> None:
    start, end = sorted((one, other))
    value = f"{start}/{end}"
    assert (timex.first_day(value), timex.last_day(value)) == (start, end)
    if start < end:
        with pytest.raises(ValueError, match="write the earlier one first"):
            timex.parse(f"{end}/{start}")
