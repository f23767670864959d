"""Which occurrence of some words is meant: counted at word edges, in a sentence first and then around it.

The occurrences themselves are found by the code that places the quotes of drafts.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from corpus_pkg.annotate.drafts.locate import occurrences
from corpus_pkg.checks.words import cuts_word
from corpus_pkg.corpus.document import Document, HasSpan
from corpus_pkg.layers import SENTENCES
from corpus_pkg.layers.sentences import Sentence

Stretch = tuple[int, int]
SHOWN = 60


class NoPlaceError(LookupError):
    """Some words can't be placed; the message says why."""


class NotThereError(NoPlaceError):
    """The words do not occur (so often)."""


class AmbiguousError(NoPlaceError):
    """The words occur more than once, and nothing says which occurrence is meant."""


def within(document: Document, sentence: Sentence, *, whole: bool) -> list[Stretch]:
    """Return where words are looked for that a sentence refers to: in it, then around it.

    Args:
        document: The document.
        sentence: The sentence.
        whole: Whether they may be anywhere in the document, and not only in the segment.
    """
    stretches = [(sentence.start, sentence.end)]
    around = getattr(sentence, SENTENCES.implied_ref or "")
    if around in document:
        stretches.append((document[around].start, document[around].end))
    return [*stretches, (0, len(document.text))] if whole else stretches


def find(text: str, quote: str, n: int | None, stretches: Sequence[Stretch]) -> int:
    """Return where words begin.

    Args:
        text: The raw text.
        quote: The words, letter for letter.
        n: Which occurrence, from 1: those in the first stretch come first, then those that only the next one
            holds. None where there must be only one.
        stretches: Where to look, each in the next.

    Raises:
        NotThereError: The words do not occur (so often) at word edges.
        AmbiguousError: They occur more than once and `n` is None.
    """
    shown = repr(quote if len(quote) <= SHOWN else f"{quote[:SHOWN]}…")
    wanted = 2 if n is None else max(n, 1)
    found = list(islice(places(text, quote, stretches), wanted))
    if n is None and len(found) > 1:
        raise AmbiguousError(f"{shown} occurs more than once there; say with n which is meant")
    if not found:
        raise NotThereError(f"{shown} does not occur there as whole words")
    if n is not None and (n < 1 or n > len(found)):
        raise NotThereError(
            f"{shown} does not occur {n} times there as whole words; it occurs {len(found)} time(s)"
        )
    return found[-1]


def number(text: str, span: HasSpan, quote: str, stretches: Sequence[Stretch]) -> int | None:
    """Return which occurrence of its words a span is, from 1; None where it is none at word edges."""
    for count, at in enumerate(places(text, quote, stretches), 1):
        if at == span.start:
            return count
    return None


def places(text: str, quote: str, stretches: Sequence[Stretch]) -> Iterator[int]:
    """Yield where words occur at word edges, stretch by stretch, each place once."""
    seen = (0, 0)
    for low, high in stretches:
        for at in occurrences(text, quote, low, high):
            end = at + len(quote)
            known = seen[0] <= at and end <= seen[1]
            if not known and not any(cuts_word(text, edge, low, high) for edge in (at, end)):
                yield at
        seen = (low, high)
