"""The rows of a Parquet file from a stranger: in bounded memory, every fault with its place."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.extras import need
from corpus_pkg.tables.parquet_bounds import (
    allowance,
    leaves,
    require_group_bounded,
    require_stored_bounded,
    too_large,
)

if TYPE_CHECKING:
    import pyarrow

METADATA_KEY: Final = b"huggingface"
"""The key of the Parquet metadata under which `datasets` keeps the features."""
BATCH_ROWS: Final = 256
"""How many rows are in memory at once, in columns."""
PYTHON_ROWS: Final = 8
"""How many of these are Python's objects at once, which take ten times as much."""
_BAD_FEATURES: Final = (KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError)


def file_features(schema: "pyarrow.Schema", name: str = "the file") -> dict[str, Any]:
    """Return the features that a Parquet file's metadata declare; empty where there are none.

    Raises:
        CorpusError: They can't be read.
    """
    data = (schema.metadata or {}).get(METADATA_KEY)
    if data is None:
        return {}
    try:
        return dict(json.loads(data)["info"]["features"])
    except _BAD_FEATURES:
        message = "the features in its metadata can't be read; build it again"
        raise CorpusError([Problem(name, 0, "schema", message)]) from None


def table_rows(
    file: Any, raw: Any, name: str, columns: Sequence[str] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of an open Parquet file, labels by name, each with its number from 1.

    Args:
        file: The file, as `pyarrow.parquet.ParquetFile` opened it.
        raw: The same file's bytes.
        name: Its name, for problems.
        columns: The columns to read; all where None.

    Raises:
        CorpusError: The file would take too much memory, or a label's number is not one of its list.
    """
    schema = file.schema_arrow
    features = file_features(schema, name)
    wanted = leaves(schema, frozenset(schema.names if columns is None else columns))
    raw.seek(0, 2)
    allowed = allowance(raw.tell())
    require_stored_bounded(file.metadata, wanted, name, allowed)
    number = spent = 0
    for group in range(file.num_row_groups):
        require_group_bounded(raw, file.metadata, group, wanted, name, allowed - spent)
        for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[group], columns=columns):
            spent += batch.nbytes
            if spent > allowed:
                raise too_large(name, allowed)
            for row in _values(batch, number, name):
                number += 1
                yield number, _decoded_row(row, features, name, number)


def python_rows(batch: "pyarrow.RecordBatch") -> Iterator[dict[str, Any]]:
    """Yield the rows of a record batch as Python's objects, of which few are in memory at once."""
    for at in range(0, batch.num_rows, PYTHON_ROWS):
        yield from batch.slice(at, PYTHON_ROWS).to_pylist()


def _values(batch: Any, before: int, name: str) -> Iterator[dict[str, Any]]:
    try:
        yield from python_rows(batch)
        return
    except UnicodeDecodeError:
        pass
    for at in range(batch.num_rows):
        for column in batch.schema.names:
            try:
                batch.column(column).slice(at, 1).to_pylist()
            except UnicodeDecodeError:
                message = f"{column}: it is not UTF-8; build the file again"
                raise CorpusError([Problem(name, before + at + 1, "encoding", message)]) from None


def _decoded_row(
    row: Mapping[str, Any], features: Mapping[str, Any], name: str, number: int
) -> dict[str, Any]:
    made = {}
    for column, value in row.items():
        try:
            made[column] = decoded(value, features.get(column))
        except _BAD_FEATURES as error:
            message = f"{column}: {error}; build the file again"
            raise CorpusError([Problem(name, number, "schema", message)]) from None
    return made


def decoded(value: Any, feature: Any) -> Any:
    """Return a stored value with its labels as names again.

    Args:
        value: A value as Arrow gives it in Python.
        feature: The feature as the file's own metadata have it; None where they have none.

    Raises:
        ValueError: A label's number is not one of the feature's.
    """
    if value is None or feature is None:
        return value
    if isinstance(value, list):
        item = feature[0] if isinstance(feature, list) else feature.get("feature")
        return [decoded(part, item) for part in value]
    if isinstance(value, dict):
        return {name: decoded(part, feature.get(name)) for name, part in value.items()}
    if isinstance(feature, Mapping) and feature.get("_type") == "ClassLabel" and isinstance(value, int):
        names = feature["names"]
        if not 0 <= value < len(names):
            raise ValueError(f"{value} is not a label; there are 0 to {len(names) - 1}")
        return names[value]
    return value


def parquet_errors() -> tuple[type[Exception], ...]:
    """Return what pyarrow raises on a file that is damaged or not Parquet."""
    return (need("pyarrow", "arrow").ArrowException, OSError, EOFError, ValueError, KeyError, TypeError)
