"""Python values to Arrow arrays, through Arrow's own buffers.

`pyarrow.array(list)` would do, but where pandas is installed it imports pandas to ask whether the
list is a series, which takes longer than all the rest.

Layout: https://arrow.apache.org/docs/format/Columnar.html
"""

import datetime
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.extras import need
from corpus_pkg.tables.arrow_schema import arrow_type, schema_of
from corpus_pkg.tables.columns import ColumnType, Kind, ListOf, Scalar, Struct
from corpus_pkg.tables.definitions import LayerRow, Table

if TYPE_CHECKING:
    import pyarrow

EPOCH: Final = datetime.date(1970, 1, 1).toordinal()
BATCH_ROWS: Final = {"documents": 400}
"""Rows of a batch, and of a Parquet row group, where they differ from `FLAT_BATCH_ROWS`."""
FLAT_BATCH_ROWS: Final = 10_000
BATCH_CHARACTERS: Final = 1 << 26
"""A batch ends once its strings are this long: an Arrow string array holds 2 GiB at most."""


def batches(wanted: Table, rows: Iterable[Any], most: int | None = None) -> Iterator["pyarrow.RecordBatch"]:
    """Yield the record batches of a table; where they are cut depends on the rows alone.

    Args:
        wanted: The table.
        rows: What its rows are made of (see `corpus_pkg.tables.definitions.rows`), streamed.
        most: The most rows of a batch; as many as a row group has if left out.
    """
    most = most or BATCH_ROWS.get(wanted.name, FLAT_BATCH_ROWS)
    taken: list[Any] = []
    total = 0
    for row in rows:
        taken.append(row)
        total += characters(row)
        if len(taken) == most or total >= BATCH_CHARACTERS:
            yield batch(wanted, taken)
            taken, total = [], 0
    if taken:
        yield batch(wanted, taken)


def batch(wanted: Table, rows: Sequence[Any]) -> "pyarrow.RecordBatch":
    """Return the rows of a table as one record batch."""
    arrays = [arrow_array([column.get(row) for row in rows], column.type) for column in wanted.columns]
    return need("pyarrow", "arrow").RecordBatch.from_arrays(arrays, schema=schema_of(wanted))


def arrow_array(values: Sequence[Any], kind: ColumnType) -> "pyarrow.Array":
    """Return the Arrow array of a column's values.

    Args:
        values: Strings, numbers, dates, records, or sequences of these; None is null.
        kind: The column's type.
    """
    arrow = need("pyarrow", "arrow")
    children: list[Any] = []
    buffers: list[Any] = []
    if isinstance(kind, Struct):
        children = [
            arrow_array([None if value is None else part.get(value) for value in values], part.type)
            for part in kind.columns
        ]
    elif isinstance(kind, ListOf):
        buffers = [_offsets(0 if value is None else len(value) for value in values)]
        children = [arrow_array([item for value in values if value for item in value], kind.item)]
    else:
        buffers = _scalar_buffers(values, kind)
    buffers.insert(0, _validity(values))
    made = [None if buffer is None else arrow.py_buffer(buffer) for buffer in buffers]
    return arrow.Array.from_buffers(arrow_type(kind), len(values), made, children=children)


def _scalar_buffers(values: Sequence[Any], kind: Scalar) -> list[Any]:
    if kind.kind is Kind.STRING:
        encoded = [b"" if value is None else value.encode("utf-8") for value in values]
        return [_offsets(len(data) for data in encoded), b"".join(encoded)]
    if kind.kind is Kind.BOOL:
        return [_bits([value is True for value in values])]
    if kind.kind is Kind.DATE32:
        return [array("i", [0 if value is None else value.toordinal() - EPOCH for value in values])]
    if kind.kind is Kind.FLOAT64:
        return [array("d", [0.0 if value is None else value for value in values])]
    return [array("i", [0 if value is None else value for value in values])]


def _offsets(lengths: Iterable[int]) -> "array[int]":
    return array("i", accumulate(lengths, initial=0))


def _validity(values: Sequence[Any]) -> bytes | None:
    known = [value is not None for value in values]
    return None if all(known) else _bits(known)


def _bits(flags: Sequence[bool]) -> bytes:
    """Pack flags into bits, the first into the lowest."""
    digits = "".join("1" if flag else "0" for flag in reversed(flags))
    return int(digits or "0", 2).to_bytes((len(flags) + 7) // 8, "little")


def characters(row: Any) -> int:
    """Return about how many characters the longest column gets from a row: a document's or a layer's."""
    if isinstance(row, LayerRow):
        return len(getattr(row.sentence or row.record, "text", ""))
    return len(getattr(row, "text", ""))
