"""The text-free edition as a directory: laid out like a corpus, without the raw texts.

`raw/text_free.jsonl` is there in place of the texts, and an annotator's own layers have a file of that name
next to them. Every other file of the corpus comes along as it is, unless it quotes the texts: such files are
left out, and `raw/left_out.jsonl` names them.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import read_about
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.faults import sentence
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.read import has_annotated, lacks_list
from corpus_pkg.corpus.staging import new_folder, require_new, write_new
from corpus_pkg.corpus.streamed import stream_folder
from corpus_pkg.corpus.write import json_line, records_bytes
from corpus_pkg.exchange.textfree.quotations import quoting
from corpus_pkg.exchange.textfree.strip import Tally, TextFreeDocument, strip
from corpus_pkg.layers import LAYER_NAMES

LEFT_OUT_FILE: Final = "raw/left_out.jsonl"
"""The path of the list of files that are left out."""
WORDS_OF_A_FILE: Final = 8
"""The shortest run of words that a file may not share with the texts, if it is to come along as it is."""
LETTERS_OF_A_FILE: Final = 60
"""The shortest run of letters."""
_ALONG: Final = (layout.ABOUT_FILE, layout.ATTRIBUTES_FILE, "raw", "annotations")
"""The files and folders of a corpus that come along."""
_FACTS: Final = frozenset(
    {layout.ABOUT_FILE, layout.ATTRIBUTES_FILE, layout.REGISTRY_EVIDENCE_FILE}
    | {layout.TARGETS_FILE, layout.TOPICS_FILE}
)


@dataclass(slots=True)
class Detached:
    """What a text-free directory holds.

    Attributes:
        documents: How many documents.
        left_out: What quotes the texts and was left out of records, as JSON values of `LeftOut`.
        files: The files that quote the texts and were left out.
        rewritten: The files that will come back with the same records in other bytes, because they were not
            written as this package writes them.
        outside: What is next to the corpus in its folder, of which nothing comes along.
    """

    documents: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def text_free_file(annotator: str | None = None) -> str:
    """Return the path of the file that is there in place of the texts."""
    return f"{layout.ANNOTATORS}/{annotator}/text_free.jsonl" if annotator else layout.TEXT_FREE_FILE


@contextmanager
def new_directory(out: Path) -> Iterator[Path]:
    """Give a folder to write into that becomes `out` when all went well, and is removed when not.

    Raises:
        CorpusError: `out` exists and is not an empty folder.
    """
    try:
        require_new(out)
    except FileExistsError:
        message = "it exists already; remove it or name another"
        raise CorpusError([Problem(str(out), 0, "file-unexpected", message)], unreadable=True) from None
    with new_folder(out) as work:
        yield work


def detach(source: Folder, out: Path, secret: bytes = b"") -> Detached:
    """Write the text-free edition of a corpus directory, document by document.

    Args:
        source: The corpus directory.
        out: The directory to write; new or empty.
        secret: Makes the hashes useless to those who do not know it.

    Returns:
        What was written, and what was left out.

    Raises:
        CorpusError: The corpus is wrong, or `out` is not empty.
    """
    done, tally = Detached(), Tally()
    ids: list[str] = []

    def pairs(annotator: str | None) -> Iterator[tuple[Document, TextFreeDocument]]:
        for document in stream_folder(source, annotator):
            if annotator is None:
                ids.append(document.id)
            stripped = strip(document, secret, own=annotator is not None)
            tally.add_all(stripped.text["left_out"])
            yield document, stripped

    with new_directory(out) as work:
        handled = {layout.DOCUMENTS_FILE}
        for annotator in (None, *layout.annotator_names(source)):
            handled |= _write_side(source, work, pairs(annotator), annotator, done)
        _write_other_files(source, work, handled, ids, done)
    done.documents = len(ids)
    done.outside = sorted(
        place.name
        for place in source.iterdir()
        if place.name not in _ALONG and not place.name.startswith(".")
    )
    done.left_out = tally.as_json()
    return done


def _write_side(
    source: Folder,
    work: Path,
    pairs: Iterable[tuple[Document, TextFreeDocument]],
    annotator: str | None,
    done: Detached,
) -> set[str]:
    """Write the adjudicated layers (None) or an annotator's, and return the files that they are in."""
    present = _present(source, annotator)
    handled: set[str] = set()
    texts: list[str] = []
    listed: list[str] = []
    originals: list[Any] = []
    for original, document in pairs:
        for layer in present:
            path = layout.layer_file(layer, document.id, annotator)
            handled.add(path)
            _write_lines(work, path, map(json_line, document.layers[layer]))
            _compare(source, path, original.layer(layer), done)
        texts.append(json_line(document.text))
        if annotator is None:
            handled.add(layout.raw_file(document.id))
            listed.append(json_line(document.metadata))
            originals.append(original.metadata)
    _write_lines(work, text_free_file(annotator), texts)
    if annotator is None:
        _write_lines(work, layout.DOCUMENTS_FILE, listed)
        _compare(source, layout.DOCUMENTS_FILE, originals, done)
    return handled


def _present(root: Folder, annotator: str | None) -> list[str]:
    """Return the layers that there are: adjudicated ones (None), or an annotator's."""
    folders = {layer: layout.layer_folder(layer, annotator) for layer in LAYER_NAMES}
    return [layer for layer, path in folders.items() if root.joinpath(*path.split("/")).is_dir()]


def _write_lines(work: Path, path: str, lines: Iterable[str]) -> None:
    write_new(work / path, "".join(lines).encode("utf-8"), flush=False)


def _compare(source: Folder, path: str, records: Iterable[Any], done: Detached) -> None:
    if files.read_bytes(source, path) != records_bytes(records):
        done.rewritten.append(path)


def quoting_texts(root: Folder, ids: Iterable[str], asked: Mapping[str, str]) -> set[str]:
    """Return the names of the files that quote the texts of a corpus, of which one at a time is read.

    Args:
        root: The corpus directory.
        ids: The ids of its documents.
        asked: What is in each file, by its name.
    """
    texts = (files.read_text(root, layout.raw_file(id_))[1] for id_ in ids)
    return quoting(asked, texts, words=WORDS_OF_A_FILE, letters=LETTERS_OF_A_FILE)


def _write_other_files(
    source: Folder, work: Path, handled: set[str], ids: Iterable[str], done: Detached
) -> None:
    paths = _walk(source, *_ALONG)
    others = {path: files.read_bytes(source, path) for path in paths if path not in handled}
    # Registry, evidence, targets and topics are facts about the world; else raw/ may hold a text.
    unsure = {path for path in others if path not in _FACTS and path.rpartition("/")[2] != "registry.jsonl"}
    asked = {path: others[path].decode("utf-8", errors="replace") for path in unsure}
    quoted = quoting_texts(source, ids, asked)
    for path, data in others.items():
        if path in unsure and (path in quoted or path.startswith("raw/")):
            done.files.append(path)
        else:
            write_new(work / path, data, flush=False)
    if done.files:
        _write_lines(work, LEFT_OUT_FILE, (json_line({"path": path}) for path in done.files))


def _walk(root: Folder, *paths: str) -> Iterator[str]:
    for path in paths:
        place = root.joinpath(*path.split("/"))
        if place.is_dir():
            names = sorted(item.name for item in place.iterdir())
            kept = (name for name in names if name[0] != "." and not layout.LEFT_BY_TOOLS.fullmatch(name))
            yield from _walk(root, *(f"{path}/{name}" for name in kept))
        elif place.is_file():
            yield path


class TextFreeCorpus:
    """A text-free directory, whose documents are read whenever they are asked for, and not kept.

    A document with a fault is never given out: whoever asks for it gets the error of all that is wrong.

    Attributes:
        layers: For the adjudicated layers (None) and for each annotator: the documents.
        files: Every other file, by its path, as bytes.
        left_out: The paths of the files of the corpus that the edition does not hold.
    """

    def __init__(self, root: Folder) -> None:
        """Open a directory.

        Raises:
            CorpusError: It is not such a directory, or something that all documents share is wrong.
        """
        self._root = root
        self._problems = problems = Problems()
        _, self._labels = read_about(root, problems)
        self._listed = self._records(layout.DOCUMENTS_FILE, "document_metadata", problems)
        self.left_out: list[str] = []
        if files.is_there(root, LEFT_OUT_FILE):
            listed = self._records(LEFT_OUT_FILE, "text_free_left_out", problems)
            self.left_out = [value["path"] for value in listed]
        self.layers: Mapping[str | None, Iterable[TextFreeDocument]] = {
            annotator: _Documents(self, annotator) for annotator in (None, *layout.annotator_names(root))
        }
        if problems:
            self._refuse(problems)
        handled = {layout.DOCUMENTS_FILE, LEFT_OUT_FILE, *map(text_free_file, self.layers)}
        for annotator in self.layers:
            for layer in _present(root, annotator):
                handled |= {layout.layer_file(layer, value["id"], annotator) for value in self._listed}
        self.files = {
            path: files.read_bytes(root, path) for path in _walk(root, *_ALONG) if path not in handled
        }

    def stream(self, annotator: str | None) -> Iterator[TextFreeDocument]:
        """Yield the documents with the adjudicated layers (None) or an annotator's.

        Raises:
            CorpusError: Something in the edition is wrong.
        """
        problems = Problems()
        for document in self._read(annotator, problems):
            if problems:
                break
            yield document
        if problems:
            self._refuse(problems)

    def _refuse(self, found: Problems) -> NoReturn:
        """Raise all that is wrong with an edition of which something is."""
        problems = Problems(self._problems)
        for annotator in self.layers:
            deque(self._read(annotator, problems), maxlen=0)
        raise CorpusError(problems or found, unreadable=lacks_list(problems))

    def _read(self, annotator: str | None, problems: Problems) -> Iterator[TextFreeDocument]:
        file = text_free_file(annotator)
        texts = {value["id"]: value for value in self._records(file, "text_free_text", problems)}
        present = _present(self._root, annotator)
        for value in self._listed:
            if (text := texts.get(value["id"])) is None:
                if annotator is not None and not has_annotated(self._root, value["id"], annotator):
                    continue
                message = f"it has no line for {value['id']}; make the edition again"
                problems.append(Problem(file, 0, "schema", message, value["id"]))
                continue
            layers = {}
            for layer in present:
                path = layout.layer_file(layer, value["id"], annotator)
                layers[layer] = self._records(path, f"text_free {layer}", problems)
            yield TextFreeDocument(id=value["id"], metadata=value, text=text, layers=layers)

    def _records(self, path: str, kind: str, problems: Problems) -> list[dict[str, Any]]:
        """Return the records of a file; what the model refuses becomes a problem."""
        from pydantic import ValidationError

        from corpus_pkg.exchange.jsonschema import MODELS
        from corpus_pkg.exchange.textfree.models import TEXT_FREE_LAYER_MODELS, TEXT_FREE_MODELS

        models = {**MODELS, **TEXT_FREE_MODELS}
        models |= {f"text_free {layer}": model for layer, model in TEXT_FREE_LAYER_MODELS.items()}
        found = []
        for line, value in files.read_json_lines(self._root, path, problems):
            try:
                models[kind].model_validate_json(json.dumps(value), context=self._labels)
            except ValidationError as error:
                for detail in error.errors(include_url=False, include_context=False):
                    problems.append(Problem(path, line, "schema", sentence(models[kind], detail)))
            else:
                found.append(value)
        return found


class _Documents:
    """Documents that are read anew whenever somebody goes through them."""

    def __init__(self, corpus: TextFreeCorpus, annotator: str | None) -> None:
        self._corpus, self._annotator = corpus, annotator

    def __iter__(self) -> Iterator[TextFreeDocument]:
        return self._corpus.stream(self._annotator)
