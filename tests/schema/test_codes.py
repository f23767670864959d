"""EDTF dates, codes of other standards, units and decimal strings."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import given
from hypothesis import strategies as st
from ucumvert import get_ucum_parser, xml_util

from corpus_pkg.schema import codes

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
    "2025-11 ~": "white space",
    " 2025": "white space",
    "2025\n": "white space",
    "": "empty",
    "٢٠٢٥": "write 2025-08-28",
}


def refusal_of(check: Callable[[str], str], value: str) -> str | None:
    try:
        assert check(value) == value
    except ValueError as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize("value", EDTF_ALLOWED)
def test_an_edtf_date_of_level_1_is_returned(value: str) -> None:
    assert codes.edtf_date(value) == value
    assert re.fullmatch(codes.EDTF_PATTERN, value)


@pytest.mark.parametrize(("value", "mend"), EDTF_REFUSED.items())
def test_another_edtf_string_is_refused_with_its_mend(value: str, mend: str) -> None:
    with pytest.raises(ValueError, match="is no EDTF date") as refusal:
        codes.edtf_date(value)
    assert mend in str(refusal.value)


def test_what_the_edtf_package_does_not_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_nothing(value: str) -> None:
        raise EDTFParseException(value)  # type: ignore[no-untyped-call]

    codes.edtf_date.cache_clear()
    monkeypatch.setattr("edtf.parse_edtf", read_nothing)
    with pytest.raises(ValueError, match="'202X' is no EDTF date"):
        codes.edtf_date("202X")


def test_the_edtf_pattern_refuses_all_but_what_needs_the_calendar_or_an_order() -> None:
    accepted = {value for value in EDTF_REFUSED if re.fullmatch(codes.EDTF_PATTERN, value)}
    assert {EDTF_REFUSED[value] for value in accepted} == {
        "calendar does not have it",
        "years are 0001 to 9999",
        "end lies before its start",
    }


@given(st.from_regex(codes.EDTF_PATTERN, fullmatch=True))
def test_what_the_edtf_pattern_accepts_the_edtf_package_reads_unless_the_calendar_lacks_it(
    value: str,
) -> None:
    refusal = refusal_of(codes.edtf_date, value)
    if refusal:
        assert re.search("calendar does not|no year 0000|end lies before", refusal)
    else:
        parse_edtf(value)


@given(st.text(alphabet="0123458-/.?~%XTYES[]{},\n", max_size=12))
def test_a_string_is_a_date_only_if_the_pattern_and_the_edtf_package_say_so(value: str) -> None:
    try:
        codes.edtf_date(value)
    except ValueError:
        return
    assert re.fullmatch(codes.EDTF_PATTERN, value)
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
        with pytest.raises(ValueError, match="is no EDTF date"):
            codes.edtf_date(value)
    else:
        assert codes.edtf_date(value) == value


def test_currency_codes_are_sorted_and_hold_no_code_for_tests_or_for_no_currency() -> None:
    listed = codes.currency_codes()
    assert list(listed) == sorted(set(listed))
    assert {"USD", "AZN", "EUR", "XAU"} <= set(listed)
    assert not {"XXX", "XTS"} & set(listed)


def test_country_codes_are_the_sorted_249_of_iso_3166_1() -> None:
    listed = codes.country_codes()
    assert list(listed) == sorted(set(listed))
    assert len(listed) == 249
    assert {"AZ", "US", "AM", "GB"} <= set(listed)


@pytest.mark.parametrize(
    ("check", "good", "bad", "mend"),
    [
        (codes.currency, "USD", "usd", "write USD"),
        (codes.currency, "AZN", "$", "three capitals"),
        (codes.currency, "EUR", "XXX", "three capitals"),
        (codes.currency, "EUR", "EUR\n", "three capitals"),
        (codes.currency, "EUR", "", "three capitals"),
        (codes.country, "AZ", "az", "write AZ"),
        (codes.country, "GB", "UK", "GB"),
        (codes.country, "US", "USA", "two capitals"),
        (codes.country, "US", "US\n", "two capitals"),
        (codes.language_tag, "en", "eng", "write en"),
        (codes.language_tag, "az-Latn-AZ", "aze-Latn-AZ", "write az-Latn-AZ"),
        (codes.language_tag, "en-GB", "en-gb", "write en, en-GB"),
        (codes.language_tag, "es-419", "en_GB", "write en, en-GB"),
        (codes.language_tag, "azj", "qq", "no language of ISO 639"),
        (codes.language_tag, "und", "", "write en"),
        (codes.language_tag, "en", "en\n", "write en"),
        (codes.language_tag, "sr-Cyrl", "sr-Cyri", "no script of ISO 15924"),
        (codes.language_tag, "en-US", "en-UK", "no country of ISO 3166-1"),
        (codes.ucum, "m3", "", "or null"),
        (codes.ucum, "m3/a", "m3/yr", "write its case-sensitive code"),
        (codes.ucum, "km", "KM", "write its case-sensitive code"),
        (codes.ucum, "%", "m³", "write its case-sensitive code"),
        (codes.ucum, "10*9.m3/a", "bcm", "write its case-sensitive code"),
        (codes.ucum, "[mi_i]", "m 3", "write its case-sensitive code"),
        (codes.ucum, "{people}", "{two words}", "write its case-sensitive code"),
        (codes.ucum, "MW.h", "m\n", "write its case-sensitive code"),
        (codes.ucum, "kg.m/s2", "kg." * 30 + "kg", "longer than 64"),
        (codes.decimal_string, "1700000000", "1,700,000,000", "write 1700000000"),
        (codes.decimal_string, "0.667", ".667", "write 0.667"),
        (codes.decimal_string, "-3.5", "-3.50", "write -3.5"),
        (codes.decimal_string, "0", "-0", "write 0"),
        (codes.decimal_string, "0", "0.0", "write 0"),
        (codes.decimal_string, "94", "094", "write 94"),
        (codes.decimal_string, "94", "+94", "write 94"),
        (codes.decimal_string, "94", "94.0", "write 94"),
        (codes.decimal_string, "94", "94.", "write 94"),
        (codes.decimal_string, "100", "1e2", "write 100"),
        (codes.decimal_string, "94", " 94", "write 94"),
        (codes.decimal_string, "94", "94\n", "write 94"),
        (codes.decimal_string, "1000", "1_000", "write digits"),
        (codes.decimal_string, "94", "٩٤", "write digits"),
        (codes.decimal_string, "94", "", "write digits"),
        (codes.decimal_string, "94", "NaN", "write digits"),
        (codes.decimal_string, "1" * 30, "1" * 31, "round it"),
        (codes.decimal_string, "0." + "1" * 29, "0." + "1" * 30, "round it"),
        (codes.decimal_string, "94", "1e99", "write digits"),
    ],
)
def test_a_good_code_is_returned_and_a_bad_one_refused_with_its_mend(
    check: Callable[[str], str], good: str, bad: str, mend: str
) -> None:
    assert check(good) == good
    with pytest.raises(ValueError) as refusal:
        check(bad)
    assert mend in str(refusal.value)


def test_every_listed_currency_and_country_is_accepted() -> None:
    assert [codes.currency(code) for code in codes.currency_codes()] == list(codes.currency_codes())
    assert [codes.country(code) for code in codes.country_codes()] == list(codes.country_codes())


def test_the_ucum_pattern_accepts_every_unit_of_the_standard() -> None:
    units = xml_util.get_base_units() + xml_util.get_metric_units() + xml_util.get_non_metric_units()
    assert len(units) > 200
    assert [unit for unit in units if not re.fullmatch(codes.UCUM_PATTERN, unit)] == []


def test_the_parser_takes_every_unit_that_is_taken_without_it() -> None:
    parse = get_ucum_parser().parse
    for unit in codes.UCUM_COMMON:
        parse(unit)


@given(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from(["", "?", "~", "%"]))
def test_the_edtf_package_takes_every_single_date_that_is_taken_without_it(
    day: date, length: int, qualifier: str
) -> None:
    value = day.isoformat()[:length] + qualifier
    assert codes.edtf_date(value) == value
    parse_edtf(value)


@given(st.from_regex(codes.LANGUAGE_PATTERN, fullmatch=True))
def test_a_language_tag_of_the_right_shape_is_returned_or_refused_with_a_mend(tag: str) -> None:
    refusal = refusal_of(codes.language_tag, tag)
    assert refusal is None or re.search("write|leave it out", refusal)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_a_decimal_has_exactly_one_spelling(number: Decimal) -> None:
    written = format(number, "f")
    spelled = written.rstrip("0").rstrip(".")
    spelled = "0" if spelled in {"-0", "0"} else spelled
    assert codes.decimal_string(spelled) == spelled
    assert Decimal(spelled) == number
    if written != spelled:
        with pytest.raises(ValueError, match=re.escape(f"write {spelled}") + "$"):
            codes.decimal_string(written)


@given(st.text(alphabet="0123456789.-+eE,٩\n ", max_size=36))
def test_an_accepted_decimal_string_matches_the_pattern_and_reads_back_the_same(value: str) -> None:
    try:
        codes.decimal_string(value)
    except ValueError:
        return
    assert re.fullmatch(codes.DECIMAL_PATTERN, value)
    assert format(Decimal(value), "f") == value


def test_two_different_decimal_strings_are_two_different_numbers() -> None:
    texts = {
        f"{sign}{whole}{dot}" for sign in ("", "-") for whole in range(21) for dot in ("", ".5", ".50", ".0")
    }
    allowed = [text for text in texts if re.fullmatch(codes.DECIMAL_PATTERN, text)]
    assert len({Decimal(text) for text in allowed}) == len(allowed) == 2 * 21 + 2 * 21 - 1


@pytest.mark.parametrize("qid", ["Q1", "Q227", "Q9999999999"])
def test_a_wikidata_id_matches_its_pattern(qid: str) -> None:
    assert re.fullmatch(codes.QID_PATTERN, qid)


@pytest.mark.parametrize("qid", ["", "Q", "Q0", "Q01", "q227", "P31", "Q12345678901", "Q1\n", "Q٩"])
def test_another_string_is_no_wikidata_id(qid: str) -> None:
    assert not re.fullmatch(codes.QID_PATTERN, qid)


@pytest.mark.parametrize(
    "pattern",
    [
        codes.EDTF_PATTERN,
        codes.DECIMAL_PATTERN,
        codes.UCUM_PATTERN,
        codes.LANGUAGE_PATTERN,
        codes.QID_PATTERN,
    ],
)
def test_a_pattern_is_an_anchored_ecma_262_expression_without_lookaround(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    outside_classes = re.sub(r"\[(?:\\.|[^\]])*\]", "[]", pattern)
    assert not re.search(r"\(\?(?!:)|[*+?}]\+|\\[AZzdwsb]", outside_classes)
