"""What every score keeps to, whatever the annotations."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, ENTITIES, LAYER_NAMES
from corpus_pkg.train.scoring import ScoringError, score
from tests.scoring.made import SENTENCE, document_of
from tests.strategies import corpora

CORPUS = corpus_pkg.load()
LISTS = [layer for layer in LAYER_NAMES if layer != DOCUMENT_STANCE.name] + ["document_stance"]
BEARABLE = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25, deadline=None)


def tuples(layers: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(items) for name, items in layers.items()}


def damaged(corpus: Corpus, seed: int) -> list[Document]:
    """Return documents with some annotations left out and some given another's type."""
    draw = random.Random(seed)
    made = []
    for document in corpus:
        layers: dict[str, Any] = {
            name: [r for r in getattr(document, name) if draw.random() < 0.7] for name in LISTS
        }
        kinds = [entity.type for entity in document.entities]
        layers["entities"] = [
            entity.model_copy(update={"type": draw.choice(kinds)}) for entity in layers["entities"]
        ]
        made.append(document.model_copy(update=tuples(layers)))
    return made


def shuffled(documents: list[Document], seed: int) -> list[Document]:
    """Return the same documents, and the annotations of each, in another order."""
    draw = random.Random(seed)
    made = []
    for document in documents:
        layers: dict[str, Any] = {
            name: list(getattr(document, name)) for name in LISTS if name != "sentences"
        }
        for items in layers.values():
            draw.shuffle(items)
        made.append(document.model_copy(update=tuples(layers)))
    draw.shuffle(made)
    return made


def gold_against_itself_is_1_everywhere(corpus: Corpus) -> None:
    for found in score(corpus, corpus, samples=20).scores:
        assert found.value in (1, None), found
        assert found.value == 1 or not found.gold
        for interval in (found.documents, found.sentences):
            assert interval in (None, (1, 1)), found


def the_order_of_documents_and_annotations_does_not_matter(
    corpus: Corpus, predicted: list[Document], seed: int
) -> None:
    found = score(corpus, predicted, samples=0)
    gold = corpus.with_documents(shuffled(list(corpus), seed))
    again = score(gold, shuffled(predicted, seed + 1), samples=0)
    assert found.as_dict() == again.as_dict()


def scores_and_intervals_lie_between_0_and_1(corpus: Corpus, predicted: list[Document]) -> None:
    for found in score(corpus, predicted, samples=20).scores:
        for value in (found.value, found.precision, found.recall):
            assert value is None or 0 <= value <= 1, found
        for interval in (found.documents, found.sentences):
            assert interval is None or 0 <= interval.low <= interval.high <= 1, found


def swapping_the_sides_swaps_precision_and_recall_of_spans(corpus: Corpus, predicted: list[Document]) -> None:
    layers = [ENTITIES.name, DATES.name]
    there = score(corpus, predicted, layers=layers, samples=0).scores
    back = score(predicted, corpus, layers=layers, samples=0)
    for one in there:
        other = back[one.layer, one.measure, one.group]
        assert one.value == pytest.approx(other.value)
        assert (one.precision, one.recall) == (other.recall, other.precision)


def no_criterion_is_stricter_than_strict_nor_laxer_than_overlap(
    corpus: Corpus, predicted: list[Document]
) -> None:
    found = score(corpus, predicted, layers=[ENTITIES.name], samples=0)
    strict, type_, boundary, overlap = (
        found["entities", name, "micro"].value or 0 for name in ("strict", "type", "boundary", "overlap")
    )
    assert strict <= type_ <= overlap
    assert strict <= boundary <= overlap


@BEARABLE
@given(corpora(1), st.integers())
def test_what_every_score_keeps_to(corpus: Corpus, seed: int) -> None:
    predicted = damaged(corpus, seed)
    gold_against_itself_is_1_everywhere(corpus)
    the_order_of_documents_and_annotations_does_not_matter(corpus, predicted, seed)
    scores_and_intervals_lie_between_0_and_1(corpus, predicted)
    swapping_the_sides_swaps_precision_and_recall_of_spans(corpus, predicted)
    no_criterion_is_stricter_than_strict_nor_laxer_than_overlap(corpus, predicted)


def test_a_nested_prediction_in_any_order_scores_1() -> None:
    names = [(0, 4, "LAW"), (2, 4, "LAW"), (3, 4, "GPE"), (6, 7, "ORG")]
    for seed in range(6):
        draw = random.Random(seed)
        found = score(
            [document_of(names=draw.sample(names, 4))], [document_of(names=draw.sample(names, 4))], samples=0
        )
        assert {s.value for s in found.scores if s.layer == "entities"} == {1}


def test_a_wrong_outer_name_costs_the_nested_one_nothing() -> None:
    gold = [document_of(names=[(0, 4, "LAW"), (2, 4, "LAW")])]
    found = score(gold, [document_of(names=[(0, 3, "LAW"), (2, 4, "LAW")])], samples=0)
    assert found["entities", "strict", "micro"].value == 0.5
    assert found["entities", "type", "micro"].value == 1


def test_per_type_scores_of_a_hand_counted_case() -> None:
    gold = [document_of(names=[(0, 2, "GPE"), (3, 4, "ORG"), (5, 7, "LAW")])]
    predicted = [document_of(names=[(0, 2, "ORG"), (3, 4, "ORG"), (5, 6, "LAW"), (8, 9, "GPE")])]
    found = score(gold, predicted, samples=0)
    numbers: dict[tuple[str, str], Any] = {
        (s.measure, s.group): (s.value, s.precision, s.recall)
        for s in found.scores
        if s.layer == "entities" and "(" not in s.measure
    }
    assert numbers["strict", "micro"] == (pytest.approx(2 / 7), 1 / 4, 1 / 3)
    assert numbers["type", "micro"] == (pytest.approx(4 / 7), 2 / 4, 2 / 3)
    assert numbers["boundary", "micro"] == (pytest.approx(4 / 7), 2 / 4, 2 / 3)
    assert numbers["overlap", "micro"] == (pytest.approx(6 / 7), 3 / 4, 3 / 3)
    assert numbers["strict", "ORG"] == (pytest.approx(2 / 3), 1 / 2, 1)
    assert numbers["strict", "GPE"] == (0, 0, 0)
    assert numbers["boundary", "GPE"] == (0, 0, 1)
    assert numbers["boundary", "ORG"] == (1, 1, 1)
    assert numbers["strict", "macro"][0] == pytest.approx((2 / 3 + 0 + 0) / 3)


def test_no_sample_parts_a_matched_prediction_from_its_gold_span() -> None:
    # The prediction begins in the second sentence and its gold span in the first.
    gold = [document_of(names=[(SENTENCE - 1, SENTENCE + 2, "GPE")])]
    predicted = [document_of(names=[(SENTENCE, SENTENCE + 2, "GPE")])]
    for measure in ("type", "overlap"):
        one = score(gold, predicted, samples=50)["entities", measure, "micro"]
        assert (one.value, one.sentences) == (1, (1, 1))
    dates = [document_of(dates=[(first, SENTENCE + 2, "2024")]) for first in (SENTENCE - 1, SENTENCE)]
    value = score(dates[:1], dates[1:], samples=50)["dates", "value (overlap)", "F1"]
    assert (value.value, value.sentences) == (1, (1, 1))


def test_documents_that_are_not_predicted_count_as_empty_and_are_named() -> None:
    gold = [document_of("a", names=[(0, 1, "GPE")]), document_of("b", names=[(0, 1, "GPE")])]
    found = score(gold, gold[:1], samples=0)
    assert found.missing == ("b",)
    assert found["entities", "strict", "micro"].recall == 0.5
    assert found["entities", "strict", "micro"].precision == 1


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([], [], "no gold document"),
        ([document_of("a")], [document_of("b")], "b is predicted and not a gold document"),
        ([document_of("a")], [document_of("a", words=3)], "a has another text"),
        ([document_of("a")] * 2, [], "a appears twice among the gold"),
        ([document_of("a")], [document_of("a")] * 2, "a appears twice among the predicted"),
    ],
)
def test_sides_that_cannot_be_compared_are_refused(
    gold: list[Document], predicted: list[Document], message: str
) -> None:
    with pytest.raises(ScoringError, match=message):
        score(gold, predicted)


def test_unknown_layers_and_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="'parses' is not a layer; the layers are: segments"):
        score(CORPUS, CORPUS, layers=["parses"])
    with pytest.raises(ValueError, match="confidence between"):
        score(CORPUS, CORPUS, confidence=1)
    with pytest.raises(KeyError):
        score(CORPUS, CORPUS, layers=["dates"], samples=0)["entities", "strict", "micro"]


def test_the_annotators_of_the_corpus_are_scored_in_every_layer() -> None:
    found = score(CORPUS, CORPUS.annotator("c"), samples=10)
    assert {one.layer for one in found.scores} == set(LAYER_NAMES)
    assert found["document_stance", "accuracy", "micro"].sentences is None
    assert found["entities", "strict", "micro"].sentences is not None
