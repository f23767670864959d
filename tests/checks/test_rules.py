"""Every code is given by the smallest breach of its rule, at the right place, and by nothing valid."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from corpus_pkg.checks.rules import ALL_RULES, check_corpus, check_document
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus.corpus import Corpus
from tests.checks.cases import ADDED, ALSO, CASES, READING, WHOLE, Break
from tests.small_corpus import Editor, write_small_corpus
from tests.strategies import corpora


def test_the_small_corpus_is_valid(tmp_path: Path) -> None:
    assert validate(write_small_corpus(tmp_path / "plain")) == []
    assert validate(write_small_corpus(tmp_path / "claims", claims=True)) == []


def test_every_code_has_a_case() -> None:
    assert set(CASES) == {rule.code for rule in ALL_RULES} - ADDED | READING | WHOLE
    assert all(CASES.values())


@pytest.mark.parametrize(
    ("code", "break_it"),
    [
        pytest.param(code, break_it, id=f"{code}-{number}")
        for code, breaks in CASES.items()
        for number, break_it in enumerate(breaks)
    ],
)
def test_a_breach_is_found_at_its_place_and_nothing_else_is(
    code: str, break_it: Break, tmp_path: Path
) -> None:
    root = write_small_corpus(tmp_path / "corpus", annotators=(), claims=True)
    place = break_it(Editor(root))
    problems = validate(root)
    places = [(p.file, p.line, p.document, p.annotation) for p in problems if p.code == code]
    assert tuple(place) in places, problems
    assert {p.code for p in problems} - {code} <= ALSO.get(code, frozenset()), problems


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(corpora(min_documents=1))
def test_a_valid_corpus_has_no_findings(corpus: Corpus) -> None:
    for document in corpus:
        assert check_document(document, corpus.registry, corpus.targets, corpus.topics) == []
    assert check_corpus(list(corpus.registry.values()), list(corpus.targets.values())) == []
