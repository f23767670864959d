"""The rows of a config on their way to its file.

All configs are filled in one pass over the documents. A row group has rows of many documents, and the
unfinished row groups of all configs would take more memory than the documents. So rows wait in a scratch
file for each config, and the files are made from these one after the other.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.corpus.staging import scratch
from corpus_pkg.corpus.streamed import PART_DOCUMENTS
from corpus_pkg.exchange.hub.configs import Config
from corpus_pkg.exchange.hub.features import hub_schema, stored_batch
from corpus_pkg.exchange.hub.metadata import Stored
from corpus_pkg.extras import need
from corpus_pkg.tables.arrow_arrays import BATCH_ROWS, FLAT_BATCH_ROWS, batches
from corpus_pkg.tables.manifest import measure
from corpus_pkg.tables.parquet_write import write_parquet

if TYPE_CHECKING:
    import pyarrow

WAITING_ROWS: Final = 400
"""The most rows that are put into the scratch file together; of whole documents as many as a part has."""
GROUP_BYTES: Final = 1 << 24
"""A row group ends once it takes so many bytes of memory: rows with a long prompt are large."""


class ConfigRows:
    """The rows of one config.

    Attributes:
        config: The config.
    """

    def __init__(self, config: Config, scratch: Path) -> None:
        """Prepare a scratch file.

        Args:
            config: The config.
            scratch: The folder for it.
        """
        arrow = need("pyarrow", "hub")
        self.config = config
        self._schema = hub_schema(config.table)
        self._waiting = scratch / config.name
        options = arrow.ipc.IpcWriteOptions(compression="lz4")
        self._file = arrow.ipc.new_stream(str(self._waiting), self._schema, options=options)

    def add(self, source: Any) -> None:
        """Add the rows of a corpus, of a part of one, or of an edition of one."""
        table = self.config.table
        most = PART_DOCUMENTS if self.config.documents else WAITING_ROWS
        for batch in batches(table, self.config.rows(source), most):
            self._file.write_batch(stored_batch(table, batch, self._schema))

    def store(self, folder: Path) -> Stored:
        """Write the Parquet file; none where there are no rows, since `datasets` can't load one."""
        arrow, config = need("pyarrow", "hub"), self.config
        place = folder / f"{config.name}.parquet"
        most = BATCH_ROWS.get(config.name, FLAT_BATCH_ROWS)
        self.close()
        with arrow.OSFile(str(self._waiting)) as file, arrow.ipc.open_stream(file) as waiting:
            rows = write_parquet(place, self._schema, row_groups(waiting, most))
        size, digest = measure(place) if rows else (0, "")
        arrow.default_memory_pool().release_unused()
        return Stored(config.table, place.name, rows, size, digest, config.description, config.split)

    def close(self) -> None:
        """Close the scratch file."""
        self._file.close()


def row_groups(batches: "Iterable[pyarrow.RecordBatch]", most: int) -> "Iterator[pyarrow.RecordBatch]":
    """Yield record batches joined to row groups.

    Args:
        batches: The record batches.
        most: The most rows of a group; it has fewer where these are large (see `GROUP_BYTES`).
    """
    concat = need("pyarrow", "hub").concat_batches
    taken: list[pyarrow.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        at = 0
        while at < batch.num_rows:
            part = batch.slice(at, most - rows)
            taken.append(part)
            at += part.num_rows
            rows += part.num_rows
            size += part.nbytes
            if rows == most or size >= GROUP_BYTES:
                yield concat(taken)
                taken, rows, size = [], 0, 0
    if taken:
        yield concat(taken)


@contextmanager
def rows_of(configs: Iterable[Config]) -> Iterator[list[ConfigRows]]:
    """Give what takes the rows of configs; their scratch files are removed at the end."""
    with scratch("rows") as folder, ExitStack() as opened:
        yield [opened.enter_context(closing(ConfigRows(config, folder))) for config in configs]
