"""Leave-one-document-out folds: the only splits that mean something in a corpus of a few documents.

Sentences of one article must not lie on both sides of a split: a model would then be tested on names,
quotations and opinions that it was trained on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document

if TYPE_CHECKING:
    from corpus_pkg.tasks.view import RowRecord, View

R = TypeVar("R")
Row = TypeVar("Row", bound="RowRecord")


@overload
def folds(
    data: Corpus, *, by: str = ..., documents: Iterable[Any] | None = ..., k: int | None = ...
) -> Iterator[tuple[Corpus, Corpus]]: ...
@overload
def folds(
    data: "View[Row]", *, by: str = ..., documents: Iterable[Any] | None = ..., k: int | None = ...
) -> Iterator[tuple[list[Row], list[Row]]]: ...
@overload
def folds(
    data: Sequence[R], *, by: str = ..., documents: Iterable[Any] | None = ..., k: int | None = ...
) -> Iterator[tuple[list[R], list[R]]]: ...
@overload
def folds(
    data: Any, *, by: str = ..., documents: Iterable[Any] | None = ..., k: int | None = ...
) -> Iterator[tuple[Any, Any]]: ...
def folds(
    data: Any, *, by: str = "document", documents: Iterable[Any] | None = None, k: int | None = None
) -> Iterator[tuple[Any, Any]]:
    """Return (train, test) pairs that leave one document out, in the documents' order.

    The same data give the same pairs in the same order; nothing is shuffled, and rows keep their order.

    Args:
        data: A corpus, a task view, a list of documents, records or dicts, a `datasets.Dataset`, an
            Arrow table or a pandas data frame. The halves are of the same kind (of a view: lists).
        by: The column, attribute or key whose values are kept together; `fold` gives the same pairs.
        documents: The values of `by` to leave out, in this order. Left out, those that the data have, in
            order of first appearance. With it, a document without rows still gives a pair, whose test
            half is empty: so the folds of two layers run in step.
        k: Make only `k` pairs, for corpora of many documents: the n-th document is in test half `n % k`.

    Returns:
        An iterator over pairs of training and test data.

    Raises:
        TypeError: The data are of no such kind, or a row has no `by`.
        ValueError: There are fewer than two documents, or fewer than `k`, or `k` is below 2.

    Examples:
        >>> import corpus_pkg
        >>> [test.ids for train, test in corpus_pkg.folds(corpus_pkg.load())][0]
        ('section-907-repeal',)
    """
    values, halves = _opened(data, by)
    groups = list(dict.fromkeys(values if documents is None else documents))
    if len(groups) < 2:
        raise ValueError(f"folds need at least two values of {by!r}; the data have {len(groups)}")
    count = len(groups) if k is None else k
    if not 2 <= count <= len(groups):
        raise ValueError(f"k is {count}; give a number from 2 to {len(groups)}, the number of documents")
    fold_of = {group: number % count for number, group in enumerate(groups)}
    # A document that is not among `documents` is in no test half, and always trained on.
    return _pairs([fold_of.get(value, -1) for value in values], count, halves)


def _pairs(places: list[int], count: int, halves: Any) -> Iterator[tuple[Any, Any]]:
    for number in range(count):
        test = [row for row, place in enumerate(places) if place == number]
        train = [row for row, place in enumerate(places) if place != number]
        yield halves(train), halves(test)


def _opened(data: Any, by: str) -> tuple[list[Any], Any]:
    """Return the value of `by` of each row, and the function that takes rows by their numbers."""
    kind = type(data).__module__.partition(".")[0]
    if isinstance(data, Corpus):
        held = list(data)
        # Without its source: the annotators' layers there have all documents, those left out too.
        return [_value(item, by) for item in held], lambda rows: Corpus(
            [held[row] for row in rows], data.registry, data.targets
        )
    if kind in ("datasets", "pyarrow", "pandas"):
        return _opened_table(data, kind, by)
    items = data.records if hasattr(data, "records") else data
    if isinstance(items, Mapping | str | bytes) or not isinstance(items, Iterable):
        found = type(data).__name__
        raise TypeError(f"folds take a corpus, a view, a list or a table, and this is a {found}")
    rows = list(items)
    return [_value(row, by) for row in rows], lambda numbers: [rows[number] for number in numbers]


def _opened_table(data: Any, kind: str, by: str) -> tuple[list[Any], Any]:
    names = getattr(data, "column_names", None) if kind != "pandas" else list(data.columns)
    if isinstance(names, Mapping) or names is None:
        raise TypeError(f"a {type(data).__name__} is no single table; give one of its splits: data['train']")
    if by not in names:
        raise TypeError(f"the table has no column {by!r}; it has: {', '.join(map(str, names))}")
    if kind == "datasets":
        if not hasattr(data, "select"):
            raise TypeError("a streaming dataset can't be folded; load it without streaming=True")
        return list(data[by]), data.select
    if kind == "pandas":
        return list(data[by]), lambda rows: data.iloc[rows]
    return data.column(by).to_pylist(), lambda rows: _taken(data, rows)


def _taken(table: Any, rows: list[int]) -> Any:
    import pyarrow

    return table.take(pyarrow.array(rows, pyarrow.int64()))


def _value(row: Any, by: str) -> Any:
    if isinstance(row, Document) and by == "document":
        return row.id
    try:
        return row[by] if isinstance(row, Mapping) else getattr(row, by)
    except (KeyError, AttributeError):
        raise TypeError(f"a row of type {type(row).__name__} has no {by!r}; name what to fold by") from None
