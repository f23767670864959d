"""The packaged corpus: its decisions, applied to its annotators' layers, give its adjudicated layers."""

from pathlib import Path

import pytest

from corpus_pkg.annotate.adjudication.cycle import Adjudicated, decide
from corpus_pkg.annotate.adjudication.sources import read_annotations
from corpus_pkg.api import load
from corpus_pkg.corpus import layout

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def adjudicated() -> Adjudicated:
    annotations = read_annotations(ROOT, ("a", "b"))
    return decide(annotations, ROOT / layout.DECISIONS_FILE, rules_needed=False)


def test_the_decisions_make_the_published_files(adjudicated: Adjudicated) -> None:
    assert adjudicated.problems == []
    for path, data in adjudicated.contents().items():
        assert (ROOT / path).read_bytes() == data, path


def test_the_decisions_make_the_adjudicated_layers(adjudicated: Adjudicated) -> None:
    assert dict(adjudicated.documents) == {document.id: document for document in load(ROOT)}


def test_only_notes_and_links_are_decided_without_a_rule(adjudicated: Adjudicated) -> None:
    assert {decision.fields for decision in adjudicated.without_rule} <= {("note",), ("entity",)}
    assert len(adjudicated.without_rule) < len(adjudicated.decisions) / 5
