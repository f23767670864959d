"""Storing what was read of foreign files in a corpus directory: as its layers, or as an annotator's own."""

from pathlib import Path
from typing import Any, Final

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.change import write_together
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import records_bytes
from corpus_pkg.formats.assemble import Reading
from corpus_pkg.problems import CorpusError, Problem
from corpus_pkg.schema.labels import Layer

BASE_LAYERS: Final = (Layer.SEGMENTS, Layer.SENTENCES)
"""The layers that others refer to: an annotator who worked on a format without them used the corpus's."""


def annotators_view(corpus: Corpus, annotator: str | None) -> Corpus:
    """Return the corpus as an annotator knows it: the texts, and their own registry where they have one.

    Their layers are not read: they may be what is about to be replaced.

    Raises:
        CorpusError: The annotator's registry is broken.
    """
    path = layout.registry_file(annotator)
    if annotator is None or corpus.source is None or not files.is_there(corpus.source, path):
        return corpus
    problems: list[Problem] = []
    entries = [entry for _, entry in read_records(corpus.source, path, "registry_entry", problems, False)]
    if problems:
        raise CorpusError(problems)
    return Corpus(list(corpus), {entry.id: entry for entry in entries}, corpus.targets, corpus.source)


def store(reading: Reading, out: Path, annotator: str | None = None) -> list[str]:
    """Write the documents of a reading into a corpus directory.

    Args:
        reading: A reading without problems.
        out: The directory; where it is no corpus yet, the texts, metadata, registry and targets of the
            documents are written too.
        annotator: Whose layers they are; the adjudicated ones where left out.

    Returns:
        The paths that were written, relative to the directory and sorted.

    Raises:
        ValueError: The reading has problems.
    """
    if reading.problems:
        raise ValueError("the reading has problems; mend them first")
    contents: dict[str, bytes] = {}
    if not (out / layout.DOCUMENTS_FILE).is_file():
        contents |= _new_corpus(reading, annotator)
    for document in reading.documents:
        layers = set(reading.held[document.id])
        if annotator is not None:
            layers |= {layer for layer in BASE_LAYERS if not _has(out, layer, document.id, annotator)}
        for layer in layers:
            contents[layout.layer_file(layer, document.id, annotator)] = records_bytes(document.layer(layer))
    if reading.made:
        entries = [*reading.corpus.registry.values(), *reading.made.values()]
        contents[layout.registry_file(annotator)] = records_bytes(entries)
    write_together(out, contents)
    return sorted(contents)


def missing_documents(reading: Reading, out: Path, annotator: str) -> list[str]:
    """Return the documents that the annotator has no file for in a layer just stored."""
    layers = frozenset[Layer]().union(*reading.held.values())
    return sorted(
        document
        for document in reading.corpus.ids
        if (out / layout.raw_file(document)).is_file()
        and not all(_has(out, layer, document, annotator) for layer in layers)
    )


def _has(out: Path, layer: Layer, document: str, annotator: str) -> bool:
    return (out / layout.layer_file(layer, document, annotator)).is_file()


def _new_corpus(reading: Reading, annotator: str | None) -> dict[str, bytes]:
    """Return the files of a new corpus of the documents that were read."""
    corpus = reading.corpus
    contents: dict[str, bytes] = {}
    bases = [corpus[document.id] for document in reading.documents]
    for base, document in zip(bases, reading.documents, strict=True):
        contents[layout.raw_file(base.id)] = base.text.encode("utf-8")
        adjudicated = document if annotator is None else base
        for layer in Layer:
            contents[layout.layer_file(layer, base.id)] = records_bytes(adjudicated.layer(layer))
    shared: dict[str, list[Any]] = {
        layout.DOCUMENTS_FILE: [base.metadata for base in bases],
        layout.REGISTRY_FILE: list(corpus.registry.values()),
        layout.TARGETS_FILE: list(corpus.targets.values()),
    }
    return contents | {path: records_bytes(records) for path, records in shared.items()}
