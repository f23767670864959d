"""A corpus of two documents for the tests of imports, with several annotations in most layers."""

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
    Stance,
)
from corpus_pkg.layers import annotation_id, labels
from tests.formats.world import small_corpus
from tests.strategies import metadata_of

TEXT = (
    "⚓🚢 Ghent opens its harbour on 2 May 2024.\n"
    "Ada Moreau paid 40 euros in 2023; Ghent lost 7 euros to Bruges.\n"
)
"""Before every name there is a character that UTF-16 counts twice."""
SENTENCES = tuple(TEXT.splitlines())


def _span(layer: str, words: str, nth: int = 0, **more: str) -> dict[str, Any]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    end = start + len(words)
    return {"id": annotation_id(layer, start, end, **more), "start": start, "end": end, "text": words}


def _name(words: str, entity: str, type_: labels.EntityType, nth: int = 0, note: str | None = None) -> Entity:
    return Entity(**_span("entities", words, nth), type=type_, entity=entity, note=note)


def _figure(words: str, value: str, date: str | None = None) -> Figure:
    return Figure(
        **_span("figures", words),
        kind=labels.FigureKind.MONEY,
        value=Decimal(value),
        unit="EUR",
        modifier=labels.FigureModifier.EXACT,
        change=labels.FigureChange.LEVEL,
        date=date,
    )


def _date(words: str, value: str) -> Date:
    return Date(**_span("dates", words), type=labels.DateType.DATE, value=value)


def harbour() -> Corpus:
    """Return the corpus: `growth` of the small corpus, and `harbour` with something in every layer."""
    small = small_corpus()
    gpe = labels.EntityType.GPE
    segment = _span("segments", TEXT.strip())
    sentences = [Sentence(**_span("sentences", words), segment=segment["id"]) for words in SENTENCES]
    year = _date("2023", "2023")
    stance = _span("stance", SENTENCES[1], holder="ada-moreau", target="growth")
    document = Document(
        id="harbour",
        text=TEXT,
        metadata=metadata_of("harbour", TEXT, title="Harbour"),
        segments=(Segment(**segment, kind=labels.SegmentKind.PARAGRAPH),),
        sentences=tuple(sentences),
        entities=(
            _name("Ghent", "ghent-city", gpe, note="the port"),
            _name("Ada Moreau", "ada-moreau", labels.EntityType.PERSON),
            _name("Ghent", "ghent-city", gpe, 1),
            _name("Bruges", "bruges", gpe),
        ),
        dates=(_date("2 May 2024", "2024-05-02"), year),
        figures=(_figure("40 euros", "40", year.id), _figure("7 euros", "7")),
        stance=(
            Stance(
                **stance,
                sentence=sentences[1].id,
                holder="ada-moreau",
                target="growth",
                label=labels.StanceLabel.FAVOR,
                basis=labels.StanceBasis.STATEMENT,
            ),
        ),
        document_stance=(DocumentStance(target="growth", label=labels.DocumentStanceLabel.FAVOR),),
    )
    entries = [
        RegistryEntry(id="ghent-city", type=gpe, name="City of Ghent"),
        RegistryEntry(id="bruges", type=gpe, name="Bruges"),
        RegistryEntry(id="ada-moreau", type=labels.EntityType.PERSON, name="Ada Moreau"),
    ]
    registry = dict(small.registry) | {entry.id: entry for entry in entries}
    return Corpus([*small, document], registry, small.targets)


def without(corpus: Corpus, document: str = "harbour", **layers: tuple[Any, ...]) -> Corpus:
    """Return a corpus with other records in layers of one document, in this document alone."""
    return Corpus([corpus[document].model_copy(update=layers)], corpus.registry, corpus.targets)
