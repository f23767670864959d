"""EDTF dates of level 1."""

import re
from contextlib import suppress
from datetime import date

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.values.edtf import EDTF_PATTERN, bounds, edtf_date

EDTF_ALLOWED = [
    "2025-08-28",
    "2023-09",
    "2025",
    "2024-02-29",
    "0001",
    "9999-12-31",
    "2025-11~",
    "2025-08-28?",
    "2025-08-28%",
    "2025~",
    "202X",
    "20XX",
    "202X~",
    "2025-XX",
    "2025-08-XX",
    "2025-XX-XX",
    "2025-XX?",
    "2025-21",
    "2025-22",
    "2025-23",
    "2025-24",
    "2025-08-28/2025-08-29",
    "2025-01/2025-03",
    "2025-05/2025-06-04",
    "2025/2025",
    "2025~/2026?",
    "2025-21/2025-22",
    "2025/..",
    "../2025",
    "2025/",
    "/2025",
    "2025-08~/..",
    "2024-24/2025-01",
    "2025-02/2024-24",
    "2025-05/2025-21",
    "2025-21/2025-03",
    "2025-05-15/2025",
]

EDTF_REFUSED = {
    "2025-02-29": "calendar does not have it",
    "2025-02-30": "calendar does not have it",
    "1900-02-29": "calendar does not have it",
    "2025-04-31~": "calendar does not have it",
    "2025-04-31/2026": "calendar does not have it",
    "0000": "years are 0001 to 9999",
    "00XX": "years are 0001 to 9999",
    "-0044": "years are 0001 to 9999",
    "Y17000": "years are 0001 to 9999",
    "2025/2024": "end lies before its start",
    "2025-24/2025-11": "end lies before its start",
    "2025-03/2024-24": "end lies before its start",
    "2025-06/2025-21": "end lies before its start",
    "2025-21/2025-02": "end lies before its start",
    "2025-08-28T10:00:00": "the day alone",
    "2025-25": "seasons 21 to 24",
    "2025-21~": "level 1 qualifies no seasons",
    "/": "no end that is known",
    "../..": "no end that is known",
    "202X-05": "leaves open only the last parts",
    "2025-XX-08": "leaves open only the last parts",
    "156X-12-25": "leaves open only the last parts",
    "2XXX": "leaves open only the last parts",
    "XXXX": "leaves open only the last parts",
    "202X/2030": "leaves open only the last parts",
    "2025?-08": "qualifies only the whole date",
    "?2025-08": "qualifies only the whole date",
    "{2025,2026}": "no sets",
    "[2025..2026]": "no sets",
    "2025-13": "write 2025-08-28",
    "2025-8": "write 2025-08-28",
    "2025S2": "write 2025-08-28",
    "20255": "write 2025-08-28",
    "2025-11 ~": "write 2025-08-28",
    " 2025": "write 2025-08-28",
    "2025\n": "write 2025-08-28",
    "": "empty",
    "٢٠٢٥": "write 2025-08-28",
}


@pytest.mark.parametrize("value", EDTF_ALLOWED)
def test_an_edtf_date_of_level_1_is_returned(value: str) -> None:
    assert edtf_date(value) == value
    assert re.fullmatch(EDTF_PATTERN, value)


@pytest.mark.parametrize(("value", "mend"), EDTF_REFUSED.items())
def test_another_edtf_string_is_refused_with_its_mend(value: str, mend: str) -> None:
    with pytest.raises(ValueError, match="is not an EDTF date") as refusal:
        edtf_date(value)
    assert mend in str(refusal.value)


def test_the_edtf_pattern_refuses_all_but_what_needs_the_calendar_or_an_order() -> None:
    accepted = {value for value in EDTF_REFUSED if re.fullmatch(EDTF_PATTERN, value)}
    assert {EDTF_REFUSED[value] for value in accepted} == {
        "calendar does not have it",
        "years are 0001 to 9999",
        "end lies before its start",
    }


@given(st.from_regex(EDTF_PATTERN, fullmatch=True))
def test_what_the_edtf_pattern_accepts_the_edtf_package_reads_unless_the_calendar_lacks_it(
    value: str,
) -> None:
    refused = ""
    try:
        assert edtf_date(value) == value
    except ValueError as error:
        refused = str(error)
    if refused:
        assert re.search("calendar does not|no year 0000|end lies before", refused)
    else:
        parse_edtf(value)


@given(st.text(alphabet="0123458-/.?~%XTYES[]{},\n", max_size=12))
def test_a_string_is_a_date_only_if_the_pattern_and_the_edtf_package_say_so(value: str) -> None:
    try:
        edtf_date(value)
    except ValueError:
        return
    assert re.fullmatch(EDTF_PATTERN, value)
    with suppress(EDTFParseException):
        assert type(parse_edtf(value)).__name__ not in {
            "Level2Interval",
            "PartialUnspecified",
            "Level2Season",
        }
        return
    pytest.fail(f"the edtf package does not read {value!r}")


@given(st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True))
def test_an_edtf_day_is_allowed_exactly_where_the_standard_library_reads_it(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        with pytest.raises(ValueError, match="is not an EDTF date"):
            edtf_date(value)
    else:
        assert edtf_date(value) == value


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-04-XX", "2024-04-01", "2024-04-30"),
        ("2024-02/2025-03-05", "2024-02-01", "2025-03-05"),
        ("../2025", None, "2025-12-31"),
        ("/2025", None, "2025-12-31"),
        ("2025-08~/..", "2025-08-01", None),
        ("2025-08/", "2025-08-01", None),
    ],
)
def test_a_date_has_the_days_that_it_may_mean(value: str, first: str | None, last: str | None) -> None:
    assert [day and day.isoformat() for day in bounds(value)] == [first, last]
