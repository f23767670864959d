"""Storing what was read of foreign files in a corpus directory: as its layers, or as an annotator's own."""

from pathlib import Path
from typing import Any

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.change import write_together
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LAYER_MODELS, Annotator, RegistryEntry
from corpus_pkg.corpus.overrides import renamed
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import records_bytes, without_undeclared
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.spoken import BASE_LAYERS
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.layers.labels import LabelSets


def annotators_view(corpus: Corpus, annotator: str | None, out: Path) -> Corpus:
    """Return the corpus as an annotator has it: their own layers and registry, and the corpus's base layers.

    Args:
        corpus: The corpus of the texts.
        annotator: Their name; the corpus itself is returned where left out.
        out: The corpus directory with what they have stored before.

    Raises:
        CorpusError: The annotator's registry is broken. Broken lines of their layers are left out: they may
            be what is about to be replaced.
    """
    if annotator is None:
        return corpus
    problems: list[Problem] = []
    documents = [_own(document, out, annotator, corpus.labels) for document in corpus]
    registry = dict(corpus.registry)
    path = layout.registry_file(annotator)
    if files.is_there(out, path):
        found = read_records(out, path, RegistryEntry, problems, labels=corpus.labels)
        registry = {entry.id: entry for _, entry in found}
    if problems:
        raise CorpusError(problems)
    return Corpus(documents, registry, corpus.targets, corpus.source, corpus.topics, corpus.about)


def _own(document: Document, out: Path, annotator: str, labels: LabelSets) -> Document:
    unread: list[Problem] = []
    layers: dict[str, tuple[Any, ...]] = {}
    for layer in LAYER_NAMES:
        path = layout.layer_file(layer, document.id, annotator)
        if files.is_there(out, path):
            model: type[Any] = LAYER_MODELS[layer]
            found = read_records(out, path, model, unread, document.id, labels)
            layers[layer] = tuple(record for _, record in found)
        elif layer not in BASE_LAYERS:
            layers[layer] = ()
    return document.model_copy(update=layers)


def store(
    reading: Reading,
    out: Path,
    annotator: str | None = None,
    adjudicated: Corpus | None = None,
    person: Annotator | None = None,
) -> list[str]:
    """Write what files changed into a corpus directory; all else in it stays.

    Args:
        reading: What was read; what has a problem is not in it.
        out: The directory; where it is not a corpus yet, the texts, metadata, registry, targets and topics of
            the documents are written too.
        annotator: Whose layers they are; the adjudicated ones where left out.
        adjudicated: The corpus whose layers a new corpus has in addition to those of an annotator; the
            reading's own where left out.
        person: Who the annotator is: stored where the corpus does not say so yet.

    Returns:
        The paths that were written, relative to the directory and sorted.

    Raises:
        ValueError: Nothing was read, and the reading has problems.
    """
    if reading.problems and not reading.documents:
        raise ValueError("the reading has problems; fix them first")
    contents: dict[str, bytes] = {}
    if not (out / layout.DOCUMENTS_FILE).is_file():
        contents |= _new_corpus(reading, annotator, adjudicated or reading.corpus)
    for document in reading.documents:
        layers = set(reading.changed[document.id])
        if annotator is not None and layers:
            layers |= {layer for layer in BASE_LAYERS if not _has(out, layer, document.id, annotator)}
        for layer in layers:
            contents[layout.layer_file(layer, document.id, annotator)] = records_bytes(document.layer(layer))
    if reading.made:
        entries = [*reading.corpus.registry.values(), *reading.made.values()]
        contents[layout.registry_file(annotator)] = records_bytes(entries)
    if person is not None and any(path.startswith(f"{layout.ANNOTATORS}/") for path in contents):
        contents |= _introduced(person, out)
    write_together(out, contents)
    return sorted(contents)


def _introduced(person: Annotator, out: Path) -> dict[str, bytes]:
    """Return the list of annotators with a new one, where the corpus does not have them.

    A corpus that has other annotators and no list is left without one: a list must name all.
    """
    problems: list[Problem] = []
    known = files.is_there(out, layout.ANNOTATORS_FILE)
    others = {place.name for place in files.list_folder(out, layout.ANNOTATORS, problems)} - {person.name}
    if not known and others:
        return {}
    listed = files.read_bytes(out, layout.ANNOTATORS_FILE) if known else b""
    names = {value.get("name") for _, value in files.read_json_lines(out, layout.ANNOTATORS_FILE, problems)}
    if person.name in names:
        return {}
    end = b"\n" if listed and not listed.endswith(b"\n") else b""
    return {layout.ANNOTATORS_FILE: listed + end + records_bytes([person])}


def missing_documents(reading: Reading, out: Path, annotator: str) -> list[str]:
    """Return the documents that the annotator has no file for in a layer just stored."""
    layers = frozenset[str]().union(*reading.changed.values())
    return sorted(
        document
        for document in reading.corpus.ids
        if (out / layout.raw_file(document)).is_file()
        and not all(_has(out, layer, document, annotator) for layer in layers)
    )


def _has(out: Path, layer: str, document: str, annotator: str) -> bool:
    return (out / layout.layer_file(layer, document, annotator)).is_file()


def _new_corpus(reading: Reading, annotator: str | None, corpus: Corpus) -> dict[str, bytes]:
    """Return the files of a new corpus of the documents that were read."""
    contents: dict[str, bytes] = {}
    bases = [corpus[document.id] for document in reading.documents]
    for base, document in zip(bases, reading.documents, strict=True):
        contents[layout.raw_file(base.id)] = base.text.encode("utf-8")
        adjudicated = document if annotator is None else base
        for layer in LAYER_NAMES:
            contents[layout.layer_file(layer, base.id)] = records_bytes(adjudicated.layer(layer))
    shared: dict[str, list[Any]] = {
        layout.DOCUMENTS_FILE: [base.metadata for base in bases],
        layout.REGISTRY_FILE: list(corpus.registry.values()),
        layout.TARGETS_FILE: list(corpus.targets.values()),
    }
    contents |= {path: records_bytes(records) for path, records in shared.items()}
    if corpus.topics:
        documents = bases if annotator is not None else reading.documents
        there = {(document.id, claim.id) for document in documents for claim in document.claims}
        contents[layout.TOPICS_FILE] = records_bytes(
            renamed(topic, lambda *name: name if name in there else None) for topic in corpus.topics.values()
        )
    return without_undeclared(contents, corpus.about)
