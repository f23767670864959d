"""Reading a corpus directory into documents, collecting every problem on the way."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import About, read_about
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import LAYER_MODELS, DocumentMetadata, RegistryEntry, Target, Topic
from corpus_pkg.corpus.parse import Invalid, parse_line
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.stored_text import span_problem, text_problems
from corpus_pkg.layers import BLOCKS, DOCUMENT_STANCE, LAYER_NAMES, SPECS
from corpus_pkg.layers.base import Record
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets

R = TypeVar("R", bound=Record)

_BASE: Final = frozenset(BLOCKS)
"""The layers that a corpus has before anybody annotates it."""

MAX_ID_LENGTH: Final = 400
"""Ids longer than any real one are not repeated in problems."""


class ReadDocument(NamedTuple):
    """A document with the line number of each of its records."""

    document: Document
    metadata_line: int
    lines: dict[str, list[int]]
    changed: bool = False
    """Whether the text is not the one that was annotated; then no span was compared with it."""


class ReadCorpus:
    """What was read of a corpus directory, and what was wrong with it.

    Attributes:
        documents: The documents that could be read.
        registry: The entries of the registry with their line numbers.
        targets: The targets with their line numbers.
        topics: The topics with their line numbers.
        problems: What was wrong.
        about: What `corpus.toml` says; the defaults where there is none, or one that can't be read.
    """

    def __init__(self) -> None:
        self.documents: list[ReadDocument] = []
        self.registry: list[tuple[int, RegistryEntry]] = []
        self.targets: list[tuple[int, Target]] = []
        self.topics: list[tuple[int, Topic]] = []
        self.problems = Problems()
        self.about = About()

    @property
    def empty_lists(self) -> set[str]:
        """The lists that documents share of which there is no record."""
        lists = {"registry": self.registry, "targets": self.targets, "topics": self.topics}
        return {name for name, records in lists.items() if not records}


def listed_documents(
    root: Folder, problems: list[Problem], labels: LabelSets | None
) -> Iterator[tuple[int, DocumentMetadata]]:
    """Yield the documents that a corpus directory lists, with their line numbers.

    Args:
        root: The directory.
        problems: Where problems are added; a bad line, or one with an id again, is passed over.
        labels: The lists of the corpus; any label passes where None.
    """
    seen: dict[str, int] = {}
    for line, metadata in read_records(
        root, layout.DOCUMENTS_FILE, DocumentMetadata, problems, labels=labels
    ):
        if metadata.id in seen:
            message = f"line {seen[metadata.id]} has this id too; remove one of the two"
            problems.append(Problem(layout.DOCUMENTS_FILE, line, "document-duplicate", message, metadata.id))
            continue
        seen[metadata.id] = line
        yield line, metadata


def read_own_layers(
    root: Folder,
    shared: ReadDocument,
    annotator: str,
    problems: list[Problem],
    labels: LabelSets | None,
) -> ReadDocument | None:
    """Read an annotator's own layers of a document.

    An annotator who has no segments and sentences of the document worked in those of the corpus.

    Args:
        root: The corpus directory.
        shared: The document, whose text is not read again.
        annotator: The annotator's name.
        problems: Where problems are added.
        labels: The lists of the corpus; any label passes where None.

    Returns:
        The document with these layers; None where the annotator has none of it.
    """
    document, line, _, changed = shared
    if not has_annotated(root, document.id, annotator):
        return None
    # What is wrong with segments and sentences of the corpus is reported with the corpus.
    return _with_layers(
        root, document.metadata, line, annotator, document.text, problems, labels, changed, of_base=[]
    )


def read_corpus(root: Folder, annotator: str | None = None) -> ReadCorpus:
    """Read a corpus directory.

    Args:
        root: The directory.
        annotator: Read this annotator's own layers, not the adjudicated ones.

    Returns:
        All that could be read, and every problem that was met.
    """
    corpus = ReadCorpus()
    problems = corpus.problems
    corpus.about, labels = read_about(root, problems)
    for line, metadata in listed_documents(root, problems, labels):
        if annotator is not None and not has_annotated(root, metadata.id, annotator):
            continue
        read = read_document(root, metadata, line, annotator, problems, labels)
        if read is not None:
            corpus.documents.append(read)
    registry = registry_of(root, annotator)
    corpus.registry = list(read_records(root, registry, RegistryEntry, problems, labels=labels))
    corpus.targets = list(read_records(root, layout.TARGETS_FILE, Target, problems))
    if files.is_there(root, layout.TOPICS_FILE):
        corpus.topics = list(read_records(root, layout.TOPICS_FILE, Topic, problems))
    return corpus


def registry_of(root: Folder, annotator: str | None) -> str:
    """Return the path of the registry to which layers refer: an annotator's own where there is one."""
    own = layout.registry_file(annotator)
    return own if files.is_there(root, own) else layout.REGISTRY_FILE


def is_begun(document: Document) -> bool:
    """Return True if a document has annotations beyond its segments and sentences."""
    return any(document.layer(layer) for layer in LAYER_NAMES if layer not in _BASE)


def missing_layers(root: Folder, about: About, *, empty: Set[str], begun: bool) -> Iterator[Problem]:
    """Yield a problem for each adjudicated layer that a corpus with documents has lost.

    A corpus that is just begun has segments and sentences only; from the first further layer on it has all:
    those of this package, and those of other packages that it declares.

    Args:
        root: The corpus directory.
        about: What the corpus says of itself.
        empty: Which of the lists that documents share have no record.
        begun: Whether any of its documents `is_begun`.
    """
    all_layers = about.layer_names
    absent = {layer for layer in all_layers if not files.is_there(root, layout.layer_folder(layer))}
    needed = set(all_layers) if all_layers - absent - _BASE else set(_BASE)
    if not begun:
        needed.discard(DOCUMENT_STANCE.name)  # no text annotated so far
    # A layer about a list without records has nothing to speak of.
    needed -= {layer for layer in needed if (empty - {"registry"}) & set(SPECS[layer].lists.values())}
    for layer in absent & needed:
        message = (
            "the corpus has no such layer; restore its folder, with one file per document, which may be empty"
        )
        yield Problem(layout.layer_folder(layer), 0, "file-missing", message)


def has_layers(root: Folder) -> bool:
    """Return True if a corpus has any adjudicated layer."""
    return any(files.is_there(root, layout.layer_folder(layer)) for layer in LAYER_NAMES)


def lacks_list(problems: Iterable[Problem]) -> bool:
    """Return True if the problems say that there is no readable list of documents, so no corpus."""
    return any(problem.file == layout.DOCUMENTS_FILE and not problem.line for problem in problems)


def has_annotated(root: Folder, document: str, annotator: str) -> bool:
    """Return True if an annotator has any layer of a document: not everyone annotates every text."""
    return any(files.is_there(root, layout.layer_file(layer, document, annotator)) for layer in LAYER_NAMES)


def read_document(
    root: Folder,
    metadata: DocumentMetadata,
    line: int,
    annotator: str | None,
    problems: list[Problem],
    labels: LabelSets | None,
) -> ReadDocument | None:
    """Read one document of a corpus directory: its text and its layers.

    Args:
        root: The directory.
        metadata: The document's metadata.
        line: The number of its line in `raw/documents.jsonl`.
        annotator: Read this annotator's own layers, not the adjudicated ones.
        problems: Where problems are added.
        labels: The lists of the corpus; any label passes where None.

    Returns:
        What could be read; None where the text can't be.
    """
    path = layout.raw_file(metadata.id)
    try:
        data, text = files.read_text(root, path)
    except files.RefusedError as error:
        problems.append(replace(error.problem, document=metadata.id))
        return None
    found = list(text_problems(metadata, data, text, line))
    problems.extend(found)
    changed = any(problem.code == "text-checksum" for problem in found)
    return _with_layers(root, metadata, line, annotator, text, problems, labels, changed, of_base=problems)


def _with_layers(
    root: Folder,
    metadata: DocumentMetadata,
    line: int,
    annotator: str | None,
    text: str,
    problems: list[Problem],
    labels: LabelSets | None,
    changed: bool,
    of_base: list[Problem],
) -> ReadDocument:
    layers: dict[str, Any] = {}
    lines: dict[str, list[int]] = {}
    shared = base_of(root, metadata.id, annotator)
    compared = None if changed else text
    for layer in LAYER_NAMES:
        side, found_wrong = (None, of_base) if layer in shared else (annotator, problems)
        found = list(_read_layer(root, layer, metadata.id, side, compared, found_wrong, labels))
        layers[layer] = tuple(record for _, record in found)
        lines[layer] = [number for number, _ in found]
    # Every part of it has been checked.
    document = Document.model_construct(id=metadata.id, text=text, metadata=metadata, **layers)
    return ReadDocument(document, line, lines, changed)


def base_of(root: Folder, document: str, annotator: str | None) -> frozenset[str]:
    """Return the layers of a document that an annotator takes from the corpus: all of the base, or none.

    Whoever has neither segments nor sentences of the document worked in those of the corpus.
    """
    own = (files.is_there(root, layout.layer_file(layer, document, annotator)) for layer in BLOCKS)
    return frozenset() if annotator is None or any(own) else _BASE


def _read_layer(
    root: Folder,
    layer: str,
    document: str,
    annotator: str | None,
    text: str | None,
    problems: list[Problem],
    labels: LabelSets | None,
) -> Iterator[tuple[int, Any]]:
    """Yield the records of one layer of one document whose spans fit the text, if there is one to compare."""
    folder = layout.layer_folder(layer, annotator)
    if not files.is_there(root, folder):
        return  # a layer that the corpus does not have
    path = layout.layer_file(layer, document, annotator)
    if not files.is_there(root, path):
        if files.is_plain_file(root, folder):
            message = "it is a file; put the folder of the layer there, with one file per document"
            problems.append(Problem(folder, 0, "file-unreadable", message))
            return
        message = "there is no such file; create it, empty if the document has nothing of the layer"
        problems.append(Problem(path, 0, "file-missing", message, document))
        return
    model: type[Any] = LAYER_MODELS[layer]
    for number, record in read_records(root, path, model, problems, document, labels):
        if text is not None and layer != DOCUMENT_STANCE.name:
            problem = span_problem(record, text)
            if problem is not None:
                code, message = problem
                problems.append(Problem(path, number, code, message, document, record.id))
                continue
        yield number, record


def read_records(
    root: Folder,
    path: str,
    model: type[R],
    problems: list[Problem],
    document: str | None = None,
    labels: LabelSets | None = DEFAULT_LABELS,
) -> Iterator[tuple[int, R]]:
    """Yield the records of a JSON Lines file with their line numbers from 1.

    Args:
        root: The corpus directory.
        path: Relative path of the file.
        model: The model of the records.
        problems: Where problems are added; a bad line is reported and passed over.
        document: The document that the file is about.
        labels: The lists of the corpus; any label passes where None.
    """
    for number, line in files.read_lines(root, path, problems, document):
        try:
            record = parse_line(model, line, path, number, labels)
        except files.RefusedError as error:
            problems.append(replace(error.problem, document=document))
            continue
        if isinstance(record, Invalid):
            name = files.parse_object(line, path, number).get("id")
            about = name if isinstance(name, str) and len(name) <= MAX_ID_LENGTH else None
            problems.extend(
                Problem(path, number, *fault, document or about, about if document else None)
                for fault in record.faults
            )
        else:
            yield number, record
