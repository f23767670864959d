"""Entity linking, counted by hand as GERBIL counts it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.layers.labels import EntityType
from corpus_pkg.train.scoring import Scores, score
from tests.scoring.made import document_of
from tests.strategies import corpora

_ARTICLES = {"oslo": "Oslo", "bergen": "Bergen", "berg": None, "quay": None}


def entry(id_: str, wikipedia: str | None) -> RegistryEntry:
    blank: dict[str, Any] = {"wikidata": None, "iso_3166": None, "note": None}
    return RegistryEntry(id=id_, type=EntityType.GPE, name=id_.title(), wikipedia=wikipedia, **blank)


def corpus_of(*documents: list[tuple[int, int, str, str]]) -> Corpus:
    registry = {id_: entry(id_, article) for id_, article in _ARTICLES.items()}
    made = [document_of(f"d{number}", entities=names) for number, names in enumerate(documents)]
    return Corpus(made, registry, {})


def numbers(found: Scores, match: str, group: str) -> list[Any]:
    one = found["entities", f"GERBIL {match}", group]
    return [one.precision, one.recall, one.value]


def names(*given: tuple[int, int, str]) -> list[tuple[int, int, str, str]]:
    return [(first, last, "GPE", entity) for first, last, entity in given]


GOLD = corpus_of(
    names((0, 2, "oslo"), (3, 4, "bergen"), (6, 8, "berg")),  # two in the knowledge base, one NIL
    names((0, 1, "oslo")),
    [],
)
PREDICTED = corpus_of(
    # The span and the thing; a part of the span and the thing; the span, and another thing outside as well.
    names((0, 2, "oslo"), (3, 5, "bergen"), (6, 8, "quay")),
    names((0, 1, "bergen"), (2, 3, "unlinked")),  # another thing; a name too many, of nothing
    [],
)


def test_strong_matches_have_the_same_span_and_the_same_thing() -> None:
    found = score(GOLD, PREDICTED, layers=["entities"], samples=0)
    # Of 5 predictions 2 are right (Oslo, and NIL for NIL), of 4 gold names 2 are found.
    assert numbers(found, "strong", "micro") == [2 / 5, 2 / 4, pytest.approx(4 / 9)]
    # The documents have 2/3, 0 and, since neither side has a name in the third, 1.
    assert numbers(found, "strong", "macro") == [pytest.approx(5 / 9)] * 3


def test_weak_matches_share_a_character() -> None:
    found = score(GOLD, PREDICTED, layers=["entities"], samples=0)
    assert numbers(found, "weak", "micro") == [3 / 5, 3 / 4, pytest.approx(2 / 3)]
    assert numbers(found, "weak", "macro") == [pytest.approx(2 / 3)] * 3


def test_names_in_the_knowledge_base_and_nil_are_counted_apart() -> None:
    found = score(GOLD, PREDICTED, layers=["entities"], samples=0)
    # In it: gold oslo, bergen, oslo; predicted oslo, bergen (in part), bergen.
    assert numbers(found, "strong", "in KB micro") == [1 / 3, 1 / 3, pytest.approx(1 / 3)]
    assert numbers(found, "weak", "in KB micro") == [2 / 3, 2 / 3, pytest.approx(2 / 3)]
    # NIL: gold berg; predicted quay (right, for NIL is NIL) and a name of nothing.
    assert numbers(found, "strong", "NIL micro") == [1 / 2, 1, pytest.approx(2 / 3)]
    # By documents: 1; 0 for the name too many; 1 for none on either side.
    assert numbers(found, "strong", "NIL macro") == [pytest.approx(2 / 3)] * 3


def test_a_prediction_of_no_thing_is_wrong_for_a_name_in_the_knowledge_base() -> None:
    gold, predicted = corpus_of(names((0, 1, "oslo"))), corpus_of(names((0, 1, "quay")))
    found = score(gold, predicted, layers=["entities"], samples=0)
    assert numbers(found, "strong", "micro") == [0, 0, 0]
    assert numbers(found, "strong", "macro") == [0, 0, 0]


def test_each_prediction_counts_for_one_name() -> None:
    # As in GERBIL's own test of weak matches: two gold names, one prediction over both.
    gold = corpus_of(names((0, 5, "oslo"), (3, 8, "oslo")))
    found = score(gold, corpus_of(names((1, 6, "oslo"))), layers=["entities"], samples=0)
    assert numbers(found, "weak", "micro") == [1, 1 / 2, pytest.approx(2 / 3)]


def test_the_type_of_a_name_does_not_count() -> None:
    gold, predicted = corpus_of([(0, 1, "GPE", "oslo")]), corpus_of([(0, 1, "ORG", "oslo")])
    found = score(gold, predicted, layers=["entities"], samples=0)
    assert numbers(found, "strong", "micro") == [1, 1, 1]


def test_the_mean_of_documents_has_no_interval_and_the_count_of_all_has_one() -> None:
    found = score(GOLD, PREDICTED, layers=["entities"], samples=20)
    macro, micro = (found["entities", "GERBIL strong", group] for group in ("macro", "micro"))
    assert (macro.documents, macro.sentences, macro.gold) == (None, None, None)
    assert micro.documents is not None
    assert (micro.gold, micro.predicted) == (4, 5)


@given(corpora(1))
def test_a_corpus_is_linked_as_itself(corpus: Corpus) -> None:
    found = score(corpus, corpus, layers=["entities"], samples=0)
    for one in found.scores:
        if one.measure.startswith("GERBIL"):
            assert one.value in (1, None)


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 2, st.sampled_from([*_ARTICLES, "unlinked"])), max_size=6))
def test_what_matches_strongly_matches_weakly(spans: list[tuple[int, int, str]]) -> None:
    distinct = {(first, first + length + 1): entity for first, length, entity in spans}
    # With one that is linked: of names without any link, links are not scored.
    linked = names((0, 1, "oslo"))
    predicted = corpus_of(names(*((*span, entity) for span, entity in sorted(distinct.items()))), linked, [])
    found = score(GOLD, predicted, layers=["entities"], samples=0)
    for group in ("micro", "in KB micro", "NIL micro"):
        strong, weak = (numbers(found, match, group) for match in ("strong", "weak"))
        assert all(one is None or one <= other for one, other in zip(strong, weak, strict=True))
