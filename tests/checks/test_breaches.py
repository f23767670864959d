"""Every small change of the packaged corpus that breaks a stated rule is caught."""

from pathlib import Path

import pytest

import corpus_pkg
from benchmarks.breaches import count, page
from corpus_pkg.checks import rules

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"


def test_a_sample_of_the_changes_that_break_a_rule_is_all_caught() -> None:
    rows, missed = count(corpus_pkg.load(), every=150)
    assert missed == []
    assert sum(row.breaking for row in rows) > 1000


def test_a_rule_that_is_taken_out_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    left = tuple(rule for rule in rules.RULES if rule.code != "span-in-word")
    monkeypatch.setattr(rules, "RULES", left)
    corpus = corpus_pkg.load()
    one = corpus_pkg.Corpus(
        [corpus["trade-nearly-doubles"]], corpus.registry, corpus.targets, topics=corpus.topics
    )
    _, missed = count(one, every=50)
    assert missed


@pytest.mark.slow
def test_every_change_that_breaks_a_rule_is_caught_and_the_page_says_so() -> None:
    rows, missed = count(corpus_pkg.load())
    assert missed == []
    assert PAGE.read_text("utf-8").startswith(page(rows))
