"""Writing records, always in the same bytes, and whole corpora."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.about import About, about_toml
from corpus_pkg.corpus.change import write_together
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.staging import write_new
from corpus_pkg.layers import INSTALLED, LAYER_NAMES


def json_line(value: dict[str, Any]) -> str:
    """Return a JSON object as its line in a file: UTF-8 characters as they are, keys in order."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def records_bytes(records: Iterable[Any]) -> bytes:
    """Return records as the bytes of a JSON Lines file."""
    return "".join(json_line(record.model_dump(mode="json")) for record in records).encode("utf-8")


def write_records(place: Path, records: Iterable[Any]) -> None:
    """Write records as a new file of JSON Lines, in a folder that is put on the disk as a whole."""
    write_new(place, records_bytes(records), flush=False)


def layer_files(document: Document, annotator: str | None = None) -> dict[str, bytes]:
    """Return the files of a document's layers, the adjudicated ones or an annotator's, by their paths."""
    return {
        layout.layer_file(layer, document.id, annotator): records_bytes(document.layer(layer))
        for layer in LAYER_NAMES
    }


def without_undeclared(contents: Mapping[str, bytes], about: About) -> dict[str, bytes]:
    """Return files of a corpus without the empty ones of layers of other packages that it does not declare.

    Args:
        contents: The files, by their paths.
        about: What the corpus says of itself.
    """
    left = INSTALLED.packages.keys() - about.layer_names
    return {path: data for path, data in contents.items() if data or not left.intersection(path.split("/"))}


def write_layers(root: Path, document: Document, annotator: str | None = None) -> None:
    """Write the layers of one document into a corpus directory, the adjudicated ones or an annotator's."""
    write_together(root, layer_files(document, annotator))


def write_corpus(root: Path, corpus: Any) -> None:
    """Write a whole corpus (its adjudicated layers) as a corpus directory.

    Args:
        root: The directory; made where it does not exist.
        corpus: A `corpus_pkg.Corpus`.
    """
    write_together(root, corpus_files(corpus))


def corpus_files(corpus: Any) -> dict[str, bytes]:
    """Return the files of a corpus directory with a corpus's adjudicated layers, by their paths."""
    contents = {}
    for document in corpus:
        contents[layout.raw_file(document.id)] = document.text.encode("utf-8")
        contents |= layer_files(document)
    contents[layout.DOCUMENTS_FILE] = records_bytes(document.metadata for document in corpus)
    contents[layout.REGISTRY_FILE] = records_bytes(corpus.registry.values())
    contents[layout.TARGETS_FILE] = records_bytes(corpus.targets.values())
    if corpus.topics:
        contents[layout.TOPICS_FILE] = records_bytes(corpus.topics.values())
    if corpus.about != About():
        contents[layout.ABOUT_FILE] = about_toml(corpus.about).encode("utf-8")
    return without_undeclared(contents, corpus.about)
