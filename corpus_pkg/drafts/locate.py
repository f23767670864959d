"""Finding a quote in a stretch of text: by occurrence number, by context, or as the nearest match."""

from difflib import SequenceMatcher
from typing import Final

CANDIDATES: Final = 3
_MIN_RATIO: Final = 0.6


class NotFoundError(LookupError):
    """A quote that can't be placed; the message says why and what stands nearby."""


def locate(text: str, quote: str, start: int, end: int, *, n: int | None = 1, context: str = "") -> int:
    """Return where a quote begins.

    Args:
        text: The raw text.
        quote: The words to find, letter for letter.
        start: First offset of the stretch to search, in code points.
        end: Offset after the stretch.
        n: Which occurrence, from 1; None where there must be only one.
        context: A longer quote that holds this one and narrows the search.

    Returns:
        Offset of the quote's first character, in code points.

    Raises:
        NotFoundError: The quote does not occur (so often), or occurs more than once and `n` is None.
    """
    if context:
        start = locate(text, context, start, end)
        end = start + len(context)
    found = occurrences(text, quote, start, end)
    if n is None:
        if len(found) > 1:
            raise NotFoundError(f"{quote!r} occurs {len(found)} times there; say which with n or in")
        n = 1
    if 1 <= n <= len(found):
        return found[n - 1]
    if found:
        raise NotFoundError(f"{quote!r} occurs {len(found)} time(s) there, not {n}")
    near = nearest(text[start:end], quote)
    hint = f"; the nearest: {', '.join(map(repr, near))}" if near else ""
    raise NotFoundError(f"{quote!r} does not occur there{hint}")


def occurrences(text: str, quote: str, start: int, end: int) -> list[int]:
    """Return the offsets in `[start, end)` at which a quote begins, from left to right, overlaps too."""
    found = []
    at = text.find(quote, start, end) if quote else -1
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1, end)
    return found


def nearest(stretch: str, quote: str) -> list[str]:
    """Return up to three pieces of a text, as long as the quote, that are most like it."""
    words = _word_starts(stretch)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)
    scored = []
    for at in words:
        piece = stretch[at : at + len(quote)]
        matcher.set_seq1(piece)
        if matcher.real_quick_ratio() > _MIN_RATIO and matcher.quick_ratio() > _MIN_RATIO:
            ratio = matcher.ratio()
            if ratio > _MIN_RATIO:
                scored.append((-ratio, at, piece.strip()))
    return list(dict.fromkeys(piece for _, _, piece in sorted(scored)))[:CANDIDATES]


def _word_starts(stretch: str) -> list[int]:
    return [
        at
        for at in range(len(stretch))
        if not stretch[at].isspace()
        and (at == 0 or not (stretch[at - 1].isalnum() and stretch[at].isalnum()))
    ]
