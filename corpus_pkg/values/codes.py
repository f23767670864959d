"""Codes and numbers that other standards define: currencies, countries, units, languages.

Each function returns its argument, or raises ValueError with a sentence that says what to write. The
patterns are their lexical shapes as ECMA-262 has regular expressions, for JSON Schema. In Python use
them with `fullmatch`: there a bare `$` also matches before a newline at the end.

The codes of the ISO standards are a data file that `corpus-pkg schema --codes` makes from pycountry. The
library behind UCUM is imported at the first check, since it takes half a second.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

DECIMAL_MAX_DIGITS: Final = 30
DECIMAL_PATTERN: Final = "^(?:0|-?(?:0\\.[0-9]{0,28}[1-9]|[1-9][0-9]{0,29}(?:\\.[0-9]{0,28}[1-9])?))$"
"""The shape of a decimal string in its one spelling (see `decimal_string`)."""

UCUM_MAX_LENGTH: Final = 64
UCUM_COMMON: Final = frozenset(
    {"%", "h", "GW.h", "kg", "km", "km2", "L", "m", "m2", "m3", "m3/a", "MW", "MW.h", "t", "t/a"}
)
"""Units that need no parser, which takes longer to make than a small corpus to check."""
UCUM_PATTERN: Final = "^(?:[A-Za-z0-9%'()*+./\\[\\]^_-]|\\{[!-z|~]*\\})+$"
"""The characters of a UCUM unit; an annotation in braces holds any printable ASCII but braces."""

LANGUAGE_PATTERN: Final = "^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$"
"""The shape of a language tag: language, script, region."""

QID_PATTERN: Final = "^Q[1-9][0-9]{0,9}$"
"""The shape of a Wikidata item id."""


@cache
def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fits(pattern: str, value: str) -> bool:
    return _shape(pattern).fullmatch(value) is not None


@cache
def _iso() -> dict[str, Any]:
    """Return the codes of ISO 4217, 3166-1, 15924 and 639, as `iso_codes_text` wrote them."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("iso_codes.json").read_bytes())
    return found


def iso_codes_text() -> str:
    """Return the text of `iso_codes.json`, made from pycountry."""
    import pycountry

    languages = {}
    for entry in pycountry.languages:
        short = getattr(entry, "alpha_2", entry.alpha_3)
        languages[short] = languages[entry.alpha_3] = short
    listed = {
        "currencies": sorted({entry.alpha_3 for entry in pycountry.currencies} - {"XTS", "XXX"}),
        "countries": sorted(entry.alpha_2 for entry in pycountry.countries),
        "scripts": sorted(entry.alpha_4 for entry in pycountry.scripts),
        "languages": dict(sorted(languages.items())),
    }
    lines = [
        f"{json.dumps(name)}: {json.dumps(part, separators=(',', ':'))}" for name, part in listed.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


@cache
def currency_codes() -> tuple[str, ...]:
    """Return the currency codes of ISO 4217, sorted, without XTS (tests) and XXX (no currency)."""
    return tuple(_iso()["currencies"])


@cache
def country_codes() -> tuple[str, ...]:
    """Return the country codes of ISO 3166-1 alpha-2, sorted."""
    return tuple(_iso()["countries"])


@cache
def _script_codes() -> frozenset[str]:
    return frozenset(_iso()["scripts"])


def _language_codes() -> dict[str, str]:
    """Return each language code of ISO 639 with the one that BCP 47 has for it (the shorter)."""
    codes: dict[str, str] = _iso()["languages"]
    return codes


def currency(code: str) -> str:
    """Check a currency code (ISO 4217, three capitals: `USD`) and return it; raise ValueError for others."""
    if code not in currency_codes():
        mend = (
            f"write {code.upper()}" if code.upper() in currency_codes() else "write its three capitals: USD"
        )
        raise ValueError(f"{code[:60]!r} is no currency code of ISO 4217: {mend}")
    return code


def country(alpha2: str) -> str:
    """Check a country code (ISO 3166-1 alpha-2: `AZ`) and return it; raise ValueError for others."""
    if alpha2 not in country_codes():
        known = alpha2.upper() in country_codes()
        mend = f"write {alpha2.upper()}" if known else "write its two capitals: AZ (the United Kingdom is GB)"
        raise ValueError(f"{alpha2[:60]!r} is no country code of ISO 3166-1 alpha-2: {mend}")
    return alpha2


def country_names(alpha2: str) -> tuple[str, ...]:
    """Return the names that ISO 3166-1 and common use have for a country."""
    import pycountry

    entry = pycountry.countries.get(alpha_2=alpha2)
    names = [getattr(entry, field, None) for field in ("common_name", "name", "official_name")]
    return tuple(dict.fromkeys(name for name in names if name))


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
        raise ValueError(f"{tag[:60]!r} is no language tag of the simple form: write en, en-GB or az-Latn-AZ")
    language, *rest = tag.split("-")
    best = _language_codes().get(language)
    if best is None:
        raise ValueError(f"{tag!r}: {language} is no language of ISO 639; write its code, or und if unknown")
    if best != language:
        raise ValueError(f"{tag!r}: BCP 47 has the shorter code; write {'-'.join([best, *rest])}")
    for part in rest:
        if len(part) == 4 and part not in _script_codes():
            raise ValueError(
                f"{tag!r}: {part} is no script of ISO 15924; write its code (Latn), or leave it out"
            )
        if len(part) == 2 and part not in country_codes():
            raise ValueError(
                f"{tag!r}: {part} is no country of ISO 3166-1; write its code (GB), or leave it out"
            )
    return tag


@cache
def _ucum_parser() -> Callable[[str], Any]:
    from ucumvert import get_ucum_parser

    parse: Callable[[str], Any] = get_ucum_parser().parse
    return parse


@lru_cache(maxsize=4096)
def ucum(unit: str) -> str:
    """Check a unit (UCUM 2.2, case-sensitive: `m3`, `m3/a`, `km`, `%`) of at most 64 characters.

    Args:
        unit: The unit.

    Returns:
        The unit.

    Raises:
        ValueError: It is none; the message says what to write.
    """
    if unit in UCUM_COMMON:
        return unit
    if not unit:
        raise ValueError("a unit is empty: write its UCUM code (m3), or null where there is none")
    if len(unit) > UCUM_MAX_LENGTH:
        raise ValueError(f"{unit[:20]!r}… is longer than {UCUM_MAX_LENGTH} characters: write a shorter unit")
    if _fits(UCUM_PATTERN, unit):
        from lark.exceptions import LarkError

        try:
            _ucum_parser()(unit)
        except LarkError:
            pass
        else:
            return unit
    raise ValueError(
        f"{unit!r} is no UCUM unit: write its case-sensitive code, with no spaces, for example m3 (cubic "
        "metres), m3/a (a year), km, t, MW.h"
    )


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
    if re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?", plain):
        number = format(Decimal(plain), "f")
        number = number.rstrip("0").rstrip(".") if "." in number else number
        if _fits(DECIMAL_PATTERN, number := "0" if number == "-0" else number):
            return number
    return None
