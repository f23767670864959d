"""What holds for every view: rows know their document and fold, and tables hold what records hold."""

import dataclasses
import datetime
from typing import Any

import datasets
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.tables.columns import ListOf, Scalar, Struct
from corpus_pkg.train.misfits import REASONS
from corpus_pkg.train.tasks import TASKS, Reason, task_view
from tests.strategies import corpora

CORPUS = corpus_pkg.load()


def plain(value: Any) -> Any:
    """Return a record as Arrow gives it back."""
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def with_names(kind: Any, value: Any) -> Any:
    """Return a dataset's value with class numbers turned into names."""
    if value is None:
        return None
    if isinstance(kind, datasets.ClassLabel):
        return kind.int2str(value)
    if isinstance(kind, datasets.List):
        return [with_names(kind.feature, item) for item in value]
    if isinstance(kind, dict):
        return {name: with_names(part, value[name]) for name, part in kind.items()}
    return value


@pytest.mark.parametrize("task", TASKS)
def test_arrow_and_datasets_hold_the_records(task: str) -> None:
    view = task_view(CORPUS, task)
    expected = [plain(row) for row in view]
    assert view.to_arrow().to_pylist() == expected
    made = view.to_datasets()
    assert [with_names(made.features, row) for row in made] == expected
    assert isinstance(view.records, list)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=15, deadline=None)
@given(corpus=corpora())
def test_any_corpus_has_every_view_and_its_arrow_table(corpus: Corpus) -> None:
    for task in TASKS:
        check_view(task, corpus)


def check_view(task: str, corpus: Corpus) -> None:
    view = task_view(corpus, task)
    table = view.to_arrow()
    assert table.to_pylist() == [plain(row) for row in view]
    assert {(row.document, row.fold) for row in view} <= {(id_, n) for n, id_ in enumerate(corpus.ids)}
    places = [corpus.ids.index(misfit.document) for misfit in view.misfits]
    assert places == sorted(places)
    assert sum(view.report.values()) == len(view.misfits)
    assert all(str(misfit) and misfit.reason in REASONS for misfit in view.misfits)


@pytest.mark.parametrize("task", TASKS)
def test_every_column_is_described_and_every_enum_is_a_class_label(task: str) -> None:
    view = task_view(CORPUS, task)

    def check(columns: Any) -> None:
        for column in columns:
            assert column.description, column.name
            kind = column.type.item if isinstance(column.type, ListOf) else column.type
            if isinstance(kind, Struct):
                check(kind.columns)
            elif column.name in ("type", "label", "kind", "modifier", "change", "mod", "tags"):
                assert isinstance(kind, Scalar)
                assert kind.labels is not None, column.name

    check(view.table.columns)


def test_a_view_without_rows_has_its_schema_all_the_same() -> None:
    empty = task_view(corpus_pkg.Corpus([], {}, {}), "date_normalization")
    table = empty.to_arrow()
    assert table.num_rows == 0
    assert table.schema.field("first_day").type == pyarrow.date32()
    assert len(empty.to_datasets()) == 0


def test_days_are_dates_in_every_form() -> None:
    view = task_view(CORPUS, "date_normalization")
    row = next(row for row in view if row.value == "2025-08-08")
    assert row.first_day == datetime.date(2025, 8, 8)
    assert row.document_date == CORPUS[row.document].metadata.date


def test_every_reason_is_explained() -> None:
    assert list(REASONS) == list(Reason)


def test_an_unknown_task_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="no task 'parsing'; choose from: ner, nested_spans"):
        task_view(CORPUS, "parsing")


def test_records_are_frozen() -> None:
    row = task_view(CORPUS, "ner")[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.text = ""


def test_a_view_is_split_as_the_folds_are() -> None:
    corpus = corpus_pkg.load()
    view = task_view(corpus, "ner")
    for number, (train, test) in enumerate(view.folds()):
        halves = view.split(number)
        assert [list(half) for half in halves] == [train, test]
        assert sorted(halves[0].documents + halves[1].documents) == sorted(corpus.ids)
    assert list(view.select([corpus.ids[2]])) == [row for row in view if row.document == corpus.ids[2]]
    with pytest.raises(KeyError, match="no document 'nobody'"):
        view.select(["nobody"])
    with pytest.raises(ValueError, match="the folds are 0 to 4"):
        view.split(5)
