"""Finding a quote in a stretch of text: by occurrence number, by context, or as the nearest match."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from typing import Final

from corpus_pkg.checks.words import parts_letters

HINTS: Final = 100
"""For how many lines of a draft that can't be placed it is looked for what is near."""
CANDIDATES: Final = 3
_MIN_RATIO: Final = 0.6
_LONGEST_SEARCH: Final = 20_000
"""Code points within which likeness is looked for; beyond, only what differs by a sign is found."""
_COMPARED: Final = 200
"""How many code points of a quote are compared with pieces of the text for likeness."""
_MOST_COMPARISONS: Final = 300_000
"""How many code points are compared for likeness at most, all pieces together."""
_MOST_ALIKE: Final = 20
"""How many pieces, the most promising, are compared letter by letter."""
_SHORT: Final = 64
"""Quotes up to this long are cheap to find, however often they lie over each other."""
_CONTEXT: Final = 20

_SIGNS: Final = str.maketrans("‘’‚‛′“”„‟″«»‐‑‒–—―−", '\'\'\'\'\'"""""""-------')
"""Signs that are often written for one another."""


class NotFoundError(LookupError):
    """A quote that can't be placed; the message says why and what is nearby."""


def locate(
    text: str,
    quote: str,
    start: int,
    end: int,
    *,
    n: int | None = 1,
    context: str = "",
    context_n: int | None = 1,
    hint: bool = True,
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
        hint: Whether a failure names what is near, which takes much longer than the search.

    Returns:
        Offset of the quote's first character, in code points.

    Raises:
        NotFoundError: The quote does not occur (so often), or occurs more than once and `n` is None.
    """
    if context:
        start = locate(text, context, start, end, n=context_n, hint=hint)
        end = start + len(context)
    places = _places(text, quote, start, end)
    if n is None:
        found = list(islice(places, CANDIDATES))
        if len(found) > 1:
            count = len(found) + sum(1 for _ in places)
            raise NotFoundError(
                f"{_shown(quote)} occurs {count} times there; say which with n or in: "
                + ", ".join(f"n {i} in {_around(text, at, quote)!r}" for i, at in enumerate(found, 1))
            )
        n = 1
    else:
        found = list(islice(places, n))
    if 1 <= n <= len(found):
        return found[n - 1]
    if found:
        said = f"{_shown(quote)} occurs once there; leave out n"
        if len(found) > 1:
            said = f"{_shown(quote)} occurs {len(found)} times there; write an n up to that, not {n}"
        raise NotFoundError(said)
    near = nearest(text[start:end], quote) if hint else []
    pieces = f"; the nearest: {', '.join(map(_shown, near))}" if near else ""
    raise NotFoundError(f"{_shown(quote)} does not occur there{pieces}")


def _shown(quote: str) -> str:
    return repr(quote if len(quote) <= _COMPARED else f"{quote[:_COMPARED]}…")


def _around(text: str, at: int, quote: str) -> str:
    return text[max(0, at - _CONTEXT) : at + min(len(quote), _COMPARED) + _CONTEXT].strip()


def occurrences(text: str, quote: str, start: int, end: int) -> list[int]:
    """Return the offsets in `[start, end)` at which a quote begins, from left to right, overlaps too."""
    return list(_places(text, quote, start, end))


def _places(text: str, quote: str, start: int, end: int) -> Iterator[int]:
    if _lies_over_itself(quote):
        yield from _overlapping_places(text, quote, start, end)
        return
    at = text.find(quote, start, end) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1, end)


@lru_cache(maxsize=16)
def _lies_over_itself(quote: str) -> bool:
    """Return True if a long quote may occur again and again within its own length, as `aaaa…` does."""
    if len(quote) <= _SHORT:
        return False
    # Where the quote occurs twice within half its length, so does its first half in it.
    return 0 < quote.find(quote[: len(quote) // 2], 1) < len(quote) // 8


def _overlapping_places(text: str, quote: str, start: int, end: int) -> Iterator[int]:
    """Yield where a quote begins, with one look at each character (Knuth, Morris and Pratt 1977)."""
    borders = [0]  # for each prefix, how long the longest is that it begins and ends with
    for character in quote[1:]:
        borders.append(_longer(quote, borders, borders[-1], character))
    matched = 0
    for at in range(start, min(end, len(text))):
        if matched == len(quote):
            matched = borders[-1]
        matched = _longer(quote, borders, matched, text[at])
        if matched == len(quote):
            yield at + 1 - matched


def _longer(quote: str, borders: list[int], matched: int, character: str) -> int:
    """Return how much of a quote is matched after one more character."""
    while matched and quote[matched] != character:
        matched = borders[matched - 1]
    return matched + 1 if quote[matched] == character else 0


def nearest(stretch: str, quote: str) -> list[str]:
    """Return up to three pieces of a text that are most like a quote, in whole words.

    What differs only in case, or in the form of a quotation mark, a dash or a space, comes first.
    """
    exact = occurrences(folded(stretch), folded(quote), 0, len(stretch))
    pieces = [stretch[at : at + len(quote)] for at in exact[:CANDIDATES]]
    if not pieces and len(stretch) <= _LONGEST_SEARCH:
        pieces = _like(stretch, quote)
    return list(dict.fromkeys(pieces))[:CANDIDATES]


@lru_cache(maxsize=16)
def folded(text: str) -> str:
    """Return a text, as long as before, without case and with one form of each sign and space."""
    plain = text.translate(_SIGNS)
    return "".join(
        " " if character.isspace() else lower if len(lower := character.lower()) == 1 else character
        for character in plain
    )


def _like(stretch: str, quote: str) -> list[str]:
    compared = quote[:_COMPARED]
    starts = _word_starts(stretch)
    if len(starts) * len(compared) > _MOST_COMPARISONS:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(compared)
    promising = []
    for at in starts:
        matcher.set_seq1(stretch[at : at + len(compared)])
        if matcher.real_quick_ratio() > _MIN_RATIO and (ratio := matcher.quick_ratio()) > _MIN_RATIO:
            promising.append((-ratio, at))
    scored = []
    for _, at in nsmallest(_MOST_ALIKE, promising):
        ratio, piece = max(_rated(matcher, piece) for piece in _in_words(stretch, at, at + len(quote)))
        if ratio > _MIN_RATIO:
            scored.append((-ratio, at, piece))
    return [piece for _, _, piece in sorted(scored)]


def _rated(matcher: SequenceMatcher[str], piece: str) -> tuple[float, str]:
    matcher.set_seq1(piece[:_COMPARED])
    return matcher.ratio(), piece


def _in_words(stretch: str, start: int, end: int) -> list[str]:
    """Return a piece of a text without the word that its end cuts, and with the whole of it."""
    least, most = end, end
    if parts_letters(stretch, end):
        while least > start and parts_letters(stretch, least):
            least -= 1
        while most - end < _COMPARED and parts_letters(stretch, most):
            most += 1
    pieces = (stretch[start:least].strip(), stretch[start:most].strip())
    return [piece for piece in pieces if piece]


def _word_starts(stretch: str) -> list[int]:
    return [at for at in range(len(stretch)) if not (stretch[at].isspace() or parts_letters(stretch, at))]


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
