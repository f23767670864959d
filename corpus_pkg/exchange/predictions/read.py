"""Reading predictions: which form a file has, and the documents that it makes."""

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from corpus_pkg.corpus import files
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.exchange.formats.catalog import READERS
from corpus_pkg.exchange.formats.label_map import LabelMap
from corpus_pkg.exchange.predictions.records import NotPlacedError, RowError, layer_of, record_of
from corpus_pkg.exchange.predictions.rows import ROWS, Row
from corpus_pkg.layers import BLOCKS, LAYER_NAMES, SPECS, Sentence
from corpus_pkg.train.llm import ANSWERED, AnswerError, parse_answer, place
from corpus_pkg.train.predictions import Predictions, Unplaced

ANSWERS: Final = "answers"
HF_NER: Final = "hf-ner"
FORMATS: Final = (*ROWS, ANSWERS, *READERS)
"""The forms of predictions, in addition to full records."""
NOTHING: Final = frozenset({"document"})
"""What a row has that says that nothing was predicted of a document."""
BY_NAME: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".conll": "conll2003",
    ".bio": "conll2003",
    ".iob": "conll2003",
    ".iob2": "conll2003",
    ".bioes": "conll2003",
    ".conllu": "conllu",
    ".conllup": "conll",
    ".spacy": "spacy",
}
"""The form of a file, by the end of its name; JSON Lines are told apart by their first line."""


def form_of(path: Path) -> str | None:
    """Return the form of a file of predictions by its name or its first line; None for full records."""
    if path.suffix.lower() in BY_NAME:
        return BY_NAME[path.suffix.lower()]
    if path.suffix.lower() == ".parquet" and path.is_file():
        return HF_NER
    if path.suffix.lower() not in (".jsonl", ".ndjson") or not path.is_file():
        return None
    with path.open("rb") as file:
        line = next(
            (line for line in iter(lambda: file.readline(files.MAX_LINE_BYTES), b"") if line.strip()), b""
        )
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(first, dict) or "metadata" in first:
        return None
    if "reply" in first:
        return ANSWERS
    if isinstance(first.get("tokens"), list):
        return HF_NER
    if "document" in first:
        return "gliner" if isinstance(first.get("entities"), list) else "spans"
    return None


def read_predictions(
    path: str | PathLike[str],
    corpus: Corpus,
    *,
    form: str | None = None,
    layer: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Predictions:
    """Return what a model predicted of a corpus's documents.

    Args:
        path: The file, or for other tools' formats a folder of files.
        corpus: The corpus of the documents. Nothing is taken from it but texts, segments and sentences.
        form: One of `FORMATS`; known by the file's name or first line if left out.
        layer: The layer of rows and answers that do not name theirs.
        labels: What labels of the file are in the corpus, such as `{"PER": "PERSON", "MISC": ""}`; an empty
            one leaves annotations out.

    Raises:
        ValueError: There is no such form, or it is not known, or the corpus has no label that is mapped to.
        CorpusError: A line is wrong; the error's `problems` say which and why.
        MissingExtraError: What reads the format is not installed.
    """
    file = Path(path)
    form = form or form_of(file)
    if form not in FORMATS:
        raise ValueError(f"{file}: name the form of the predictions; choose from: {', '.join(FORMATS)}")
    label_map = LabelMap.of_pairs((labels or {}).items(), corpus.labels)
    if form in READERS:
        return _foreign(form, file, corpus, label_map)
    if not file.is_file():
        problem = Problem(str(file), 0, "file-missing", "there is no such file; name one")
        raise CorpusError([problem], unreadable=True)
    gathered = _Gathered(file, corpus)
    if form == ANSWERS:
        gathered.read_answers(layer)
    else:
        gathered.read_rows(ROWS[form](file, gathered.problems), layer, label_map)
    return gathered.predictions()


class _Gathered:
    """The records that are read, by document and layer."""

    def __init__(self, path: Path, corpus: Corpus) -> None:
        self.path = path
        self.corpus = corpus
        self.problems = Problems()
        self.records: dict[str, dict[str, list[Any]]] = {}
        self.layers: set[str] = set()
        self.unplaced: list[Unplaced] = []

    def wrong(self, line: int, message: str, code: str = "format-syntax") -> None:
        self.problems.append(Problem(self.path.name, line, code, message))

    def document(self, line: int, values: Mapping[str, Any]) -> Document | None:
        named = values.get("document")
        if isinstance(named, str) and named in self.corpus:
            return self.corpus[named]
        known = ", ".join(self.corpus.ids[:5])
        self.wrong(line, f"the corpus has no document {named!r}; it has {known}", "format-document")
        return None

    def read_rows(self, rows: Iterable[Row], layer: str | None, labels: LabelMap) -> None:
        for row in rows:
            document = self.document(row.line, row.values)
            if document is None:
                continue
            if row.values.keys() <= NOTHING:
                self.records.setdefault(document.id, {})
                continue
            try:
                of, label = layer_of(row.values, layer, labels, self.corpus.labels)
                if label != "":
                    record = record_of(document, SPECS[of], label, row.values, self.corpus.labels)
                    self.add(document, of, [record])
            except RowError as error:
                self.wrong(row.line, str(error))
            except NotPlacedError as error:
                self.add(document, error.layer, [])
                self.unplaced.append(Unplaced(document.id, error.layer, error.quote, str(error)))

    def read_answers(self, layer: str | None) -> None:
        for line, values in files.read_json_lines(self.path.parent, self.path.name, self.problems):
            document = self.document(line, values)
            if document is None:
                continue
            of, sentence, reply = values.get("layer", layer), values.get("sentence"), values.get("reply")
            if not isinstance(reply, str) or not isinstance(sentence, str | None):
                self.wrong(line, "a line needs the texts `document`, `sentence` and `reply`")
                continue
            if not isinstance(of, str) or of not in ANSWERED:
                known = ", ".join(ANSWERED)
                self.wrong(line, f"name the layer of the answer, in the line or with --layer: {known}")
                if "layer" not in values:
                    return  # nor do the other lines name it
                continue
            if sentence is not None and not (
                sentence in document and isinstance(document[sentence], Sentence)
            ):
                self.wrong(line, f"{document.id} has no sentence {sentence!r}")
                continue
            try:
                answer = parse_answer(
                    reply, of, "document" if sentence is None else "sentence", self.corpus.labels
                )
            except AnswerError as error:
                self.add(document, of, [])
                self.unplaced.append(Unplaced(document.id, of, "", str(error)))
                continue
            placed = place(document, answer, sentence)
            self.add(document, of, placed.records)
            self.unplaced += [
                Unplaced(document.id, of, str(one.item.get("quote") or ""), one.message)
                for one in placed.unplaced
            ]

    def add(self, document: Document, layer: str, records: Iterable[Any]) -> None:
        self.layers.add(layer)
        self.records.setdefault(document.id, {}).setdefault(layer, []).extend(records)

    def predictions(self) -> Predictions:
        if self.problems:
            raise CorpusError(self.problems)
        documents = [
            _blank(document).model_copy(
                update={
                    layer: tuple(in_order(layer, records))
                    for layer, records in self.records[document.id].items()
                }
            )
            for document in self.corpus
            if document.id in self.records
        ]
        predicted = _with(self.corpus, documents)
        return Predictions(predicted, _in_order(self.layers), tuple(self.unplaced))


def _foreign(form: str, path: Path, corpus: Corpus, labels: LabelMap) -> Predictions:
    # Of what a file does not have a reader takes the corpus's own, which a prediction must not get.
    blank = _with(corpus, [_blank(document) for document in corpus])
    reading = READERS[form].read(path, blank, labels=labels)
    if reading.broken or reading.unreadable:
        raise CorpusError(reading.broken or reading.problems, unreadable=reading.unreadable)
    layers = frozenset[str]().union(*reading.changed.values()) - frozenset(BLOCKS)
    unplaced = [
        Unplaced(loss.document, loss.layer, loss.annotation, loss.problem.message)
        for loss in reading.losses.losses
        if loss.problem is not None
    ]
    predicted = _with(corpus, reading.documents, reading.made)
    return Predictions(predicted, _in_order(layers), tuple(unplaced))


def _with(
    corpus: Corpus, documents: list[Document], made: Mapping[str, RegistryEntry] = MappingProxyType({})
) -> Corpus:
    """Return documents as a corpus with the lists and labels of another one, and entries made for names."""
    registry = {**corpus.registry, **made}
    return Corpus(documents, registry, corpus.targets, topics=corpus.topics, about=corpus.about)


def _blank(document: Document) -> Document:
    return document.model_copy(update={layer: () for layer in LAYER_NAMES if layer not in BLOCKS})


def _in_order(layers: Iterable[str]) -> tuple[str, ...]:
    named = set(layers)
    return tuple(layer for layer in LAYER_NAMES if layer in named)
