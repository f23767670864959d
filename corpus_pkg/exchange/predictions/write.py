"""Writing predictions: a record on each line, without what its span gives."""

import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.staging import write_atomically
from corpus_pkg.layers import BLOCKS, ENTITIES, LAYER_NAMES, layer_named
from corpus_pkg.train.predictions import Predicted, Predictions

Names: TypeAlias = Mapping[str, Iterable[tuple[int, int, str]]]
"""Names as (start, end, type) by document id, as `tasks.subword_names` returns them."""


def write_predictions(
    predicted: Predicted | Names, path: str | PathLike[str], layers: Iterable[str] | None = None
) -> Path:
    """Write predictions as JSON Lines that `corpus-pkg score` and `read_predictions` take.

    A document without records has a line with its id alone, which says that nothing was predicted of it.

    Args:
        predicted: The documents, with what was predicted; what `read_predictions` returned; or names as
            (start, end, type) by document id, as `tasks.subword_names` returns them.
        path: The file; another one of that name is replaced.
        layers: The layers of documents to write; all but segments and sentences if left out.

    Raises:
        TypeError: It is none of these.
        ValueError: There is no such layer, it is not one of the corpus, or layers are named of names.
    """
    named = None if layers is None else {layer_named(layer) for layer in layers}
    if isinstance(predicted, Mapping):
        if named is not None:
            raise ValueError("names by document have no other layers; leave out `layers`")
        rows = (row for id_, names in predicted.items() for row in _of_names(id_, names))
    else:
        wanted = [
            layer for layer in LAYER_NAMES if (layer not in BLOCKS if named is None else layer in named)
        ]
        documents = predicted.corpus if isinstance(predicted, Predictions) else predicted
        if isinstance(documents, Corpus):
            for layer in wanted if named is not None else ():
                documents.about.layer_named(layer)
        rows = (row for document in documents for row in _of_document(document, wanted))
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomically(Path(path), "".join(lines).encode("utf-8"))
    return Path(path)


def _of_names(document: str, names: Iterable[tuple[int, int, str]]) -> Iterator[dict[str, Any]]:
    empty = True
    for start, end, type_ in names:
        empty = False
        yield {
            "document": document,
            "layer": ENTITIES.name,
            "start": int(start),
            "end": int(end),
            "type": str(type_),
        }
    if empty:
        yield {"document": document}


def _of_document(document: Document, layers: Iterable[str]) -> Iterator[dict[str, Any]]:
    if not isinstance(document, Document):
        raise TypeError(
            f"{type(document).__name__} is not a document; write documents with what was predicted, or names "
            "as (start, end, type) by document id"
        )
    records = [(layer, record) for layer in layers for record in document.layer(layer)]
    for layer, record in records:
        fields = record.model_dump(mode="json", exclude={"id"})
        yield {"document": document.id, "layer": layer, **fields}
    if not records:
        yield {"document": document.id}
