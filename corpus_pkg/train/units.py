"""The stretches of text that views make rows of: sentences, or whole documents, with what lies in them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from corpus_pkg.corpus.document import Document, HasSpan
from corpus_pkg.train.misfits import Misfit, Reason, misfit

Unit: TypeAlias = Literal["sentence", "document"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document: a sentence, or all of it."""

    id: str | None
    """The sentence's id; None for a whole document."""
    start: int
    text: str

    @property
    def end(self) -> int:
        """Offset after the last character, in the document."""
        return self.start + len(self.text)

    def holds(self, span: HasSpan) -> bool:
        """Return True if a span lies wholly in the stretch."""
        return self.start <= span.start and span.end <= self.end


def stretches(document: Document, unit: Unit) -> list[Stretch]:
    """Return a document's sentences, or the document as one stretch.

    Raises:
        ValueError: There is no such unit.
    """
    if unit == "sentence":
        return [Stretch(sentence.id, sentence.start, sentence.text) for sentence in document.sentences]
    if unit == "document":
        return [Stretch(None, 0, document.text)]
    raise unknown_unit(unit)


def unknown_unit(unit: object) -> ValueError:
    """Return the error for what is not a unit."""
    return ValueError(f"{unit!r} is not a unit; write 'sentence' or 'document'")


def by_stretch(
    document: Document, layer: str, unit: Unit, misfits: list[Misfit]
) -> Iterator[tuple[Stretch, list[Any]]]:
    """Yield each stretch with a layer's annotations in it; report those that lie in none."""
    whole = stretches(document, unit)
    inside: dict[int, list[Any]] = {stretch.start: [] for stretch in whole}
    for annotation in document.layer(layer):
        around = whole[0] if unit == "document" else document.sentence_of(annotation)
        if around is None:
            misfits.append(misfit(document, annotation, Reason.OUTSIDE_SENTENCE))
        else:
            inside[around.start].append(annotation)
    for stretch in whole:
        yield stretch, inside[stretch.start]


def in_a_sentence(document: Document, start: int, end: int) -> bool:
    """Return True if a token touches a sentence: other text is boilerplate, in which nothing is annotated."""
    at = bisect_right(document.sentences, start, key=lambda sentence: sentence.start) - 1
    touched = at >= 0 and start < document.sentences[at].end
    return touched or (at + 1 < len(document.sentences) and document.sentences[at + 1].start < end)
