"""All scores of a prediction against gold annotations, with their intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, layer_named
from corpus_pkg.train.scoring.lines import SCORED, Line, lines
from corpus_pkg.train.scoring.tally import Bootstrap, Interval, mean_f1, ratio, units_of

SAMPLES: Final = 1000
SEED: Final = 907
CONFIDENCE: Final = 0.95

DOCUMENT_PAIRS: Final = DOCUMENT_STANCE.name
"""The layer that has no sentences to draw."""


class ScoringError(ValueError):
    """The two sides can't be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One number, with what it is made of."""

    layer: str
    """The layer."""
    measure: str
    """What is counted, such as `strict` or `value (overlap)`."""
    group: str
    """`micro` (all together), `macro` (the mean over types or targets), or one type, label or target."""
    value: float | None
    """The F1, accuracy or mean; None where neither side has anything to count."""
    precision: float | None
    """The precision; None of a mean of several scores."""
    recall: float | None
    """The recall; None of a mean of several scores."""
    gold: float | None
    """How many gold items there are; None of a mean of several scores."""
    predicted: float | None
    """How many predicted items there are; None of a mean of several scores."""
    documents: Interval | None
    """The bootstrap interval over documents."""
    sentences: Interval | None
    """The bootstrap interval over sentences."""

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        values = {name: getattr(self, name) for name in ("value", "precision", "recall", "gold", "predicted")}
        for name in ("documents", "sentences"):
            interval = getattr(self, name)
            values[f"interval_{name}"] = None if interval is None else list(interval)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Every score of a prediction."""

    scores: tuple[Score, ...]
    """The scores, layer by layer."""
    missing: tuple[str, ...]
    """Ids of gold documents that the prediction lacks; they were scored as predicted empty."""
    unscored: tuple[str, ...]
    """Layers with records on either side that have no scores."""
    documents: int
    """How many gold documents were scored."""
    samples: int
    """How many bootstrap samples were drawn."""
    seed: int
    """The seed that they were drawn with."""
    confidence: float
    """The share of samples within an interval."""

    def __getitem__(self, key: tuple[str, str, str]) -> Score:
        """Return a score by (layer, measure, group).

        Raises:
            KeyError: There is no such score.
        """
        for score in self.scores:
            if (score.layer, score.measure, score.group) == key:
                return score
        raise KeyError(key)

    def as_dict(self) -> dict[str, Any]:
        """Return all as JSON values: layer, measure, group, numbers."""
        layers: dict[str, Any] = {}
        for score in self.scores:
            layers.setdefault(score.layer, {}).setdefault(score.measure, {})[score.group] = score.as_dict()
        settings = {"samples": self.samples, "seed": self.seed, "confidence": self.confidence}
        return {
            "documents": self.documents,
            "missing": list(self.missing),
            "unscored": list(self.unscored),
            "bootstrap": settings,
            "scores": layers,
        }


def score(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    *,
    layers: Sequence[str] | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> Scores:
    """Score predicted annotations against gold ones.

    Where both sides are corpora with registries of their own, an id of the predicted one that names the
    same thing as another id of the gold one (the same Wikipedia article, or type and name) is taken for it.

    Args:
        gold: The documents with the gold annotations: a corpus, or documents.
        predicted: The same documents, or some of them, with the predicted annotations.
        layers: The layers to score; all that have scores if left out.
        samples: How many bootstrap samples to draw; 0 for no intervals.
        seed: The seed to draw them with.
        confidence: The share of samples within an interval.

    Returns:
        The scores, in the order of the layers.

    Raises:
        ScoringError: A layer has no scores, there is no gold document, a predicted document is none of the
            gold ones or has another text, or a document stands twice on one side.
        ValueError: There is no such layer, or a setting is out of range.
        MissingExtraError: numpy or scipy is not installed.
    """
    if samples < 0 or not 0 < confidence < 1:
        raise ValueError("give 0 or more samples, and a confidence between 0 and 1")
    wanted = SCORED if layers is None else [layer_named(layer) for layer in layers]
    if unknown := [layer for layer in wanted if layer not in SCORED]:
        raise ScoringError(f"the layer {unknown[0]} has no scores; choose from: {', '.join(SCORED)}")
    sides, missing = _paired(gold, _with_ids_of(gold, predicted))
    counted = [line for layer in LAYER_NAMES if layer in wanted for line in lines(layer, sides)]
    bootstrap = Bootstrap(units_of(true for true, _ in sides), samples, seed, confidence)
    intervals = bootstrap.intervals([line.groups for line in counted])
    return Scores(
        scores=tuple(_score(line, found) for line, found in zip(counted, intervals, strict=True)),
        missing=tuple(missing),
        unscored=tuple(
            layer
            for layer in LAYER_NAMES
            if layer not in SCORED and any(d.layer(layer) for pair in sides for d in pair)
        ),
        documents=len(sides),
        samples=samples,
        seed=seed,
        confidence=confidence,
    )


def _paired(
    gold: Iterable[Document], predicted: Iterable[Document]
) -> tuple[list[tuple[Document, Document]], list[str]]:
    true, said = _by_id(gold, "gold"), _by_id(predicted, "predicted")
    if not true:
        raise ScoringError("there is no gold document; name a corpus that has some")
    for id_, document in said.items():
        if id_ not in true:
            raise ScoringError(f"{id_} is predicted and not a gold document; leave it out of the prediction")
        if document.text != true[id_].text:
            raise ScoringError(f"{id_} has another text than the gold document; predict on the same text")
    empty = {id_: Document(id=id_, text=d.text, metadata=d.metadata) for id_, d in true.items()}
    pairs = [(document, said.get(id_, empty[id_])) for id_, document in true.items()]
    return pairs, [id_ for id_ in true if id_ not in said]


def _with_ids_of(gold: Iterable[Document], predicted: Iterable[Document]) -> Iterable[Document]:
    """Return the predicted documents with the gold registry's ids of the same things."""
    if not isinstance(gold, Corpus) or not isinstance(predicted, Corpus):
        return predicted
    ids = translation(predicted.registry, gold.registry)
    if all(own == other for own, other in ids.items()):
        return predicted
    return [
        document.model_copy(
            update={
                "entities": tuple(
                    e.model_copy(update={"entity": ids.get(e.entity, e.entity)}) for e in document.entities
                ),
                "stance": tuple(
                    s.model_copy(update={"holder": ids.get(s.holder, s.holder)}) for s in document.stance
                ),
            }
        )
        for document in predicted
    ]


def _by_id(documents: Iterable[Document], side: str) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in documents:
        if document.id in found:
            raise ScoringError(f"{document.id} appears twice among the {side} documents; keep one")
        found[document.id] = document
    return found


def _score(line: Line, intervals: dict[str, Interval | None]) -> Score:
    tallies = [tally for group in line.groups for tally in group]
    total = tallies[0].total if len(tallies) == 1 else None
    return Score(
        layer=line.layer,
        measure=line.measure,
        group=line.group,
        value=mean_f1(line.groups),
        precision=ratio(total.right, total.predicted) if total else None,
        recall=ratio(total.found, total.gold) if total else None,
        gold=total.gold if total else None,
        predicted=total.predicted if total else None,
        documents=intervals["documents"],
        sentences=None if line.layer == DOCUMENT_PAIRS else intervals["sentences"],
    )
