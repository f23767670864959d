"""What the edges of names, dates and figures may hold, by example."""

from decimal import Decimal

import pytest

from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Entity, Figure, RegistryEntry, Segment, Sentence
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, annotation_id
from corpus_pkg.layers.labels import (
    DateType,
    EntityType,
    FigureChange,
    FigureKind,
    FigureModifier,
    SegmentKind,
)
from tests.strategies import metadata_of


def document(marked: str) -> tuple[Document, dict[str, dict[str, object]]]:
    """Return a document of one sentence, with the span between the bars as each layer would have it."""
    before, quote, after = marked.split("|")
    text = before + quote + after
    start, end = len(before), len(before) + len(quote)
    spans: dict[str, dict[str, object]] = {
        layer: {"id": annotation_id(layer, start, end), "start": start, "end": end, "text": quote}
        for layer in (ENTITIES.name, DATES.name, FIGURES.name)
    }
    whole = {"start": 0, "end": len(text), "text": text}
    segment = Segment(**whole, id=f"seg-0-{len(text)}", kind=SegmentKind.PARAGRAPH)  # type: ignore[arg-type]
    sentence = Sentence(**whole, id=f"sen-0-{len(text)}", segment=segment.id)  # type: ignore[arg-type]
    made = Document(
        id="a", text=text, metadata=metadata_of("a", text), segments=(segment,), sentences=(sentence,)
    )
    return made, spans


def codes(made: Document, registry: dict[str, RegistryEntry]) -> set[str]:
    return {finding.code for finding in check_document(made, registry, {})}


def name_codes(marked: str, name: str = "Somebody", type_: EntityType = EntityType.ORG) -> set[str]:
    made, spans = document(marked)
    mention = Entity(**spans[ENTITIES.name], type=type_, entity="it")  # type: ignore[arg-type]
    entry = RegistryEntry(id="it", type=type_, name=name, wikipedia=None, wikidata=None, iso_3166=None)
    return codes(Document(**{**vars(made), "entities": (mention,)}), {"it": entry})


def date_codes(marked: str, value: str = "PAST_REF") -> set[str]:
    made, spans = document(marked)
    date = Date(**spans[DATES.name], type=DateType.DATE, value=value)  # type: ignore[arg-type]
    return codes(Document(**{**vars(made), "dates": (date,)}), {})


def figure_codes(marked: str, value: str | None, kind: FigureKind = FigureKind.COUNT) -> set[str]:
    made, spans = document(marked)
    figure = Figure(
        **spans[FIGURES.name],  # type: ignore[arg-type]
        kind=kind,
        value=Decimal(value) if value else None,
        value_min=None if value else Decimal(2000),
        unit=None,
        modifier=FigureModifier.EXACT,
        change=FigureChange.LEVEL,
    )
    return codes(Document(**{**vars(made), "figures": (figure,)}), {})


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("in |The Hague| now", "The Hague"),
        ("at |Yahoo!| now", "Yahoo!"),
        ("at |McDonald’s|.", "McDonald’s"),
        ("in the |U.S.|", "United States"),
        ("the |U.S.|–led", "United States"),
        ("by |Acme Inc.| now", "Acme"),
        ("the |Nabucco (NB)| line", "Nabucco"),
        ("a |(Re)build Fund| too", "Rebuild Fund"),
        ("in |თბილისი|.", "თბილისი"),
        ("by |adidas|.", "adidas"),
        ("the |7/7 attacks|.", "7 July attacks"),
        ("an |al-Qaeda| cell", "al-Qaeda"),
        ("in |東京|.", "Tokyo"),
    ],
)
def test_what_belongs_to_a_name_may_stay(marked: str, name: str) -> None:
    assert name_codes(marked, name) == set()


@pytest.mark.parametrize(
    ("marked", "name", "code"),
    [
        ("|The United States| said", "United States", "span-determiner"),
        ("|Its Ministry| said", "Ministry", "span-determiner"),
        ("|The Hague| said", "Hague", "span-determiner"),
        ("in |Washington.|", "Washington, D.C.", "span-punctuation"),
        ("in |“Baku”| now", "Baku", "span-punctuation"),
        ("in |(Baku)| now", "Baku", "span-punctuation"),
        ("in |Baku’s| gas", "Baku", "span-possessive"),
        ("the |States’| rights", "States", "span-possessive"),
        ("the |U.S|. said", "United States", "span-in-word"),
        ("the |amendment| said", "Amendment", "entity-lower-case"),
    ],
)
def test_what_does_not_belong_to_a_name_is_left_out(marked: str, name: str, code: str) -> None:
    assert name_codes(marked, name) == {code}


@pytest.mark.parametrize("role", ["President", "Prime Minister", "Mr.", "H.E.", "Vice President", "Sen."])
def test_a_role_is_no_part_of_a_person(role: str) -> None:
    assert name_codes(f"when |{role} Ada Cruz| came", "Ada Cruz", EntityType.PERSON) == {"entity-role"}


@pytest.mark.parametrize(
    ("marked", "value"),
    [
        ("in |the first half of 2025|.", "2025-H1"),
        ("since |its early years|", "PAST_REF"),
        ("in |the ’90s|", "199"),
        ("in |’90s| style", "199"),
    ],
)
def test_dates_keep_their_determiner(marked: str, value: str) -> None:
    assert date_codes(marked, value) == set()


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ("|since May| it", "date-preposition"),
        ("grew |regularly| then", "date-unmarked"),
        ("the |then|-ruling", "date-unmarked"),
        ("|today’s| news", "span-possessive"),
        ("in |May,| it", "span-punctuation"),
        ("in |2024| it", "date-year"),
    ],
)
def test_what_is_no_part_of_a_date_is_left_out(marked: str, code: str) -> None:
    assert date_codes(marked) == {code}


@pytest.mark.parametrize(
    ("marked", "value", "kind"),
    [
        ("in |-5| or", "-5", FigureKind.COUNT),
        ("of |.5| to", "0.5", FigureKind.RATIO),
        ("the |24th| time", "24", FigureKind.RANK),
        ("|two-thirds| of", "0.667", FigureKind.RATIO),
        ("|thousands| of", None, FigureKind.COUNT),
        ("|1.5 million| of", "1500000", FigureKind.COUNT),
        ("|2 hundred thousand| of", "200000", FigureKind.COUNT),
        ("|15| states", "15", FigureKind.COUNT),
        ("|10x| more", "10", FigureKind.RATIO),
        ("|one| bridge", "1", FigureKind.COUNT),
    ],
)
def test_a_figure_says_its_value(marked: str, value: str | None, kind: FigureKind) -> None:
    assert figure_codes(marked, value, kind) == set()


@pytest.mark.parametrize(
    ("marked", "value", "code"),
    [
        ("|1.5 million| of", "1.5", "figure-value"),
        ("|2,500| of", "25", "figure-value"),
        ("of |the two| that", "2", "span-determiner"),
        ("of |$1.7| that", "1.7", "figure-unit"),
        ("of $|1.7| that", "1.7", "figure-sign"),
        ("|one| of the", "1", "figure-unmarked"),
        ("|several| of", "3", "figure-unmarked"),
    ],
)
def test_what_is_no_figure_or_no_value_is_told(marked: str, value: str, code: str) -> None:
    assert figure_codes(marked, value) == {code}
