"""A corpus that is read as it is needed is the same as one in memory, with the same errors and results."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from corpus_pkg.annotate.agreement.report import agreement
from corpus_pkg.annotate.diff import diff
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import Corpus, load_folder
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.streamed import stream_folder
from corpus_pkg.corpus.write import corpus_files, layer_files
from corpus_pkg.explorer import corpus_page
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.train.errors import errors
from corpus_pkg.train.scoring import compare, score
from tests.small_corpus import write_small_corpus
from tests.strategies import corpora


def folder_of(corpus: Corpus, drop: int = 3) -> MemoryFolder:
    """Return a folder with a corpus and two annotators: `a` has no `drop`-th record, `b` has all of them."""
    content = corpus_files(corpus)
    for document in corpus:
        less = {
            layer: tuple(one for at, one in enumerate(document.layer(layer)) if at % drop)
            for layer in LAYER_NAMES
        }
        content |= layer_files(document.model_copy(update=less), "a") | layer_files(document, "b")
    return MemoryFolder(content, name="corpus")


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora(min_documents=1, max_documents=3, max_segments=2))
def test_scores_and_agreement_are_those_of_a_corpus_in_memory(corpus: Corpus) -> None:
    folder = folder_of(corpus)
    sides = [[read(folder, name) for name in (None, "a", "b")] for read in (load_folder, stream_folder)]
    loaded, streamed = sides
    for one, other in zip(loaded, streamed, strict=True):
        assert (list(one), one.ids, len(one)) == (list(other), other.ids, len(other))
        assert (one.registry, one.targets, one.topics) == (other.registry, other.targets, other.topics)
        assert all(other[name] == one[name] for name in one.ids)
    made = [score(gold, a, samples=40).as_dict() for gold, a, _ in sides]
    assert made[0] == made[1]
    made = [compare(gold, a, b, samples=40).as_dict() for gold, a, b in sides]
    assert made[0] == made[1]
    reports = [agreement(gold, ("a", "b")).as_dict() for gold, _, _ in sides]
    assert reports[0] == reports[1]
    made = [errors(gold, a).as_dict() for gold, a, _ in sides]
    assert made[0] == made[1]
    made = [diff(a, gold).as_dict() for gold, a, _ in sides]
    assert made[0] == made[1]
    pages = [corpus_page(gold) for gold, _, _ in sides]
    assert pages[0] == pages[1]


FAULTS = {
    "a text": (layout.raw_file("second-text"), b"another text"),
    "a record": (layout.layer_file("dates", "first-text"), b'{"id": "dat-0-1"}\n'),
    "the list of documents": (layout.DOCUMENTS_FILE, b"[]\n"),
    "the registry": (layout.REGISTRY_FILE, b"{}\n"),
    "the targets": (layout.TARGETS_FILE, b"nothing\n"),
    "a missing layer": (layout.layer_folder("figures"), None),
    "no stance of documents": (layout.layer_folder("document_stance"), None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_the_same_error(tmp_path: Path, fault: str) -> None:
    root = write_small_corpus(tmp_path)
    path, data = FAULTS[fault]
    if data is None:
        for place in (root / path).iterdir():
            place.unlink()
        (root / path).rmdir()
    else:
        (root / path).write_bytes((root / path).read_bytes() + data)
    with pytest.raises(CorpusError) as loaded:
        load_folder(root)
    with pytest.raises(CorpusError) as streamed:
        list(stream_folder(root))
    assert list(streamed.value.problems) == list(loaded.value.problems)
    assert streamed.value.unreadable == loaded.value.unreadable


def test_a_document_with_a_fault_and_those_after_it_are_not_given_out(tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path)
    place = root / layout.layer_file("dates", "first-text")
    place.write_bytes(place.read_bytes() + b'{"id": "dat-0-1"}\n')
    corpus = stream_folder(root)
    given_out: list[Document] = []
    with pytest.raises(CorpusError):
        given_out.extend(corpus)
    assert given_out == []
    with pytest.raises(CorpusError, match="dates/first-text"):
        corpus["first-text"]
    assert corpus["second-text"].id == "second-text"


def test_documents_are_not_kept(tmp_path: Path) -> None:
    corpus = stream_folder(write_small_corpus(tmp_path))
    assert corpus["first-text"] is not corpus["first-text"]
    assert corpus.annotators == ("a",)
    with pytest.raises(KeyError, match="the nearest are"):
        corpus["none"]
