"""Small made corpora for the tests of formats: one text with all that gives trouble."""

from decimal import Decimal
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import (
    Date,
    DocumentStance,
    Entity,
    Figure,
    RegistryEntry,
    Segment,
    Sentence,
    Span,
    Stance,
    Target,
)
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, SEGMENTS, SENTENCES, STANCE, annotation_id, labels
from tests.strategies import metadata_of

TEXT = "😀 Oslo & <Bergen> grew\r\nby 5 percent in 2024.\n"
"""An astral character before everything, markup, and a sentence that runs over a CRLF line end."""


def _span(layer: str, words: str, **more: str) -> dict[str, Any]:
    start = TEXT.index(words)
    end = start + len(words)
    return {"id": annotation_id(layer, start, end, **more), "start": start, "end": end, "text": words}


def small_corpus(text: str = TEXT) -> Corpus:
    """Return a corpus of one document that has something in every layer."""
    sentence = _span(SENTENCES.name, TEXT.strip())
    segment = _span(SEGMENTS.name, TEXT.strip())
    stance = _span(STANCE.name, TEXT.strip(), holder="author", target="growth")
    date = Date(
        **_span(DATES.name, "2024"),
        type=labels.DateType.DATE,
        value="2024",
        mod=labels.DateMod.APPROX,
        anchor="document",
        note="first: “second” \\n | é",
    )
    subject = _span(ENTITIES.name, "Oslo")
    document = Document(
        id="growth",
        text=text,
        metadata=metadata_of("growth", text, title="Growth"),
        segments=(Segment(**segment, kind=labels.SegmentKind.PARAGRAPH),),
        sentences=(Sentence(**sentence, segment=segment["id"]),),
        entities=(
            Entity(**_span(ENTITIES.name, "Oslo & <Bergen>"), type=labels.EntityType.ORG, entity="pair"),
            Entity(**subject, type=labels.EntityType.GPE, entity="oslo", stands_for="norway", note="é ="),
        ),
        dates=(date,),
        figures=(
            Figure(
                **_span(FIGURES.name, "5 percent"),
                kind=labels.FigureKind.PERCENT,
                value=Decimal(5),
                unit="%",
                modifier=labels.FigureModifier.EXACT,
                change=labels.FigureChange.INCREASE,
                subject=Span(start=subject["start"], end=subject["end"], text="Oslo"),
                date=date.id,
            ),
        ),
        stance=(
            Stance(
                **stance,
                sentence=sentence["id"],
                holder="author",
                target="growth",
                label=labels.StanceLabel.FAVOR,
                basis=labels.StanceBasis.STATEMENT,
            ),
        ),
        document_stance=(
            DocumentStance(target="growth", label=labels.DocumentStanceLabel.FAVOR, note="=|%"),
        ),
    )
    registry = [
        RegistryEntry(
            id="oslo", type=labels.EntityType.GPE, name="Oslo", wikipedia="Oslo", seat_of=("norway",)
        ),
        RegistryEntry(id="norway", type=labels.EntityType.GPE, name="Norway", iso_3166="NO"),
        RegistryEntry(id="pair", type=labels.EntityType.ORG, name="Oslo & Bergen"),
    ]
    targets = [Target(id="growth", description="growth", target_entities=("oslo",))]
    return Corpus(
        [document], {entry.id: entry for entry in registry}, {target.id: target for target in targets}
    )
