"""Free text: one line of words that a person can read, and nothing that hides or reorders them.

Raw texts, and the quotes that repeat them, are as they were received and not held to this.
"""

import re
import unicodedata
from functools import cache
from typing import Final

UNSEEN: Final = (
    (0x0000, 0x001F),  # control characters, line ends among them
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180E, 0x180E),
    (0x200B, 0x200B),  # zero-width space
    (0x200E, 0x200F),  # direction marks
    (0x2028, 0x202E),  # line ends, embeddings and overrides of direction
    (0x2060, 0x206F),  # word joiner, invisible operators, isolates
    (0x2800, 0x2800),  # blank of Braille
    (0x3164, 0x3164),  # Hangul filler
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # Hangul filler
    (0xFFF9, 0xFFFB),  # interlinear annotation
    (0xFFFE, 0xFFFF),
    (0x1D173, 0x1D17A),  # musical formatting
    (0xE0000, 0xE007F),  # tags
)
"""Ranges of code points that are not shown, end a line, or change the direction of what is around them."""
JOINERS: Final = ((0x200C, 0x200D),)
"""Joiners, which Persian, Indic scripts and emoji need between two characters."""
SELECTORS: Final = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Variation selectors, which follow the one character whose form they choose."""

UNSEEN_BASIC: Final = "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in UNSEEN if last <= 0xFFFF)
"""`UNSEEN` within a class of a regular expression, as far as JSON Schema's can hold it."""
FREE_TEXT_PATTERN: Final = rf"^(?!\s)[^{UNSEEN_BASIC}]+(?<!\s)$"
"""The shape of free text for JSON Schema, which leaves out what needs a table of all characters."""


def free_text(value: str) -> str:
    """Check free text and return it.

    Raises:
        ValueError: It is blank, begins or ends with a space, has a line end, or holds a character that
            nobody sees; the message says which and what to do.
    """
    if not any(is_seen(character) for character in value):
        raise ValueError("there is nothing to read in it; write the words, or null where there are none")
    if value != value.strip():
        raise ValueError("it begins or ends with a space; remove it")
    found = _unseen().search(value)
    if found is not None:
        character = found[0][-1]
        point = f"U+{ord(character):04X}"
        if unicodedata.category(character) in ("Zl", "Zp") or character in "\n\r\v\f\x1c\x1d\x1e\x85":
            raise ValueError(f"it has a line end ({point}); write it on one line")
        name = unicodedata.name(character, "a control character")
        raise ValueError(f"it holds {point} ({name}), which is not seen in its place; remove it")
    return value


def is_seen(character: str) -> bool:
    """Return True if a character is something to read: not a mark, space or control character."""
    category = unicodedata.category(character)
    return category[0] not in "MZC" or category == "Cn"  # a later Unicode may have it


@cache
def _unseen() -> re.Pattern[str]:
    joiner, selector = _characters(JOINERS), _characters(SELECTORS)
    return re.compile(
        f"[{_characters(UNSEEN)}]"
        f"|(?:^|[\\x00-\\x7f\\s{joiner}])[{joiner}]|[{joiner}](?=\\Z)"
        f"|(?:^|[\\s\\x21\\x22\\x24-\\x29\\x2b-\\x2f\\x3a-\\x7e{selector}])[{selector}]"
    )


def _characters(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
