"""`compare`: differences are those of the scores, and chance is not taken for a difference."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg import compare, score
from corpus_pkg.corpus.document import Document
from corpus_pkg.train.scoring import ScoringError
from corpus_pkg.train.scoring.lines import HEADLINES
from corpus_pkg.train.scoring.significance import bootstrap_p, detectable, holm, sign_flip_p, smallest_p
from corpus_pkg.train.scoring.tally import Bootstrap, Tally, mean_f1
from tests.command_line import run

CORPUS = corpus_pkg.load()


def without(share: float, seed: int) -> list[Document]:
    """Return the documents without a share of their names."""
    draw = random.Random(seed)
    return [
        one.model_copy(update={"entities": tuple(e for e in one.entities if draw.random() >= share)})
        for one in CORPUS
    ]


def test_differences_are_those_of_the_scores() -> None:
    c, d = CORPUS.annotator("c"), CORPUS.annotator("d")
    found = compare(CORPUS, c, d, samples=50)
    sides = [score(CORPUS, side, samples=0) for side in (c, d)]
    for one in found.differences:
        group = next(key for key in HEADLINES if key[0] == one.measure)
        values = [side[one.layer, *group].value for side in sides]
        assert [one.first, one.second] == values
        first, second = values
        assert one.difference == (None if first is None or second is None else first - second)


def test_a_clear_difference_is_found_by_sentences_and_five_documents_can_not_prove_it() -> None:
    found = compare(CORPUS, without(0.05, 1), without(0.4, 2), layers=["entities"])
    one = found["entities"]
    assert one.p is not None
    assert one.p < 0.01
    assert one.interval is not None
    assert one.interval[0] > 0
    assert one.detectable is not None
    assert one.difference is not None
    assert one.difference > one.detectable
    assert one.p_documents == found.smallest_p == 0.0625


def test_a_prediction_does_not_differ_from_itself() -> None:
    same = without(0.2, 1)
    one = compare(CORPUS, same, same, layers=["entities"], samples=50)["entities"]
    assert (one.difference, one.p, one.p_documents, one.detectable) == (0, 1, 1, 0)
    assert one.interval == (0, 0)


def test_only_documents_that_both_predict_are_compared_if_so_requested() -> None:
    first, second = without(0.2, 1), without(0.2, 2)
    found = compare(CORPUS, first[:3], second[1:], layers=["entities"], samples=10, predicted_only=True)
    assert found.documents == 2
    assert found.missing == ()
    with pytest.raises(ScoringError, match="no document is predicted by both"):
        compare(CORPUS, first[:1], second[1:], predicted_only=True)


def test_one_sample_is_enough_and_settings_out_of_range_are_refused() -> None:
    predicted = without(0.2, 1)
    assert compare(CORPUS, predicted, predicted, layers=["dates"], samples=1).samples == 1
    for wrong in ({"samples": 0}, {"confidence": 0.0}, {"confidence": 1.0}):
        with pytest.raises(ValueError, match="give 1 or more samples, and a confidence between 0 and 1"):
            compare(CORPUS, predicted, predicted, **wrong)


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 4), min_size=2, max_size=5))
def test_exchanging_documents_counts_every_way(counts: list[tuple[int, int, int, int]]) -> None:
    documents = [str(number) for number in range(len(counts))]

    def f1_of(way: tuple[int, ...], side: int) -> float | None:
        tally = Tally()
        for number, (hit, other, more, others) in enumerate(counts):
            right, wrong = ((hit, more), (other, others))[way[number] ^ side]
            tally.add((str(number), 0), found=right, gold=4, right=right, predicted=right + wrong)
        return mean_f1([[tally]])

    def apart(way: tuple[int, ...]) -> float:
        first, second = f1_of(way, 0), f1_of(way, 1)
        assert first is not None
        assert second is not None
        return abs(first - second)

    def tally_of(side: int) -> Tally:
        tally = Tally()
        for number, (hit, other, more, others) in enumerate(counts):
            right, wrong = ((hit, more), (other, others))[side]
            tally.add((str(number), 0), found=right, gold=4, right=right, predicted=right + wrong)
        return tally

    ways = list(product((0, 1), repeat=len(counts)))
    expected = sum(apart(way) >= apart(ways[0]) - 1e-12 for way in ways) / len(ways)
    assert sign_flip_p([[tally_of(0)]], [[tally_of(1)]], documents, 0, 1) == expected
    assert expected >= smallest_p(len(counts))


def test_holm_multiplies_by_how_many_are_left_and_never_falls() -> None:
    assert holm([0.02, None, 0.01, 0.5]) == [0.04, None, 0.03, 0.5]
    assert holm([0.4, 0.5]) == [0.8, 0.8]


SIMULATED, BATCH, SENTENCES = 4000, 200, 200


def draw_pair(draw: random.Random) -> tuple[Tally, Tally, Tally, Tally]:
    """Return two systems that do not differ, by sentence, and the same by document."""
    made = tuple(Tally() for _ in range(4))
    for sentence in range(SENTENCES):
        gold = draw.choice((0, 1, 2, 3, 4, 5))
        hard = draw.uniform(0.4, 0.9)
        for side in (0, 1):
            right = sum(draw.random() < hard for _ in range(gold))
            wrong = sum(draw.random() < 0.3 for _ in range(2))
            counts = {"found": right, "gold": gold, "right": right, "predicted": right + wrong}
            made[side].add(("d", sentence), **counts)
            made[2 + side].add((str(sentence % 8), 0), **counts)
    return made[0], made[1], made[2], made[3]


@pytest.mark.slow
def test_chance_is_taken_for_a_difference_as_often_as_the_level_says() -> None:
    draw = random.Random(907)
    units = [("d", sentence) for sentence in range(SENTENCES)]
    documents = [str(number) for number in range(8)]
    by_sentence = by_document = 0
    for batch in range(SIMULATED // BATCH):
        pairs = [draw_pair(draw) for _ in range(BATCH)]
        bootstrap = Bootstrap(units, 1000, batch, 0.95)
        sampled = bootstrap.sampled([[[tally]] for pair in pairs for tally in pair[:2]], "sentences")
        assert sampled is not None
        for number, pair in enumerate(pairs):
            first, second = (mean_f1([[tally]]) for tally in pair[:2])
            assert first is not None
            assert second is not None
            p = bootstrap_p(first - second, sampled[:, 2 * number] - sampled[:, 2 * number + 1])
            by_sentence += p is not None and p <= 0.05
            flipped = sign_flip_p([[pair[2]]], [[pair[3]]], documents, 0, 1)
            by_document += flipped is not None and flipped <= 0.05
    assert by_sentence / SIMULATED == pytest.approx(0.05, abs=0.01)
    assert by_document / SIMULATED == pytest.approx(0.05, abs=0.015)


@pytest.mark.slow
def test_a_detectable_difference_is_found_four_times_in_five() -> None:
    draw = random.Random(7)
    units = [("d", sentence) for sentence in range(SENTENCES)]
    tallies = draw_pair(draw)[:2]
    bootstrap = Bootstrap(units, 1000, 1, 0.95)
    sampled = bootstrap.sampled([[[tally]] for tally in tallies], "sentences")
    assert sampled is not None
    apart = sampled[:, 0] - sampled[:, 1]
    least = detectable(apart)
    assert least is not None
    centred = apart - apart.mean()
    seen = [least + float(one) for one in centred]
    found = sum((bootstrap_p(one, one + centred) or 1) <= 0.05 for one in seen)
    assert found / len(centred) == pytest.approx(0.8, abs=0.05)


def test_the_command_says_what_documents_can_not_show() -> None:
    arguments = ("compare", "packaged", "packaged#c", "packaged#d", "--samples", "20")
    ended = run(*arguments, "--layer", "stance", "--layer", "entities")
    ended.succeeded("attributed", "5 documents can't give a p below 0.0625, however large the difference")
    found = run(*arguments, "--json", "--layer", "dates").json()
    sides = (CORPUS.annotator("c"), CORPUS.annotator("d"))
    expected = compare(CORPUS, *sides, layers=["dates"], samples=20).as_dict()
    assert found["differences"] == expected["differences"]
    assert found["smallest_p_documents"] == 0.0625


def test_the_command_refuses_what_can_not_be_compared() -> None:
    run("compare", "packaged", "packaged#c").refused("Missing argument", status=2)
    run("compare", "packaged", "packaged#c", "packaged#d", "--samples", "0").refused("--samples", status=2)
