"""Another figure of the same form: `$1.7 billion` becomes `$4.2 billion`, `two` becomes `seven`."""

import random
import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from corpus_pkg.augment import numerals
from corpus_pkg.records import Figure
from corpus_pkg.schema.labels import FigureKind

_PARTS: Final = {
    "two-thirds": "0.667",
    "three-quarters": "0.75",
    "two-fifths": "0.4",
    "three-fifths": "0.6",
    "four-fifths": "0.8",
}
_MULTIPLIED: Final = {"doubled": "2", "tripled": "3", "quadrupled": "4"}
_MULTIPLIES: Final = {"doubles": "2", "triples": "3", "quadruples": "4"}
_CROWDS: Final = {"dozens": "24", "hundreds": "200", "thousands": "2000", "millions": "2000000"}
_FAMILIES: Final = (_PARTS, _MULTIPLIED, _MULTIPLIES, _CROWDS)
"""Words that stand for one another, with their values (of a crowd: the least that the word can mean)."""
_WORD: Final = re.compile(
    r"(?<![^\W_])(?:" + "|".join(word for words in _FAMILIES for word in words) + r")(?![^\W_])",
    re.IGNORECASE,
)


def other_figure(figure: Figure, rng: random.Random) -> Figure | None:
    """Return a figure like another with another number: its text and value, at the old offsets.

    Kind, unit, modifier and change are the old one's: the form is kept. One stays one (`one lever`), and
    more stays more, so that the word beside it still agrees.

    Args:
        figure: The figure.
        rng: Where chance comes from.

    Returns:
        The other figure, or None where the form is not known, or where the value is not the number that the
        text says times a power of ten.
    """
    if _WORD.search(figure.text):
        return _other_word(figure, rng)
    said = numerals.find(figure.text)
    if said is None or figure.value is None or said.value == 0:
        return None
    scale = Decimal(figure.value) / said.value
    if abs(scale).normalize().as_tuple().digits != (1,):
        return None
    number = _another(said, figure.kind, rng)
    written = None if number is None else numerals.write(number, said)
    if number is None or written is None:
        return None
    text = figure.text[: said.start] + written + figure.text[said.end :]
    return replace(figure, text=text, value=_plain(number * scale), note=None)


def _another(said: numerals.Numeral, kind: FigureKind, rng: random.Random) -> Decimal | None:
    """Return another number of as many digits before and after the point."""
    if said.value == 1 and not said.ordinal:
        return None
    if not said.text[0].isdigit():
        words = numerals.ORDINALS if said.ordinal else numerals.CARDINALS
        least = 1 if said.ordinal else 2
        return _pick([n for n in words if n >= least], said.value, rng)
    digits = re.sub("[^0-9.]", "", said.text)
    whole, _, decimals = digits.partition(".")
    step = 10 ** len(decimals)
    low = 10 ** (len(whole) - 1) * step if len(whole) > 1 else (1 if decimals else 2)
    high = 10 ** len(whole) * step - 1
    if kind is FigureKind.PERCENT and said.value <= 100:
        high = min(high, 99 * step)
    if kind is FigureKind.RANK and len(whole) == 1:
        low = 1
    if high > 10**15:
        return None
    for _ in range(8):
        drawn: Decimal = Decimal(rng.randint(low, high)) / step
        # A last decimal of 0 would be written away, and one of anything would not agree with its noun.
        if drawn not in (said.value, 1) and (not decimals or drawn * step % 10):
            return drawn
    return None


def _pick(numbers: list[int], old: Decimal, rng: random.Random) -> Decimal | None:
    near = [n for n in numbers if n != old and (n <= 12) == (old <= 12)]
    return Decimal(rng.choice(near)) if near else None


def _other_word(figure: Figure, rng: random.Random) -> Figure | None:
    found = _WORD.search(figure.text)
    if found is None or len(_WORD.findall(figure.text)) > 1:
        return None
    word = found[0].lower()
    family = next(words for words in _FAMILIES if word in words)
    if family[word] != (figure.value_min if family is _CROWDS else figure.value):
        return None
    if family is _CROWDS and figure.value is not None:
        return None
    other = rng.choice([each for each in family if each != word])
    written = numerals.with_capitals(other, found[0])
    text = figure.text[: found.start()] + written + figure.text[found.end() :]
    number = family[other]
    if family is _CROWDS:
        return replace(figure, text=text, value_min=number, note=None)
    return replace(figure, text=text, value=number, note=None)


def _plain(number: Decimal) -> str:
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
