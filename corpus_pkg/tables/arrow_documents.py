"""Documents out of the Arrow table `documents`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.problems import CorpusError
from corpus_pkg.schema.labels import Layer
from corpus_pkg.tables.definitions import table

if TYPE_CHECKING:
    import pyarrow


def documents_from_arrow(source: "pyarrow.Table | pyarrow.RecordBatch") -> Iterator[Document]:
    """Yield the documents of a `documents` table, each checked like a line of a record file.

    Args:
        source: A table with the columns of `arrow_schema("documents")`, made here or read from Parquet.

    Yields:
        The documents, in the table's order.

    Raises:
        ValueError: Columns are missing or unknown.
        CorpusError: A row is no valid document; the problem's line is the row's number, from 1.
    """
    wanted = [column.name for column in table("documents").columns]
    found = source.schema.names
    if sorted(found) != sorted(wanted):
        missing = ", ".join(sorted(set(wanted) - set(found))) or "none"
        unknown = ", ".join(sorted(set(found) - set(wanted))) or "none"
        raise ValueError(f"this is no table of documents (columns missing: {missing}; unknown: {unknown})")
    batches = source.to_batches() if hasattr(source, "to_batches") else [source]
    number = 0
    for batch in batches:
        for row in range(batch.num_rows):
            number += 1
            value = batch.slice(row, 1).to_pylist()[0]
            document = parse_document(_as_dict(value), "documents", number)
            if not isinstance(document, Document):
                raise CorpusError(document)
            yield document


def _as_dict(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the JSON values of a record file's line."""
    layers = {layer.value: row[layer.value] for layer in Layer}
    metadata = {"id": row["document"]}
    metadata |= {name: row[name] for name in row if name not in layers and name not in ("document", "text")}
    return {"id": row["document"], "text": row["text"], "metadata": metadata, **layers}
