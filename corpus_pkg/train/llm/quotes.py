"""Which occurrence of some words is meant: counted at word edges, in a sentence first and then around it.

The occurrences themselves are found by the code that places the quotes of drafts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus_pkg.annotate.drafts.locate import occurrences
from corpus_pkg.checks.words import cuts_word_between
from corpus_pkg.corpus.document import Document, HasSpan
from corpus_pkg.layers import SENTENCES
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.values.counted import counted

Stretch = tuple[int, int]
SHOWN = 60


class NoPlaceError(LookupError):
    """Some words can't be placed; the message says why."""


class NotThereError(NoPlaceError):
    """The words do not occur (so often)."""


class AmbiguousError(NoPlaceError):
    """The words occur more than once, and nothing says which occurrence is meant."""


def within(document: Document, sentence: Sentence) -> list[Stretch]:
    """Return where words are looked for that a sentence refers to: in it, in its segment, in the document."""
    stretches = [(sentence.start, sentence.end)]
    around = getattr(sentence, SENTENCES.implied_ref or "")
    if around in document:
        stretches.append((document[around].start, document[around].end))
    return [*stretches, (0, len(document.text))]


def find(
    text: str, quote: str, n: int | None, stretches: Sequence[Stretch], ends: tuple[int, ...] = ()
) -> int:
    """Return where words begin.

    Args:
        text: The raw text.
        quote: The words, letter for letter.
        n: Which occurrence, from 1: those in the first stretch come first, then those that only the next one
            holds. None where there must be only one.
        stretches: Where to look, each in the next.
        ends: Offsets at which words end in any case, sorted: the edges of segments and sentences.

    Raises:
        NotThereError: The words do not occur (so often) at word edges.
        AmbiguousError: They occur more than once and `n` is None.
    """
    shown = repr(quote if len(quote) <= SHOWN else f"{quote[:SHOWN]}…")
    wanted, left = (1 if n is None else n) - 1, 0
    place = None
    for found, first, after in _by_stretch(text, quote, stretches, ends):
        count = len(found) - (after - first)
        if place is None and 0 <= wanted - left < count:
            at = wanted - left
            place = found[at if at < first else at + after - first]
        left += count
    if n is None and left > 1:
        raise AmbiguousError(f"{shown} occurs {left} times there; say with n which is meant")
    if place is None:
        often = (
            f" {n} times there as whole words; it occurs {counted(left, 'time')}"
            if left
            else " there as whole words"
        )
        raise NotThereError(f"{shown} does not occur{often}")
    return place


def number(
    text: str, span: HasSpan, quote: str, stretches: Sequence[Stretch], ends: tuple[int, ...] = ()
) -> int | None:
    """Return which occurrence of its words a span is, from 1; None where it is none at word edges."""
    before = 0
    for found, first, after in _by_stretch(text, quote, stretches, ends):
        at = bisect_left(found, span.start)
        if at < len(found) and found[at] == span.start and not first <= at < after:
            return before + at + 1 - (after - first if at >= after else 0)
        before += len(found) - (after - first)
    return None


def _by_stretch(
    text: str, quote: str, stretches: Sequence[Stretch], ends: tuple[int, ...]
) -> Iterator[tuple[Sequence[int], int, int]]:
    """Yield the places in each stretch, and from which to which they were in the stretch before."""
    low, high = 0, 0
    for stretch in stretches:
        found = _places(text, quote, *stretch, ends)
        first = bisect_left(found, low)
        yield found, first, max(first, bisect_right(found, high - len(quote)))
        low, high = stretch


@lru_cache(maxsize=256)
def _places(text: str, quote: str, low: int, high: int, ends: tuple[int, ...]) -> tuple[int, ...]:
    """Return where words occur in a stretch at word edges. Many records refer to the same words."""
    bounds = sorted({low, high, *ends[bisect_left(ends, low) : bisect_right(ends, high)]})
    return tuple(
        at
        for at in occurrences(text, quote, low, high)
        if not any(cuts_word_between(text, edge, bounds) for edge in (at, at + len(quote)))
    )
