"""Hugging Face features of the tables, and the corpus as a `datasets.DatasetDict`."""

from typing import TYPE_CHECKING, Any

from corpus_pkg.extras import need
from corpus_pkg.tables.columns import ColumnType, ListOf, Scalar
from corpus_pkg.tables.definitions import Table

if TYPE_CHECKING:
    import datasets
    import pyarrow


def features_of(wanted: Table) -> "datasets.Features":
    """Return the features of a table; a closed list of labels is a `ClassLabel` in the list's order."""
    return need("datasets", "datasets").Features(
        {column.name: _feature(column.type) for column in wanted.columns}
    )


def _feature(kind: ColumnType) -> Any:
    datasets = need("datasets", "datasets")
    if isinstance(kind, ListOf):
        return datasets.List(_feature(kind.item))
    if isinstance(kind, Scalar):
        if kind.labels is not None:
            return datasets.ClassLabel(names=list(kind.labels))
        return datasets.Value(kind.kind.value)
    return {column.name: _feature(column.type) for column in kind.columns}


def dataset_of(wanted: Table, rows: "pyarrow.Table") -> "datasets.Dataset":
    """Return an Arrow table as a dataset in memory, its labels turned into class numbers.

    Args:
        wanted: The table's definition.
        rows: The table itself, with labels as strings.
    """
    datasets = need("datasets", "datasets")
    casting = need("datasets.table", "datasets")
    features = features_of(wanted)
    cast = casting.table_cast(rows, features.arrow_schema)
    return datasets.Dataset(casting.InMemoryTable(cast), info=datasets.DatasetInfo(features=features))
