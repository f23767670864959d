"""Codes and numbers that other standards define: currencies, countries, languages.

Each function returns its argument, or raises ValueError with a sentence that says what to write. The
patterns are their lexical shapes as ECMA-262 has regular expressions, for JSON Schema. In Python use
them with `fullmatch`: there a bare `$` also matches before a newline at the end.

The codes of the ISO standards are a data file (see `corpus_pkg.values.code_files`).
"""

import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import Final

from corpus_pkg.values.code_files import ISO, listed

DECIMAL_MAX_DIGITS: Final = 30
DECIMAL_PATTERN: Final = "^(?:0|-?(?:0\\.[0-9]{0,28}[1-9]|[1-9][0-9]{0,29}(?:\\.[0-9]{0,28}[1-9])?))$"
"""The shape of a decimal string in its one spelling (see `decimal_string`)."""

LANGUAGE_PATTERN: Final = "^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$"
"""The shape of a language tag: language, script, region."""

QID_PATTERN: Final = "^Q[1-9][0-9]{0,9}$"
"""The shape of a Wikidata item id."""


@cache
def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fits(pattern: str, value: str) -> bool:
    return _shape(pattern).fullmatch(value) is not None


def currency_names() -> dict[str, str]:
    """Return the name of each currency by its code, without XTS (tests) and XXX (no currency)."""
    names: dict[str, str] = listed(ISO)["currencies"]
    return names


@cache
def currency_codes() -> tuple[str, ...]:
    """Return the currency codes of ISO 4217, sorted, without XTS (tests) and XXX (no currency)."""
    return tuple(currency_names())


@cache
def country_codes() -> tuple[str, ...]:
    """Return the country codes of ISO 3166-1 alpha-2, sorted."""
    return tuple(listed(ISO)["countries"])


@cache
def _script_codes() -> frozenset[str]:
    return frozenset(listed(ISO)["scripts"])


def _language_codes() -> dict[str, str]:
    """Return each language code of ISO 639 with the one that BCP 47 has for it (the shorter)."""
    codes: dict[str, str] = listed(ISO)["languages"]
    return codes


def currency(code: str) -> str:
    """Check a currency code (ISO 4217, three capitals: `USD`) and return it; raise ValueError for others."""
    if code not in currency_codes():
        mend = (
            f"write {code.upper()}" if code.upper() in currency_codes() else "write its three capitals: USD"
        )
        raise ValueError(f"{code[:60]!r} is not a currency code of ISO 4217: {mend}")
    return code


def country(alpha2: str) -> str:
    """Check a country code (ISO 3166-1 alpha-2: `AZ`) and return it; raise ValueError for others."""
    if alpha2 not in country_codes():
        known = alpha2.upper() in country_codes()
        mend = f"write {alpha2.upper()}" if known else "write its two capitals: AZ (the United Kingdom is GB)"
        raise ValueError(f"{alpha2[:60]!r} is not a country code of ISO 3166-1 alpha-2: {mend}")
    return alpha2


def country_names(alpha2: str) -> tuple[str, ...]:
    """Return the names that ISO 3166-1 and common use have for a country, its alpha-3 code last."""
    return tuple(listed(ISO)["countries"].get(alpha2, ()))


def is_country_name(alpha2: str, name: str) -> bool:
    """Return True if a country has a name, in any case and with or without accents and articles.

    A name that ISO turns round (`Iran, Islamic Republic of`) counts in both orders and without its second
    part, and the noun for an adjective at the start of a name (`Russia` for the Russian Federation) too.
    """
    wanted = _plain_name(name)
    for known in country_names(alpha2):
        head, _, tail = known.partition(", ")
        forms = {_plain_name(form) for form in (known, head, f"{tail} {head}")}
        if wanted in forms or any(form.startswith(f"{wanted}n ") for form in forms):
            return True
    return False


def _plain_name(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c)))
    return " ".join(word for word in words if word != "the")


def language_tag(tag: str) -> str:
    """Check a language tag (BCP 47: language, optional script and region, as in `en`, `en-GB`, `az-Latn-AZ`).

    Args:
        tag: The tag, in the recommended case.

    Returns:
        The tag.

    Raises:
        ValueError: It has another shape, or a part of it is in no standard (ISO 639, 15924, 3166-1); a
            region of three digits (UN M49: `es-419`) is not looked up.
    """
    if not _fits(LANGUAGE_PATTERN, tag):
        raise ValueError(f"{tag[:60]!r} is not a simple language tag: write en, en-GB or az-Latn-AZ")
    language, *rest = tag.split("-")
    best = _language_codes().get(language)
    if best is None:
        raise ValueError(
            f"{tag!r}: {language} is not a language of ISO 639; write its code, or und if unknown"
        )
    if best != language:
        raise ValueError(f"{tag!r}: BCP 47 has the shorter code; write {'-'.join([best, *rest])}")
    for part in rest:
        if len(part) == 4 and part not in _script_codes():
            raise ValueError(
                f"{tag!r}: {part} is not a script of ISO 15924; write its code (Latn), or leave it out"
            )
        if len(part) == 2 and part not in country_codes():
            raise ValueError(
                f"{tag!r}: {part} is not a country of ISO 3166-1; write its code (GB), or leave it out"
            )
    return tag


def decimal_string(value: str) -> str:
    """Check a number written as a decimal string in its one spelling, and return it.

    That is: digits, a minus where it is below zero, a point where it has a fraction; no exponent, plus,
    leading zeros, zeros at the end of the fraction, `-0`, or separators; at most 30 digits.

    Args:
        value: The number, for example `1700000000`, `0.667` or `-3.5`.

    Returns:
        The number as given.

    Raises:
        ValueError: It is spelled otherwise; the message has the right spelling where there is one.
    """
    digits = sum(character.isdigit() for character in value)
    if digits > DECIMAL_MAX_DIGITS:
        raise ValueError(f"{value[:40]!r} has more than {DECIMAL_MAX_DIGITS} digits: round it")
    if not _fits(DECIMAL_PATTERN, value):
        raise ValueError(f"{value[:60]!r} is not a plain decimal number: {_decimal_hint(value)}")
    return value


def spelled(value: Decimal) -> str:
    """Return a number in its one spelling as a decimal string: exact, and without an exponent.

    Args:
        value: A finite number; `str(value)` may write it with an exponent.
    """
    number = format(value, "f")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return "0" if number == "-0" else number


def _decimal_hint(value: str) -> str:
    readings = [number for plain in _without_commas(value.strip()) if (number := _plain_number(plain))]
    if len(readings) == 2:
        return f"write {readings[0]}, or {readings[1]} if the comma is a decimal comma"
    if readings:
        return f"write {readings[0]}"
    return "write digits, with a minus before and a point within where they are needed: 1700000000, -3.5"


def _without_commas(value: str) -> list[str]:
    """Return what a number with commas may mean: commas part thousands, or one is a decimal comma."""
    if "," not in value:
        return [value]
    found = []
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", value):
        found.append(value.replace(",", ""))
    if re.fullmatch(r"[+-]?(?:[0-9]*|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]+", value):
        found.append(value.replace(".", "").replace(",", "."))
    return found


def _plain_number(plain: str) -> str | None:
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?", plain):
        return None
    number = spelled(Decimal(plain))
    return number if _fits(DECIMAL_PATTERN, number) else None
