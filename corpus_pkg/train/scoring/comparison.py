"""Two predictions of the same documents: which is better, and whether that may be chance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.tabular import Grid, Tabular
from corpus_pkg.layers import LAYER_NAMES, SPECS
from corpus_pkg.train.predictions import Predicted
from corpus_pkg.train.scoring.chosen import brought, scored_layers, types_by_layer, unscored_layers
from corpus_pkg.train.scoring.lines import HEADLINES, Counter, Line, counter
from corpus_pkg.train.scoring.scores import CONFIDENCE, SAMPLES, SEED
from corpus_pkg.train.scoring.sides import ScoringError, Sides, Types, paired
from corpus_pkg.train.scoring.significance import bootstrap_p, detectable, holm, sign_flip_p, smallest_p
from corpus_pkg.train.scoring.tally import Bootstrap, Interval, Unit, mean_f1, shown, units_of

COLUMNS: Final = ("A", "B", "difference", "interval", "p", "Holm", "p, documents", "detectable")
"""What a table of differences shows of each, after its layer and measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDifference:
    """The difference of two predictions in the score that a layer is named by."""

    layer: str
    """The layer."""
    measure: str
    """What is counted: `strict`, or of stance `attributed` or `favor and against`."""
    first: float | None
    """The score of the first prediction."""
    second: float | None
    """The score of the second prediction."""
    difference: float | None
    """The first less the second."""
    interval: Interval | None
    """The bootstrap interval of the difference, over sentences (over documents where there are none)."""
    p: float | None
    """The p of the bootstrap over sentences: whether such a difference may come from the choice of them."""
    adjusted: float | None
    """The same, adjusted for the number of layers (Holm)."""
    p_documents: float | None
    """The p of exchanging whole documents, which asks the question of other documents."""
    adjusted_documents: float | None
    """The same, adjusted for the number of layers (Holm)."""
    detectable: float | None
    """The least difference that the bootstrap test would find four times in five at the level 0.05."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What is shown of it under `COLUMNS`."""
        bounds = "–" if self.interval is None else f"{self.interval[0]:+.3f} to {self.interval[1]:+.3f}"
        return (
            shown(self.first),
            shown(self.second),
            "–" if self.difference is None else f"{self.difference:+.3f}",
            bounds,
            *(shown(value) for value in (self.p, self.adjusted, self.p_documents, self.detectable)),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        made = asdict(self)
        return made | {"interval": None if self.interval is None else list(self.interval)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Tabular):
    """The differences of two predictions, layer by layer."""

    differences: tuple[ScoreDifference, ...]
    """The difference of each layer that has scores."""
    documents: int
    """How many gold documents were compared."""
    missing: tuple[str, ...]
    """Ids of gold documents that a prediction lacks; there it counts as empty."""
    unscored: tuple[str, ...]
    """Layers with records on any side that have no scores."""
    samples: int
    """How many bootstrap samples were drawn."""
    seed: int
    """The seed that they were drawn with."""
    confidence: float
    """The share of samples within an interval."""

    def __getitem__(self, layer: str) -> ScoreDifference:
        """Return the difference of a layer.

        Raises:
            KeyError: The layer was not compared.
        """
        for one in self.differences:
            if one.layer == layer:
                return one
        raise KeyError(layer)

    @property
    def smallest_p(self) -> float:
        """The least p that exchanging documents can give, however large a difference is."""
        return smallest_p(self.documents)

    def as_dict(self) -> dict[str, Any]:
        """Return all as JSON values."""
        return {
            "documents": self.documents,
            "missing": list(self.missing),
            "unscored": list(self.unscored),
            "smallest_p_documents": self.smallest_p,
            "bootstrap": {"samples": self.samples, "seed": self.seed, "confidence": self.confidence},
            "differences": [one.as_dict() for one in self.differences],
        }

    def _frame_rows(self) -> list[dict[str, Any]]:
        return [one.as_dict() for one in self.differences]

    def _grid(self) -> Grid:
        return Grid(
            head=("layer", "measure", *COLUMNS),
            rows=((one.layer, one.measure, *one.cells) for one in self.differences),
            numbers=COLUMNS,
        )


def compare(
    gold: Iterable[Document],
    first: Predicted,
    second: Predicted,
    *,
    layers: Sequence[str] | None = None,
    documents: Iterable[str] | None = None,
    predicted_only: bool = False,
    types: Iterable[str] | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> Comparison:
    """Compare two predictions of the same documents in the score that each layer is named by.

    Args:
        gold: The documents with the gold annotations: a corpus, or documents.
        first: A prediction of them: documents, or what `read_predictions` returned.
        second: Another prediction of them.
        layers: The layers; if left out, all that have scores, of `Predictions` those that both have.
        documents: The ids of the gold documents; all if left out.
        predicted_only: Whether to leave out gold documents that one of the predictions lacks.
        types: The types that annotations of both sides must have, such as those that a model knows; all if
            left out. Layers without one of them are not compared.
        samples: How many bootstrap samples to draw.
        seed: The seed to draw them with.
        confidence: The share of samples within an interval.

    Raises:
        ScoringError: A layer has no scores, or the sides can't be compared.
        ValueError: There is no such layer, or a setting is out of range.
        MissingExtraError: numpy or scipy is not installed.
    """
    if samples < 1 or not 0 < confidence < 1:
        raise ValueError("give 1 or more samples, and a confidence between 0 and 1")
    chosen = types_by_layer(gold, types)
    wanted = scored_layers(gold, layers, first, second, types=chosen)
    one, other = _of_both(gold, first, second, documents, predicted_only, chosen)
    counters = [(counter(layer, one), counter(layer, other)) for layer in wanted]
    units: list[Unit] = []
    unscored: set[str] = set()
    absent = brought(wanted) if layers is None else set()
    for (true, of_first), (_, of_second) in zip(one.stream(), other.stream(), strict=True):
        units += units_of([true])
        sides = (true, of_first, of_second)
        unscored.update(unscored_layers(sides))
        absent = {layer for layer in absent if not any(side.layer(layer) for side in sides)}
        for counts_first, counts_second in counters:
            counts_first.add(true, of_first)
            counts_second.add(true, of_second)
    bootstrap = Bootstrap(units, samples, seed, confidence)
    ids, missing = one.ids, {*one.missing, *other.missing}
    kept = (pair for layer, pair in zip(wanted, counters, strict=True) if layer not in absent)
    found = [_difference((_headline(a), _headline(b)), bootstrap, ids) for a, b in kept]
    adjusted = holm([one.p for one in found])
    by_documents = holm([one.p_documents for one in found])
    return Comparison(
        differences=tuple(
            ScoreDifference(**_fields(one) | {"adjusted": p, "adjusted_documents": q})
            for one, p, q in zip(found, adjusted, by_documents, strict=True)
        ),
        documents=len(ids),
        missing=tuple(id_ for id_ in ids if id_ in missing),
        unscored=tuple(layer for layer in LAYER_NAMES if layer in unscored),
        samples=samples,
        seed=seed,
        confidence=confidence,
    )


def _fields(one: ScoreDifference) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ScoreDifference.__slots__}


def _of_both(
    gold: Iterable[Document],
    first: Predicted,
    second: Predicted,
    documents: Iterable[str] | None,
    predicted_only: bool,
    types: Types,
) -> tuple[Sides, Sides]:
    kept = list(gold) if isinstance(gold, Iterator) else gold
    named = None if documents is None else list(documents)
    one, other = (paired(kept, side, documents=named, types=types) for side in (first, second))
    if not predicted_only:
        return one, other
    missing = {*one.missing, *other.missing}
    ids = [id_ for id_ in one.ids if id_ not in missing]
    if not ids:
        raise ScoringError("no document is predicted by both; name predictions of the same documents")
    return one.only(ids), other.only(ids)


def _headline(counts: Counter) -> Line:
    """Return the line of the score that a layer is named by."""
    made = {(line.measure, line.group): line for line in counts.lines()}
    return next(made[key] for key in HEADLINES if key in made)


def _difference(pair: tuple[Line, Line], bootstrap: Bootstrap, documents: Sequence[str]) -> ScoreDifference:
    line, other = pair
    scores = [mean_f1(one.groups) for one in pair]
    first, second = scores
    difference = None if first is None or second is None else first - second
    over = "sentences" if SPECS[line.layer].has_spans else "documents"
    sampled = bootstrap.sampled([line.groups, other.groups], over)
    apart = None if sampled is None or difference is None else sampled[:, 0] - sampled[:, 1]
    known = apart is not None and difference is not None
    return ScoreDifference(
        layer=line.layer,
        measure=line.measure,
        first=first,
        second=second,
        difference=difference,
        interval=bootstrap.interval(apart) if known else None,
        p=bootstrap_p(difference, apart) if difference is not None and known else None,
        adjusted=None,
        p_documents=sign_flip_p(line.groups, other.groups, documents, bootstrap.samples, bootstrap.seed),
        adjusted_documents=None,
        detectable=detectable(apart) if known else None,
    )
