"""Documents of one-letter words, with annotations given as tuples."""

from collections.abc import Iterable
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Entity, Figure, Segment, Sentence, Span, Stance
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, SEGMENTS, SENTENCES, STANCE, annotation_id
from corpus_pkg.layers.labels import (
    DateType,
    EntityType,
    FigureChange,
    FigureKind,
    FigureModifier,
    SegmentKind,
    StanceBasis,
    StanceLabel,
)
from tests.strategies import metadata_of

SENTENCE = 10
"""Words of a sentence."""


def span_of(text: str, layer: str, first: int, last: int, **names: str) -> dict[str, Any]:
    """Return the span of the words first to last (half open)."""
    start, end = 2 * first, 2 * last - 1
    return {
        "id": annotation_id(layer, start, end, **names),
        "start": start,
        "end": end,
        "text": text[start:end],
    }


def document_of(
    id_: str = "a",
    words: int = 2 * SENTENCE,
    *,
    names: Iterable[tuple[int, int, str]] = (),
    entities: Iterable[tuple[int, int, str, str]] = (),
    dates: Iterable[tuple[int, int, str]] = (),
    figures: Iterable[dict[str, Any]] = (),
    stances: Iterable[tuple[int, str, str, str]] = (),
) -> Document:
    """Return a document.

    Args:
        id_: Its id.
        words: How many words it has.
        names: (first word, word after the last, type).
        entities: The same with the entity.
        dates: (first word, word after the last, value).
        figures: Fields of figures; `at` and `subject` are pairs of words.
        stances: (number of the sentence, holder, target, label).
    """
    text = " ".join("x" * words)
    segment = Segment(**span_of(text, SEGMENTS.name, 0, words), kind=SegmentKind.PARAGRAPH)
    cuts = [(first, min(first + SENTENCE, words)) for first in range(0, words, SENTENCE)]
    sentences = tuple(
        Sentence(**span_of(text, SENTENCES.name, first, last), segment=segment.id) for first, last in cuts
    )
    made = [*((*name, "it") for name in names), *entities]
    return Document(
        id=id_,
        text=text,
        metadata=metadata_of(id_, text),
        segments=(segment,),
        sentences=sentences,
        entities=tuple(
            Entity(**span_of(text, ENTITIES.name, first, last), type=EntityType(type_), entity=entity)
            for first, last, type_, entity in made
        ),
        dates=tuple(
            Date(**span_of(text, DATES.name, first, last), type=DateType.DATE, value=value)
            for first, last, value in dates
        ),
        figures=tuple(_figure(text, **fields) for fields in figures),
        stance=tuple(
            Stance(
                **span_of(text, STANCE.name, *cuts[number], holder=holder, target=target),
                sentence=sentences[number].id,
                holder=holder,
                target=target,
                label=StanceLabel(label),
                basis=None if label == "none" else StanceBasis.STATEMENT,
            )
            for number, holder, target, label in stances
        ),
    )


def _figure(text: str, at: tuple[int, int], subject: tuple[int, int] | None = None, **fields: Any) -> Figure:
    values: dict[str, Any] = {
        "kind": FigureKind.PERCENT,
        "value": "5",
        "unit": "%",
        "modifier": FigureModifier.EXACT,
        "change": FigureChange.LEVEL,
    }
    if subject is not None:
        start, end = 2 * subject[0], 2 * subject[1] - 1
        values["subject"] = Span(start=start, end=end, text=text[start:end])
    return Figure(**span_of(text, FIGURES.name, *at), **(values | fields))
