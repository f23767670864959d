"""The default tokenizer: small, with offsets, and with every edge that the guidelines let a span have.

A token is, first match first:

1. initials and abbreviations with inner full stops, with the last one: `U.S.`, `D.C.`, `H.E.`;
2. a number with its inner points and commas: `1.7`, `12,000`;
3. the ending `'s` or `’s` of a word;
4. a run of letters and digits: `Azerbaijan`, `5th`, `C5`;
5. any other character that is not white space, alone: hyphens and dashes (so that `US` and `Azerbaijan` in
   `US–Azerbaijan` are tokens), quotation marks, currency signs, emoji.

Combining marks, variation selectors, joiners and soft hyphens belong to the character before them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final, TypeAlias

TokenSpan: TypeAlias = tuple[int, int]
Tokenizer: TypeAlias = Callable[[str], Iterable[TokenSpan]]
"""Anything that cuts a text into spans (code points, half open, in order, none overlapping)."""

_MARK: Final = "\ue000"  # stands for every character that belongs to the one before it


@cache
def _pattern() -> re.Pattern[str]:
    letter, mark = r"[^\W\d_]", f"{_MARK}*"
    return re.compile(
        rf"(?<![^\W_]){letter}\.(?:{letter}\.)+"
        rf"|\d+(?:[.,]\d+)+{mark}"
        rf"|(?<=[^\W_{_MARK}])['’][sS](?![^\W_])"
        rf"|(?:[^\W_]{mark})+"
        rf"|\S{mark}"
    )


def simple_tokens(text: str) -> list[TokenSpan]:
    """Return the spans of a text's tokens; together they cover every character that is not white space.

    Args:
        text: Any text.

    Returns:
        Spans in code points, half open, in order.

    Examples:
        >>> text = "US–Azerbaijan trade’s 5th"
        >>> [text[start:end] for start, end in simple_tokens(text)]
        ['US', '–', 'Azerbaijan', 'trade', '’s', '5th']
    """
    shown = text if text.isascii() else "".join(map(_shown, text))
    return [found.span() for found in _pattern().finditer(shown)]


def _shown(character: str) -> str:
    """Return the character, or `_MARK` where it belongs to the one before it."""
    return _MARK if is_attached(character) else character


def is_attached(character: str) -> bool:
    """Return True if a character belongs to the one before it: a combining mark, a joiner, a soft hyphen."""
    return character >= "\xad" and unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")


def checked_tokens(tokenizer: Tokenizer, text: str) -> list[TokenSpan]:
    """Return the spans that a tokenizer gives for a text.

    Raises:
        ValueError: They are out of order, overlap, are empty or leave the text.
    """
    spans = [(start, end) for start, end in tokenizer(text)]
    before = 0
    for start, end in spans:
        if not before <= start < end <= len(text):
            raise ValueError(
                f"the tokenizer gives ({start}, {end}) after a token that ends at {before}, in a text of "
                f"{len(text)} characters; give spans in order that are not empty and do not overlap"
            )
        before = end
    return spans


def token_range(spans: Sequence[TokenSpan], start: int, end: int) -> tuple[int, int] | None:
    """Return the half-open range of tokens that make up a span of characters exactly.

    Args:
        spans: Token spans, in order.
        start: The first offset.
        end: The offset after the last character.

    Returns:
        Token numbers, or None where an edge of the span falls inside a token (or in no token).
    """
    from bisect import bisect_left

    first = bisect_left(spans, (start, start))
    if first == len(spans) or spans[first][0] != start:
        return None
    last = bisect_left(spans, (end, end)) - 1  # the last token that begins before `end`
    if last < first or spans[last][1] != end:
        return None
    return first, last + 1
