"""The corpus as tables: Arrow, pandas and Hugging Face `datasets`, with columns made from the models."""

from typing import TYPE_CHECKING

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.extras import need
from corpus_pkg.tables.arrow_arrays import batch, batches
from corpus_pkg.tables.arrow_documents import documents_from_arrow
from corpus_pkg.tables.arrow_schema import arrow_schema, schema_of
from corpus_pkg.tables.columns import Scalar
from corpus_pkg.tables.definitions import TABLE_NAMES, Table, rows, table, table_names
from corpus_pkg.tables.features import dataset_of

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow

__all__ = [
    "TABLE_NAMES",
    "arrow_schema",
    "arrow_table",
    "as_frame",
    "dataset_dict",
    "documents_from_arrow",
    "pandas_frame",
]


def arrow_table(corpus: Corpus, name: str = "documents") -> "pyarrow.Table":
    """Return one table of a corpus as an Arrow table.

    Args:
        corpus: The corpus.
        name: `documents`, the name of a layer, `registry`, `targets` or `topics`.

    Raises:
        ValueError: There is no such table; the message lists those that there are.
        MissingExtraError: pyarrow is not installed.
    """
    wanted = table(name, corpus.labels)
    # One empty batch, not none: `datasets` can't cast columns without a chunk.
    found = list(batches(wanted, rows(wanted, corpus))) or [batch(wanted, [])]
    return need("pyarrow", "arrow").Table.from_batches(found, schema=schema_of(wanted))


def pandas_frame(corpus: Corpus, name: str = "documents") -> "pandas.DataFrame":
    """Return one table of a corpus as a pandas data frame.

    Offsets are `Int32` (some are missing), days `datetime64`, labels of closed lists categories in the order
    of the list, and nested layers arrays of dicts.

    Args:
        corpus: The corpus.
        name: `documents`, the name of a layer, `registry`, `targets` or `topics`.

    Raises:
        ValueError: There is no such table; the message lists those that there are.
        MissingExtraError: pandas or pyarrow is not installed.
    """
    need("pandas", "pandas")  # before the extra of Arrow, which is a part of that of pandas
    return as_frame(table(name, corpus.labels), arrow_table(corpus, name))


def as_frame(wanted: Table, made: "pyarrow.Table") -> "pandas.DataFrame":
    """Return an Arrow table as a pandas data frame, with the types of `pandas_frame`.

    Args:
        wanted: The table's definition.
        made: The table itself.

    Raises:
        MissingExtraError: pandas or pyarrow is not installed.
    """
    library = need("pandas", "pandas")
    dtypes = {need("pyarrow", "pandas").int32(): library.Int32Dtype()}
    frame: pandas.DataFrame = made.to_pandas(types_mapper=dtypes.get, date_as_object=False)
    for column in wanted.columns:
        if isinstance(column.type, Scalar) and column.type.labels is not None:
            listed = library.CategoricalDtype(list(column.type.labels))
            frame[column.name] = frame[column.name].astype(listed)
    return frame


def dataset_dict(corpus: Corpus) -> "datasets.DatasetDict":
    """Return all tables of a corpus as datasets in memory, by the tables' names.

    Labels of closed lists are `ClassLabel`s, whose names are in the order of the schema's enums.

    Args:
        corpus: The corpus.

    Raises:
        MissingExtraError: datasets is not installed.
    """
    datasets = need("datasets", "datasets")
    made = {
        name: dataset_of(table(name, corpus.labels), arrow_table(corpus, name))
        for name in table_names(corpus.labels)
    }
    return datasets.DatasetDict(made)
