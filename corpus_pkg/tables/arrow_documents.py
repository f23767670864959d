"""Documents out of the Arrow table `documents`."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.files import RefusedError
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.layers import ALL_LAYERS, LAYER_NAMES
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.arrow_check import column_problems
from corpus_pkg.tables.definitions import table

if TYPE_CHECKING:
    import pyarrow

NAME: Final = "documents"
"""What problems call the table."""


def documents_from_arrow(
    source: "pyarrow.Table | pyarrow.RecordBatch", labels: LabelSets | None = DEFAULT_LABELS
) -> Iterator[Document]:
    """Yield the documents of a `documents` table, each checked like a line of a record file.

    Args:
        source: A table with the columns of `arrow_schema("documents")`, made here or read from Parquet.
        labels: The lists of labels of the corpus; any label passes where None.

    Yields:
        The documents, in the table's order.

    Raises:
        CorpusError: A column is missing, unknown or of another type, or a row is not a valid document; the
            problem's line is the row's number, from 1.
    """
    problems = column_problems(source.schema, table("documents", ALL_LAYERS).columns, NAME)
    if problems:
        raise CorpusError(problems, unreadable=True)
    batches = source.to_batches() if hasattr(source, "to_batches") else [source]
    number = 0
    for batch in batches:
        for row in range(batch.num_rows):
            number += 1
            yield checked_document(_row(batch, row, number), NAME, number, labels)


def _row(batch: "pyarrow.RecordBatch", row: int, number: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = batch.slice(row, 1).to_pylist()[0]
    except UnicodeDecodeError as error:
        message = f"a string is not UTF-8 ({error.reason}); make the table again"
        raise CorpusError([Problem(NAME, number, "encoding", message)]) from None
    return found


def checked_document(
    row: Mapping[str, Any], name: str, number: int, labels: LabelSets | None = DEFAULT_LABELS
) -> Document:
    """Return the document of a row, checked like a line of a record file.

    Args:
        row: The row's values by column; layers that are not read are left out.
        name: The name of its file or table, for problems.
        number: Its number, from 1, for problems.
        labels: The lists of labels of the corpus; any label passes where None.

    Raises:
        CorpusError: It is not a valid document.
    """
    line = json.dumps(_as_dict(row), ensure_ascii=False).encode("utf-8")
    try:
        found = parse_document(line, name, number, labels)
    except RefusedError as error:
        raise CorpusError([error.problem]) from None
    if not isinstance(found, Document):
        raise CorpusError(found)
    return found


def _as_dict(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the JSON values of a record file's line."""
    layers = {layer: row[layer] for layer in LAYER_NAMES if layer in row}
    apart = {*layers, "document", "text"}
    metadata = {"id": row["document"]} | {name: row[name] for name in row if name not in apart}
    return {"id": row["document"], "text": row["text"], "metadata": metadata, **layers}
