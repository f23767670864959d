"""Storing what was read of foreign files in a corpus directory: as its layers, or as an annotator's own."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus_pkg.checks.registry import references_of
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.change import write_together
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LAYER_MODELS, Annotator, DocumentMetadata, RegistryEntry
from corpus_pkg.corpus.overrides import renamed
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import layer_files, records_bytes, without_undeclared
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
    registry = dict(corpus.registry)
    path = layout.registry_file(annotator)
    if files.is_there(out, path):
        found = read_records(out, path, RegistryEntry, problems, labels=corpus.labels)
        registry = {entry.id: entry for _, entry in found}
    if problems:
        raise CorpusError(problems)
    documents = _Own(corpus, annotator, out)
    return Corpus(documents, registry, corpus.targets, corpus.source, corpus.topics, corpus.about)


class _Own(Mapping[str, Document]):
    """The documents of a corpus as an annotator has them, each made when it is asked for."""

    def __init__(self, corpus: Corpus, annotator: str, out: Path) -> None:
        self._corpus, self._annotator, self._out = corpus, annotator, out

    def __len__(self) -> int:
        return len(self._corpus)

    def __iter__(self) -> Iterator[str]:
        return iter(self._corpus.ids)

    def __contains__(self, document: object) -> bool:
        return document in self._corpus

    def __getitem__(self, document: str) -> Document:
        return _own(self._corpus[document], self._out, self._annotator, self._corpus.labels)


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


class Incoming:
    """What files change in a corpus directory: taken document by document, then written; all else stays."""

    def __init__(self, out: Path, annotator: str | None, adjudicated: Corpus) -> None:
        """Begin with nothing.

        Args:
            out: The directory; where it is not a corpus yet, the texts, metadata, registry, targets and
                topics of the documents are written too.
            annotator: Whose layers they are; the adjudicated ones where None.
            adjudicated: The corpus of the texts, whose layers a new corpus has in addition to those of an
                annotator.
        """
        self.out, self.annotator, self.adjudicated = out, annotator, adjudicated
        self.new = not (out / layout.DOCUMENTS_FILE).is_file()
        self._contents: dict[str, bytes] = {}
        self._metadata: dict[str, DocumentMetadata] = {}
        self._claims: set[tuple[str, str]] = set()
        self._used: dict[str, set[str]] = {}
        """The entries of the registry to which each document that was taken refers."""

    def take(self, document: Document, layers: frozenset[str]) -> None:
        """Take the layers of a document that files change."""
        if self.new:
            self._take_whole(document if self.annotator is None else self.adjudicated[document.id])
        self._used[document.id] = set(references_of(document))
        if self.annotator is not None and layers:
            layers |= {
                layer for layer in BASE_LAYERS if not _has(self.out, layer, document.id, self.annotator)
            }
        for layer in layers:
            path = layout.layer_file(layer, document.id, self.annotator)
            self._contents[path] = records_bytes(document.layer(layer))

    def _take_whole(self, document: Document) -> None:
        """Take all that a new corpus has of a document."""
        self._contents[layout.raw_file(document.id)] = document.text.encode("utf-8")
        self._contents |= without_undeclared(layer_files(document), self.adjudicated.about)
        self._metadata[document.id] = document.metadata
        self._claims |= {(document.id, claim.id) for claim in document.claims}

    def write(self, reading: Reading, person: Annotator | None = None) -> list[str]:
        """Write what was taken.

        Args:
            reading: What was read; what has a problem is not in it.
            person: Who the annotator is: stored where the corpus does not say so yet.

        Returns:
            The paths that were written, relative to the directory and sorted.

        Raises:
            ValueError: Nothing was read, and the reading has problems.
        """
        if reading.problems and not reading.changed:
            raise ValueError("the reading has problems; fix them first")
        contents = self._contents
        if self.new:
            contents |= self._lists()
        if reading.made:
            entries = {**reading.corpus.registry, **reading.made}
            contents[layout.registry_file(self.annotator)] = records_bytes(self._needed(entries, reading))
        if person is not None and any(path.startswith(f"{layout.ANNOTATORS}/") for path in contents):
            contents |= _introduced(person, self.out)
        write_together(self.out, contents)
        return sorted(contents)

    def _needed(self, entries: Mapping[str, RegistryEntry], reading: Reading) -> Iterable[RegistryEntry]:
        """Return the entries of the registry that is written.

        An annotator whose names are the first that the corpus's registry lacks gets a registry with what
        their layers refer to, not a copy of the whole.
        """
        if self.annotator is None or files.is_there(self.out, layout.registry_file(self.annotator)):
            return entries.values()
        corpus = reading.corpus
        before = (references_of(corpus[id_]) for id_ in corpus.ids if id_ not in self._used)
        used = set(reading.made).union(*self._used.values(), *before)
        todo = [entries[id_] for id_ in used if id_ in entries]
        while todo:
            states = set(todo.pop().seat_of) - used
            used |= states
            todo += [entries[id_] for id_ in states if id_ in entries]
        return [entry for id_, entry in entries.items() if id_ in used]

    def _lists(self) -> dict[str, bytes]:
        """Return the files of a new corpus that its documents share."""
        corpus, there = self.adjudicated, self._claims
        shared: dict[str, Iterable[Any]] = {
            layout.DOCUMENTS_FILE: [self._metadata[id_] for id_ in corpus.ids if id_ in self._metadata],
            layout.REGISTRY_FILE: corpus.registry.values(),
            layout.TARGETS_FILE: corpus.targets.values(),
        }
        if corpus.topics:
            shared[layout.TOPICS_FILE] = (
                renamed(topic, lambda *name: name if name in there else None)
                for topic in corpus.topics.values()
            )
        return {path: records_bytes(records) for path, records in shared.items()}


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


def missing_documents(reading: Reading, out: Path, annotator: str) -> tuple[list[str], list[str]]:
    """Return the documents of which an annotator has some of their layers, and those of which none.

    The first break a rule; the second are not annotated, as not everyone annotates every text.
    """
    layers = {layer for layer in LAYER_NAMES if files.is_there(out, layout.layer_folder(layer, annotator))}
    some, none = [], []
    for document in sorted(reading.corpus.ids):
        if (out / layout.raw_file(document)).is_file():
            there = [_has(out, layer, document, annotator) for layer in layers]
            if not any(there):
                none.append(document)
            elif not all(there):
                some.append(document)
    return some, none


def _has(out: Path, layer: str, document: str, annotator: str) -> bool:
    return (out / layout.layer_file(layer, document, annotator)).is_file()
