"""Numbers as English texts write them: in digits, in words, as ordinals, fractions and multiples.

A phrase is read once from left to right, so the time is linear in its length. What is not plainly one
number (`five to ten`, `one in three`, `nineteen ninety`) has no reading, and nothing is concluded from it.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from corpus_pkg.checks.number_words import (
    MULTIPLES,
    ORDINALS,
    PARTS,
    SCALES,
    SHORT_SCALES,
    TENS,
    UNITS,
    VAGUE,
)

_SPACE: Final = "[ \u00a0\u2009\u202f]"
_TOKEN: Final = re.compile(
    rf"(?P<fraction>[0-9]{{1,9}}[/\u2044][0-9]{{1,9}})(?![0-9/])"
    rf"|(?P<spaced>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?)(?![0-9])"
    r"|(?P<digits>[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)"
    r"|(?P<sign>[\u00bc-\u00be\u2150-\u215e])"
    r"|(?P<word>[^\W\d_]+)"
)
_MOST_DIGITS: Final = 30


class Form(StrEnum):
    """How a phrase says its number."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    VAGUE = "vague"


class Said(NamedTuple):
    """The one number of a phrase.

    Attributes:
        form: How it is said.
        numbers: What it may mean: one number, or several where the phrase can be read in more than one way.
    """

    form: Form
    numbers: tuple[Fraction, ...]


class _Token(NamedTuple):
    word: str
    number: Fraction | None
    glued: bool
    scaled: bool = False


def said(phrase: str, *, money: bool = False) -> Said | None:
    """Return the number that an English phrase says, or None where it does not plainly say one.

    Args:
        phrase: The text of a figure or date.
        money: Whether `m`, `k` and `b` after digits are million, thousand and billion.
    """
    runs = list(_runs(list(_tokens(phrase, money=money))))
    return _read(runs[0]) if len(runs) == 1 else None


def counted(phrase: str) -> Fraction | None:
    """Return the number in which a phrase ends (`the past thirty`, `almost 20`, `a`); None for no other."""
    tokens = list(_tokens(phrase, money=False))
    words = [token.word for token in tokens]
    if words[-2:] == ["half", "a"] and not any(_is_number(token) for token in tokens[:-2]):
        return Fraction(1, 2)
    if words and words[-1] in ("a", "an", "one"):
        before = [token for token in tokens[:-1] if _is_number(token)]
        return None if before else Fraction(1)
    runs = list(_runs(tokens))
    if len(runs) != 1 or not tokens or runs[0][-1] is not tokens[-1]:
        return None
    found = _read(runs[0])
    exact = found is not None and found.form is Form.CARDINAL
    return found.numbers[0] if found is not None and exact else None


def words_of(phrase: str) -> list[str]:
    """Return the words of a phrase in lower case."""
    return [found["word"].lower() for found in _TOKEN.finditer(phrase) if found["word"]]


def number_of(digits: str) -> Fraction | None:
    """Return the number that digits with points and commas write; None where they are grouped at random.

    A comma parts thousands where three digits follow, and else, alone, is a decimal comma.
    """
    if len(digits) > 2 * _MOST_DIGITS:
        return None
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]*\.[0-9]+|[0-9]+", digits):
        return Fraction(digits.replace(",", ""))
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|[0-9]+,[0-9]+", digits):
        return Fraction(digits.replace(".", "").replace(",", "."))
    return None


def _tokens(phrase: str, *, money: bool) -> Iterator[_Token]:
    end = -1
    for found in _TOKEN.finditer(phrase):
        glued = found.start() == end and end > 0 and phrase[end - 1].isdigit()
        end = found.end()
        if found["word"]:
            word = found[0].lower()
            if glued and money and word in SHORT_SCALES:
                yield _Token("", Fraction(SHORT_SCALES[word]), glued, scaled=True)
            else:
                yield _Token(word, None, glued)
        elif found["sign"]:
            yield _Token("/", Fraction(unicodedata.numeric(found[0])).limit_denominator(100), glued)
        elif found["fraction"]:
            over, under = re.split("[/\u2044]", found[0])
            yield _Token("/", Fraction(int(over), int(under)) if int(under) else None, glued)
        else:
            digits = re.sub(_SPACE, "", found[0])
            yield _Token("#", number_of(digits), glued)


def _is_number(token: _Token) -> bool:
    word = token.word
    return (
        token.scaled
        or word in ("#", "/", "hundred", "dozen", "half", "quarter")
        or word in UNITS
        or word in TENS
        or word in SCALES
        or word in ORDINALS
        or word in PARTS
        or word in MULTIPLES
        or word in VAGUE
    )


def _runs(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Yield the stretches of number words; `and`, `a` and `of` within one belong to it."""
    run: list[_Token] = []
    gap: list[_Token] = []
    for token in tokens:
        if _is_number(token):
            run += [*gap, token] if run else [token]
            gap = []
        elif run and token.word in ("and", "a", "an", "of") and len(gap) < 2:
            gap.append(token)
        elif run and token.glued and token.word in ("st", "nd", "rd", "th"):
            run.append(token)
        elif run and token.glued and not gap:
            run.append(token._replace(word="?"))  # 5x, 10s: more than a number
        elif run:
            yield run
            run, gap = [], []
    if run:
        yield run


def _read(run: list[_Token]) -> Said | None:
    words = [token.word for token in run]
    if len(run) == 1 and words[0] in MULTIPLES and words[0] != "halves":
        return Said(Form.MULTIPLE, tuple(Fraction(number) for number in MULTIPLES[words[0]]))
    if words[-1] in VAGUE:
        return _vague(words)
    if words[-1] in ("st", "nd", "rd", "th"):
        number = run[0].number
        fits = len(run) == 2 and words[0] == "#" and number is not None
        return Said(Form.ORDINAL, (number,)) if fits and number is not None else None
    return _composed(run)


def _vague(words: list[str]) -> Said | None:
    """Read `thousands`, `tens of thousands`, `hundreds of millions`."""
    first, *rest = [word for word in words if word != "of"]
    if first not in VAGUE or len(rest) > 1 or any(word not in VAGUE for word in rest):
        return None
    least = VAGUE[first]
    return Said(Form.VAGUE, (Fraction(least * VAGUE[rest[0]] // 2 if rest else least),))


def _composed(run: list[_Token]) -> Said | None:  # noqa: C901 - one state machine
    """Read `one hundred and five`, `1.7 billion`, `twenty-first`, `two-thirds`, `two and a half million`."""
    total, current = Fraction(0), Fraction(0)
    last = ""  # what kind of word came last
    least_scale: Fraction | None = None
    form = Form.CARDINAL
    for at, token in enumerate(run):
        word = token.word
        is_last = at == len(run) - 1
        if word in ("and", "a", "an", "of"):
            if word == "of":
                return None
            continue
        if word == "#":
            if token.number is None or last not in ("", "scale"):
                return None
            current, last = token.number, "digits"
        elif word == "/":
            if token.number is None or last not in ("", "digits") or (last and token.number >= 1):
                return None
            current, last, form = current + token.number, "part", Form.CARDINAL if last else Form.FRACTION
        elif word in UNITS or word in TENS:
            number = UNITS.get(word, TENS.get(word, 0))
            after_tens = last == "tens" and 0 < number < 10
            if not (after_tens or last in ("", "scale") or (last == "hundred" and number)):
                return None
            current += number
            last = "tens" if number >= 20 else "unit"
        elif word == "hundred":
            if last not in ("", "unit", "tens", "digits", "scale") or current >= 100:
                return None
            current, last = (current or Fraction(1)) * 100, "hundred"
        elif word == "dozen":
            if last in ("dozen", "scale"):
                return None
            current, last, form = (current or Fraction(1)) * 12, "dozen", Form.CARDINAL
        elif word in SCALES or token.scaled:
            scale = token.number if token.scaled else Fraction(SCALES[word])
            if scale is None or last == "scale" or (least_scale and scale >= least_scale):
                return None
            total += (current or 1) * scale
            current, last, least_scale, form = Fraction(0), "scale", scale, Form.CARDINAL
        elif word in ("half", "quarter"):
            part = Fraction(1, PARTS[word])
            if last == "":
                current, form = part, Form.FRACTION
            elif run[at - 1].word in ("a", "and"):
                current += part  # two and a half
            elif last == "unit" and current == 1 and not total:
                current, form = part, Form.FRACTION
            else:
                return None
            last = "part"
        elif word in PARTS and last in ("unit", "digits") and not total and is_last:
            return Said(Form.FRACTION, (current / PARTS[word],))
        elif word in ORDINALS and is_last:
            return _ordinal(ORDINALS[word], total, current, last)
        else:
            return None
    return Said(form, (total + current,))


def _ordinal(number: int, total: Fraction, current: Fraction, last: str) -> Said | None:
    if not last:
        part = (Fraction(1, number),) if number > 2 else ()
        return Said(Form.ORDINAL, (Fraction(number), *part))
    if last == "tens" and number < 10:
        return Said(Form.ORDINAL, (total + current + number,))
    if last in ("hundred", "scale") and number < 100:
        return Said(Form.ORDINAL, (total + current + number,))
    if last == "unit" and current == 1 and not total:
        return Said(Form.FRACTION, (Fraction(1, number),))  # one third
    return None


def agrees(value: Decimal, number: Fraction) -> bool:
    """Return True if a decimal is a number, or the number rounded or cut to at least two places."""
    exact = Fraction(value)
    if exact == number:
        return True
    places = -int(value.as_tuple().exponent)
    return places >= 2 and abs(exact - number) < Fraction(1, 10**places) and number.denominator != 1


def power_of_ten(value: Decimal, number: Fraction) -> bool:
    """Return True if two numbers differ by a power of ten only: `20 bcm` is 20000000000 m3."""
    if not value or not number:
        return not value and not number
    ratio = abs(Fraction(value)) / abs(number)
    for over, under in ((ratio.numerator, ratio.denominator), (ratio.denominator, ratio.numerator)):
        if under == 1 and str(over).rstrip("0") == "1":
            return True
    return False
