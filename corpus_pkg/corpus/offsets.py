"""Offsets in other units: UTF-8 bytes and UTF-16 code units instead of Unicode code points.

The corpus counts code points, as Python's `str` does. Rust, Go and file tools count UTF-8 bytes;
JavaScript, Java and Apache UIMA count UTF-16 code units. Each character has one width in each unit
(Unicode 16.0, section 3.9), so an offset is converted by the count of wider characters before it.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache


class OffsetError(ValueError):
    """An offset that lies outside its text, or inside a character of it."""


@cache
def _wide(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _utf8_extra(character: str) -> int:
    return 1 if character < "\u0800" else 2 if character < "\U00010000" else 3


def _utf16_extra(_character: str) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class _Widths:
    """The characters of a text that are wider than one unit.

    Attributes:
        unit: What the text is counted in, for messages.
        length: The length of the text in code points.
        places: The offsets of the wide characters, in code points, ascending.
        units: Their offsets in the other unit.
        extras: The units that the characters up to and including each one take beyond one each.
    """

    unit: str
    length: int
    places: "array[int]"
    units: "array[int]"
    extras: "array[int]"

    def to_units(self, offset: int) -> int:
        if not 0 <= offset <= self.length:
            raise OffsetError(
                f"offset {offset} lies outside the text; give 0 to {self.length} (Unicode code points)"
            )
        before = bisect_left(self.places, offset)
        return offset + (self.extras[before - 1] if before else 0)

    def from_units(self, offset: int) -> int:
        end = self.length + (self.extras[-1] if self.extras else 0)
        if not 0 <= offset <= end:
            raise OffsetError(f"offset {offset} lies outside the text; give 0 to {end} ({self.unit})")
        before = bisect_left(self.units, offset)
        point = offset - (self.extras[before - 1] if before else 0)
        if before and point <= self.places[before - 1]:
            start = self.units[before - 1]
            raise OffsetError(
                f"offset {offset} ({self.unit}) lies inside the character that begins at {start}; "
                "give an offset between two characters"
            )
        return point


def _measure(text: str, unit: str, wide: str, extra_of: Callable[[str], int]) -> _Widths:
    places, units, extras = array("q"), array("q"), array("q")
    if not text.isascii():
        extra = 0
        for found in _wide(wide).finditer(text):
            place = found.start()
            places.append(place)
            units.append(place + extra)
            extra += extra_of(found[0])
            extras.append(extra)
    return _Widths(unit, len(text), places, units, extras)


@dataclass(frozen=True, slots=True, repr=False)
class OffsetMap:
    """Converts the offsets of one text; make one per text and keep it.

    ASCII text costs nothing to map; otherwise a conversion is one binary search among the wider characters.

    Attributes:
        text: The text.

    Raises:
        ValueError: The text has a lone surrogate, which neither UTF-8 nor UTF-16 can carry.
    """

    text: str
    _utf8: _Widths = field(init=False, repr=False, compare=False)
    _utf16: _Widths = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Measure the text once in both units."""
        if lone := _wide("[\ud800-\udfff]").search(self.text):
            raise ValueError(
                f"the text has the lone surrogate U+{ord(lone[0]):04X} at offset {lone.start()}; decode the "
                "text again from its bytes"
            )
        utf8 = _measure(self.text, "UTF-8 bytes", "[^\x00-\x7f]", _utf8_extra)
        utf16 = _measure(self.text, "UTF-16 code units", "[\U00010000-\U0010ffff]", _utf16_extra)
        object.__setattr__(self, "_utf8", utf8)
        object.__setattr__(self, "_utf16", utf16)

    def __repr__(self) -> str:
        return f"<OffsetMap of {len(self.text)} characters>"

    def to_utf8(self, offset: int) -> int:
        """Return the UTF-8 byte offset of a code point offset; raise OffsetError outside the text."""
        return self._utf8.to_units(offset)

    def from_utf8(self, offset: int) -> int:
        """Return the code point offset of a UTF-8 byte offset.

        Raises:
            OffsetError: The offset lies outside the text or inside a character.
        """
        return self._utf8.from_units(offset)

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 code unit offset of a code point offset; raise OffsetError outside the text."""
        return self._utf16.to_units(offset)

    def from_utf16(self, offset: int) -> int:
        """Return the code point offset of a UTF-16 code unit offset.

        Raises:
            OffsetError: The offset lies outside the text or inside a character (between its surrogates).
        """
        return self._utf16.from_units(offset)
