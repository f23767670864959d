"""The features of a table as Parquet metadata, in the form that every `datasets` reads.

Lists are written `[item]`, which `datasets` 2 to 5 all load. Labels of closed lists are stored as their
numbers, which is how `datasets` stores them, so that the declaration fits the file.
"""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from corpus_pkg.extras import need
from corpus_pkg.tables.arrow_schema import arrow_type
from corpus_pkg.tables.columns import ClosedList, Column, ColumnType, ListOf, Scalar, Struct
from corpus_pkg.tables.definitions import Table
from corpus_pkg.tables.parquet_rows import METADATA_KEY

if TYPE_CHECKING:
    import pyarrow


def label_names(kind: Scalar) -> list[str]:
    """Return the names of a closed list in the order of their numbers."""
    return list(kind.labels or ())


def hub_schema(wanted: Table) -> "pyarrow.Schema":
    """Return the Arrow schema of a table as it is stored, with the features as metadata."""
    arrow = need("pyarrow", "hub")
    features = {column.name: json_feature(column.type) for column in wanted.columns}
    metadata = {METADATA_KEY: json.dumps({"info": {"features": features}}, ensure_ascii=False)}
    return arrow.schema([_field(column) for column in wanted.columns], metadata=metadata)


def stored_type(kind: ColumnType) -> "pyarrow.DataType":
    """Return the Arrow type of a column as it is stored: labels as 64-bit numbers."""
    arrow = need("pyarrow", "hub")
    if isinstance(kind, Scalar):
        return arrow.int64() if kind.labels is not None else arrow_type(kind)
    if isinstance(kind, ListOf):
        return arrow.list_(arrow.field("element", stored_type(kind.item)))
    return arrow.struct([_field(column) for column in kind.columns])


def _field(column: Column) -> "pyarrow.Field":
    return need("pyarrow", "hub").field(column.name, stored_type(column.type))


def stored_batch(
    wanted: Table, batch: "pyarrow.RecordBatch", schema: "pyarrow.Schema"
) -> "pyarrow.RecordBatch":
    """Return a batch of a table with its labels as numbers."""
    arrays = [
        stored_array(array, column.type) for array, column in zip(batch.columns, wanted.columns, strict=True)
    ]
    return need("pyarrow", "hub").RecordBatch.from_arrays(arrays, schema=schema)


def stored_array(array: "pyarrow.Array", kind: ColumnType) -> "pyarrow.Array":
    """Return an array (not sliced) with its labels as numbers."""
    arrow = need("pyarrow", "hub")
    if isinstance(kind, Scalar):
        if kind.labels is None:
            return array
        names = arrow.array(label_names(kind), arrow.string())
        return need("pyarrow.compute", "hub").index_in(array, value_set=names).cast(arrow.int64())
    if isinstance(kind, ListOf):
        children = [stored_array(array.values, kind.item)]
        own = 2
    else:
        children = [
            stored_array(array.field(number), column.type) for number, column in enumerate(kind.columns)
        ]
        own = 1
    buffers = array.buffers()[:own]
    return arrow.Array.from_buffers(stored_type(kind), len(array), buffers, children=children)


def json_feature(kind: ColumnType) -> Any:
    """Return a column's feature as `datasets` writes it in JSON."""
    if isinstance(kind, ListOf):
        return [json_feature(kind.item)]
    if isinstance(kind, Scalar):
        if kind.labels is not None:
            return {"names": label_names(kind), "_type": "ClassLabel"}
        return {"dtype": kind.kind.value, "_type": "Value"}
    return {column.name: json_feature(column.type) for column in kind.columns}


def closed_lists(tables: Iterable[Table]) -> list[ClosedList]:
    """Return the closed lists whose numbers any column of tables holds, in the order of the columns."""

    def within(kind: ColumnType) -> Iterator[ClosedList]:
        if isinstance(kind, ListOf):
            yield from within(kind.item)
        elif isinstance(kind, Struct):
            for column in kind.columns:
                yield from within(column.type)
        elif kind.labels is not None:
            yield kind.labels

    return list(dict.fromkeys(found for made in tables for c in made.columns for found in within(c.type)))
