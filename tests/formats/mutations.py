"""Damage that foreign files suffer: shifted offsets, lost lines, cut ends, other words, other units."""

import random
import re
from collections.abc import Callable
from typing import Final

from corpus_pkg.corpus.offsets import OffsetMap

Mutation = Callable[[str, random.Random, str], str]
_NUMBER: Final = re.compile(
    r'(?<=[ ;\t])\d+(?=[ ;\t])|(?<="start": )\d+|(?<="end": )\d+|(?<="begin": )\d+'
    r'|(?<=begin=")\d+|(?<=end=")\d+|(?<=Start=)\d+|(?<=End=)\d+'
)
"""Offsets, as the formats write them."""
_WORD: Final = re.compile(r"[A-Za-z]{2,}")


def shift(content: str, draw: random.Random, _text: str) -> str:
    """Move one offset by a little."""
    places = list(_NUMBER.finditer(content))
    if not places:
        return content
    found = draw.choice(places)
    number = max(0, int(found[0]) + draw.choice((-7, -2, -1, 1, 2, 7)))
    return f"{content[: found.start()]}{number}{content[found.end() :]}"


def drop(content: str, draw: random.Random, _text: str) -> str:
    """Lose a line."""
    lines = content.splitlines(keepends=True)
    del lines[draw.randrange(len(lines))]
    return "".join(lines)


def cut(content: str, draw: random.Random, _text: str) -> str:
    """Lose the end."""
    return content[: draw.randrange(len(content))]


def word(content: str, draw: random.Random, _text: str) -> str:
    """Change a word."""
    found = draw.choice(list(_WORD.finditer(content)))
    other = draw.choice((found[0][::-1], found[0][:-1], f"{found[0]}s", found[0].upper()))
    return f"{content[: found.start()]}{other}{content[found.end() :]}"


def unit(content: str, _draw: random.Random, text: str) -> str:
    """Count all offsets in UTF-16 code units that were code points, or the reverse."""
    offsets = OffsetMap(text)

    def turned(found: re.Match[str]) -> str:
        number = int(found[0])
        return str(offsets.to_utf16(number)) if number <= len(text) else found[0]

    return _NUMBER.sub(turned, content)


def mark(content: str, _draw: random.Random, _text: str) -> str:
    """Begin with a byte order mark."""
    return "\ufeff" + content


def turn(content: str, _draw: random.Random, _text: str) -> str:
    """Turn the line ends."""
    return content.replace("\r\n", "\n").replace("\n", "\r\n")


def twice(content: str, draw: random.Random, _text: str) -> str:
    """Write a line twice."""
    lines = content.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    return "".join([*lines[:at], lines[at], *lines[at:]])


MUTATIONS: Final[tuple[Mutation, ...]] = (shift, drop, cut, word, unit, mark, turn, twice)
