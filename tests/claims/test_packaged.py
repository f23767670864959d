"""The claims of the packaged corpus, the pairs that they make, and what they say of each other."""

from collections import Counter

import pytest

from corpus_pkg import load
from corpus_pkg.corpus.claim_pairs import ClaimPair, Rule, claim_pairs
from corpus_pkg.layers.claims import Relation
from tests.command_line import run

VISIT = "strategic-partnership-visit"
REPEAL = "section-907-repeal"
ERA = "new-era-cooperation"
TRADE = "trade-nearly-doubles"


@pytest.fixture(scope="module")
def pairs() -> list[ClaimPair]:
    return list(claim_pairs(load()))


def between(pairs: list[ClaimPair], topic: str, one: str, two: str) -> set[tuple[Relation, Rule]]:
    """Return how the claims of two texts on a topic relate to each other."""
    return {
        (pair.verdict.relation, pair.verdict.rule)
        for pair in pairs
        if pair.topic.id == topic and {pair.first.document, pair.second.document} == {one, two}
    }


def test_every_topic_is_answered_by_two_texts_at_least(pairs: list[ClaimPair]) -> None:
    assert {pair.topic.id for pair in pairs if not pair.within} == set(load().topics)


@pytest.mark.parametrize(
    ("topic", "one", "two", "expected"),
    [
        ("aliyev-visit-days", VISIT, TRADE, (Relation.CONTRADICT, Rule.APART)),
        ("aliyev-visit-days", REPEAL, TRADE, (Relation.COMPATIBLE, Rule.COARSER)),
        ("aliyev-visit-rank", VISIT, ERA, (Relation.CONTRADICT, Rule.EXCLUDED)),
        ("armenia-office-at-summit", VISIT, REPEAL, (Relation.CONTRADICT, Rule.EXCLUDED)),
        ("conflict-start", REPEAL, "countering-russia-iran", (Relation.CONTRADICT, Rule.APART)),
        ("section-907-status-2025", VISIT, TRADE, (Relation.CONTRADICT, Rule.EXCLUDED)),
        ("section-907-status-2025", REPEAL, TRADE, (Relation.COMPATIBLE, Rule.NOT_EXCLUDED)),
        ("section-907-status-under-biden", REPEAL, TRADE, (Relation.OPEN, Rule.OVERRIDDEN)),
        ("section-907-power-use", ERA, TRADE, (Relation.CONTRADICT, Rule.EXCLUDED)),
        ("section-907-power-use", ERA, REPEAL, (Relation.COMPATIBLE, Rule.COARSER)),
        ("route-deal-length", REPEAL, ERA, (Relation.SAME, Rule.EQUAL)),
        ("peace-agreement-stage", VISIT, ERA, (Relation.SAME, Rule.EQUAL)),
        ("working-group-status", VISIT, ERA, (Relation.COMPATIBLE, Rule.MODALITY)),
    ],
)
def test_texts_say_the_same_or_not(
    pairs: list[ClaimPair], topic: str, one: str, two: str, expected: tuple[Relation, Rule]
) -> None:
    assert expected in between(pairs, topic, one, two)


def test_few_pairs_contradict_and_most_of_these_rest_on_a_table(pairs: list[ClaimPair]) -> None:
    across = Counter(tuple(pair.verdict) for pair in pairs if not pair.within)
    contradicting = {rule: n for (relation, rule), n in across.items() if relation is Relation.CONTRADICT}
    assert contradicting == {Rule.APART: 5, Rule.EXCLUDED: 10}


def test_the_command_counts_pairs_across_texts_and_within() -> None:
    shown = run("pairs").succeeded("| all | 205 | 31 | 155 | 15 | 4 | 100 |").stdout
    assert "| contradict | excluded | 10 | 2 |" in shown


def test_the_command_compares_two_annotators() -> None:
    run("pairs", "packaged#c", "--against", "packaged#d").succeeded(
        "363 and 255 pairs; 218 in both, 218 with the same relation"
    )


def test_the_command_writes_pairs_as_json() -> None:
    first = run("pairs", "--json").succeeded().stdout.splitlines()[0]
    assert '"topic": "aliyev-visit-days"' in first
    assert '"relation": "' in first


def test_what_an_adjudicator_left_open_has_a_reason_that_quotes_no_text(pairs: list[ClaimPair]) -> None:
    decided = [pair for pair in pairs if pair.reason is not None]
    assert {(pair.topic.id, pair.verdict.relation) for pair in decided} == {
        ("section-907-status-under-biden", Relation.OPEN)
    }
    assert len(decided) == 4
    assert all("one time only" in (pair.reason or "") for pair in decided)
    texts = " ".join(document.text for document in load()).casefold()
    words = (decided[0].reason or "").casefold().split()
    assert not any(" ".join(words[at : at + 5]) in texts for at in range(len(words) - 4))
