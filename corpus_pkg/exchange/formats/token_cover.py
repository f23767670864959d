"""What tokens can cover of a text: all of it, what lies in its sentences, or some sentences.

Boilerplate has no sentences, so views for training, and files made from them, have no tokens of it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.formats.token_stream import Token, letters_of


class Stretch(NamedTuple):
    """A part of a text, half open, in code points."""

    start: int
    end: int


@dataclass(frozen=True)
class Cover:
    """Stretches of a document that tokens follow one after the other."""

    document: Document
    stretches: tuple[Stretch, ...]

    @cached_property
    def letters(self) -> str:
        """What it has but white space: what tokens are compared with."""
        return letters_of("".join(self.document.text[start:end] for start, end in self.stretches))

    def letter_places(self) -> list[int]:
        """Return where each letter is in the text."""
        text = self.document.text
        return [
            at
            for start, end in self.stretches
            for at in range(start, end)
            if not text[at].isspace() and text[at] != "\ufeff"
        ]

    def places(self, tokens: Iterable[Token]) -> Iterator[tuple[int, int] | None]:
        """Yield where each token is in the text; None for one of white space alone."""
        places = self.letter_places()
        at = 0
        for token in tokens:
            length = len(letters_of(token.form))
            yield (places[at], places[at + length - 1] + 1) if length else None
            at += length

    def left_out(self) -> str | None:
        """Return the words of a name that the document has outside of it; None where there is none."""
        parts = sorted(self.stretches)
        for name in self.document.entities:
            for at in (name.start, name.end - 1):
                number = bisect_right(parts, at, key=lambda part: part.start) - 1
                if number < 0 or at >= parts[number].end:
                    return name.text
        return None


def covers(document: Document) -> Iterator[Cover]:
    """Yield what the tokens of a document can cover: its whole text, and all of its sentences."""
    yield Cover(document, (Stretch(0, len(document.text)),))
    if document.sentences:
        yield Cover(document, tuple(Stretch(one.start, one.end) for one in document.sentences))


def cover_of(document: Document, sentences: Iterable[str]) -> Cover | None:
    """Return some sentences of a document, in the order that is given; None where it lacks one of them."""
    spans = {one.id: Stretch(one.start, one.end) for one in document.sentences}
    found = [spans.get(id_) for id_ in sentences]
    known = tuple(one for one in found if one is not None)
    return Cover(document, known) if len(known) == len(found) else None
