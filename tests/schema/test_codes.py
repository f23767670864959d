"""Codes of other standards, and decimal strings."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.values import codes, edtf, units


def refusal_of(check: Callable[[str], str], value: str) -> str | None:
    try:
        assert check(value) == value
    except ValueError as refusal:
        return str(refusal)
    return None


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
        (codes.language_tag, "azj", "qq", "not a language of ISO 639"),
        (codes.language_tag, "und", "", "write en"),
        (codes.language_tag, "en", "en\n", "write en"),
        (codes.language_tag, "sr-Cyrl", "sr-Cyri", "not a script of ISO 15924"),
        (codes.language_tag, "en-US", "en-UK", "not a country of ISO 3166-1"),
        (codes.decimal_string, "1700000000", "1,700,000,000", "write 1700000000"),
        (codes.decimal_string, "589.2", "589,2", "write 589.2"),
        (codes.decimal_string, "-0.5", "-0,50", "write -0.5"),
        (codes.decimal_string, "1234.56", "1.234,56", "write 1234.56"),
        (codes.decimal_string, "1234.56", "1,234.56", "write 1234.56"),
        (codes.decimal_string, "1234", "1,234", "write 1234, or 1.234 if the comma is a decimal comma"),
        (codes.decimal_string, "12", "1,2,3", "write digits"),
        (codes.decimal_string, "12", "1,23.4", "write digits"),
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
        edtf.EDTF_PATTERN,
        codes.DECIMAL_PATTERN,
        units.UCUM_PATTERN,
        codes.LANGUAGE_PATTERN,
        codes.QID_PATTERN,
    ],
)
def test_a_pattern_is_an_anchored_ecma_262_expression_without_lookaround(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    outside_classes = re.sub(r"\[(?:\\.|[^\]])*\]", "[]", pattern)
    assert not re.search(r"\(\?(?!:)|[*+?}]\+|\\[AZzdwsb]", outside_classes)
