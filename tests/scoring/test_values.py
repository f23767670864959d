"""Values of dates, figures and links, counted by hand as the papers count them."""

import pytest

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.layers.labels import EntityType, FigureKind, FigureModifier
from corpus_pkg.train.scoring import score
from tests.scoring.made import document_of


def test_dates_are_counted_as_tempeval_3_counts_them() -> None:
    # Three gold dates; the system finds one exactly with its value, one in part with its value, one wrongly
    # valued, and one too many: relaxed P 3/4, R 3/3; value right for 2.
    gold = [document_of(dates=[(0, 2, "2024"), (3, 5, "2025"), (6, 7, "2023")])]
    predicted = [document_of(dates=[(0, 2, "2024"), (3, 4, "2025"), (6, 7, "2022"), (8, 9, "2020")])]
    found = score(gold, predicted, samples=0)
    relaxed = found["dates", "value (overlap)", "F1"]
    assert (relaxed.precision, relaxed.recall) == (2 / 4, 2 / 3)
    assert relaxed.value == pytest.approx(4 / 7)
    assert found["dates", "value (overlap)", "accuracy"].value == pytest.approx(2 / 3)
    assert found["dates", "value (boundary)", "F1"].recall == 1 / 3
    assert found["dates", "type (overlap)", "accuracy"].value == 1
    # TempEval-3: attribute accuracy is attribute F1 divided by extent F1.
    extent = found["dates", "overlap", "micro"].value
    assert extent is not None
    assert relaxed.value == pytest.approx((2 / 3) * extent)


def test_values_of_figures_are_compared() -> None:
    gold = [document_of(figures=[{"at": (0, 1), "value": "1.5"}, {"at": (2, 3), "value": "7"}])]
    predicted = [document_of(figures=[{"at": (0, 1), "value": "1.5"}, {"at": (2, 3), "value": "70"}])]
    found = score(gold, predicted, samples=0)
    assert found["figures", "value (boundary)", "accuracy"].value == 0.5
    assert found["figures", "unit (boundary)", "accuracy"].value == 1


def test_thousands_and_dozens_are_compared_by_the_least_that_they_mean() -> None:
    vague = {"at": (0, 1), "kind": FigureKind.COUNT, "value": None, "unit": None}
    gold = [document_of(figures=[vague | {"value_min": "2000"}])]
    for least, right in (("2000", 1), ("24", 0)):
        found = score(gold, [document_of(figures=[vague | {"value_min": least}])], samples=0)
        assert found["figures", "value (overlap)", "accuracy"].value == right


def test_figures_are_counted_as_measeval_counts_them() -> None:
    # quantity rows: exact, in part (1 of 2 tokens, F1 2/3), missed, too many: exact 1/4, overlap (1 + 2/3)/4
    # unit rows: 1, 0 (another unit), 0, 0; modifier rows: 0 (gold only); subject rows: in part (2·2/(3+2)).
    gold = [
        document_of(
            figures=[
                {"at": (0, 1), "subject": (4, 7), "modifier": FigureModifier.APPROX},
                {"at": (8, 10), "unit": "%"},
                {"at": (12, 13)},
            ]
        )
    ]
    predicted = [
        document_of(
            figures=[
                {"at": (0, 1), "subject": (5, 7)},
                {"at": (8, 9), "kind": FigureKind.MONEY, "unit": "USD"},
                {"at": (15, 16)},
            ]
        )
    ]
    found = score(gold, predicted, samples=0)

    def number(kind: str, part: str) -> float | None:
        return found["figures", f"MeasEval {kind}", part].value

    assert number("exact", "quantity") == pytest.approx(1 / 4)
    assert number("overlap", "quantity") == pytest.approx((1 + 2 / 3) / 4)
    assert number("exact", "unit") == number("overlap", "unit") == pytest.approx(1 / 4)
    assert number("exact", "modifier") == 0
    assert number("exact", "subject") == 0
    assert number("overlap", "subject") == pytest.approx(4 / 5)
    assert number("exact", "overall") == pytest.approx(2 / 10)
    assert number("overlap", "overall") == pytest.approx((1 + 2 / 3 + 1 + 4 / 5) / 10)


def test_links_are_right_where_the_span_and_the_entity_are() -> None:
    gold = [document_of(entities=[(0, 3, "ORG", "bank"), (2, 3, "GPE", "oslo"), (5, 6, "GPE", "rome")])]
    predicted = [document_of(entities=[(0, 3, "LAW", "bank"), (2, 3, "GPE", "rome"), (5, 7, "GPE", "rome")])]
    found = score(gold, predicted, samples=0)
    assert found["entities", "entity (boundary)", "accuracy"].value == 1 / 2
    assert found["entities", "entity (boundary)", "F1"].value == pytest.approx(1 / 3)


def test_another_id_for_the_same_thing_is_right_where_both_sides_have_a_registry() -> None:
    rome = RegistryEntry(id="rome", type=EntityType.GPE, name="Rome", wikipedia="Rome")
    roma = RegistryEntry(id="roma", type=EntityType.GPE, name="Roma", wikipedia="Rome")
    gold = document_of(entities=[(0, 1, "GPE", "rome")], stances=[(0, "rome", "t", "favor")])
    predicted = document_of(entities=[(0, 1, "GPE", "roma")], stances=[(0, "roma", "t", "favor")])
    sides = Corpus([gold], {"rome": rome}, {}), Corpus([predicted], {"roma": roma}, {})
    for first, second, right in ((*sides, 1), ([gold], [predicted], 0)):
        found = score(first, second, samples=0)
        assert found["entities", "entity (boundary)", "accuracy"].value == right
        assert found["stance", "attributed", "micro"].value == right


def test_pairs_are_the_authors_and_reported_sides_are_counted_with_their_holders() -> None:
    gold = [document_of(stances=[(0, "author", "t", "favor"), (0, "x", "t", "against")])]
    right = [(0, "author", "t", "favor")]
    for stances, pairs, attributed, reported in (
        (right, 1, 2 / 3, 0),
        ([*right, (0, "x", "t", "against")], 1, 1, 1),
        ([*right, (0, "x", "t", "favor")], 1, 1 / 2, 0),
        ([(0, "x", "t", "against")], 0, 2 / 3, 1),
    ):
        found = score(gold, [document_of(stances=stances)], samples=0)
        assert found["stance", "favor and against", "micro"].value == pairs
        assert found["stance", "attributed", "micro"].value == pytest.approx(attributed)
        assert found["stance", "reported", "micro"].value == reported


def test_an_annotated_none_is_scored_by_accuracy_and_a_side_on_it_costs_precision() -> None:
    gold = [document_of(stances=[(0, "author", "t", "none"), (1, "author", "t", "favor")])]
    for stances, accuracy, precision in (
        ([(0, "author", "t", "none"), (1, "author", "t", "favor")], 1, 1),
        ([(1, "author", "t", "favor")], 1, 1),  # what is left out is none
        ([(0, "author", "t", "favor"), (1, "author", "t", "favor")], 1 / 2, 1 / 2),
    ):
        found = score(gold, [document_of(stances=stances)], samples=0)
        assert found["stance", "accuracy", "micro"].value == accuracy
        assert found["stance", "label", "favor"].precision == precision
        assert found["stance", "attributed", "micro"].gold == 2


def test_a_stance_on_a_sentence_that_is_cut_otherwise_counts_for_the_gold_sentence() -> None:
    gold = document_of(stances=[(1, "author", "t", "favor")])
    sentence = gold.sentences[1]
    shorter = gold.stance[0].model_copy(
        update={
            "id": f"sta-{sentence.start + 2}-{sentence.end}-author-t",
            "start": sentence.start + 2,
            "text": sentence.text[2:],
        }
    )
    found = score([gold], [gold.model_copy(update={"stance": (shorter,)})], samples=0)
    assert found["stance", "favor and against", "micro"].value == 1
    assert found["stance", "attributed", "micro"].value == 1


def test_each_target_has_its_score_and_macro_is_their_mean() -> None:
    gold = [document_of(stances=[(0, "author", "t", "favor"), (1, "author", "u", "against")])]
    predicted = [document_of(stances=[(0, "author", "t", "favor"), (1, "author", "u", "favor")])]
    found = score(gold, predicted, samples=0)
    assert found["stance", "favor and against, by target", "t"].value == 1
    assert found["stance", "favor and against, by target", "u"].value == 0
    assert found["stance", "favor and against", "macro"].value == 0.5
    assert found["stance", "favor and against", "micro"].value == pytest.approx((2 / 3 + 0) / 2)
