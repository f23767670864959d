"""The packaged corpus: its decisions, applied to its annotators' layers, give its adjudicated layers."""

from pathlib import Path

import pytest

from corpus_pkg.annotate.adjudication.cycle import Adjudicated, decide
from corpus_pkg.annotate.adjudication.earlier import Earlier
from corpus_pkg.annotate.adjudication.sources import read_annotations
from corpus_pkg.api import load
from corpus_pkg.corpus import layout

ROOT = Path(__file__).parents[2]
OPEN = "open"
"""What a decision cites where no rule decides; it follows the nearest."""


@pytest.fixture(scope="module")
def adjudicated() -> Adjudicated:
    annotations = read_annotations(ROOT, ("c", "d"))
    return decide(annotations, ROOT / layout.DECISIONS_FILE, rules_needed=False)


def test_the_decisions_make_the_published_files(adjudicated: Adjudicated) -> None:
    assert adjudicated.problems == []
    for path, data in adjudicated.contents(Earlier()).items():
        assert (ROOT / path).read_bytes() == data, path


def test_the_decisions_make_the_adjudicated_layers(adjudicated: Adjudicated) -> None:
    assert dict(adjudicated.documents) == {document.id: document for document in load(ROOT)}


def test_only_notes_are_decided_without_a_rule(adjudicated: Adjudicated) -> None:
    assert {decision.fields for decision in adjudicated.without_rule} <= {("note",)}


def test_every_rule_that_is_cited_is_one_of_the_guidelines(adjudicated: Adjudicated) -> None:
    guidelines = (ROOT / layout.ABOUT_FILES[-1]).read_text("utf-8")
    cited = {decision.rule for decision in adjudicated.decisions} - {None, OPEN}
    assert cited
    assert [rule for rule in cited if f"- **{rule}** " not in guidelines] == []
