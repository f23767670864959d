"""The records that rows and answers make, by document and layer."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.exchange.formats.label_map import AS_THEY_ARE, LabelMap
from corpus_pkg.exchange.predictions.faults import Faults
from corpus_pkg.exchange.predictions.records import (
    LabelError,
    NotPlacedError,
    RowError,
    ignored_fields,
    label_of,
    layer_of,
    record_of,
    unknown_fields,
)
from corpus_pkg.exchange.predictions.rows import Row, json_objects
from corpus_pkg.layers import BLOCKS, ENTITIES, LAYER_NAMES, SPECS
from corpus_pkg.train.llm import ANSWERED, AnswerError, parse_answer, place
from corpus_pkg.train.llm.replies import reply_text
from corpus_pkg.train.predictions import Predictions, UnplacedPrediction
from corpus_pkg.values.counted import counted
from corpus_pkg.values.nearest import nearest

NOTHING: Final = frozenset({"document"})
"""What a row has that says that nothing was predicted of a document."""
SHOWN: Final = 10
"""How many fields of a row are named."""
HINTED: Final = 100
"""Of how many wrong names the nearest right ones are looked for, which takes as long as there are names."""
LONGEST: Final = 60
"""How many characters of a value are shown."""


class Gathered:
    """The records that are read, by document and layer."""

    def __init__(self, path: Path, corpus: Corpus) -> None:
        self.path = path
        self.corpus = corpus
        self.faults = Faults(path)
        self.records: dict[str, dict[str, list[Any]]] = {}
        self.layers: set[str] = set()
        self.unplaced: list[UnplacedPrediction] = []
        self._labels: LabelMap = AS_THEY_ARE
        self._mapped: set[str] = set()
        self._ignored: set[str] = set()
        self._hints: dict[tuple[str, str], str] = {}

    def document(self, line: int, values: Mapping[str, Any]) -> Document | None:
        """Return the document of a row; None (and a fault) where there is none."""
        named = values.get("document")
        if isinstance(named, str) and named in self.corpus:
            return self.corpus[named]
        if named is None:
            has = ", ".join(list(values)[:SHOWN]) or "nothing"
            self.faults.wrong(line, f"the row has no `document`; it has: {has}")
        else:
            said = f"the corpus has no document {str(named)[:LONGEST]!r}{self._near(named, self.corpus.ids)}"
            self.faults.wrong(line, said, "format-document")
        return None

    def _near(self, named: object, known: Iterable[str], document: str = "") -> str:
        """Return what is said of the names nearest to a wrong one; nothing once many names were wrong."""
        key = (str(named)[:LONGEST], document)
        if key not in self._hints and len(self._hints) < HINTED:
            self._hints[key] = f"; {nearest(named, known)}"
        return self._hints.get(key, "")

    def read_rows(self, rows: Iterable[Row], layer: str | None, labels: LabelMap) -> None:
        """Read spans and other records.

        Args:
            rows: The rows of the file.
            layer: The layer of rows that do not name theirs.
            labels: What labels of the file are in the corpus.
        """
        self._labels = labels
        for row in rows:
            document = self.document(row.line, row.values)
            if document is None:
                continue
            self.records.setdefault(document.id, {})
            if row.values.keys() <= NOTHING:
                continue
            try:
                self._read_row(document, row, layer)
            except LabelError as error:
                self.faults.label(row.line, error.label)
            except RowError as error:
                self.faults.wrong(row.line, str(error))
            except NotPlacedError as error:
                self.add(document, error.layer, [])
                self.unplaced.append(UnplacedPrediction(document.id, error.layer, error.quote, str(error)))

    def _read_row(self, document: Document, row: Row, layer: str | None) -> None:
        values, lists = row.values, self.corpus.labels
        self._ignored |= ignored_fields(values)
        label = label_of(values, layer)
        if label in self._labels.labels:
            self._mapped.add(label)
        try:
            of, ours = layer_of(values, label, layer, self._labels, lists)
        except LabelError:
            if wrong := unknown_fields(SPECS[values.get("layer") or layer or ENTITIES.name], values):
                self.faults.wrong(row.line, wrong)
            raise
        if ours != "":
            self.add(document, of, [record_of(document, SPECS[of], ours, values, lists)])

    def read_answers(self, layer: str | None) -> None:
        """Read what a model wrote when it was asked about a sentence or document.

        Args:
            layer: The layer of lines that do not name theirs.
        """
        for line, values in json_objects(self.path, self.faults.problems):
            document = self.document(line, values)
            if document is None:
                continue
            of, sentence = values.get("layer", layer), values.get("sentence")
            try:
                reply = reply_text(values)
            except ValueError as error:
                self.faults.wrong(line, str(error))
                continue
            if not isinstance(of, str) or of not in ANSWERED:
                known = ", ".join(ANSWERED)
                self.faults.wrong(line, f"name the layer of the answer, in the line or with --layer: {known}")
                continue
            ids = {one.id for one in document.sentences}
            if sentence is not None and sentence not in ids:
                self.faults.wrong(
                    line,
                    f"{document.id} has no sentence {sentence!r}{self._near(sentence, ids, document.id)}",
                )
                continue
            try:
                answer = parse_answer(
                    reply, of, "document" if sentence is None else "sentence", self.corpus.labels
                )
            except AnswerError as error:
                self.add(document, of, [])
                self.unplaced.append(UnplacedPrediction(document.id, of, "", str(error)))
                continue
            placed = place(document, answer, sentence)
            self.add(document, of, placed.records)
            self.unplaced += [
                UnplacedPrediction(document.id, of, str(one.item.get("quote") or ""), one.message)
                for one in placed.unplaced
            ]

    def add(self, document: Document, layer: str, records: Iterable[Any]) -> None:
        """Add the records of a layer of a document."""
        self.layers.add(layer)
        self.records.setdefault(document.id, {}).setdefault(layer, []).extend(records)

    def _notes(self) -> Iterator[str]:
        """Yield what was passed over or may not be meant, in words."""
        if self._ignored:
            yield f"ignored: {', '.join(sorted(self._ignored))}"
        for theirs in self._labels.labels.keys() - self._mapped:
            yield f"no prediction has the label {theirs!r}, which is mapped"
        lists = [records for layers in self.records.values() for records in layers.values()]
        if repeated := sum(len(records) - len(set(records)) for records in lists):
            rows = counted(repeated, "prediction")
            yield f"{rows} {'repeats' if repeated == 1 else 'repeat'} another; each counts"

    def predictions(self) -> Predictions:
        """Return all that was read.

        Raises:
            CorpusError: A row is wrong, or there is none.
        """
        if problems := self.faults.all(self.corpus.labels):
            raise CorpusError(problems)
        if not self.records:
            message = 'the file holds no predictions; write {"document": "ID"} for documents without any'
            raise CorpusError([Problem(self.path.name, 0, "format-syntax", message)])
        documents = [
            blank(document).model_copy(
                update={
                    layer: tuple(in_order(layer, records))
                    for layer, records in self.records[document.id].items()
                }
            )
            for document in self.corpus
            if document.id in self.records
        ]
        predicted = as_corpus(self.corpus, documents)
        return Predictions(
            predicted, in_order_of_layers(self.layers), tuple(self.unplaced), tuple(self._notes())
        )


def as_corpus(
    corpus: Corpus, documents: list[Document], made: Mapping[str, RegistryEntry] = MappingProxyType({})
) -> Corpus:
    """Return documents as a corpus with the lists and labels of another one, and entries made for names."""
    registry = {**corpus.registry, **made}
    return Corpus(documents, registry, corpus.targets, topics=corpus.topics, about=corpus.about)


def blank(document: Document) -> Document:
    """Return a document with its segments and sentences alone."""
    return document.model_copy(update={layer: () for layer in LAYER_NAMES if layer not in BLOCKS})


def in_order_of_layers(layers: Iterable[str]) -> tuple[str, ...]:
    """Return layers in their order, each once."""
    named = set(layers)
    return tuple(layer for layer in LAYER_NAMES if layer in named)
