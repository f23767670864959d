"""Scores of what language models wrote: four numbers of their own next to the scores of the records.

A reply is *well-formed* where it is an answer; an item is *grounded* where its words are found. Of the gold
records that are found, the *label* is right or not, and so is the *value*: all other fields together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import LayerSpec
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.llm.fields import SENTENCE, parts, spec_of, unit_of
from corpus_pkg.train.llm.model import AnswerError, parse_answer
from corpus_pkg.train.llm.place import GROUNDLESS, Placement, UnplacedItem, key_of, place, with_records
from corpus_pkg.train.scoring.lines import HEADLINES
from corpus_pkg.train.scoring.marks import unit_at
from corpus_pkg.train.scoring.scores import CONFIDENCE, SAMPLES, SEED, Score, Scores
from corpus_pkg.train.scoring.scores import score as score_records
from corpus_pkg.train.scoring.sides import ScoringError
from corpus_pkg.train.scoring.tally import OUTSIDE, Bootstrap, Tally, mean_f1, units_of
from corpus_pkg.train.scoring.tally import Unit as Place
from corpus_pkg.train.units import Unit

NUMBERS: Final = ("well-formed", "grounded", "label", "value")
FIELD: Final = "field {}"


class Reply(NamedTuple):
    """What a model wrote when it was asked about one sentence or document."""

    document: str
    """The document's id."""
    sentence: str | None
    """The sentence's id; None where the whole document was asked about."""
    text: str
    """What the model wrote, as it is."""


class Fault(NamedTuple):
    """A reply, or an item of one, from which no record was made."""

    document: str
    """The document's id."""
    sentence: str | None
    """The id of the sentence that was asked about."""
    trouble: str
    """`malformed`, or one of `TROUBLES`."""
    message: str
    """Why, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerScores:
    """The scores of a model's replies about one layer."""

    layer: str
    """The layer."""
    unit: Unit
    """What a reply is about."""
    well_formed: Score
    """The share of the replies that are answers; one that is missing is not."""
    grounded: Score
    """The share of the items whose words are found where the item says."""
    label: Score
    """The share of the found gold records whose label is right."""
    value: Score
    """The share of the found gold records whose other fields are all right."""
    fields: Mapping[str, Score]
    """The same for each field that is not part of what tells a record from others."""
    records: Scores
    """All scores of the records, as `corpus_pkg.train.scoring.score` gives them."""
    predicted: tuple[Document, ...]
    """The documents with the records that were placed."""
    missing: tuple[tuple[str, str | None], ...]
    """The document and sentence of each reply that is not there; it counts as not well-formed and empty."""
    faults: tuple[Fault, ...] = field(repr=False)
    """What no record was made from."""

    @property
    def headline(self) -> Score:
        """The strict span F1, or what a layer of whole sentences or documents has in its place."""
        return headline(self.records, self.layer)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The headline and the four numbers, then those of single fields."""
        return (
            self.headline,
            self.well_formed,
            self.grounded,
            self.label,
            self.value,
            *self.fields.values(),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        return {
            "layer": self.layer,
            "unit": self.unit,
            "scores": {score.measure: score.as_dict() for score in self.scores},
            "missing": len(self.missing),
            "faults": [fault._asdict() for fault in self.faults],
        }

    def __str__(self) -> str:
        lines = [f"{self.layer}, asked by {self.unit}"]
        for score in self.scores:
            interval = score.sentences or score.documents
            between = f"  {interval[0]:.3f}–{interval[1]:.3f}" if interval else ""
            said = "–" if score.value is None else f"{score.value:.3f}"
            lines.append(f"  {score.measure:<24}{said:>6}{between}")
        return "\n".join(lines)


def headline(scores: Scores, layer: str) -> Score:
    """Return the one score of a layer that is named first.

    Raises:
        KeyError: The layer was not scored.
    """
    for measure, group in HEADLINES:
        try:
            return scores[layer, measure, group]
        except KeyError:
            continue
    raise KeyError(layer)


def score_replies(
    corpus: Iterable[Document],
    layer: str,
    replies: Iterable[Reply],
    *,
    unit: Unit | None = None,
    only_replied: bool = False,
    samples: int = SAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> AnswerScores:
    """Score what a model wrote about a layer against a corpus's own annotations.

    Args:
        corpus: The documents that were asked about, with the gold annotations.
        layer: The layer.
        replies: What the model wrote, each with the document and sentence it was asked about.
        unit: Whether it was asked about each sentence or each document; as for `answer_model`.
        only_replied: Whether only what there are replies about is scored, as after a run on some sentences;
            else a missing reply counts as not well-formed and empty.
        samples: How many bootstrap samples to draw; 0 for no intervals.
        seed: The seed to draw them with.
        confidence: The share of samples within an interval.

    Raises:
        ScoringError: A reply is about no such document or sentence, or there are two.
        ValueError: There are no answers to this layer, it is not one of the corpus, or there is no such unit.
        MissingExtraError: numpy or scipy is not installed.
    """
    spec, unit = spec_of(layer), unit_of(layer, unit)
    if isinstance(corpus, Corpus):
        corpus.about.layer_named(layer)
    documents = list(corpus)
    asked = list(_asked(documents, unit))
    said = _by_place(replies, {(document.id, _id(sentence)) for document, sentence in asked})
    if only_replied and not said:
        raise ScoringError("there is no reply; give some, or score those that are missing as empty")
    if only_replied:
        asked = [(document, sentence) for document, sentence in asked if (document.id, _id(sentence)) in said]
    counted = _Counted(spec, unit, corpus.labels if isinstance(corpus, Corpus) else DEFAULT_LABELS)
    for document, sentence in asked:
        counted.read(document, sentence, said.get((document.id, _id(sentence))))
    if only_replied:
        documents = _cut(layer, asked)
    predicted = [
        with_records(Document(id=d.id, text=d.text, metadata=d.metadata), layer, counted.records[d.id])
        for d in documents
    ]
    counted.compare(documents, predicted)
    # With its registry and topics, which say what is linked to nothing and how claims relate.
    gold: Iterable[Document] = corpus.with_documents(documents) if isinstance(corpus, Corpus) else documents
    bootstrap = Bootstrap(units_of(documents), samples, seed, confidence)
    own = counted.scores(bootstrap)
    return AnswerScores(
        layer=layer,
        unit=unit,
        well_formed=own["well-formed"],
        grounded=own["grounded"],
        label=own["label"],
        value=own["value"],
        fields={name: own[FIELD.format(name)] for name in counted.names},
        records=score_records(
            gold, predicted, layers=[layer], samples=samples, seed=seed, confidence=confidence
        ),
        predicted=tuple(predicted),
        missing=tuple(
            (document.id, _id(sentence))
            for document, sentence in asked
            if (document.id, _id(sentence)) not in said
        ),
        faults=tuple(counted.faults),
    )


def _cut(layer: str, asked: Iterable[tuple[Document, Sentence | None]]) -> list[Document]:
    """Return the documents that were asked about, with no other sentences, nor records in others."""
    kept: dict[str, tuple[Document, list[Sentence] | None]] = {}
    for document, sentence in asked:
        _, sentences = kept.setdefault(document.id, (document, None if sentence is None else []))
        if sentences is not None and sentence is not None:
            sentences.append(sentence)
    made = []
    for document, sentences in kept.values():
        if sentences is None:
            made.append(document)
            continue
        part = document.model_copy(update={"sentences": tuple(sentences)})
        inside = tuple(record for record in document.layer(layer) if part.sentence_of(record) is not None)
        made.append(part.model_copy(update={layer: inside}))
    return made


def _id(sentence: Sentence | None) -> str | None:
    return None if sentence is None else sentence.id


def _asked(documents: Iterable[Document], unit: Unit) -> Iterator[tuple[Document, Sentence | None]]:
    for document in documents:
        if unit == "document":
            yield document, None
        else:
            for sentence in document.sentences:
                yield document, sentence


def _by_place(
    replies: Iterable[Reply], asked: set[tuple[str, str | None]]
) -> dict[tuple[str, str | None], str]:
    said: dict[tuple[str, str | None], str] = {}
    for document, sentence, text in replies:
        place_ = (document, sentence)
        shown = document if sentence is None else f"{document}, {sentence}"
        if place_ not in asked:
            raise ScoringError(f"a reply is about {shown}, which was not asked about; leave it out")
        if place_ in said:
            raise ScoringError(f"there are two replies about {shown}; keep one")
        said[place_] = text
    return said


class _Counted:
    """The counts of a model's replies, document by document."""

    def __init__(self, spec: LayerSpec, unit: Unit, labels: LabelSets) -> None:
        self.spec = spec
        self.labels = labels
        self.unit = unit
        self.records: dict[str, list[Any]] = {}
        self.faults: list[Fault] = []
        names = [part.name for part in parts(spec.name)]
        if spec.has_spans:
            names = [name for name in names if name not in spec.in_id]
        elif spec.label is not None:
            names = [spec.label]
        self.names = names
        self.tallies = {name: Tally() for name in (*NUMBERS, *map(FIELD.format, names))}

    def read(self, document: Document, sentence: Sentence | None, text: str | None) -> None:
        """Count one reply, and keep its records."""
        records = self.records.setdefault(document.id, [])
        answer = None
        try:
            answer = None if text is None else parse_answer(text, self.spec.name, self.unit, self.labels)
        except AnswerError as error:
            self.faults.append(Fault(document.id, _id(sentence), "malformed", str(error)))
        at = OUTSIDE if sentence is None else sentence.start
        self.tallies["well-formed"].hit((document.id, at), answer is not None)
        if answer is not None:
            placed = place(document, answer, sentence)
            self._grounded(document, sentence, placed)
            records.extend(placed.records)

    def _grounded(self, document: Document, sentence: Sentence | None, placed: Placement) -> None:
        for found in placed.unplaced:
            self.faults.append(Fault(document.id, _id(sentence), found.trouble.value, found.message))
        if not self.spec.has_spans or self.spec.whole_sentence:
            return  # its items have no words
        for record in placed.records:
            self.tallies["grounded"].hit(unit_at(document, record.start))
        for found in placed.unplaced:
            self.tallies["grounded"].hit(
                self._place_of(document, sentence, found), found.trouble not in GROUNDLESS
            )

    @staticmethod
    def _place_of(document: Document, sentence: Sentence | None, found: UnplacedItem) -> Place:
        if sentence is not None:
            return document.id, sentence.start
        at = found.item[SENTENCE]
        there = 1 <= at <= len(document.sentences)
        return document.id, document.sentences[at - 1].start if there else OUTSIDE

    def compare(self, gold: Iterable[Document], predicted: Iterable[Document]) -> None:
        """Count the fields of the gold records that were found."""
        for true, said in zip(gold, predicted, strict=True):
            found = {key_of(self.spec, record): record for record in said.layer(self.spec.name)}
            for record in true.layer(self.spec.name):
                other = found.get(key_of(self.spec, record))
                if other is not None:
                    at = unit_at(true, record.start) if self.spec.has_spans else (true.id, OUTSIDE)
                    self._compare(at, record, other)

    def _compare(self, at: Place, true: Any, said: Any) -> None:
        right = {name: getattr(true, name) == getattr(said, name) for name in self.names}
        for name, equal in right.items():
            self.tallies[FIELD.format(name)].hit(at, equal)
        if self.spec.label in right:
            self.tallies["label"].hit(at, right[self.spec.label])
        if others := [equal for name, equal in right.items() if name != self.spec.label]:
            self.tallies["value"].hit(at, all(others))

    def scores(self, bootstrap: Bootstrap) -> dict[str, Score]:
        """Return the share of each count, with its intervals."""
        intervals = bootstrap.intervals([[[tally]] for tally in self.tallies.values()])
        by_document = not self.spec.has_spans
        made = {}
        for (name, tally), interval in zip(self.tallies.items(), intervals, strict=True):
            whole = self.unit == "document" and name == "well-formed"
            total = tally.total
            made[name] = Score(
                layer=self.spec.name,
                measure=name,
                group="accuracy",
                value=mean_f1([[tally]]),
                precision=None,
                recall=None,
                gold=total.gold,
                predicted=total.predicted,
                documents=interval["documents"],
                sentences=None if whole or by_document else interval["sentences"],
            )
        return made
