"""Rules that hold a figure's value, unit and kind to its words (guidelines, section 4).

The words are read as English. In a text of another language only the digits count, and a value may differ
from them by a power of ten, because the word of scale isn't known.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final

from corpus_pkg.checks import number_words, numerals
from corpus_pkg.checks.findings import Case, Hit, Marked
from corpus_pkg.checks.numerals import Form, Said
from corpus_pkg.checks.rule import rule
from corpus_pkg.corpus.models import Figure
from corpus_pkg.layers import FIGURES
from corpus_pkg.layers.labels import FigureChange, FigureKind
from corpus_pkg.values.codes import currency_codes, currency_names, spelled

_SIGNS: Final[dict[str, frozenset[str]]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "GIP", "FKP", "SHP", "EGP", "LBP", "SYP", "SDG", "SSP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "￥": frozenset({"JPY", "CNY"}),
    "₼": frozenset({"AZN"}),
    "₽": frozenset({"RUB"}),
    "₺": frozenset({"TRY"}),
    "₾": frozenset({"GEL"}),
    "֏": frozenset({"AMD"}),
    "₸": frozenset({"KZT"}),
    "₴": frozenset({"UAH"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW", "KPW"}),
    "₪": frozenset({"ILS"}),
    "₫": frozenset({"VND"}),
    "₦": frozenset({"NGN"}),
    "₱": frozenset({"PHP"}),
    "฿": frozenset({"THB"}),
    "₮": frozenset({"MNT"}),
    "₡": frozenset({"CRC"}),
    "₲": frozenset({"PYG"}),
    "₵": frozenset({"GHS"}),
    "₭": frozenset({"LAK"}),
}
"""Currency signs of one or few currencies; any other is not looked up."""
_DOLLAR_PREFIXES: Final = {
    "US": "USD", "C": "CAD", "CA": "CAD", "CAN": "CAD", "A": "AUD", "AU": "AUD", "NZ": "NZD", "HK": "HKD",
    "S": "SGD", "NT": "TWD", "R": "BRL", "MEX": "MXN", "MX": "MXN", "J": "JMD", "TT": "TTD", "Z": "ZWG",
}  # fmt: skip
_DOLLAR: Final = re.compile(r"(?<![^\W\d_])([A-Za-z]{0,3})[$＄﹩]")
_PESOS: Final = frozenset({"ARS", "CLP", "COP", "CUP", "DOP", "MXN", "PHP", "UYU", "BRL", "NIO"})
"""Currencies that are written with a `$` and are called otherwise."""
_PERCENT: Final = re.compile(r"(?i)[%％﹪]|(?<![^\W\d_])(?:per\s?cent|percent|percentage|pct)(?![^\W\d_])")
_MONEY_ONLY: Final = frozenset(
    {"dollar", "euro", "yen", "yuan", "renminbi", "ruble", "rouble", "rupee", "manat"}
)
"""Names of currencies that are words for nothing else."""
_NOT_SPENT: Final = frozenset({"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"})
"""Codes of funds and of units of account."""
_SHARED: Final = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})
"""The currencies of several states; what else begins with X is a metal or a unit of account."""
_MORE_NAMES: Final = (
    ("pound", ("sterling",), "GBP"),
    ("yuan", (), "CNY"),
    ("renminbi", (), "CNY"),
    ("shekel", (), "ILS"),
)
"""Names that ISO 4217 spells in another way or order."""
_AMERICAN: Final = re.compile(r"(?<!\w)U\.?\s?S\.?(?!\w)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_CODE: Final = re.compile(r"(?<![^\W_])[A-Z]{3}(?![^\W_])")
_MINUS: Final = re.compile(r"(?i)(?<!\w)[-−–](?=[0-9.$€£])|(?<!\w)(?:minus|negative|below)(?!\w)")


@rule(
    "figure-value",
    "The value is not the number that the text says; write the plain number.",
    FIGURES.name,
    nets=("figures",),
)
def figures_have_their_value(case: Case) -> Iterator[Hit]:
    """The value is the plain number that the text says in digits or words; a percentage is not divided.

    A physical measure may differ by a power of ten, since its unit may hold the scale (`20 bcm`). A word
    such as `thousands` has no value, and the least that it can mean as `value_min`.
    """
    for span in _figures(case):
        wrong = _wrong_value(span.record, span.text, english=_is_english(case))
        if wrong:
            yield span.hit(wrong)


@rule(
    "figure-unit",
    "A currency or percent in a figure's text is not its unit; correct the kind and the unit.",
    FIGURES.name,
    nets=("figures",),
)
def figures_have_their_unit(case: Case) -> Iterator[Hit]:
    """A currency or percent sign, or such a word, agrees with the kind and the unit."""
    if not _is_english(case):
        return
    for span in _figures(case):
        figure = span.record
        if _PERCENT.search(span.text):
            if figure.kind is not FigureKind.PERCENT:
                yield span.hit(f"is a {figure.kind} and says a percentage; make it a PERCENT with the unit %")
            continue
        money, allowed = currencies(span.text, is_money=figure.kind is FigureKind.MONEY)
        if money and figure.kind is not FigureKind.MONEY:
            yield span.hit(f"is a {figure.kind} and says an amount of money; make it MONEY with its currency")
        elif allowed and figure.unit not in allowed and figure.kind is FigureKind.MONEY:
            few = " or ".join(sorted(allowed)) if len(allowed) < 4 else "the currency that the text says"
            yield span.hit(f"has the unit {figure.unit}; write {few}")


@rule(
    "figure-kind",
    "An ordinal is not a RANK, or a fraction or multiple not a RATIO; correct the kind.",
    FIGURES.name,
    nets=("figures",),
)
def figures_have_their_kind(case: Case) -> Iterator[Hit]:
    """An ordinal is a RANK, and a fraction or multiple is a RATIO."""
    if not _is_english(case):
        return
    for span in _figures(case):
        found = numerals.said(span.text)
        kind = span.record.kind
        if found is None or kind in (FigureKind.MONEY, FigureKind.PERCENT, FigureKind.MEASURE):
            continue
        if found.form is Form.ORDINAL and kind is not FigureKind.RANK:
            if len(found.numbers) == 1 or kind is not FigureKind.RATIO:  # a third may be both
                yield span.hit(f"is a {kind} and says an ordinal; make it a RANK")
        elif found.form in (Form.FRACTION, Form.MULTIPLE) and kind is not FigureKind.RATIO:
            yield span.hit(f"is a {kind} and says a {found.form}; make it a RATIO")


def _figures(case: Case) -> Iterator[Marked]:
    return (span for span in case.marked if span.layer == FIGURES.name and span.role == "span")


def _is_english(case: Case) -> bool:
    """Return True for a text in English; one whose language isn't known counts as English."""
    return (case.document.metadata.language or "en").partition("-")[0] == "en"


def _wrong_value(figure: Figure, text: str, *, english: bool) -> str | None:
    digits = text if english else _WORD.sub(" ", text)
    found = numerals.said(digits, money=figure.kind is FigureKind.MONEY)
    if found is None:
        return None
    if figure.value is None:
        return _wrong_minimum(figure, text, found) if english else None
    if found.form is Form.VAGUE:
        said = f"has the value {_plain(figure.value)}, and no number is said"
        return f"{said}; write null, and the least as value_min"
    value = figure.value
    if figure.kind is FigureKind.MEASURE or not english:
        fits = any(numerals.power_of_ten(value, number) for number in found.numbers)
    else:
        fits = any(numerals.agrees(abs(value), number) for number in _readings(found, figure.kind))
    if not fits:
        return f"has the value {_plain(figure.value)} and says {_shown(found)}; write the plain number"
    if english and value < 0 and not _MINUS.search(text) and figure.change is not FigureChange.DECREASE:
        return f"has the value {_plain(figure.value)} and says no minus; write the plain number"
    return None


def _readings(found: Said, kind: FigureKind) -> tuple[Fraction, ...]:
    """Return what an ordinal such as `third` means as a rank or as a part."""
    if found.form is Form.ORDINAL and kind is FigureKind.RANK:
        return found.numbers[:1]
    if found.form is Form.ORDINAL and kind is FigureKind.RATIO:
        return found.numbers[-1:]
    return found.numbers


def _wrong_minimum(figure: Figure, text: str, found: Said) -> str | None:
    if found.form is Form.VAGUE:
        least = found.numbers[0]
        if (figure.value_min or 0) != least and not number_words.ABOUT & set(numerals.words_of(text)):
            return f"has the value_min {_plain(figure.value_min)} and can mean {_shown(found)}; write that"
        return None
    if number_words.ABOUT & set(numerals.words_of(text)):
        return None
    return f"has no value and says {_shown(found)}; write it as the value"


def _plain(value: Decimal | None) -> str:
    return "null" if value is None else spelled(value)


def _shown(found: Said) -> str:
    return " or ".join(
        str(number) if number.denominator in (1, 3, 7, 9) else f"{float(number):g}"
        for number in found.numbers
    )


@cache
def _names() -> dict[str, dict[frozenset[str], frozenset[str]]]:
    """Return for the last word of each currency's name the words before it, with the codes."""
    made: dict[str, dict[frozenset[str], set[str]]] = {}
    for code, name in currency_names().items():
        if code in _NOT_SPENT or (code[0] == "X" and code not in _SHARED):
            continue
        words = re.findall(r"[^\W\d_]+", name.lower())
        made.setdefault(words[-1], {}).setdefault(frozenset(words[:-1]), set()).add(code)
    for last, before, code in _MORE_NAMES:
        made.setdefault(last, {}).setdefault(frozenset(before), set()).add(code)
    made["rouble"] = made["ruble"]
    return {last: {key: frozenset(codes) for key, codes in names.items()} for last, names in made.items()}


def currencies(text: str, *, is_money: bool) -> tuple[bool, frozenset[str]]:
    """Return whether a text says an amount of money, and the currencies that it may mean; empty for any."""
    says = False
    allowed: list[frozenset[str]] = []
    for found in _DOLLAR.finditer(text):
        says = True
        prefix = _DOLLAR_PREFIXES.get(found[1].upper())
        allowed.append(frozenset({prefix}) if prefix else _dollars())
    for sign in sorted(
        {c for c in text if not c.isascii() and unicodedata.category(c) == "Sc"} - set("＄﹩")
    ):
        says = True
        allowed.append(_SIGNS.get(sign, frozenset()))
    words = numerals.words_of(_AMERICAN.sub("us", text))
    singular = [word.removesuffix("s") for word in words]
    says = says or not _MONEY_ONLY.isdisjoint(singular)
    if is_money:
        allowed += [_named(word, words) for word in sorted(set(singular) & _names().keys())]
        codes = set(_CODE.findall(text)) & set(currency_codes())
        allowed.append(frozenset(codes))
    wanted = [codes for codes in allowed if codes]
    if not wanted:
        return says, frozenset()
    shared = frozenset.intersection(*wanted)
    return says, shared or frozenset.union(*wanted)


def _named(word: str, words: list[str]) -> frozenset[str]:
    """Return the currencies of a name: those of a country where the text says which, else all."""
    names = _names()[word]
    exact = [
        codes
        for before, codes in names.items()
        if before and all(any(said.startswith(part) for said in words) for part in before)
    ]
    return frozenset[str]().union(*(exact or names.values()))


@cache
def _dollars() -> frozenset[str]:
    return frozenset[str]().union(*_names()["dollar"].values()) | _PESOS
