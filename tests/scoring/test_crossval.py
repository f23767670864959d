"""Scores with one document left out at a time."""

import statistics

import pytest

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train.scoring import ScoringError, cross_validate


def test_each_document_is_predicted_without_itself() -> None:
    corpus = corpus_pkg.load()
    seen: list[str] = []

    def predict(train: Corpus, test: Corpus) -> list[Document]:
        assert not set(train.ids) & set(test.ids)
        assert len(train) + len(test) == len(corpus)
        seen.extend(test.ids)
        return list(test)

    found = cross_validate(corpus, predict, method="gold", layers=["entities"], samples=10)
    summary = found.summary("entities", "strict")
    assert tuple(seen) == corpus.ids
    assert (summary.mean, summary.spread, summary.folds, summary.pooled) == (1.0, 0.0, 5, 1.0)
    assert summary.interval == (1.0, 1.0)


def test_mean_and_spread_are_those_of_the_folds() -> None:
    corpus = corpus_pkg.load()

    def predict(_: Corpus, test: Corpus) -> list[Document]:
        return [
            document.model_copy(update={"entities": document.entities[: len(document.entities) // 2]})
            for document in test
        ]

    found = cross_validate(corpus, predict, method="half", layers=["entities"], samples=0)
    values = [scores["entities", "strict", "micro"].value for scores in found.by_fold]
    summary = found.summary("entities", "strict")
    known = [value for value in values if value is not None]
    assert summary.mean == pytest.approx(statistics.fmean(known))
    assert summary.spread == pytest.approx(statistics.stdev(known))
    assert summary.interval is None
    assert str(summary).startswith("half: entities, strict, micro: mean 0.66")


def test_a_group_that_a_document_lacks_is_left_out_of_the_mean() -> None:
    found = cross_validate(
        corpus_pkg.load(), lambda _, test: list(test), method="gold", layers=["figures"], samples=0
    )
    assert 0 < found.summary("figures", "strict", "MONEY").folds < 5


@pytest.mark.parametrize("keep", [0, 2])
def test_a_method_that_gives_other_documents_is_refused(keep: int) -> None:
    corpus = corpus_pkg.load()
    with pytest.raises(ScoringError, match="each once and in order"):
        cross_validate(corpus, lambda _, test: [*test] * keep, method="bad", layers=["dates"])
