"""Leave-one-document-out folds: the only splits that mean something in a corpus of a few documents.

Sentences of one article must not lie on both sides of a split: a model would then be tested on names,
quotations and opinions that it was trained on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar, overload

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.values.counted import counted

R = TypeVar("R")
Row_co = TypeVar("Row_co", covariant=True)


class HasRecords(Protocol[Row_co]):
    """What a task view has: its rows as a list."""

    @property
    def records(self) -> Sequence[Row_co]:
        """The rows."""


@overload
def folds(
    data: Corpus, *, by: str = ..., documents: Iterable[Any] | None = ..., k: int | None = ...
) -> Iterator[tuple[Corpus, Corpus]]: ...
@overload
def folds(
    data: HasRecords[Row_co], *, by: str = ..., documents: Iterable[Any] | None = ..., k: int | None = ...
) -> Iterator[tuple[list[Row_co], list[Row_co]]]: ...
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
    tests: list[list[int]] = [[] for _ in range(count)]
    for row, value in enumerate(values):
        if value in fold_of:  # else it is not among `documents`: in no test half, and always trained on
            tests[fold_of[value]].append(row)
    return map(halves, tests)


def fold_documents(documents: Sequence[str], fold: int, k: int | None = None) -> tuple[str, ...]:
    """Return the ids of the documents in a fold's test half, as `folds` and the views' column `fold` have it.

    Args:
        documents: The ids of all documents, in the corpus's order.
        fold: The number of the fold, from 0.
        k: How many folds there are; as many as documents if left out.

    Raises:
        ValueError: There is no such fold, or `k` is not a number from 2 to that of the documents.
    """
    count = len(documents) if k is None else k
    if not 2 <= count <= len(documents):
        both = f"{counted(count, 'fold')} of {counted(len(documents), 'document')}"
        raise ValueError(f"{both}; give 2 to as many as documents")
    if not 0 <= fold < count:
        raise ValueError(f"there is no fold {fold}; the folds are 0 to {count - 1}")
    return tuple(id_ for number, id_ in enumerate(documents) if number % count == fold)


def _opened(data: Any, by: str) -> tuple[list[Any], Callable[[list[int]], tuple[Any, Any]]]:
    """Return the value of `by` of each row, and the function from the rows of a test half to the pair."""
    kind = type(data).__module__.partition(".")[0]
    if isinstance(data, Corpus):
        return [_value(document, by) for document in data], _halves_of_corpus(data)
    if kind in ("datasets", "pyarrow", "pandas"):
        return _opened_table(data, kind, by)
    items = data.records if hasattr(data, "records") else data
    if isinstance(items, Mapping | str | bytes) or not isinstance(items, Iterable):
        found = type(data).__name__
        raise TypeError(f"folds take a corpus, a view, a list or a table, and this is a {found}")
    rows = list(items)
    return [_value(row, by) for row in rows], lambda test: (_without(rows, test), [rows[row] for row in test])


def _halves_of_corpus(corpus: Corpus) -> Callable[[list[int]], tuple[Corpus, Corpus]]:
    documents = {document.id: document for document in corpus}
    ids = list(documents)

    def halves(test: list[int]) -> tuple[Corpus, Corpus]:
        train = documents.copy()
        tested = {ids[row]: train.pop(ids[row]) for row in test}
        # Without the source: the annotators' layers there have all documents, those left out too.
        return corpus.with_documents(train), corpus.with_documents(tested)

    return halves


def _without(items: list[R], left_out: list[int]) -> list[R]:
    """Return items without those at some places, which are in order.

    Whole slices are copied: with as many folds as documents, a step per item would be felt.
    """
    kept: list[R] = []
    start = 0
    for place in left_out:
        kept += items[start:place]
        start = place + 1
    return kept + items[start:]


def _opened_table(data: Any, kind: str, by: str) -> tuple[list[Any], Callable[[list[int]], tuple[Any, Any]]]:
    names = getattr(data, "column_names", None) if kind != "pandas" else list(data.columns)
    if isinstance(names, Mapping) or names is None:
        raise TypeError(f"{type(data).__name__} is not a single table; give one of its splits: data['train']")
    if by not in names:
        raise TypeError(f"the table has no column {by!r}; it has: {', '.join(map(str, names))}")
    if kind == "datasets":
        if not hasattr(data, "select"):
            raise TypeError("a streaming dataset can't be folded; load it without streaming=True")
        values, take = list(data[by]), data.select
    elif kind == "pandas":
        values, take = list(data[by]), data.iloc.__getitem__
    else:
        values, take = data.column(by).to_pylist(), lambda rows: _taken(data, rows)
    numbers = list(range(len(values)))
    return values, lambda test: (take(_without(numbers, test)), take(test))


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
