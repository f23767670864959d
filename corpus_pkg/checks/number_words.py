"""The words with which English writes numbers, each with what it means."""

from fractions import Fraction
from typing import Final

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL_SMALL: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip

UNITS: Final = {word: number for number, word in enumerate(_SMALL)}
TENS: Final = {word: 20 + 10 * at for at, word in enumerate(_TENS)} | {"fourty": 40}
SCALES: Final = {
    "thousand": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
    "trn": 10**12,
}
SHORT_SCALES: Final = {"k": 10**3, "m": 10**6, "b": 10**9}
"""Letters that mean a scale after an amount of money, and a unit after anything else."""
ORDINALS: Final = (
    {word: number for number, word in enumerate(_ORDINAL_SMALL, 1)}
    | {f"{word[:-1]}ieth": number for word, number in TENS.items()}
    | {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
)
PARTS: Final = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    f"{word}s": number for word, number in ORDINALS.items() if number > 2
}
"""Words that divide what comes before them."""
MULTIPLES: Final = {
    "twice": (2,),
    "thrice": (3,),
    "halve": (Fraction(1, 2), 2),
    "halves": (Fraction(1, 2), 2),
    "halved": (Fraction(1, 2), 2),
    "halving": (Fraction(1, 2), 2),
    "twofold": (2,),
    "threefold": (3,),
    "fourfold": (4,),
    "fivefold": (5,),
    "tenfold": (10,),
} | {
    f"{stem}{end}": (number,)
    for stem, number in (("doubl", 2), ("tripl", 3), ("trebl", 3), ("quadrupl", 4), ("quintupl", 5))
    for end in ("e", "es", "ed", "ing")
}
VAGUE: Final = {
    "tens": 20,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "millions": 2 * 10**6,
    "billions": 2 * 10**9,
    "trillions": 2 * 10**12,
}
"""Words for a number that nobody counted, with the least that each can mean: two of them."""
ABOUT: Final = frozenset(("several", "few", "couple", "some", "odd", "many", "plus"))
"""Words that leave a number open."""
