"""Reading predictions: a file in any form, as documents that can be scored."""

from collections import Counter
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.exchange.formats.catalog import READERS
from corpus_pkg.exchange.formats.label_map import LabelMap
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.predictions.faults import unknown_labels
from corpus_pkg.exchange.predictions.forms import ANSWERS, checked_form
from corpus_pkg.exchange.predictions.gathered import Gathered, as_corpus, blank, in_order_of_layers
from corpus_pkg.exchange.predictions.rows import ROWS
from corpus_pkg.layers import BLOCKS, ENTITIES
from corpus_pkg.train.predictions import Predictions, UnplacedPrediction
from corpus_pkg.train.scoring.predicted import UNLINKED
from corpus_pkg.values.counted import counted


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
    form = checked_form(file, form)
    label_map = LabelMap.of_pairs((labels or {}).items(), corpus.labels)
    if form in READERS:
        return _foreign(form, file, corpus, label_map)
    if not file.is_file():
        problem = Problem(str(file), 0, "file-missing", "there is no such file; name one")
        raise CorpusError([problem], unreadable=True)
    gathered = Gathered(file, corpus)
    if form == ANSWERS:
        gathered.read_answers(layer)
    else:
        gathered.read_rows(ROWS[form](file, gathered.faults.problems), layer, label_map)
    return gathered.predictions()


def _foreign(form: str, path: Path, corpus: Corpus, labels: LabelMap) -> Predictions:
    # Of what a file does not have a reader takes the corpus's own, which a prediction must not get.
    blank_corpus = as_corpus(corpus, [blank(document) for document in corpus])
    reading = READERS[form].read(path, blank_corpus, labels=labels)
    if reading.broken or reading.unreadable:
        raise CorpusError(reading.broken or reading.problems, unreadable=reading.unreadable)
    layers = frozenset[str]().union(*reading.changed.values()) - frozenset(BLOCKS)
    unplaced = [
        UnplacedPrediction(loss.document, loss.layer, loss.annotation, loss.problem.message)
        for loss in reading.losses.losses
        if loss.problem is not None
    ]
    documents, made = reading.documents, reading.made
    if not reading.linked:  # an import takes what has the name, which nobody predicted
        documents, made = [_unlinked(document) for document in documents], {}
    predicted = as_corpus(corpus, documents, made)
    return Predictions(predicted, in_order_of_layers(layers), tuple(unplaced), _notes(reading, labels))


def _unlinked(document: Document) -> Document:
    names = [name.model_copy(update={"entity": UNLINKED}) for name in document.entities]
    return document.model_copy(update={ENTITIES.name: tuple(names)})


def _notes(reading: Reading, labels: LabelMap) -> tuple[str, ...]:
    """Return what a reader passed over, in words."""
    unknown = Counter(loss.layer for loss in reading.losses.losses if loss.reason == "label-unknown")
    notes = []
    if unknown:
        number = counted(unknown.total(), "annotation")
        notes.append(f"{number} left out: {unknown_labels(unknown, reading.corpus.labels)}")
    read = {theirs for theirs, _ in reading.losses.read_as} | reading.losses.left_out.keys()
    notes += [
        f"no annotation has the label {theirs!r}, which is mapped"
        for theirs, ours in labels.labels.items()
        if theirs not in read and theirs != ours
    ]
    return tuple(notes)
