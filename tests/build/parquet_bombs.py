"""Parquet files of some kilobytes whose values take gigabytes in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

LONG = "x" * 1_000_000
MANY = 20_000
FEW = 80
"""As many of the long values as take more than any file may."""


def _repeated(times: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), pa.array([LONG]))


def _rows(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    """Return the first row again and again, with other values in one column."""
    first = table.slice(0, 1)
    columns = []
    for field in table.schema:
        value = first.column(field.name).to_pylist()[0]
        same = [] if isinstance(value, list) else value
        columns.append(values if field.name == column else pa.array([same] * len(values), field.type))
    return pa.table(columns, names=table.schema.names)


def dictionary(table: pa.Table, place: Path) -> None:
    """Write one long text once, and that many rows have it."""
    pq.write_table(_rows(table, "text", _repeated(MANY)), place, compression="zstd")


def nested_dictionary(table: pa.Table, place: Path) -> None:
    """Write one long note once, and that many mentions of one document have it."""
    kind = table.schema.field("entities").type.value_type
    entity = next(row for row in table.column("entities").to_pylist() if row)[0]
    parts = [
        _repeated(MANY) if field.name == "note" else pa.array([entity[field.name]] * MANY, field.type)
        for field in kind
    ]
    records = pa.StructArray.from_arrays(parts, names=[field.name for field in kind])
    lists = pa.ListArray.from_arrays(pa.array([0, MANY], pa.int32()), records)
    pq.write_table(_rows(table, "entities", lists), place, compression="zstd")


def compressed(table: pa.Table, place: Path) -> None:
    """Write a long text as often as it occurs, and compress it."""
    rows = _rows(table, "text", pa.array([LONG] * FEW))
    pq.write_table(rows, place, compression="zstd", use_dictionary=False)


def prefixes(table: pa.Table, place: Path) -> None:
    """Write of each text only what differs from the one before."""
    rows = _rows(table, "text", pa.array([LONG] * FEW))
    encoding: Any = {"text": "DELTA_BYTE_ARRAY"}
    pq.write_table(rows, place, use_dictionary=False, column_encoding=encoding)


BOMBS: dict[str, Callable[[pa.Table, Path], None]] = {
    "a dictionary": dictionary,
    "a nested dictionary": nested_dictionary,
    "compression": compressed,
    "prefixes": prefixes,
}
