"""Folds leave one document out, in order, for every kind of data."""

from collections.abc import Callable
from typing import Any

import datasets
import pandas
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.train.tasks import ner

ROWS: list[dict[str, Any]] = [
    {"document": name, "fold": "abc".index(name), "n": n} for n, name in enumerate("abacba")
]


def as_dicts(half: Any) -> Any:
    if isinstance(half, pyarrow.Table):
        return half.to_pylist()
    return half.to_dict("records") if isinstance(half, pandas.DataFrame) else list(half)


@pytest.mark.parametrize(
    "make", [list, datasets.Dataset.from_list, pyarrow.Table.from_pylist, pandas.DataFrame, tuple]
)
@pytest.mark.parametrize("by", ["document", "fold"])
def test_each_pair_leaves_one_document_out_whatever_the_kind_of_data(
    make: Callable[..., Any], by: str
) -> None:
    pairs = [(as_dicts(train), as_dicts(test)) for train, test in corpus_pkg.folds(make(ROWS), by=by)]
    assert [[row["n"] for row in test] for _, test in pairs] == [[0, 2, 5], [1, 4], [3]]
    assert [[row["n"] for row in train] for train, _ in pairs] == [[1, 3, 4], [0, 2, 3, 5], [0, 1, 2, 4, 5]]


def test_a_corpus_is_parted_into_corpora_without_a_way_back_to_what_was_left_out() -> None:
    corpus = corpus_pkg.load()
    pairs = list(corpus_pkg.folds(corpus))
    assert [test.ids for _, test in pairs] == [(document,) for document in corpus.ids]
    for train, test in pairs:
        assert set(train.ids) | set(test.ids) == set(corpus.ids)
        assert train.registry == corpus.registry
        assert train.targets == corpus.targets
        assert train.annotators == ()


def test_folds_of_a_view_run_in_step_with_the_corpus() -> None:
    corpus = corpus_pkg.load()
    view = ner(corpus)
    for number, (train, test) in enumerate(view.folds()):
        assert {row.document for row in test} == {corpus.ids[number]}
        assert {row.fold for row in test} == {number}
        assert number not in {row.fold for row in train}
    assert list(corpus_pkg.folds(view)) == list(view.folds())


def test_documents_that_are_named_get_a_pair_though_they_have_no_row() -> None:
    tests = [test for _, test in corpus_pkg.folds(ROWS, documents=["b", "z", "c"])]
    assert [[row["n"] for row in test] for test in tests] == [[1, 4], [], [3]]


def test_plain_documents_are_parted_by_their_ids() -> None:
    documents = list(corpus_pkg.load())
    assert [test for _, test in corpus_pkg.folds(documents)] == [[document] for document in documents]


@given(st.lists(st.sampled_from("abcdefg"), min_size=1), st.integers(2, 7))
def test_k_folds_test_every_row_once_and_never_part_a_document(names: list[str], k: int) -> None:
    rows: list[dict[str, Any]] = [{"document": name, "n": n} for n, name in enumerate(names)]
    count = len(set(names))
    if count < 2 or k > count:
        with pytest.raises(ValueError, match=r"folds need|k is"):
            corpus_pkg.folds(rows, k=k)
        return
    pairs = list(corpus_pkg.folds(rows, k=k))
    assert len(pairs) == k
    assert sorted(row["n"] for _, test in pairs for row in test) == list(range(len(rows)))
    for train, test in pairs:
        assert sorted(row["n"] for row in [*train, *test]) == list(range(len(rows)))
        assert test
        assert not {row["document"] for row in train} & {row["document"] for row in test}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (datasets.DatasetDict(train=datasets.Dataset.from_list(ROWS)), "give one of its splits"),
        (datasets.Dataset.from_list(ROWS).to_iterable_dataset(), "streaming"),
        (pyarrow.table({"a": [1]}), "no column 'document'; it has: a"),
        (pandas.DataFrame({"a": [1]}), "no column 'document'"),
        ([{"a": 1}], "has no 'document'"),
        ([1, 2], "has no 'document'"),
        ({"a": 1}, "this is a dict"),
        ("text", "this is a str"),
        (7, "this is a int"),
    ],
)
def test_data_that_cannot_be_folded_say_what_to_give(data: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        corpus_pkg.folds(data)


def test_one_document_makes_no_folds() -> None:
    with pytest.raises(ValueError, match="at least two values of 'document'; the data have 1"):
        corpus_pkg.folds([{"document": "a"}])
