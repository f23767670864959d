"""All scores of a prediction against gold annotations, with their intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.tabular import Grid, Tabular
from corpus_pkg.layers import DOCUMENT_STANCE, ENTITIES, LAYER_NAMES
from corpus_pkg.train.predictions import Predicted
from corpus_pkg.train.scoring.chosen import brought, scored_layers, types_by_layer, unscored_layers
from corpus_pkg.train.scoring.lines import LINK, Line, counter
from corpus_pkg.train.scoring.sides import paired
from corpus_pkg.train.scoring.tally import (
    Bootstrap,
    Interval,
    Unit,
    mean,
    mean_f1,
    precision_of,
    recall_of,
    shown,
    units_of,
)

SAMPLES: Final = 1000
SEED: Final = 907
CONFIDENCE: Final = 0.95

SUMMARY_GROUPS: Final = ("micro", "macro", "F1", "accuracy", "overall")
"""The groups that are shown where not every type, label and target is."""
COLUMNS: Final = ("score", "precision", "recall", "gold", "predicted", "by documents", "by sentences")
"""What a table of scores shows of each, after its measure and group."""
DOCUMENT_PAIRS: Final = DOCUMENT_STANCE.name
"""The layer that has no sentences to draw."""


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
    """The precision; None of a mean of several scores other than those of documents."""
    recall: float | None
    """The recall; None of a mean of several scores other than those of documents."""
    gold: float | None
    """How many gold items there are; None of a mean of several scores."""
    predicted: float | None
    """How many predicted items there are; None of a mean of several scores."""
    documents: Interval | None
    """The bootstrap interval over documents; None of a mean of documents."""
    sentences: Interval | None
    """The bootstrap interval over sentences; None of a mean of documents."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What is shown of it under `COLUMNS`."""
        rates = (shown(value) for value in (self.value, self.precision, self.recall))
        counts = ("" if count is None else f"{count:,.0f}" for count in (self.gold, self.predicted))
        bounds = (
            "–" if one is None else f"{one[0]:.3f}–{one[1]:.3f}" for one in (self.documents, self.sentences)
        )
        return (*rates, *counts, *bounds)

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        values = {name: getattr(self, name) for name in ("value", "precision", "recall", "gold", "predicted")}
        for name in ("documents", "sentences"):
            interval = getattr(self, name)
            values[f"interval_{name}"] = None if interval is None else list(interval)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores(Tabular):
    """Every score of a prediction."""

    scores: tuple[Score, ...]
    """The scores, layer by layer."""
    missing: tuple[str, ...]
    """Ids of gold documents that the prediction lacks; they were scored as predicted empty."""
    unscored: tuple[str, ...]
    """Layers with records on either side that have no scores."""
    unlinked: bool
    """Whether no predicted name has a link, so that links are not scored."""
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

    @property
    def summary(self) -> tuple[Score, ...]:
        """The scores without those of single types, labels and targets."""
        return tuple(score for score in self.scores if score.group in SUMMARY_GROUPS)

    def _frame_rows(self) -> list[dict[str, Any]]:
        return [
            {"layer": one.layer, "measure": one.measure, "group": one.group, **one.as_dict()}
            for one in self.scores
        ]

    def _grid(self) -> Grid:
        return Grid(
            head=("layer", "measure", "of", *COLUMNS),
            rows=((one.layer, one.measure, one.group, *one.cells) for one in self.summary),
            numbers=COLUMNS,
        )

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
            "unlinked": self.unlinked,
            "bootstrap": settings,
            "scores": layers,
        }


def score(
    gold: Iterable[Document],
    predicted: Predicted,
    *,
    layers: Sequence[str] | None = None,
    documents: Iterable[str] | None = None,
    predicted_only: bool = False,
    types: Iterable[str] | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> Scores:
    """Score predicted annotations against gold ones.

    Where both sides are corpora with registries of their own, an id of the predicted one that names the
    same thing as another id of the gold one (the same Wikipedia article, or type and name) is taken for it.

    Args:
        gold: The documents with the gold annotations: a corpus, or documents.
        predicted: The same documents, or some of them, with the predicted annotations; or what
            `read_predictions` returned.
        layers: The layers to score; if left out, all that have scores, of `Predictions` those that it has.
        documents: The ids of the gold documents to score, such as those of one fold; all if left out.
        predicted_only: Whether to leave out gold documents that are not predicted; else they count as
            predicted empty.
        types: The types that annotations of both sides must have, such as those that a model knows; all if
            left out. Layers without one of them are not scored.
        samples: How many bootstrap samples to draw; 0 for no intervals.
        seed: The seed to draw them with.
        confidence: The share of samples within an interval.

    Returns:
        The scores, in the order of the layers.

    Raises:
        ScoringError: A layer has no scores or is not one of the corpus, there is no gold document, a
            predicted document is not one of the gold ones or has another text, or a document appears twice on
            one side.
        ValueError: There is no such layer, or a setting is out of range.
        MissingExtraError: numpy or scipy is not installed.
    """
    if samples < 0 or not 0 < confidence < 1:
        raise ValueError("give 0 or more samples, and a confidence between 0 and 1")
    chosen = types_by_layer(gold, types)
    wanted = scored_layers(gold, layers, predicted, types=chosen)
    sides = paired(gold, predicted, documents=documents, predicted_only=predicted_only, types=chosen)
    counters = [counter(layer, sides) for layer in wanted]
    units: list[Unit] = []
    unscored: set[str] = set()
    absent = brought(wanted) if layers is None else set()
    for true, said in sides.stream():
        units += units_of([true])
        absent = {layer for layer in absent if not (true.layer(layer) or said.layer(layer))}
        unscored.update(unscored_layers((true, said)))
        for one in counters:
            one.add(true, said)
    kept = (one for layer, one in zip(wanted, counters, strict=True) if layer not in absent)
    counted = [line for one in kept for line in one.lines()]
    bootstrap = Bootstrap(units, samples, seed, confidence)
    intervals = bootstrap.intervals([[] if line.of_documents else line.groups for line in counted])
    return Scores(
        scores=tuple(_score(line, found) for line, found in zip(counted, intervals, strict=True)),
        missing=sides.missing,
        unscored=tuple(layer for layer in LAYER_NAMES if layer in unscored),
        unlinked=ENTITIES.name in wanted and all(line.measure != LINK for line in counted),
        documents=len(sides.ids),
        samples=samples,
        seed=seed,
        confidence=confidence,
    )


def _score(line: Line, intervals: dict[str, Interval | None]) -> Score:
    tallies = [tally for group in line.groups for tally in group]
    total = tallies[0].total if len(tallies) == 1 and not line.of_documents else None
    rates = _rates(line) if line.of_documents else (None, None)
    precision, recall = (precision_of(total), recall_of(total)) if total else rates
    return Score(
        layer=line.layer,
        measure=line.measure,
        group=line.group,
        value=mean_f1(line.groups),
        precision=precision,
        recall=recall,
        gold=total.gold if total else None,
        predicted=total.predicted if total else None,
        documents=intervals["documents"],
        sentences=None if line.layer == DOCUMENT_PAIRS else intervals["sentences"],
    )


def _rates(line: Line) -> tuple[float | None, float | None]:
    """Return the mean precision and the mean recall of documents; 0 where one has nothing that is right."""
    totals = [tally.total for group in line.groups for tally in group]
    return mean(precision_of(one) or 0 for one in totals), mean(recall_of(one) or 0 for one in totals)
