"""Which characters of an old text are which of a new one.

Stretches of words that are unique in both texts and occur in the same order in both are anchors (the
idea of patience diff, B. Cohen); each is extended as far as the texts agree. Unlike an edit distance
this takes time in proportion to the texts, but for a sort of the anchors.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_WORDS: Final = 3
"""How many words make an anchor: fewer are seldom unique, more are seldom unchanged."""
_STEP: Final = 64
"""How many characters are compared at once."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Stretches that two texts have in common, in order.

    Attributes:
        olds: Where each begins in the old text, in Unicode code points.
        news: Where each begins in the new text.
        lengths: How long each is.
    """

    olds: tuple[int, ...]
    news: tuple[int, ...]
    lengths: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where an old span is in the new text; None where its first or last character is gone."""
        first, last = self._character(start), self._character(end - 1)
        return None if first is None or last is None else (first, last + 1)

    def near(self, at: int) -> int:
        """Return about where an old offset is in the new text."""
        block = bisect_right(self.olds, at) - 1
        if block < 0:
            return 0
        return self.news[block] + min(at - self.olds[block], self.lengths[block])

    def _character(self, at: int) -> int | None:
        block = bisect_right(self.olds, at) - 1
        if block < 0 or at - self.olds[block] >= self.lengths[block]:
            return None
        return self.news[block] + at - self.olds[block]


def align(old: str, new: str) -> Alignment:
    """Return which stretches of two texts are the same, in order and without overlaps."""
    before = _common(old, new, (0, 0), (len(old), len(new)))
    after = _common_end(old, new, min(len(old), len(new)) - before)
    low, high = (before, before), (len(old) - after, len(new) - after)
    blocks = [(0, 0, before)] if before else []
    for a, b, length in _between(old, new, low, high):
        blocks.append((a, b, length))
    if after:
        blocks.append((*high, after))
    return Alignment(
        tuple(a for a, _, _ in blocks), tuple(b for _, b, _ in blocks), tuple(n for _, _, n in blocks)
    )


def _between(
    old: str, new: str, low: tuple[int, int], high: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield the common stretches of two stretches of the texts, grown from anchors."""
    anchors = _increasing(_anchors(old[low[0] : high[0]], new[low[1] : high[1]]))
    at_old, at_new = low
    for a, b in ((low[0] + first, low[1] + second) for first, second in anchors):
        if a < at_old or b < at_new:
            continue  # the stretch before has grown over it
        back = 0
        while back < min(a - at_old, b - at_new) and old[a - back - 1] == new[b - back - 1]:
            back += 1
        length = back + _common(old, new, (a, b), high)
        yield a - back, b - back, length
        at_old, at_new = a - back + length, b - back + length


def _anchors(old: str, new: str) -> list[tuple[int, int]]:
    """Return the places of the word sequences that are unique in both texts, by their place in the old."""
    places = _unique(new)
    return [(at, places[words]) for words, at in _unique(old).items() if words in places]


def _unique(text: str) -> dict[tuple[str, ...], int]:
    tokens = [(found[0], found.start()) for found in _TOKEN.finditer(text)]
    places: dict[tuple[str, ...], int] = {}
    for first in range(len(tokens) - _WORDS + 1):
        words = tuple(word for word, _ in tokens[first : first + _WORDS])
        places[words] = -1 if words in places else tokens[first][1]
    return {words: at for words, at in places.items() if at >= 0}


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of some pairs, sorted by their first, whose seconds increase too."""
    tails: list[int] = []
    ends: list[int] = []  # for each length, the pair that the best sequence of that length ends in
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(second)
            ends.append(number)
        else:
            tails[length], ends[length] = second, number
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _common(old: str, new: str, at: tuple[int, int], end: tuple[int, int]) -> int:
    """Return how many characters two stretches of the texts begin with alike."""
    (a, b), most = at, min(end[0] - at[0], end[1] - at[1])
    count = 0
    while (
        count < most
        and old[a + count : min(a + count + _STEP, end[0])] == new[b + count : min(b + count + _STEP, end[1])]
    ):
        count += _STEP
    while count < most and old[a + count] == new[b + count]:
        count += 1
    return min(count, most)


def _common_end(old: str, new: str, most: int) -> int:
    """Return how many characters two texts end with alike, up to a number."""
    count = 0
    while count < most and old[len(old) - 1 - count] == new[len(new) - 1 - count]:
        count += 1
    return count
