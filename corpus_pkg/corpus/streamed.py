"""A corpus whose documents are read whenever they are asked for, and not kept.

It is for commands that look at each document once or twice: a large corpus takes them little more memory than
a small one. It answers what a corpus in memory answers, and what is wrong with it raises the same error.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, ValuesView
from typing import Final, NoReturn, TypeVar

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import read_about
from corpus_pkg.corpus.corpus import Corpus, as_derived
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import DocumentMetadata, RegistryEntry, Target, Topic
from corpus_pkg.corpus.problems import CorpusError, Problems
from corpus_pkg.corpus.read import (
    has_annotated,
    has_layers,
    is_begun,
    lacks_list,
    listed_documents,
    missing_layers,
    read_document,
    read_records,
    registry_of,
)

T = TypeVar("T")

PART_DOCUMENTS: Final = 16
"""The most documents of a part."""
PART_CHARACTERS: Final = 1 << 20
"""A part ends once its texts have so many characters."""


class _Documents(Mapping[str, Document]):
    """The documents of a folder by id."""

    def __init__(self, root: Folder, annotator: str | None) -> None:
        self._root, self._annotator = root, annotator
        self.problems = Problems()
        """What is wrong with what is read only once, before the documents."""
        self.about, self.labels = read_about(root, self.problems)
        self.lists = Problems()
        """What is wrong with the lists that documents share, and with the corpus as a whole."""
        self._listed: dict[str, tuple[int, DocumentMetadata]] = {
            metadata.id: (line, metadata)
            for line, metadata in listed_documents(root, self.problems, self.labels)
            if annotator is None or has_annotated(root, metadata.id, annotator)
        }

    def __len__(self) -> int:
        return len(self._listed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __contains__(self, document: object) -> bool:
        return document in self._listed

    def __getitem__(self, document: str) -> Document:
        line, metadata = self._listed[document]
        problems = Problems()
        item = read_document(self._root, metadata, line, self._annotator, problems, self.labels)
        if item is None or problems:
            self.refuse()
        return item.document

    @property
    def metadata(self) -> tuple[DocumentMetadata, ...]:
        """What is known about the documents, in order."""
        return tuple(metadata for _, metadata in self._listed.values())

    def values(self) -> ValuesView[Document]:
        """Return the documents in order."""
        return _Values(self)

    def stream(self) -> Iterator[Document]:
        """Yield the documents in order, none after a faulty one; at the end raise all that is wrong.

        Raises:
            CorpusError: Something in the corpus is wrong.
        """
        problems = Problems(self.problems)
        sound = not problems and not self.lists
        for line, metadata in self._listed.values():
            item = read_document(self._root, metadata, line, self._annotator, problems, self.labels)
            sound = sound and not problems
            if sound and item is not None:
                yield item.document
        problems.extend(self.lists)
        if problems:
            raise CorpusError(problems, unreadable=lacks_list(problems))

    def refuse(self) -> NoReturn:
        """Raise all that is wrong with a corpus of which something is."""
        deque(self.stream(), maxlen=0)
        raise RuntimeError("the corpus was changed while it was read; run the command again")

    def any_begun(self) -> bool:
        """Return True if any document has annotations beyond its segments and sentences."""
        ignored = Problems()
        items = (
            read_document(self._root, metadata, line, self._annotator, ignored, self.labels)
            for line, metadata in self._listed.values()
        )
        return any(is_begun(item.document) for item in items if item is not None)


class _Values(ValuesView[Document]):
    """The documents of a folder, read one after the other."""

    def __init__(self, documents: _Documents) -> None:
        super().__init__(documents)
        self._stream = documents.stream

    def __iter__(self) -> Iterator[Document]:
        return self._stream()


class StreamedCorpus(Corpus):
    """A corpus that reads its documents anew whenever they are asked for, and keeps none."""

    _documents: _Documents

    @property
    def metadata(self) -> tuple[DocumentMetadata, ...]:
        """What is known about the documents, in order; no document is read."""
        return self._documents.metadata

    def _read_own(self, root: Folder, annotator: str) -> Corpus:
        return stream_folder(root, annotator)


def stream_folder(root: Folder, annotator: str | None = None, *, adjudicated: bool = True) -> StreamedCorpus:
    """Open a folder as `load_folder` does, without reading its documents.

    A document with a fault is never given out: whoever asks for it, or for all, gets the error that
    `load_folder` raises.

    Args:
        root: The folder.
        annotator: Whose own layers to read; the adjudicated ones where left out.
        adjudicated: Whether there must be adjudicated layers; else they may all be missing, never some.

    Raises:
        CorpusError: Something that all documents share is wrong.
    """
    documents = _Documents(root, annotator)
    wrong, labels = documents.lists, documents.labels
    entries = read_records(root, registry_of(root, annotator), RegistryEntry, wrong, labels=labels)
    registry = {entry.id: entry for _, entry in entries}
    targets = {target.id: target for _, target in read_records(root, layout.TARGETS_FILE, Target, wrong)}
    topics: dict[str, Topic] = {}
    if files.is_there(root, layout.TOPICS_FILE):
        for _, topic in read_records(root, layout.TOPICS_FILE, Topic, wrong):
            topics[topic.id] = topic if annotator is None else as_derived(topic)
    if annotator is None and documents and (adjudicated or has_layers(root)):
        lists = {"registry": registry, "targets": targets, "topics": topics}
        empty = {name for name, records in lists.items() if not records}
        missing, of_begun = (
            list(missing_layers(root, documents.about, empty=empty, begun=begun)) for begun in (False, True)
        )
        wrong.extend(of_begun if missing != of_begun and documents.any_begun() else missing)
    if documents.problems or wrong:
        documents.refuse()
    return StreamedCorpus(documents, registry, targets, root, topics, documents.about)


class _Part(Corpus):
    """Some documents of a corpus, in memory."""

    def __init__(self, whole: Corpus, documents: list[Document], first: int) -> None:
        super().__init__(documents, whole.registry, whole.targets, whole.source, whole.topics, whole.about)
        self._whole = whole
        self.first = first

    def once(self, make: Callable[[Corpus], T]) -> T:
        """Return what a function makes of the whole corpus."""
        return self._whole.once(make)

    def _read_own(self, root: Folder, annotator: str) -> Corpus:
        own = self._whole.annotator(annotator)
        return own.with_documents([own[id_] for id_ in self.ids if id_ in own], root)


def in_parts(corpus: Corpus) -> Iterator[Corpus]:
    """Yield a corpus in parts of some documents, for what makes several things of each document.

    A part is in memory, and so are the annotators' own layers of its documents once they are asked for. Its
    folds are numbered as those of the corpus.
    """
    documents: list[Document] = []
    first = size = 0
    for document in corpus:
        documents.append(document)
        size += len(document.text)
        if len(documents) == PART_DOCUMENTS or size >= PART_CHARACTERS:
            yield _Part(corpus, documents, first)
            first += len(documents)
            documents, size = [], 0
    if documents:
        yield _Part(corpus, documents, first)
