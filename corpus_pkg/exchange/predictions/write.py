"""Writing predictions: a record on each line, without what its span gives."""

import json
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.staging import write_atomically
from corpus_pkg.layers import BLOCKS, LAYER_NAMES, layer_named


def write_predictions(
    documents: Iterable[Document], path: str | PathLike[str], layers: Iterable[str] | None = None
) -> Path:
    """Write the records of documents as JSON Lines that `corpus-pkg score` and `read_predictions` take.

    A document without records has a line with its id alone, which says that nothing was predicted of it.

    Args:
        documents: The documents, with what was predicted.
        path: The file; another one of that name is replaced.
        layers: The layers to write; all but segments and sentences if left out.

    Raises:
        ValueError: There is no such layer.
    """
    named = None if layers is None else {layer_named(layer) for layer in layers}
    wanted = [layer for layer in LAYER_NAMES if (layer not in BLOCKS if named is None else layer in named)]
    lines = (
        json.dumps(row, ensure_ascii=False) + "\n"
        for document in documents
        for row in _rows(document, wanted)
    )
    write_atomically(Path(path), "".join(lines).encode("utf-8"))
    return Path(path)


def _rows(document: Document, layers: Iterable[str]) -> Iterator[dict[str, Any]]:
    records = [(layer, record) for layer in layers for record in document.layer(layer)]
    for layer, record in records:
        fields = record.model_dump(mode="json", exclude={"id"})
        yield {"document": document.id, "layer": layer, **fields}
    if not records:
        yield {"document": document.id}
