"""The numbers are those of seqeval, nervaluate, scikit-learn and scipy where these count the same."""

import itertools
import random
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching
from seqeval.metrics import classification_report
from sklearn.metrics import accuracy_score, f1_score

from corpus_pkg.corpus.models import DocumentStance
from corpus_pkg.layers import DOCUMENT_STANCE, ENTITIES, STANCE
from corpus_pkg.layers.labels import DocumentStanceLabel
from corpus_pkg.train.scoring import score
from corpus_pkg.train.scoring.marks import Mark, match
from corpus_pkg.train.scoring.spans import CRITERIA
from corpus_pkg.train.scoring.tally import Bootstrap, Tally, f1
from corpus_pkg.train.tasks.tags import TaggedSpan, encode
from tests.scoring.made import SENTENCE, document_of

WORDS = 2 * SENTENCE
KINDS = ("GPE", "LAW", "ORG")


def _laid_out(steps: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    names, place = [], 0
    for gap, length, kind in steps:
        if place + gap + length <= WORDS:
            names.append((place + gap, place + gap + length, kind))
            place += gap + length
    return names


flat_names = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from(KINDS)), max_size=6
).map(_laid_out)


def tags(names: list[tuple[int, int, str]]) -> list[str]:
    return encode(WORDS, [TaggedSpan(*name) for name in names])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(flat_names, flat_names), min_size=1, max_size=3))
def test_strict_f1_of_flat_names_is_that_of_seqeval(case: list[tuple[Any, Any]]) -> None:
    gold = [document_of(f"d{n}", names=names) for n, (names, _) in enumerate(case)]
    predicted = [document_of(f"d{n}", names=names) for n, (_, names) in enumerate(case)]
    found = score(gold, predicted, layers=[ENTITIES.name], samples=0)
    if not any(names for pair in case for names in pair):
        assert found["entities", "strict", "micro"].value is None
        return
    report = classification_report(
        [tags(names) for names, _ in case],
        [tags(names) for _, names in case],
        output_dict=True,
        zero_division=0,
    )
    for group, theirs in report.items():
        if group == "weighted avg":
            continue
        ours = found["entities", "strict", group.removesuffix(" avg")]
        assert ours.value == pytest.approx(theirs["f1-score"])
        if group != "macro avg":
            assert (ours.precision or 0, ours.recall or 0) == pytest.approx(
                (theirs["precision"], theirs["recall"])
            )


@settings(max_examples=60, deadline=None)
@given(flat_names, flat_names)
def test_flat_names_are_counted_as_nervaluate_counts_them(gold: Any, predicted: Any) -> None:
    touching = [(g, p) for g in gold for p in predicted if g[0] < p[1] and p[0] < g[1]]
    alone = len({g for g, _ in touching}) == len(touching) == len({p for _, p in touching})
    if not gold or not predicted or not alone:
        return  # nervaluate lets one prediction meet several names, this does not
    sides = [
        [[{"start": first, "end": last - 1, "label": kind} for first, last, kind in names]]
        for names in (gold, predicted)
    ]
    theirs = Evaluator(*sides, tags=list(KINDS), loader="dict").evaluate()["overall"]
    found = score([document_of(names=gold)], [document_of(names=predicted)], layers=["entities"], samples=0)
    for ours, name in (("strict", "strict"), ("boundary", "exact"), ("type", "ent_type")):
        one = found["entities", ours, "micro"]
        assert (one.value, one.precision, one.recall) == pytest.approx(
            (theirs[name].f1, theirs[name].precision, theirs[name].recall)
        )


@st.composite
def marks_of(draw: st.DrawFn) -> list[Mark]:
    spans = draw(
        st.lists(st.tuples(st.integers(0, 8), st.integers(1, 6), st.sampled_from(KINDS)), max_size=7)
    )
    made = [Mark(start, start + length, kind, ("a", 0)) for start, length, kind in spans]
    return sorted(made, key=lambda mark: (mark.start, -mark.end, mark.type))


@given(marks_of(), marks_of(), st.sampled_from(sorted(CRITERIA)))
def test_no_matching_has_more_pairs_than_ours(gold: Any, predicted: Any, criterion: str) -> None:
    fits = CRITERIA[criterion]
    pairs = match(gold, predicted, fits)
    assert all(fits(*pair) and pair.gold.overlap(pair.predicted) for pair in pairs)
    assert len({id(pair.gold) for pair in pairs}) == len({id(p.predicted) for p in pairs}) == len(pairs)
    table = [[int(g.overlap(p) > 0 and fits(g, p)) for p in predicted] for g in gold]
    if gold and predicted:
        most = maximum_bipartite_matching(csr_matrix(table), perm_type="column")
        assert len(pairs) == sum(place >= 0 for place in most)
    else:
        assert pairs == []


LABELS = ("favor", "against", "mixed", "none")
some_labels = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(some_labels)
def test_stance_is_scored_as_scikit_learn_scores_favor_and_against(pairs: list[tuple[str, str]]) -> None:
    places = list(itertools.product(range(2), [f"t{n}" for n in range(6)]))[: len(pairs)]
    gold, predicted = (
        document_of(
            stances=[
                (sentence, "author", target, pair[side])
                for (sentence, target), pair in zip(places, pairs, strict=True)
                if pair[side] != "none"
            ]
        )
        for side in (0, 1)
    )
    found = score([gold], [predicted], layers=[STANCE.name], samples=0)
    true, said = zip(*pairs, strict=True)
    seen = {*true, *said}
    theirs = {
        name: f1_score(true, said, labels=[name], average=None, zero_division=0)[0] if name in seen else None
        for name in ("favor", "against", "mixed")
    }
    for name, value in theirs.items():
        assert found["stance", "label", name].value == pytest.approx(value)
    known = [value for value in (theirs["favor"], theirs["against"]) if value is not None]
    mean = sum(known) / len(known) if known else None
    assert found["stance", "favor and against", "micro"].value == pytest.approx(mean)


@settings(max_examples=30, deadline=None)
@given(some_labels)
def test_document_stance_has_the_accuracy_that_scikit_learn_counts(pairs: list[tuple[str, str]]) -> None:
    gold, predicted = (
        document_of().model_copy(
            update={
                "document_stance": tuple(
                    DocumentStance(target=f"t{n}", label=DocumentStanceLabel(pair[side]))
                    for n, pair in enumerate(pairs)
                )
            }
        )
        for side in (0, 1)
    )
    found = score([gold], [predicted], layers=[DOCUMENT_STANCE.name], samples=0)
    assert found["document_stance", "accuracy", "micro"].value == pytest.approx(
        accuracy_score(*zip(*pairs, strict=True))
    )


def test_the_interval_is_that_of_a_plain_loop_over_the_same_samples() -> None:
    draw = random.Random(3)
    units = [(f"d{n // 4}", n) for n in range(20)]
    tally = Tally()
    for unit in units:
        there, said = draw.randint(0, 4), draw.randint(0, 4)
        both = draw.randint(0, min(there, said))
        tally.add(unit, found=both, gold=there, right=both, predicted=said)
    bootstrap = Bootstrap(units, samples=150, seed=11, confidence=0.9)
    intervals = bootstrap.intervals([[[tally]]])[0]
    for name, parts in (
        ("sentences", [[unit] for unit in units]),
        ("documents", [[unit for unit in units if unit[0] == f"d{n}"] for n in range(5)]),
    ):
        again, values = random.Random(11), []
        counts_of = dict(zip(tally.units, zip(*tally.columns, strict=True), strict=True))
        for _ in range(150):
            sample = Tally()
            for part in again.choices(range(len(parts)), k=len(parts)):
                for unit in parts[part]:
                    found, gold, right, predicted = counts_of[unit]
                    sample.add(unit, found=found, gold=gold, right=right, predicted=predicted)
            values.append(f1(sample.total) or 0)
        assert intervals[name] == pytest.approx(tuple(numpy.quantile(values, [0.05, 0.95])))


def test_a_seed_gives_the_same_intervals_and_another_seed_others() -> None:
    gold = [document_of(f"d{n}", names=[(0, 1, "GPE"), (2, 3, "LAW")]) for n in range(8)]
    predicted = [
        document_of(f"d{n}", names=[(0, 1, "GPE"), (n, n + 1, "LAW")][: 1 + n % 2]) for n in range(8)
    ]
    one, same, other = (score(gold, predicted, samples=200, seed=seed).as_dict() for seed in (1, 1, 2))
    assert one == same
    assert one["scores"] != other["scores"]


def test_one_document_has_no_interval_over_documents() -> None:
    made = [document_of(names=[(0, 1, "GPE")])]
    one = score(made, made, layers=["entities"], samples=10)["entities", "strict", "micro"]
    assert (one.documents, one.sentences) == (None, (1, 1))
