"""Record batches to a Parquet file, in bytes that depend on nothing but the rows and pyarrow's version."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.extras import need

if TYPE_CHECKING:
    import pyarrow

ZSTD_LEVEL: Final = 3
"""For running text, which a higher level makes smaller."""
ZSTD_LEVEL_ELSE: Final = 1
"""For ids, numbers and labels, which are as small at any level."""


class TableFile:
    """A Parquet file that grows by row groups; no file is made where none comes.

    Attributes:
        place: The file.
        rows: The rows that were written.
    """

    def __init__(self, place: Path, schema: "pyarrow.Schema", *, content_defined: bool = False) -> None:
        """Prepare a file.

        Args:
            place: The file.
            schema: The schema of every batch.
            content_defined: Cut pages where the values say so, not where their number does: a store
                that keeps equal stretches once, as the Hub does, then sends only what has changed.
        """
        self.place = place
        self.rows = 0
        self._schema = schema
        self._content_defined = content_defined
        self._writer: Any = None

    def write(self, batch: "pyarrow.RecordBatch") -> None:
        """Write a record batch as one row group."""
        if self._writer is None:
            self._writer = need("pyarrow.parquet", "arrow").ParquetWriter(
                self.place,
                self._schema,
                compression="zstd",
                compression_level=_levels(self._schema),
                use_dictionary=_repeating(self._schema),
                column_encoding=_encodings(self._schema),
                write_statistics=_searched(self._schema),
                write_page_index=True,
                use_content_defined_chunking=self._content_defined,
            )
        self._writer.write_batch(batch, row_group_size=max(batch.num_rows, 1))
        self.rows += batch.num_rows

    def close(self) -> None:
        """Finish the file and put it on the disk."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            fsync(self.place)


_SELDOM_REPEATED: Final = frozenset({"id", "start", "end", "text", "sha256"})
"""Names of columns whose values are rarely the same: a dictionary of them takes time and room."""
_ASCENDING: Final = frozenset({"start", "end"})
"""Names of columns of whole numbers that mostly grow from row to row by a little."""


def _paths(schema: "pyarrow.Schema") -> Iterator[tuple[str, str]]:
    """Yield the path and the name of every Parquet column of a schema."""

    def below(kind: Any, path: str, name: str) -> Iterator[tuple[str, str]]:
        if kind.num_fields == 0:
            yield path, name
        for at in range(kind.num_fields):
            field = kind.field(at)
            # The Parquet format puts a group "list" around the elements of a list.
            inner = (
                f"{path}.list.{field.name}" if isinstance(kind, arrow.ListType) else f"{path}.{field.name}"
            )
            yield from below(field.type, inner, field.name)

    arrow = need("pyarrow", "arrow")
    for field in schema:
        yield from below(field.type, field.name, field.name)


def _repeating(schema: "pyarrow.Schema") -> list[str]:
    """Return the paths of the columns that are written with a dictionary."""
    return [path for path, name in _paths(schema) if name not in _SELDOM_REPEATED]


def _encodings(schema: "pyarrow.Schema") -> dict[str, str]:
    """Return the encodings of columns that have one of their own."""
    return {path: "DELTA_BINARY_PACKED" for path, name in _paths(schema) if name in _ASCENDING}


def _levels(schema: "pyarrow.Schema") -> dict[str, int]:
    """Return how hard each column is compressed."""
    return {path: ZSTD_LEVEL if name.endswith("text") else ZSTD_LEVEL_ELSE for path, name in _paths(schema)}


def _searched(schema: "pyarrow.Schema") -> list[str]:
    """Return the columns whose least and greatest values help a reader to pass over rows."""
    return [field.name for field in schema if field.type.num_fields == 0 and field.name != "text"]


def write_parquet(place: Path, schema: "pyarrow.Schema", batches: Iterable["pyarrow.RecordBatch"]) -> int:
    """Write record batches as one Parquet file, a row group a batch, and put it on the disk.

    Args:
        place: The file; no file is made where there are no rows, since `datasets` can't load one.
        schema: The schema of every batch.
        batches: The batches, streamed.

    Returns:
        The number of rows.
    """
    file = TableFile(place, schema)
    try:
        for batch in batches:
            file.write(batch)
    finally:
        file.close()
    return file.rows


def fsync(place: Path) -> None:
    """Put a file's content, or a folder's list of names, on the disk."""
    if sys.platform == "win32" and place.is_dir():
        return  # which can't be opened there
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
