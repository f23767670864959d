"""Finding a quote in a stretch of text: by occurrence number, by context, or as the nearest match."""

from difflib import SequenceMatcher
from typing import Final

CANDIDATES: Final = 3
_MIN_RATIO: Final = 0.6
_LONGEST_SEARCH: Final = 20_000
"""Code points within which likeness is looked for; beyond, only what differs by a sign is found."""
_CONTEXT: Final = 20

_SIGNS: Final = str.maketrans("‘’‚‛′“”„‟″«»‐‑‒–—―−", '\'\'\'\'\'"""""""-------')
"""Signs that are often written for one another."""


class NotFoundError(LookupError):
    """A quote that can't be placed; the message says why and what stands nearby."""


def locate(
    text: str,
    quote: str,
    start: int,
    end: int,
    *,
    n: int | None = 1,
    context: str = "",
    context_n: int | None = 1,
) -> int:
    """Return where a quote begins.

    Args:
        text: The raw text.
        quote: The words to find, letter for letter.
        start: First offset of the stretch to search, in code points.
        end: Offset after the stretch.
        n: Which occurrence, from 1, counted from left to right as plain text search finds them, also
            inside longer words; None where there must be only one.
        context: A longer quote that holds this one and narrows the search.
        context_n: Which occurrence of the context, or None where there must be only one.

    Returns:
        Offset of the quote's first character, in code points.

    Raises:
        NotFoundError: The quote does not occur (so often), or occurs more than once and `n` is None.
    """
    if context:
        start = locate(text, context, start, end, n=context_n)
        end = start + len(context)
    found = occurrences(text, quote, start, end)
    if n is None:
        if len(found) > 1:
            raise NotFoundError(
                f"{quote!r} occurs {len(found)} times there; say which with n or in: "
                + ", ".join(f"n {i} in {_around(text, at, quote)!r}" for i, at in _some(found))
            )
        n = 1
    if 1 <= n <= len(found):
        return found[n - 1]
    if found:
        raise NotFoundError(f"{quote!r} occurs {len(found)} time(s) there, not {n}")
    near = nearest(text[start:end], quote)
    hint = f"; the nearest: {', '.join(map(repr, near))}" if near else ""
    raise NotFoundError(f"{quote!r} does not occur there{hint}")


def _some(found: list[int]) -> list[tuple[int, int]]:
    return list(enumerate(found, 1))[:CANDIDATES]


def _around(text: str, at: int, quote: str) -> str:
    return text[max(0, at - _CONTEXT) : at + len(quote) + _CONTEXT].strip()


def occurrences(text: str, quote: str, start: int, end: int) -> list[int]:
    """Return the offsets in `[start, end)` at which a quote begins, from left to right, overlaps too."""
    found = []
    at = text.find(quote, start, end) if quote else -1
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1, end)
    return found


def nearest(stretch: str, quote: str) -> list[str]:
    """Return up to three pieces of a text, as long as the quote, that are most like it.

    What differs only in case, or in the form of a quotation mark, a dash or a space, comes first.
    """
    exact = occurrences(folded(stretch), folded(quote), 0, len(stretch))
    pieces = [stretch[at : at + len(quote)] for at in exact[:CANDIDATES]]
    if not pieces and len(stretch) <= _LONGEST_SEARCH:
        pieces = _like(stretch, quote)
    return list(dict.fromkeys(pieces))[:CANDIDATES]


def folded(text: str) -> str:
    """Return a text, as long as before, without case and with one form of each sign and space."""
    plain = text.translate(_SIGNS)
    return "".join(
        " " if character.isspace() else lower if len(lower := character.lower()) == 1 else character
        for character in plain
    )


def _like(stretch: str, quote: str) -> list[str]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)
    scored = []
    for at in _word_starts(stretch):
        piece = stretch[at : at + len(quote)]
        matcher.set_seq1(piece)
        if matcher.real_quick_ratio() > _MIN_RATIO and matcher.quick_ratio() > _MIN_RATIO:
            ratio = matcher.ratio()
            if ratio > _MIN_RATIO:
                scored.append((-ratio, at, piece.strip()))
    return [piece for _, _, piece in sorted(scored)]


def _word_starts(stretch: str) -> list[int]:
    return [
        at
        for at in range(len(stretch))
        if not stretch[at].isspace()
        and (at == 0 or not (stretch[at - 1].isalnum() and stretch[at].isalnum()))
    ]


def departure(text: str, quote: str, start: int) -> str:
    """Return where a long quote leaves the text, in words, or nothing where it does not begin in it.

    Args:
        text: The raw text.
        quote: A quote that does not occur from `start` on.
        start: First offset of the search.
    """
    low, high = 0, len(quote)  # quote[:low] occurs, quote[:high] does not
    while high - low > 1:
        middle = (low + high) // 2
        if text.find(quote[:middle], start) >= 0:
            low = middle
        else:
            high = middle
    if not quote[:low].strip():
        return ""
    at = text.find(quote[:low], start) + low
    said, stands = quote[max(0, low - _CONTEXT) : low + _CONTEXT], text[max(0, at - _CONTEXT) : at + _CONTEXT]
    return f"; the quote has {said!r} where the text has {stands!r}"
