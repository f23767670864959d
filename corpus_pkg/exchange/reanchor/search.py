"""Finding windows in a text by their hashes.

A window is looked for first where the windows before it were found (a copy mostly shifts whole
passages), then everywhere. A hit gives the letters themselves, so whether they occur twice is then
a plain search.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from corpus_pkg.exchange.textfree.letters import Letters
from corpus_pkg.exchange.textfree.proofs import digest

_SHIFTS_TRIED: Final = 32
_FREELY_HASHED: Final = 100_000_000
"""How many letters may be hashed to look for windows everywhere, in any text."""
_HASHED_EACH: Final = 1000
"""How many more for each letter of the text."""
_A_HASH: Final = 200
"""How many letters could be hashed in the time that one hash takes apart from its letters."""


class Query(NamedTuple):
    """A window to be found.

    Attributes:
        first: Where it was, in letters of the text that it was taken from.
        length: How many letters it has.
        hash: Their keyed hash.
        whole: Whether it is a whole span, which begins where a word does.
    """

    first: int
    length: int
    hash: str
    whole: bool


@dataclass(slots=True)
class Search:
    """Finds windows in one text.

    Attributes:
        letters: The text's letters.
        key: The document's key.
        given_up: Whether windows were not looked for everywhere, because too many of different lengths were
            not where they are looked for first.
        hits: For each window that was asked for, where it is; two places or more are one too many.
    """

    letters: Letters
    key: bytes
    hits: dict[Query, list[int]] = field(default_factory=dict)
    given_up: bool = False
    _hashed: int = 0
    _shifts: list[int] = field(default_factory=lambda: [0])
    _word_starts: list[int] = field(default_factory=list)

    def find(self, queries: Iterable[Query]) -> None:
        """Look for windows and keep where they are."""
        left = sorted(set(queries) - self.hits.keys())
        for query in left:
            self.hits[query] = []
        left = self._at(left, self._shifts[-_SHIFTS_TRIED:])
        while left:
            length, whole = left[0].length, left[0].whole
            alike = [query for query in left if query.length == length and query.whole == whole]
            known = len(self._shifts)
            self._everywhere(alike, length, whole)
            rest = [query for query in left if query.length != length or query.whole != whole]
            left = self._at(rest, self._shifts[known:])

    def _at(self, queries: list[Query], shifts: list[int]) -> list[Query]:
        """Try some shifts, the last that worked first; return the windows that were not found."""
        left = []
        order = list(reversed(shifts))
        for query in queries:
            for number, shift in enumerate(order):
                if self._matches(query, query.first + shift):
                    self._hit(query, query.first + shift)
                    order.insert(0, order.pop(number))
                    break
            else:
                left.append(query)
        return left

    def _matches(self, query: Query, at: int) -> bool:
        if not 0 <= at <= len(self.letters.text) - query.length:
            return False
        return digest(self.letters.text[at : at + query.length], self.key) == query.hash

    def _everywhere(self, queries: list[Query], length: int, whole: bool) -> None:
        wanted: dict[str, list[Query]] = defaultdict(list)
        for query in queries:
            wanted[query.hash].append(query)
        text, key = self.letters.text, self.key
        last = len(text) - length
        places = len(self._starts()) if whole else max(0, last + 1)
        self._hashed += places * (length + _A_HASH)
        if self._hashed > _FREELY_HASHED + _HASHED_EACH * len(text):
            self.given_up = True
            return
        for at in self._starts() if whole else range(last + 1):
            if at > last:
                break
            found = wanted.pop(digest(text[at : at + length], key), None)
            if found is not None:
                for query in found:
                    self._hit(query, at)
                if not wanted:
                    break

    def _hit(self, query: Query, at: int) -> None:
        window = self.letters.text[at : at + query.length]
        places = [self.letters.text.find(window)]
        again = self.letters.text.find(window, places[0] + 1)
        self.hits[query] = places if again < 0 else [*places, again]
        shift = at - query.first
        if shift not in self._shifts:
            self._shifts.append(shift)

    def _starts(self) -> list[int]:
        if not self._word_starts:
            text, starts, ends = self.letters.text, self.letters.starts, self.letters.ends
            self._word_starts = [
                at
                for at in range(1, len(text) - 1)
                if not (text[at].isalnum() and text[at - 1].isalnum() and starts[at] == ends[at - 1])
            ]
        return self._word_starts
