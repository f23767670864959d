"""Offsets proved by the words that a foreign file repeats: their unit, and where the words are.

Tools count code points or UTF-16 code units, and files are edited by hand. Where a file says the words
of a span, they decide: what the offsets cover is compared with them, in both units. Words that are not
at their offsets are placed only where nothing else can be meant: the offsets span as many characters as
the words have, and the words occur once in the text, not as a part of other words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corpus_pkg.corpus.offsets import OffsetError, OffsetMap

Spans = tuple[tuple[int, int], ...]
"""The stretches of one annotation, in the order of the text."""

_SHOWN: Final = 40
_AROUND: Final = 20
_SEARCHED: Final = 20_000_000
"""How many characters are searched for misplaced words of one file; the rest is refused without a search."""


class Unit(StrEnum):
    """What offsets count."""

    POINTS = "code points"
    UTF16 = "UTF-16 code units"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an annotation is.

    Attributes:
        spans: Its stretches, in code points of the text.
        reason: What is to be reported of it (one of the reasons of losses); empty where its offsets fit.
    """

    spans: Spans
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the place of an annotation is not certain, as the code and the message of a problem."""

    code: str
    message: str


class Proof:
    """What the words of one file prove about its offsets.

    Args:
        text: The text of the corpus.
        quotes: Every annotation of the file: its stretches as the file counts them, and its words or None.
        unit: What the format counts.

    Attributes:
        fitting: How many annotations have their words at their offsets, in one unit or the other.
    """

    def __init__(
        self, text: str, quotes: Iterable[tuple[Spans, str | None]], unit: Unit = Unit.POINTS
    ) -> None:
        self.text = text
        self.unit = unit
        self._offsets = OffsetMap(text)
        fits = [self._fitting(spans, words) for spans, words in quotes if words is not None]
        self.fitting = sum(map(bool, fits))
        only = {next(iter(found)) for found in fits if len(found) == 1}
        self._mixed = len(only) > 1
        self._proved = only.pop() if len(only) == 1 else unit
        self._left = _SEARCHED

    def _in_units(self, spans: Spans) -> dict[Unit, Spans]:
        """Return what stretches mean in each unit in which they mean something."""
        found = {}
        if all(0 <= start < end <= len(self.text) for start, end in spans):
            found[Unit.POINTS] = spans
        try:
            units = tuple((self._offsets.from_utf16(s), self._offsets.from_utf16(e)) for s, e in spans)
        except OffsetError:
            units = ()
        if units and all(start < end for start, end in units):
            found[Unit.UTF16] = units
        return found

    def _fitting(self, spans: Spans, words: str) -> dict[Unit, Spans]:
        length = sum(end - start for start, end in spans)
        if length > 2 * len(words) + 100:
            return {}
        return {
            unit: found for unit, found in self._in_units(spans).items() if same(words, self._covered(found))
        }

    def _covered(self, spans: Spans) -> str:
        """Return the words at stretches of the text, with a space between two stretches."""
        return " ".join(self.text[start:end] for start, end in spans)

    def place(self, spans: Spans, words: str | None) -> Placed | Refused:
        """Return where an annotation is, or why that is not certain.

        Args:
            spans: Its stretches, as the file counts them.
            words: What the file says that its words are; None where it says nothing.
        """
        meant = self._in_units(spans)
        fits = meant if words is None else self._fitting(spans, words)
        if not self._mixed and (words is None or self._proved in fits):
            fits = {unit: found for unit, found in fits.items() if unit is self._proved}
        places = set(fits.values())
        if len(places) > 1:
            message = f"offsets of the file count {Unit.POINTS} and {Unit.UTF16}; count all in one unit"
            return Refused("span-text", message)
        if places:
            found = places.pop()
            covered = self._covered(found)
            if words is not None and covered != covered.strip() and words == words.strip():
                return Placed(self._trimmed(found), "re-anchored")
            if words is None and covered != covered.strip():
                message = f"the text at {_shown(spans)} is {covered[:_SHOWN]!r}, with space at an edge"
                hint = f"count {self.unit}, or mark it again"
                return Refused("span-text", f"{message}, and the file has no words that prove it; {hint}")
            return Placed(found, "" if found == meant.get(self.unit) else "offset-unit")
        if words is None or not meant:
            message = f"the span {_shown(spans)} is not in the text, which has {len(self.text)} characters"
            said = f" (the file has {words[:_SHOWN]!r} there)" if words else ""
            return Refused("span-range", f"{message}{said}; mark it again")
        return self._search(spans, words, meant.get(self._proved))

    def _trimmed(self, spans: Spans) -> Spans:
        """Return stretches without the white space at their outer edges, which their words do not have."""
        (start, first_end), (last_start, end) = spans[0], spans[-1]
        start += len(self.text[start:first_end]) - len(self.text[start:first_end].lstrip())
        end -= len(self.text[last_start:end]) - len(self.text[last_start:end].rstrip())
        return ((start, end),) if len(spans) == 1 else ((start, first_end), *spans[1:-1], (last_start, end))

    def _search(self, spans: Spans, words: str, here: Spans | None) -> Placed | Refused:
        """Return the only place that the words can have, or why there is none."""
        there = repr(self._covered(here)[:_SHOWN]) if here else "outside the text"
        message = f"the text at {_shown(spans)} is {there} and the file has {words[:_SHOWN]!r}"
        length = sum(end - start for start, end in spans)
        bare = len(words) - (len(spans) - 1)
        if length not in (bare, bare + sum(letter > "\uffff" for letter in words)):
            return Refused("span-text", f"{message}, which has another length; mark it again")
        if self._left < len(self.text):
            return Refused("span-text", f"{message}, as in many other places of the file; mark them again")
        self._left -= len(self.text)
        found = occurrences(self.text, words)
        if len(found) == 1 and len(spans) == 1:
            return Placed((found[0],), "re-anchored")
        times = f"occurs {len(found)} times" if found else "does not occur in the text as words"
        return Refused("span-text", f"{message}, which {times}; mark it again")


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words occur in a text, but not inside longer words; any white space is like any other."""
    parts = words.split()
    if not parts:
        return []
    before = r"(?<!\w)" if re.match(r"\w", parts[0]) else ""
    after = r"(?!\w)" if re.match(r"\w", parts[-1][-1]) else ""
    pattern = before + r"\s+".join(map(re.escape, parts)) + after
    return [found.span() for found in re.finditer(pattern, text)]


def same(words: str, found: str) -> bool:
    """Return True if words are those of the text but for white space."""
    return words.split() == found.split() != []


def difference(theirs: str, ours: str) -> str:
    """Return where a file's text begins to differ from the corpus's, with both wordings."""
    at = next(
        (at for at, (one, other) in enumerate(zip(theirs, ours, strict=False)) if one != other),
        min(len(theirs), len(ours)),
    )
    around = slice(max(0, at - _AROUND), at + _AROUND)
    return f"from character {at} on the file has {theirs[around]!r} and the corpus {ours[around]!r}"


def _shown(spans: Spans) -> str:
    return ", ".join(f"{start}-{end}" for start, end in spans)
