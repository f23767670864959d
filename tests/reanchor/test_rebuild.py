"""What re-anchoring gives is a valid document: whole references, covered text, true metadata."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_pkg
from benchmarks.mutations import KINDS, mutate
from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.exchange.reanchor import reanchor
from tests.strategies import corpora

CORPUS = corpus_pkg.load()
OF_THE_WORDING = {
    "sentence-abbreviation",
    "sentence-title",
    "span-in-word",
    "span-punctuation",
    "date-year",
    "figure-value",
    "figure-in-name",
    "figure-sign",
    "span-determiner",
    "span-possessive",
    "metadata-evidence",
    "document-stance",
    "entity-role",
    "entity-nested",
    "date-preposition",
    "metadata-title",
}
"""Rules on the words of a text, which a copy may break: its typos are its own."""


def broken_rules(document: Document, corpus: Corpus) -> set[str]:
    return {x.code for x in check_document(document, corpus.registry, corpus.targets, corpus.topics)}


@pytest.mark.parametrize("kind", KINDS)
def test_result_breaks_no_rule_of_structure(kind: str) -> None:
    for seed, document in enumerate(CORPUS):
        result = reanchor(document, mutate(document.text, kind, seed).text)
        before = broken_rules(document, CORPUS)
        assert broken_rules(result.document, CORPUS) - before <= OF_THE_WORDING
        assert isinstance(parse_document(result.document.model_dump_json().encode(), "x", 1), Document)


@pytest.mark.parametrize("kind", ["quotes and dashes", "white space, quotes and dashes"])
def test_the_title_is_as_the_copy_writes_it(kind: str) -> None:
    for seed, document in enumerate(CORPUS):
        result = reanchor(document, mutate(document.text, kind, seed).text)
        assert "metadata-title" not in broken_rules(result.document, CORPUS)


def test_a_typo_of_the_copy_is_not_the_title() -> None:
    document = CORPUS["trade-nearly-doubles"]
    title = document.metadata.title
    assert title is not None
    result = reanchor(document, document.text.replace(title, title.replace("Trade", "Tarde"), 1))
    assert result.document.metadata.title == title


@settings(max_examples=25, deadline=None)
@given(corpora(1, 1), st.sampled_from(sorted(KINDS)), st.integers(0, 1000))
def test_any_document_on_any_copy_is_readable_and_accounts_for_every_record(
    corpus: Corpus, kind: str, seed: int
) -> None:
    (document,) = corpus
    if len(document.text) < 3:
        return
    mutated = mutate(document.text, kind, seed)
    result = reanchor(document, mutated.text)
    found = parse_document(result.document.model_dump_json().encode(), "x", 1)
    assert isinstance(found, Document), found
    assert len(result.outcomes) == len(list(document.annotations))
    ids = {record.id for record in result.document.annotations}
    assert ids == set(result.new_ids.values()) | {name for _, name in result.made}


@settings(max_examples=30, deadline=None)
@given(corpora(1, 1), st.text(max_size=200))
def test_foreign_text_takes_no_annotation(corpus: Corpus, text: str) -> None:
    (document,) = corpus
    result = reanchor(document, text)
    for item in result.outcomes:
        if item.new_id is not None:
            placed = result.document[item.new_id]
            assert text[placed.start : placed.end] == placed.text
