"""Rows to row groups: cut by the rows alone, so that their bytes do not depend on how the rows came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_pkg.corpus.document import Document
from corpus_pkg.extras import need
from corpus_pkg.tables.arrow_arrays import BATCH_CHARACTERS, BATCH_ROWS, FLAT_BATCH_ROWS, batch, characters
from corpus_pkg.tables.definitions import Table

if TYPE_CHECKING:
    import numpy
    import pyarrow


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table in order.

    Attributes:
        batch: The rows.
        sizes: For each row the characters of its longest column (see `characters`), as int64.
    """

    batch: "pyarrow.RecordBatch"
    sizes: "numpy.ndarray"


def rows_of(wanted: Table, documents: Sequence[Document]) -> Rows:
    """Return the rows that documents give a table."""
    assert wanted.document_rows is not None  # noqa: S101 - tables of the corpus have no documents
    found = [row for document in documents for row in wanted.document_rows(document)]
    sizes = need("numpy", "arrow").array([characters(row) for row in found], dtype="int64")
    return Rows(batch(wanted, found), sizes)


class Groups:
    """Gathers rows of one table, and gives them back as row groups."""

    def __init__(self, table: str) -> None:
        self.most = BATCH_ROWS.get(table, FLAT_BATCH_ROWS)
        self._waiting: list[Rows] = []
        self._rows = 0
        self._characters = 0

    def add(self, rows: Rows) -> Iterator["pyarrow.RecordBatch"]:
        """Take rows and yield the groups that they fill."""
        at, count = 0, rows.batch.num_rows
        if not count:
            return
        ends = rows.sizes.cumsum()
        while at < count:
            # A group ends with the row that fills it, by number or by characters.
            before = int(ends[at - 1]) if at else 0
            by_characters = int(ends.searchsorted(before + BATCH_CHARACTERS - self._characters)) + 1
            end = min(at + self.most - self._rows, by_characters, count)
            self._waiting.append(Rows(rows.batch.slice(at, end - at), rows.sizes[at:end]))
            self._rows += end - at
            self._characters += int(ends[end - 1]) - before
            at = end
            if self._rows == self.most or self._characters >= BATCH_CHARACTERS:
                yield self._take()

    def finish(self) -> Iterator["pyarrow.RecordBatch"]:
        """Yield what is left."""
        if self._waiting:
            yield self._take()

    def _take(self) -> "pyarrow.RecordBatch":
        batches = [rows.batch for rows in self._waiting]
        self._waiting, self._rows, self._characters = [], 0, 0
        whole: pyarrow.RecordBatch = (
            batches[0] if len(batches) == 1 else need("pyarrow", "arrow").concat_batches(batches)
        )
        return whole
