"""Scoring a method with one document left out at a time, as every baseline of this corpus is scored."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train.folds import folds
from corpus_pkg.train.scoring.scores import SAMPLES, SEED, Scores, score
from corpus_pkg.train.scoring.sides import ScoringError
from corpus_pkg.train.scoring.tally import Interval, shown

Predict = Callable[[Corpus, Corpus], Iterable[Document]]
"""A method: from the training documents and the left-out ones to the latter with predicted annotations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One score over all folds."""

    method: str
    """What was scored."""
    layer: str
    """The layer."""
    measure: str
    """What is counted, such as `strict`."""
    group: str
    """`micro`, `macro`, or what else is counted."""
    mean: float | None
    """The mean over the folds that have the score; None where none has."""
    spread: float | None
    """The standard deviation over the folds (of a sample); None for fewer than two."""
    folds: int
    """How many folds have the score."""
    values: tuple[float | None, ...]
    """The score of each fold, in the corpus's order: two methods are best compared fold by fold."""
    pooled: float | None
    """The score over all predictions together."""
    interval: Interval | None
    """The bootstrap interval of the pooled score over documents."""

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        interval = "–" if self.interval is None else f"{self.interval[0]:.3f}–{self.interval[1]:.3f}"
        parts = f"mean {shown(self.mean)} ± {shown(self.spread)} over {self.folds} documents"
        what = f"{self.method}: {self.layer}, {self.measure}, {self.group}"
        return f"{what}: {parts}; pooled {shown(self.pooled)}, 95% {interval}"


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The scores of a method whose every prediction was made without its document.

    Attributes:
        method: What was scored.
        pooled: The scores of all predictions together, with their intervals.
        by_fold: The scores of each left-out document.
    """

    method: str
    pooled: Scores
    by_fold: tuple[Scores, ...]

    def summary(self, layer: str, measure: str, group: str = "micro") -> Summary:
        """Return one score: its mean and spread over the folds, and the pooled one.

        Raises:
            KeyError: There is no such score.
        """
        whole = self.pooled[layer, measure, group]
        by_fold = tuple(_value(each, layer, measure, group) for each in self.by_fold)
        values = [value for value in by_fold if value is not None]
        return Summary(
            method=self.method,
            layer=layer,
            measure=measure,
            group=group,
            mean=statistics.fmean(values) if values else None,
            spread=statistics.stdev(values) if len(values) > 1 else None,
            folds=len(values),
            values=by_fold,
            pooled=whole.value,
            interval=whole.documents,
        )


def _value(scores: Scores, layer: str, measure: str, group: str) -> float | None:
    """Return a score; None where a single document has nothing of that kind to score."""
    try:
        return scores[layer, measure, group].value
    except KeyError:
        return None


def cross_validate(
    corpus: Corpus,
    predict: Predict,
    *,
    method: str,
    layers: Sequence[str],
    samples: int = SAMPLES,
    seed: int = SEED,
) -> CrossValidation:
    """Score a method with each document left out of its training once.

    Args:
        corpus: The corpus.
        predict: From the training half and the left-out half to the left-out documents with the method's
            annotations in place of the gold ones. It must not look at those.
        method: What the method is called.
        layers: What is scored.
        samples: Bootstrap samples; 0 for no intervals.
        seed: The seed of the bootstrap.

    Raises:
        ScoringError: The method gave back other documents than those left out.

    Example:
        >>> import corpus_pkg
        >>> from corpus_pkg.train.scoring import cross_validate
        >>> gold = lambda train, test: list(test)
        >>> found = cross_validate(corpus_pkg.load(), gold, method="gold", layers=["dates"], samples=0)
        >>> found.summary("dates", "strict").mean
        1.0
    """
    predicted: list[Document] = []
    by_fold: list[Scores] = []
    for _, test, made in _predictions(corpus, predict):
        predicted += made
        by_fold.append(score(list(test), made, layers=layers, samples=0))
    pooled = score(list(corpus), predicted, layers=layers, samples=samples, seed=seed)
    return CrossValidation(method, pooled, tuple(by_fold))


def _predictions(corpus: Corpus, predict: Predict) -> Iterator[tuple[Corpus, Corpus, list[Document]]]:
    for train, test in folds(corpus):
        made = list(predict(train, test))
        if [document.id for document in made] != list(test.ids):
            raise ScoringError(f"the method must give back {', '.join(test.ids)}, each once and in order")
        yield train, test, made
