"""Re-anchoring measured on seeded mutations: nothing placed wrong, nothing lost to white space or quotes."""

import pytest

import corpus_pkg
from benchmarks.mutations import KINDS, mutate, seeds
from benchmarks.reanchor import HARMLESS, measure, table

CORPUS = corpus_pkg.load()


def holds(runs: int) -> None:
    found = measure(CORPUS, seeds(runs))
    assert set(found) == set(KINDS)
    for kind, counts in found.items():
        assert counts["wrong"] == 0, kind
        assert counts["right"] > 0, kind
        assert counts["right"] + counts["missing"] == counts["records"], kind
        if kind in HARMLESS:
            assert counts["missing"] == 0, kind


def test_nothing_is_placed_wrong() -> None:
    holds(2 * len(KINDS))


@pytest.mark.slow
def test_nothing_is_placed_wrong_in_a_thousand_mutations() -> None:
    holds(1000)


def test_mutations_are_the_same_for_the_same_seed_and_know_where_characters_went() -> None:
    text = CORPUS["trade-nearly-doubles"].text
    for kind in KINDS:
        mutated = mutate(text, kind, 7)
        assert mutated == mutate(text, kind, 7)
        assert mutated.text != text
        assert len(mutated.text) == len(mutated.origins)
        if "quotes" not in KINDS[kind]:
            assert all(
                text[at] == character
                for character, origins in zip(mutated.text, mutated.origins, strict=True)
                for at in origins
            )


def test_truth_refuses_a_neighbouring_span() -> None:
    text = CORPUS["trade-nearly-doubles"].text
    mutated = mutate(text, "white space", 3)
    at = next(at for at, origins in enumerate(mutated.origins) if origins == (0,))
    assert mutated.is_image(text, (0, 10), (at, at + 10))
    assert not mutated.is_image(text, (0, 10), (at, at + 9))
    assert not mutated.is_image(text, (0, 9), (at, at + 10))
    assert not mutated.is_image(text, (1, 11), (at, at + 10))


def test_table_has_a_row_for_each_kind_and_the_sum() -> None:
    found = measure(CORPUS, [("typos", 1), ("white space", 2)])
    assert table(found).count("\n") == 4
