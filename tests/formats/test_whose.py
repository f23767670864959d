"""Which document a file is about: its text first, then its name in any of the ways that tools write it."""

import pytest

from corpus_pkg import Corpus
from corpus_pkg.exchange.formats.whose import Texts
from tests.formats.world import small_corpus


@pytest.fixture
def texts() -> Texts:
    corpus = small_corpus()
    documents = [
        document.model_copy(
            update={"metadata": document.metadata.model_copy(update={"source_file": "Report 7 (final).txt"})}
        )
        for document in corpus
    ]
    return Texts(Corpus(documents, corpus.registry, corpus.targets))


@pytest.mark.parametrize(
    "name",
    ["growth", "Growth", "growth.json", "Report 7 (final)", "Report 7 (final).txt", "Report 7 (final).ann"],
)
def test_a_document_is_found_by_its_id_and_by_its_file(texts: Texts, name: str) -> None:
    assert texts.find([name]) == "growth"


@pytest.mark.parametrize("name", ["", ".", "another", "Report 8.txt", "txt"])
def test_another_name_finds_nothing(texts: Texts, name: str) -> None:
    assert texts.find([name]) is None


def test_the_text_comes_before_the_name(texts: Texts) -> None:
    (document,) = texts.corpus
    assert texts.find(["another"], document.text) == "growth"
    assert texts.find(["another"], document.text.replace("\r\n", "\n")) == "growth"
    assert texts.find(["another"], sha256=document.metadata.sha256) == "growth"
    assert texts.find(["another"], "Another text.") is None
