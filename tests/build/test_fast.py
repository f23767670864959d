"""The fast path gives the verdict and the rows of the slow path, and takes what is clean."""

import json
import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import corpus_pkg
from benchmarks.build_workload import FAULTS, as_line
from corpus_pkg import Corpus
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.fast.judge import FastJudge
from corpus_pkg.build.fast.text import PAD, texts
from corpus_pkg.build.references import References
from tests.build.damage import Tally, block_of, breaches, disagreements, some_damage, split
from tests.build.records import line, lines_with_claims, references, workload
from tests.strategies import corpora

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def judge_of(refs: References) -> FastJudge:
    return FastJudge(refs, DOCUMENT_TABLES)


def taken(lines: list[bytes], refs: References) -> int:
    return sum(run.end - run.start for run in judge_of(refs).runs(block_of(lines), []))


def test_clean_documents_never_leave_the_fast_path() -> None:
    lines = [*(line(number)[:-1] for number in range(60)), *(one[:-1] for one in lines_with_claims())]
    assert taken(lines, references()) == 90
    assert disagreements(lines[-30:], judge_of(references()), references(), Tally()) == []


def test_the_packaged_corpus_stays_on_the_fast_path() -> None:
    corpus = corpus_pkg.load()
    lines = [as_line(document.model_dump(mode="json"))[:-1] for document in corpus]
    refs = References(dict(corpus.registry), dict(corpus.targets), dict(corpus.topics))
    assert taken(lines, refs) == len(corpus)
    assert disagreements(lines, judge_of(refs), refs, Tally()) == []


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1))
@example(["Oslo 🇳🇴", "\U00010000\U0010ffff"])
def test_a_block_of_texts_has_their_code_points(values: list[str]) -> None:
    points = texts(pa.array(values)).points[PAD:-PAD]
    assert "".join(map(chr, points.tolist())) == "".join(values)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_is_taken_and_its_neighbours_are(fault: str) -> None:
    bad = FAULTS[fault](line(1))[:-1]
    lines = [line(0)[:-1], *bad.split(b"\n"), line(2)[:-1]]
    judge = judge_of(references())
    runs = [(run.start, run.end) for run in judge.runs(block_of(lines), [])]
    assert runs == [(0, 1), (len(lines) - 1, len(lines))]


@pytest.mark.parametrize("absent", [["segments"], ["segments", "sentences"], ["sentences"]])
def test_a_block_without_any_segment_or_sentence_is_judged(absent: list[str]) -> None:
    value = json.loads(line(0))
    bare = as_line(value | {name: [] for name in absent})[:-1]
    assert disagreements([bare, bare], judge_of(references()), references(), Tally()) == []


@given(corpora(1, 3), st.integers(0, 2**32))
@settings(SLOW, max_examples=25)
def test_both_paths_give_the_same_rows_and_problems(corpus: Corpus, seed: int) -> None:
    check_both_paths(corpus, seed)


@pytest.mark.slow
@given(corpora(1, 3), st.integers(0, 2**32))
@settings(SLOW, max_examples=200)
def test_both_paths_give_the_same_rows_and_problems_for_many_corpora(corpus: Corpus, seed: int) -> None:
    check_both_paths(corpus, seed)


def check_both_paths(corpus: Corpus, seed: int) -> None:
    """Compare the paths on a valid corpus, and on lines of it that are damaged at random."""
    chance = random.Random(seed)
    refs = References(dict(corpus.registry), dict(corpus.targets), dict(corpus.topics))
    lines = [as_line(document.model_dump(mode="json")) for document in corpus]
    assert disagreements(split(lines), judge_of(refs), refs, Tally()) == []
    damaged = split([some_damage(chance.choice(lines), chance) for _ in range(12)])
    assert disagreements(damaged, judge_of(refs), refs, Tally()) == []


def _agree_on(count: int, seed: int) -> Tally:
    chance = random.Random(seed)
    refs, tally = references(), Tally()
    judge = judge_of(refs)
    sound = [*(line(number) for number in range(20)), *lines_with_claims()]
    while tally.lines < count:
        lines = [some_damage(chance.choice(sound), chance) for _ in range(100)]
        wrong = disagreements(split(lines), judge, refs, tally)
        assert not wrong, wrong[0]
    return tally


def test_both_paths_agree_on_damaged_lines() -> None:
    tally = _agree_on(1_000, 1)
    assert tally.taken  # some damage does no harm, such as another label


@pytest.mark.slow
def test_both_paths_agree_on_a_hundred_thousand_damaged_lines() -> None:
    _agree_on(100_000, 2)


def _agree_on_breaches(every: int) -> int:
    corpus = workload().corpus
    refs, tally = references(), Tally()
    judge = judge_of(refs)
    for document in corpus:
        held: list[bytes] = []
        for number, changed in enumerate(breaches(document, corpus)):
            if number % every == 0:
                held.append(changed[:-1])
            if len(held) == 50:
                wrong = disagreements(held, judge, refs, tally)
                assert not wrong, wrong[0]
                held = []
    return tally.lines


@pytest.mark.slow
def test_both_paths_agree_on_a_sample_of_the_breaches_of_every_rule() -> None:
    assert _agree_on_breaches(53) > 1_000


def test_a_field_that_may_be_null_but_not_missing_is_told_apart() -> None:
    document = json.loads(line(3))
    for name in ("title", "publisher", "author", "place"):
        document["metadata"][name] = None
    document["segments"][0]["kind"] = "heading"  # a text with a title segment has a title
    assert taken([as_line(document)[:-1]], references()) == 1
    del document["metadata"]["author"]
    assert taken([as_line(document)[:-1]], references()) == 0


def test_a_backslash_before_u0000_is_no_nul_to_either_path() -> None:
    document = json.loads(line(3))
    document["entities"][0]["note"] = "written \\u0000"
    lines = [as_line(document)[:-1]]
    assert taken(lines, references()) == 1
    assert disagreements(lines, judge_of(references()), references(), Tally()) == []
