"""A task view: the rows of one task as typed records, an Arrow table or a dataset, and what did not fit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.tabular import Grid, Tabular, grid_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.train.folds import fold_documents, folds
from corpus_pkg.train.misfits import Misfit, Reason
from corpus_pkg.train.tasks.columns import Labels, record_columns
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow

    from corpus_pkg.tables.definitions import Table


class RowRecord(Protocol):
    """What every row of every view has."""

    @property
    def document(self) -> str:
        """The document's id."""

    @property
    def fold(self) -> int:
        """The number of the fold whose test half the row is in: the document's place in the corpus."""


R_co = TypeVar("R_co", bound=RowRecord, covariant=True)
R = TypeVar("R", bound=RowRecord)


@dataclass(frozen=True, kw_only=True)
class View(Tabular, Generic[R_co]):
    """The rows of one task.

    Iteration, `len` and indexing are those of `records`.
    """

    name: str
    """The task's name."""
    record: type[Any]
    """The class of the records."""
    records: Sequence[R_co]
    """The rows, in the corpus's order: a plain list."""
    misfits: tuple[Misfit, ...] = ()
    """What did not fit, in the corpus's order."""
    documents: tuple[str, ...] = ()
    """The ids of the corpus's documents, in order, those without a row too."""
    labels: Labels = field(default_factory=dict)
    """Closed lists of columns that depend on the view's options, by column."""
    lists: LabelSets = DEFAULT_LABELS
    """The lists of labels that belong to the corpus."""

    @property
    def report(self) -> dict[str, int]:
        """How many annotations did not fit, by reason; empty where all did."""
        counts = Counter(misfit.reason for misfit in self.misfits)
        return {reason.value: counts[reason] for reason in Reason if counts[reason]}

    @property
    def table(self) -> "Table":
        """The view's columns, as the corpus's tables define theirs (see `corpus_pkg.tables`)."""
        from corpus_pkg.tables.definitions import Table

        return Table(self.name, record_columns(self.record, self.labels, self.lists), None)

    def folds(self) -> "Iterator[tuple[list[R_co], list[R_co]]]":
        """Return (train, test) lists, one pair a document of the corpus, in order."""
        return folds(self.records, documents=self.documents)

    def select(self, documents: Iterable[str]) -> "View[R_co]":
        """Return the view of some documents, in their order.

        Raises:
            KeyError: The view has no such document.
        """
        wanted = set(documents)
        if unknown := sorted(wanted.difference(self.documents)):
            raise KeyError(f"no document {unknown[0]!r}; the view has: {', '.join(self.documents[:10])}")
        return replace(
            self,
            records=[row for row in self.records if row.document in wanted],
            misfits=tuple(misfit for misfit in self.misfits if misfit.document in wanted),
            documents=tuple(id_ for id_ in self.documents if id_ in wanted),
        )

    def split(self, fold: int, k: int | None = None) -> "tuple[View[R_co], View[R_co]]":
        """Return the views of the training and the test documents of a fold.

        Args:
            fold: The number of the fold, from 0.
            k: How many folds there are; one for each document if left out.

        Raises:
            ValueError: There is no such fold.
        """
        test = fold_documents(self.documents, fold, k)
        return self.select(set(self.documents).difference(test)), self.select(test)

    def to_arrow(self) -> "pyarrow.Table":
        """Return the rows as an Arrow table.

        Raises:
            MissingExtraError: pyarrow is not installed.
        """
        from corpus_pkg.extras import need
        from corpus_pkg.tables.arrow_arrays import batches
        from corpus_pkg.tables.arrow_schema import schema_of

        table = self.table
        schema = schema_of(table)
        made = list(batches(table, self.records))
        # Without a batch there would be no chunk either, which `datasets` can't cast.
        return need("pyarrow", "arrow").Table.from_batches(made, schema) if made else schema.empty_table()

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the rows as a pandas data frame; nested columns are arrays of dicts.

        Raises:
            MissingExtraError: pandas or pyarrow is not installed.
        """
        from corpus_pkg.tables import as_frame

        return as_frame(self.table, self.to_arrow())

    def to_datasets(self) -> "datasets.Dataset":
        """Return the rows as a dataset in memory; columns with a closed list are `ClassLabel`s.

        Raises:
            MissingExtraError: datasets is not installed.
        """
        from corpus_pkg.extras import need
        from corpus_pkg.tables.features import dataset_of

        need("datasets", "datasets")  # which brings what the table needs

        return dataset_of(self.table, self.to_arrow())

    def __iter__(self) -> Iterator[R_co]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, row: int) -> R_co:
        return self.records[row]

    def __repr__(self) -> str:
        unfit = ", ".join(f"{count} {reason}" for reason, count in self.report.items())
        return f"<View {self.name}: {counted(len(self), 'row')}{f'; did not fit: {unfit}' if unfit else ''}>"

    def _grid(self) -> Grid:
        return grid_of(repr(self), [one.name for one in fields(self.record)], self.records)


def view_of(
    corpus: Corpus,
    name: str,
    record: type[R],
    records: Sequence[R],
    misfits: Iterable[Misfit] = (),
    labels: Labels | None = None,
) -> View[R]:
    """Return the view of a task on a corpus, with the corpus's documents and lists of labels.

    Args:
        corpus: The corpus.
        name: The task's name.
        record: The class of the rows.
        records: The rows.
        misfits: What did not fit.
        labels: Closed lists of columns that depend on the view's options, by column.
    """
    return View(
        name=name,
        record=record,
        records=records,
        misfits=tuple(misfits),
        documents=corpus.ids,
        labels=labels or {},
        lists=corpus.labels,
    )


def numbered(corpus: Corpus) -> Iterator[tuple[int, Document]]:
    """Yield the documents with the numbers of their folds."""
    return enumerate(corpus, corpus.first)
