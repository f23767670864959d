"""Record batches to a Parquet file, in bytes that depend on nothing but the rows and pyarrow's version."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus_pkg.extras import need

if TYPE_CHECKING:
    import pyarrow

ZSTD_LEVEL: Final = 3


def write_parquet(place: Path, schema: "pyarrow.Schema", batches: Iterable["pyarrow.RecordBatch"]) -> int:
    """Write record batches as one Parquet file, a row group a batch, and put it on the disk.

    Args:
        place: The file; no file is made where there are no rows, since `datasets` can't load one.
        schema: The schema of every batch.
        batches: The batches, streamed.

    Returns:
        The number of rows.
    """
    parquet = need("pyarrow.parquet", "arrow")
    rows = 0
    writer = None
    try:
        for batch in batches:
            if writer is None:
                writer = parquet.ParquetWriter(
                    place, schema, compression="zstd", compression_level=ZSTD_LEVEL, write_page_index=True
                )
            writer.write_batch(batch, row_group_size=max(batch.num_rows, 1))
            rows += batch.num_rows
    finally:
        if writer is not None:
            writer.close()
    if rows:
        fsync(place)
    return rows


def fsync(place: Path) -> None:
    """Put a file's content, or a folder's list of names, on the disk."""
    if sys.platform == "win32" and place.is_dir():
        return  # which can't be opened there
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
