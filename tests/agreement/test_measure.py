"""The counts of a comparison, by a case that is worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from corpus_pkg.annotate.agreement.matching import Share, Tally
from corpus_pkg.annotate.agreement.measure import SPANS, Comparison
from corpus_pkg.annotate.agreement.report import agreement, compare
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import Identity, translation
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
from corpus_pkg.layers import annotation_id, labels
from tests.strategies import corpora, metadata_of

TEXT = "Baku and U.S. trade rose 5% in May 2024. Paris said so then."
CUT = TEXT.index("Paris")


def at(layer: str, words: str) -> dict[str, object]:
    start = TEXT.index(words)
    end = start + len(words)
    return {"id": annotation_id(layer, start, end), "start": start, "end": end, "text": words}


def entity(words: str, type_: str, entry: str, stands_for: str | None = None) -> Entity:
    kind = labels.EntityType(type_)
    return Entity(**at("entities", words), type=kind, entity=entry, stands_for=stands_for)  # type: ignore[arg-type]


def date(words: str, value: str, anchor: str | None = None) -> Date:
    kind = labels.DateType.DATE
    return Date(**at("dates", words), type=kind, value=value, anchor=anchor)  # type: ignore[arg-type]


def stance(words: str, holder: str, target: str, label: str, basis: str = "statement") -> Stance:
    place = at("sentences", words)
    identity = annotation_id(
        "stance", TEXT.index(words), TEXT.index(words) + len(words), holder=holder, target=target
    )
    side = labels.StanceLabel(label)
    return Stance(
        **(place | {"id": identity}),  # type: ignore[arg-type]
        sentence=str(place["id"]),
        holder=holder,
        target=target,
        label=side,
        basis=labels.StanceBasis(basis),
    )


def figure(value: str, on: Date, subject: str) -> Figure:
    start = TEXT.index(subject)
    return Figure(
        **at("figures", "5%"),  # type: ignore[arg-type]
        kind=labels.FigureKind.PERCENT,
        value=Decimal(value),
        unit="%",
        modifier=labels.FigureModifier.EXACT,
        change=labels.FigureChange.INCREASE,
        subject=Span(start=start, end=start + len(subject), text=subject),
        date=on.id,
    )


ONE, TWO = TEXT[: CUT - 1], TEXT[CUT:]
SEGMENT = Segment(**at("segments", TEXT), kind=labels.SegmentKind.PARAGRAPH)  # type: ignore[arg-type]
SENTENCES = tuple(
    Sentence(**at("sentences", words), segment=SEGMENT.id)  # type: ignore[arg-type]
    for words in (ONE, TWO)
)
MINE, THEIRS = date("May 2024", "2024-05"), date("in May 2024", "2024-05")
BASE = Document(
    id="case", text=TEXT, metadata=metadata_of("case", TEXT), segments=(SEGMENT,), sentences=SENTENCES
)
FIRST = BASE.model_copy(
    update={
        "entities": (
            entity("Baku", "GPE", "baku", "az"),
            entity("U.S.", "GPE", "us"),
            entity("Paris", "GPE", "paris"),
        ),
        "dates": (MINE, date("then", "2024-05", MINE.id)),
        "figures": (figure("5", MINE, "trade"),),
        "stance": (
            stance(ONE, "author", "peace", "favor"),
            stance(ONE, "us", "peace", "favor"),
            stance(TWO, "author", "trade", "against"),
        ),
        "document_stance": tuple(
            DocumentStance(target=target, label=labels.DocumentStanceLabel(label))
            for target, label in (("peace", "favor"), ("trade", "none"))
        ),
    }
)
SECOND = BASE.model_copy(
    update={
        "entities": (
            entity("Baku", "GPE", "baku"),
            entity("U.S. trade", "ORG", "trade-body"),
            entity("Paris", "ORG", "city-of-paris"),
        ),
        "dates": (THEIRS, date("then", "2024-05", THEIRS.id)),
        "figures": (figure("5", THEIRS, "U.S. trade"),),
        "stance": (
            stance(ONE, "author", "peace", "favor", basis="framing"),
            stance(ONE, "usa", "peace", "against"),
            stance(TWO, "author", "peace", "mixed"),
        ),
        "document_stance": (FIRST.document_stance[0],),
    }
)


def entry(id_: str, article: str | None) -> RegistryEntry:
    return RegistryEntry(id=id_, type=labels.EntityType.GPE, name=f"name of {id_}", wikipedia=article)


REGISTRY_1 = {e.id: e for e in (entry("us", "United States"), entry("paris", "Paris"), entry("baku", None))}
REGISTRY_2 = {e.id: e for e in (entry("usa", "United States"), entry("city-of-paris", "Paris"))}
COMPARISON = Comparison(FIRST, SECOND, Identity(REGISTRY_1, REGISTRY_2))
TRANSLATED = translation(REGISTRY_2, REGISTRY_1)


def test_entities_by_hand() -> None:
    found = COMPARISON.layer("entities")
    assert found.exact == Tally(3, 3, 2)  # Baku, Paris
    assert found.overlap == Tally(3, 3, 3)  # and U.S. in U.S. trade
    assert found.exact_type == Tally(3, 3, 1)  # Baku
    assert found.overlap_type == Tally(3, 3, 1)
    assert found.boundaries is None
    assert found.fields == {"type": Share(1, 2), "entity": Share(2, 2), "stands_for": Share(1, 2)}


def test_an_anchor_is_equal_where_the_two_dates_match_by_overlap() -> None:
    found = COMPARISON.layer("dates")
    assert found.exact == Tally(2, 2, 1)
    assert found.overlap == Tally(2, 2, 2)
    assert found.fields["anchor"] == Share(1, 1)
    assert not COMPARISON.same_anchor("document", MINE.id)
    assert not COMPARISON.same_anchor(MINE.id, None)


def test_every_field_that_names_entries_is_compared_as_the_things_that_they_are() -> None:
    same = COMPARISON.field_tests("claims")["via"]
    assert same(("us", "paris"), ("usa", "city-of-paris"))
    assert not same(("us", "paris"), ("city-of-paris", "usa"))
    assert not same(("us",), ("usa", "city-of-paris"))
    assert not same(("baku",), ("paris",))


def test_figures_are_equal_as_numbers_and_by_matching_dates() -> None:
    fields = COMPARISON.layer("figures").fields
    assert fields["value"] == fields["date"] == Share(1, 1)
    assert fields["subject"] == Share(0, 1)


def test_sentences_have_boundaries() -> None:
    assert COMPARISON.layer("sentences").boundaries == Tally(4, 4, 4)
    joined = SENTENCES[0].model_copy(update={"end": len(TEXT), "text": TEXT})
    other = Comparison(FIRST, SECOND.model_copy(update={"sentences": (joined,)}), Identity({}, {}))
    found = other.layer("sentences")
    assert found.exact == Tally(2, 1, 0)
    assert found.overlap == Tally(2, 1, 1)
    assert found.boundaries == Tally(4, 2, 2)


def test_stance_by_hand() -> None:
    found = COMPARISON.stance(("peace", "trade"), TRANSLATED)
    assert found.marked == Tally(3, 3, 2)  # the author and the U.S. on peace in the first sentence
    assert found.label == Tally(3, 3, 1)
    assert found.fields == {"label": Share(1, 2), "basis": Share(1, 2)}
    assert found.sides == Tally(3, 3, 1)
    assert found.author.counts == {
        ("favor", "favor"): 1,  # first sentence, peace
        ("none", "none"): 1,  # first sentence, trade
        ("none", "mixed"): 1,
        ("against", "none"): 1,
    }
    assert found.holders.units == 8  # two sentences, two holders, two targets
    assert found.union.units == 4
    # By hand: 4 units, 8 values: favor 2, none 4, mixed 1, against 1; observed 2 of 4 differ,
    # expected (8² - (4 + 16 + 1 + 1)) / (8 · 7) = 42 / 56.
    assert found.author.alpha == pytest.approx(1 - (2 / 4) / (42 / 56))


def test_a_holder_unknown_to_the_first_matches_nobody() -> None:
    found = COMPARISON.stance(("peace", "trade"), {})
    assert found.marked == Tally(3, 3, 1)


def test_document_stance_takes_absence_for_none() -> None:
    found = COMPARISON.document_stance(("peace", "trade"))
    assert found.counts == {("favor", "favor"): 1, ("none", "none"): 1}


def test_different_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="different texts"):
        Comparison(FIRST, SECOND.model_copy(update={"text": "other"}), Identity({}, {}))


def corpus_of(document: Document, registry: dict[str, RegistryEntry]) -> Corpus:
    targets = {name: Target(id=name, description=name) for name in ("peace", "trade")}
    return Corpus([document], registry, targets)


def test_a_corpus_is_the_sum_of_its_documents() -> None:
    again = FIRST.model_copy(update={"id": "again"}), SECOND.model_copy(update={"id": "again"})
    first = Corpus([FIRST, again[0]], REGISTRY_1, corpus_of(FIRST, {}).targets)
    second = Corpus([SECOND, again[1]], REGISTRY_2, {})
    found = compare(first, second)
    assert list(found) == ["case", "again"]
    total = found["case"] + found["again"]
    assert total.layers["entities"].exact == Tally(6, 6, 4)
    assert total.stance.author.units == 8
    assert total.document_stance.units == 4


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora(max_documents=2, max_segments=2))
def test_everybody_agrees_with_oneself(corpus: Corpus) -> None:
    for name, found in compare(corpus, corpus).items():
        for layer in SPANS:
            part = found.layers[layer]
            size = len(corpus[name].layer(layer))
            assert part.exact == part.overlap == Tally(size, size, size)
            assert all(share == Share(size, size) for share in part.fields.values())
        assert found.stance.marked.matched == len(corpus[name].stance)
        assert found.stance.author.equal == found.stance.author.units
        assert found.document_stance.alpha in (None, 1.0)


def test_an_unknown_annotator_is_refused() -> None:
    with pytest.raises(KeyError, match="nobody"):
        agreement(corpus_of(FIRST, {}), ("nobody", "b"))
