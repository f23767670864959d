"""A corpus directory read on demand, for the server.

Held in memory are the ids of documents and registry entries with the byte offsets of their lines, and
nothing of the documents themselves: each is read, checked and forgotten.
"""

import re
import threading
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from corpus_pkg.annotate.agreement.report import read_annotators
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import read_about
from corpus_pkg.corpus.claim_pairs import placed_claims
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import DocumentMetadata, Record, RegistryEntry, Target, Topic
from corpus_pkg.corpus.parse import Invalid, parse_line
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.read import lacks_list, read_document, read_records
from corpus_pkg.explorer import pack
from corpus_pkg.explorer.errors import pack_summary, some_errors
from corpus_pkg.explorer.page import corpus_name, errors_info
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.train.errors import Errors

_LEADING_ID: Final = re.compile(rb'\{"id": ?"([a-z0-9-]+)"')
MAX_BATCH: Final = 500
"""The most records that one answer holds."""
MAX_DOCUMENTS: Final = 20
"""The most whole documents that one answer holds."""


class LineIndex:
    """The records of a JSON Lines file by number and by id, without the records.

    Raises:
        CorpusError: The file can't be read, or a line has no id.
    """

    def __init__(self, root: Folder, path: str, model: type[Record], labels: LabelSets) -> None:
        self._root, self._path, self._model, self._labels = root, path, model, labels
        self._offsets = array("Q")
        self._numbers: dict[str, int] = {}
        at = 0
        for number, line in enumerate(self._lines(), 1):
            name = _id_of(line, path, number)
            self._numbers.setdefault(name, len(self._offsets))
            self._offsets.append(at)
            at += len(line)

    def __len__(self) -> int:
        return len(self._offsets)

    def number(self, name: str) -> int | None:
        """Return the number, from 0, of the record with an id."""
        return self._numbers.get(name)

    def records(self, start: int, count: int) -> list[Any]:
        """Return some records in the file's order.

        Args:
            start: The number of the first, from 0.
            count: How many, at most.

        Raises:
            CorpusError: A record is wrong.
        """
        end = min(len(self), start + count)
        return self.numbered(range(start, end))

    def numbered(self, numbers: Iterable[int]) -> list[Any]:
        """Return the records with some numbers, in the order in which the numbers are given.

        Raises:
            CorpusError: A record is wrong.
        """
        found = []
        with self._open() as file:
            for number in numbers:
                file.seek(self._offsets[number])
                found.append(self._record(file.readline(files.MAX_LINE_BYTES + 2), number))
        return found

    def _record(self, line: bytes, number: int) -> Any:
        try:
            record = parse_line(self._model, line.removesuffix(b"\n"), self._path, number + 1, self._labels)
        except files.RefusedError as error:
            raise CorpusError([error.problem]) from None
        if isinstance(record, Invalid):
            raise CorpusError([Problem(self._path, number + 1, *fault) for fault in record.faults])
        return record

    def _lines(self) -> Iterator[bytes]:
        with self._open() as file:
            yield from iter(lambda: file.readline(files.MAX_LINE_BYTES + 2), b"")

    def _open(self) -> BinaryIO:
        try:
            return files.open_bytes(self._root, self._path)
        except files.RefusedError as error:
            raise CorpusError([error.problem], unreadable=lacks_list([error.problem])) from None


def _id_of(line: bytes, path: str, number: int) -> str:
    # As the package writes them; a line is parsed and checked whole when its record is asked for.
    found = _LEADING_ID.match(line)
    if found:
        return found[1].decode("ascii")
    name = _parsed(line, path, number).get("id")
    if not isinstance(name, str):
        raise CorpusError([Problem(path, number, "schema", "id: the record has none; give it one")])
    return name


def _parsed(line: bytes, path: str, number: int) -> dict[str, Any]:
    try:
        return files.parse_object(line.rstrip(b"\n"), path, number)
    except files.RefusedError as error:
        raise CorpusError([error.problem]) from None


class Library:
    """What the server's answers are made from.

    Args:
        root: The corpus directory.
        errors: What predictions get wrong, by their names.

    Raises:
        CorpusError: The lists of documents, entities or targets can't be read.
    """

    def __init__(self, root: Folder, errors: Mapping[str, Errors] | None = None) -> None:
        self.root = root
        self.errors = errors or {}
        problems = Problems()
        self.about, _ = read_about(root, problems)
        if problems:
            raise CorpusError(problems)
        labels = self.about.labels
        self.documents = LineIndex(root, layout.DOCUMENTS_FILE, DocumentMetadata, labels)
        self._registry: LineIndex | None = None
        self._lock = threading.Lock()
        self._targets = {
            target.id: target for _, target in read_records(root, layout.TARGETS_FILE, Target, problems)
        }
        self._topics: dict[str, Topic] = {}
        if files.is_there(root, layout.TOPICS_FILE):
            topics = read_records(root, layout.TOPICS_FILE, Topic, problems)
            self._topics = {topic.id: topic for _, topic in topics}
        if problems:
            raise CorpusError(problems)
        self.versions = layout.annotator_names(root)
        self._people = read_annotators(root)

    @property
    def registry(self) -> LineIndex:
        """The entities; indexed when they are first asked for, not before the first page is shown."""
        with self._lock:
            if self._registry is None:
                self._registry = LineIndex(self.root, layout.REGISTRY_FILE, RegistryEntry, self.about.labels)
            return self._registry

    def info(self) -> dict[str, Any]:
        """Return what the page says of the corpus as a whole."""
        return pack.pack_info(
            self.about,
            corpus_name(self.root),
            len(self.documents),
            self._targets,
            self.versions,
            self._people,
        ) | errors_info(self.errors)

    def predicted(self, name: str) -> dict[str, Any] | None:
        """Return the counts of a prediction; None for an unknown one."""
        return pack_summary(self.errors[name]) if name in self.errors else None

    def some_errors(
        self, name: str, chosen: Mapping[str, str], start: int, count: int
    ) -> dict[str, Any] | None:
        """Return a page of the errors of a prediction that were chosen; None for an unknown prediction."""
        if name not in self.errors:
            return None
        total, page = some_errors(self.errors[name], chosen, start, count)
        return {"total": total, "errors": page}

    def headings(self, start: int, count: int) -> list[dict[str, Any]]:
        """Return what the list of documents shows, from the document numbered `start`."""
        return [pack.pack_heading(item) for item in self.documents.records(start, min(count, MAX_BATCH))]

    def some_documents(self, start: int, count: int) -> list[dict[str, Any]]:
        """Return whole documents, from the one numbered `start`."""
        found = self.documents.records(start, min(count, MAX_DOCUMENTS))
        return [self._packed(metadata, start + number) for number, metadata in enumerate(found)]

    def document(self, name: str) -> dict[str, Any] | None:
        """Return a document, or None where there is nothing with that id."""
        number = self.documents.number(name)
        return None if number is None else self._packed(self.documents.records(number, 1)[0], number)

    def compared(self, name: str) -> dict[str, Any] | None:
        """Return the layers of a document by each annotator who has annotated it."""
        number = self.documents.number(name)
        if number is None:
            return None
        metadata: DocumentMetadata = self.documents.records(number, 1)[0]
        return {
            annotator: pack.pack_layers(self._read(metadata, number, annotator))
            for annotator in self.versions
            if self._has(metadata.id, annotator)
        }

    def topics(self) -> list[dict[str, Any]]:
        """Return the topics of claims."""
        return [pack.pack_topic(topic) for topic in self._topics.values()]

    def relations(self, topic: str, start: int, count: int) -> list[tuple[str, ...]] | None:
        """Return how the claims of some documents on a topic relate; None for an unknown topic."""
        if topic not in self._topics:
            return None
        found = enumerate(self.documents.records(start, count), start)
        claims = placed_claims(self._read(metadata, number, None) for number, metadata in found)
        return list(pack.pack_relations(self._topics[topic], claims[topic]))

    def entry(self, name: str) -> dict[str, Any] | None:
        """Return a registry entry, or None where there is nothing with that id."""
        number = self.registry.number(name)
        return None if number is None else pack.pack_entry(self.registry.records(number, 1)[0])

    def entries(self, start: int, count: int) -> dict[str, Any]:
        """Return registry entries, from the one numbered `start`, and how many there are in all."""
        found = self.registry.records(start, min(count, MAX_BATCH))
        return {"total": len(self.registry), "entries": [pack.pack_entry(entry) for entry in found]}

    def _has(self, document: str, annotator: str) -> bool:
        return any(
            self.root.joinpath(*layout.layer_file(layer, document, annotator).split("/")).is_file()
            for layer in LAYER_NAMES
        )

    def _packed(self, metadata: DocumentMetadata, number: int) -> dict[str, Any]:
        document = self._read(metadata, number, None)
        names = {mention.entity for mention in document.entities}
        names |= {mention.stands_for for mention in document.entities if mention.stands_for}
        names |= {stance.holder for stance in document.stance}
        for claim in document.claims:
            names |= {claim.asserter, *claim.via, *claim.entities}
        registry = self.registry
        numbers = [at for name in sorted(names) if (at := registry.number(name)) is not None]
        return {
            "at": number,
            **pack.pack_document(document),
            "entries": [pack.pack_entry(entry) for entry in registry.numbered(numbers)],
        }

    def _read(self, metadata: DocumentMetadata, number: int, annotator: str | None) -> Document:
        problems = Problems()
        found = read_document(self.root, metadata, number + 1, annotator, problems, self.about.labels)
        if problems or found is None:
            raise CorpusError(problems)
        return found.document
