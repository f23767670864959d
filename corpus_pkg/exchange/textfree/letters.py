"""The normal form of a text: its letters, which stay the same when white space and quotes change.

White space and invisible characters (Unicode categories Cc and Cf) are left out; every quotation mark
is `'`, doubled ones too; every dash or row of hyphens is `-`; the rest is in Unicode's form NFKD. So a
copy with other line ends, straightened quotes, no-break spaces, ligatures or composed accents has the
same letters, and a span of one is a span of the other.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Final

FIRST: Final = "\x02"
LAST: Final = "\x03"
"""The letters before the first and after the last: no text has them, for control characters are left out."""

_QUOTES: Final = frozenset("'\"`´ʼˈ‘’‚‛“”„‟‹›«»′″‴＇＂「」『』〝〞〟")
_DASHES: Final = frozenset("-‐‑‒–—―−⁃⸺⸻﹘﹣－")
_GROUP: Final = re.compile(r"''|``|-{2,}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text, with the characters that each comes from.

    Attributes:
        text: The letters, between `FIRST` and `LAST`.
        starts: For each letter, the offset of its character, in code points.
        ends: For each letter, the offset after its character, in code points.
    """

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the letters of the characters `[start, end)`; None where an edge of it has no letter."""
        first, after = bisect_left(self.starts, start), bisect_right(self.ends, end)
        if first < after and self.starts[first] == start and self.ends[after - 1] == end:
            return first, after
        return None

    def characters(self, first: int, after: int) -> tuple[int, int] | None:
        """Return the characters of the letters `[first, after)`; None where they cut a character."""
        if not 0 < first < after < len(self.text):
            return None
        whole = self.starts[first - 1] != self.starts[first] and self.ends[after] != self.ends[after - 1]
        return (self.starts[first], self.ends[after - 1]) if whole else None


def letters_of(text: str) -> Letters:
    """Return the letters of a text."""
    parts, starts, ends = [FIRST], array("q", [-1]), array("q", [0])
    for found in _GROUP.finditer(text):
        made = _letters(found[0])
        parts.append(made)
        for _ in made:
            starts.append(found.start())
            ends.append(found.end())
    parts.append(LAST)
    starts.append(len(text))
    ends.append(len(text) + 1)
    return Letters("".join(parts), starts, ends)


@cache
def _letters(group: str) -> str:
    first = group[0]
    if first in _QUOTES:
        return "'"
    if first in _DASHES:
        return "-"
    return "".join(c for c in unicodedata.normalize("NFKD", group) if not _invisible(c))


def _invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")
