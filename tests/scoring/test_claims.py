"""Scores of claims: their fields, and the pairs that follow from them."""

from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import Corpus, Document
from corpus_pkg.corpus.models import PairOverride
from corpus_pkg.layers import CLAIMS, Claim, annotation_id
from corpus_pkg.layers.claims import Relation
from corpus_pkg.train.scoring import Scores, score
from tests.command_line import run
from tests.small_corpus import SECOND, small_corpus


def scored(gold: Corpus, claims: list[Claim]) -> Scores:
    document = gold[SECOND].model_copy(update={"claims": tuple(claims)})
    return score(gold, [document], layers=[CLAIMS.name], samples=0, predicted_only=True)


def changed(claim: Claim, **fields: object) -> Claim:
    made: dict[str, Any] = {**claim.model_dump(), **fields}
    named = {name: made[name] for name in Claim.in_id}
    return Claim.model_validate(
        made | {"id": annotation_id(CLAIMS.name, made["start"], made["end"], **named)}
    )


@pytest.fixture
def gold() -> Corpus:
    return small_corpus(claims=True)


@pytest.fixture
def claims(gold: Corpus) -> list[Claim]:
    return list(gold[SECOND].claims)


def test_gold_claims_and_their_pairs_are_right() -> None:
    corpus = corpus_pkg.load()
    found = score(corpus, corpus, layers=[CLAIMS.name], samples=0)
    assert {one.value for one in found.scores} == {1.0}
    assert found["claims", "pairs", "micro"].gold == 301
    assert found["claims", "pairs", "contradict"].gold == 17


@pytest.mark.parametrize(
    ("measure", "fields"),
    [
        ("value", {"value": "kept"}),
        ("asserter", {"asserter": "kim"}),
        ("presupposed", {"presupposed": True}),
        ("time", {"time": "2024-05"}),
        ("topic", {"topic": "signing-day", "value": "2024-05-07"}),
    ],
)
def test_a_wrong_field_is_one_of_five(
    gold: Corpus, claims: list[Claim], measure: str, fields: dict[str, object]
) -> None:
    claims[2] = changed(claims[2], **fields)
    found = scored(gold, claims)
    assert found["claims", f"{measure} (boundary)", "accuracy"].value == pytest.approx(4 / 5)
    assert found["claims", "modality (boundary)", "accuracy"].value == 1
    right = measure not in ("topic", "value")
    assert found["claims", "topic and value (boundary)", "accuracy"].value == (1 if right else 0.8)


def test_claims_on_one_span_are_matched_by_their_topics(gold: Corpus, claims: list[Claim]) -> None:
    other = changed(claims[2], topic="signers", value=None, entities=("paris",))
    document = gold[SECOND].model_copy(update={"claims": (other, *claims)})
    both = gold.with_documents([document])
    found = scored(both, [*claims, other])
    assert found["claims", "topic and value (boundary)", "accuracy"].value == 1


def test_a_wrong_value_makes_a_wrong_pair(gold: Corpus, claims: list[Claim]) -> None:
    claims[2] = changed(claims[2], value="kept")  # left and kept exclude each other
    claims[3] = changed(claims[3], time=None, extent=None)
    found = scored(gold, claims)
    assert found["claims", "pairs", "micro"].value == 0
    assert found["claims", "pairs", "contradict"].predicted == 1
    assert found["claims", "pairs", "compatible"].gold == 1
    assert found["claims", "pairs (matched)", "accuracy"].value == 0


def test_a_missing_claim_makes_a_missing_pair(gold: Corpus, claims: list[Claim]) -> None:
    found = scored(gold, claims[:3])
    assert found["claims", "pairs", "micro"].recall == 0
    assert found["claims", "pairs (matched)", "accuracy"].value is None


def test_a_spurious_claim_costs_precision(gold: Corpus, claims: list[Claim]) -> None:
    text = gold[SECOND].text
    start = text.index("met")
    spurious = changed(claims[2], start=start, end=start + 3, text="met")
    found = scored(gold, [*claims, spurious])
    assert found["claims", "pairs", "micro"].precision == pytest.approx(1 / 3)
    assert found["claims", "pairs", "micro"].recall == 1


def test_open_pairs_are_left_out_on_both_sides(gold: Corpus, claims: list[Claim]) -> None:
    override = PairOverride(
        document=SECOND,
        claim=claims[2].id,
        other_document=SECOND,
        other_claim=claims[3].id,
        relation=Relation.OPEN,
        reason="Not decided [7.12].",
    )
    topics = dict(gold.topics)
    topics["treaty-fate"] = topics["treaty-fate"].model_copy(update={"overrides": (override,)})
    left_open = Corpus(list(gold), gold.registry, gold.targets, topics=topics)
    claims[2] = changed(claims[2], asserter="kim", value="initialled")
    found = scored(left_open, claims)
    pairs = found["claims", "pairs", "micro"]
    assert (pairs.gold, pairs.predicted, pairs.value) == (0, 0, None)


def test_documents_without_topics_have_no_pairs(gold: Corpus) -> None:
    documents: list[Document] = list(gold)
    found = score(documents, documents, layers=[CLAIMS.name], samples=0)
    assert "pairs" not in {one.measure for one in found.scores}


def test_ids_of_another_registry_are_those_of_the_gold_one(gold: Corpus, claims: list[Claim]) -> None:
    registry = {
        (f"x-{id_}" if id_ == "ana-cruz" else id_): entry.model_copy(
            update={"id": f"x-{id_}" if id_ == "ana-cruz" else id_}
        )
        for id_, entry in gold.registry.items()
    }
    claims[3] = changed(claims[3], asserter="x-ana-cruz")
    document = gold[SECOND].model_copy(update={"claims": tuple(claims)})
    predicted = Corpus([document], registry, gold.targets, topics=gold.topics)
    found = score(gold, predicted, layers=[CLAIMS.name], samples=0, predicted_only=True)
    assert found["claims", "asserter (boundary)", "accuracy"].value == 1


def test_the_command_shows_pairs() -> None:
    shown = run("score", "packaged", "packaged#c", "--layer", "claims", "--samples", "0").succeeded().stdout
    assert "pairs (matched)" in shown
    assert "topic and value (overlap)" in shown
