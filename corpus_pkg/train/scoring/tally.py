"""Counts by sentence, the F1 of counts, and bootstrap intervals of any mean of F1 scores."""

import math
import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from corpus_pkg.corpus.document import Document
from corpus_pkg.extras import need

Unit: TypeAlias = tuple[str, int]
"""A document's id and where a sentence of its gold annotation begins; -1 for text outside sentences."""

OUTSIDE: Final = -1
BLOCK: Final = 100
"""The most samples that are drawn at a time."""
DRAWN: Final = 2_000_000
"""The most numbers that are drawn at a time, over all samples: what bounds the memory."""
PART: Final = 512
"""So many units are counted at a time: few enough for the cache, and for one thread."""


class Counts(NamedTuple):
    """What an F1 is made of. The first two differ only where recall and precision match differently."""

    found: float
    """Gold annotations that were found (for recall)."""
    gold: float
    """Gold annotations."""
    right: float
    """Predicted annotations that are right (for precision)."""
    predicted: float
    """Predicted annotations."""


class Tally:
    """Counts by unit.

    They are kept as plain numbers, since a large corpus has millions. A document's counts are added one after
    the other, before those of the next document.
    """

    __slots__ = ("_columns", "_document", "_documents", "_ends", "_open", "_starts")

    def __init__(self) -> None:
        self._document: str | None = None
        self._open: dict[int, list[float]] = {}
        """The counts of the last document, by where a unit begins."""
        self._documents: list[str] = []
        self._ends = array("q")
        """How many units there are up to each of the documents and in it."""
        self._starts = array("q")
        self._columns: list[array[Any]] = [array("i") for _ in Counts._fields]
        """The counts of all units but those of the last document: whole numbers, until one is not."""

    def add(
        self, unit: Unit, *, found: float = 0, gold: float = 0, right: float = 0, predicted: float = 0
    ) -> None:
        """Add to a unit's counts."""
        document, start = unit
        if document != self._document:
            self._close()
            self._document = document
        counts = self._open.setdefault(start, [0, 0, 0, 0])
        for place, more in enumerate((found, gold, right, predicted)):
            counts[place] += more

    def hit(self, unit: Unit, credit: float = 1) -> None:
        """Count one item of both sides, with the credit that it gets."""
        self.add(unit, found=credit, gold=1, right=credit, predicted=1)

    def add_all(self, other: "Tally") -> None:
        """Add all counts of another tally."""
        for unit, *counts in zip(other.units, *other.columns, strict=True):
            self.add(unit, **dict(zip(Counts._fields, counts, strict=True)))

    def _close(self) -> None:
        if self._document is None or not self._open:
            return
        self._starts.extend(self._open)
        self._documents.append(self._document)
        self._ends.append(len(self._starts))
        for place, column in enumerate(zip(*self._open.values(), strict=True)):
            if self._columns[place].typecode == "i" and any(isinstance(count, float) for count in column):
                self._columns[place] = array("d", self._columns[place])
            self._columns[place].extend(column)
        self._open = {}
        self._document = None

    @property
    def units(self) -> Iterator[Unit]:
        """The units that something was counted in, in the order of their counts."""
        self._close()
        first = 0
        for document, end in zip(self._documents, self._ends, strict=True):
            yield from ((document, start) for start in self._starts[first:end])
            first = end

    @property
    def columns(self) -> tuple[Sequence[float], ...]:
        """The counts of the units, as a sequence for each of `Counts`."""
        self._close()
        return tuple(self._columns)

    @property
    def total(self) -> Counts:
        """The counts of all units."""
        return Counts(*map(sum, self.columns))


def f1(counts: Counts) -> float | None:
    """Return the harmonic mean of precision and recall.

    None where neither side has anything to count, and 0 where only one side has.
    """
    if not counts.gold and not counts.predicted:
        return None
    recall, precision = recall_of(counts), precision_of(counts)
    if not recall or not precision:
        return 0.0
    # Of equal numerators this is exact: 2 * right / (gold + predicted).
    if counts.found == counts.right:
        return 2 * counts.right / (counts.gold + counts.predicted)
    return 2 * precision * recall / (precision + recall)


def precision_of(counts: Counts) -> float | None:
    """Return the share of the predicted annotations that are right; None of none."""
    return ratio(counts.right, counts.predicted)


def recall_of(counts: Counts) -> float | None:
    """Return the share of the gold annotations that were found; None of none."""
    return ratio(counts.found, counts.gold)


def shown(value: float | None) -> str:
    """Return a score as tables show it; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def ratio(part: float, whole: float) -> float | None:
    """Return a share; None of nothing."""
    return part / whole if whole else None


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that there are, whatever their order; None of none."""
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


Groups: TypeAlias = Sequence[Sequence[Tally]]
"""Tallies whose F1 scores are averaged within each group, and then over the groups."""


def mean_f1(groups: Groups) -> float | None:
    """Return the mean over the groups of their means of F1; what is undefined is left out of a mean."""
    return mean(mean(f1(tally.total) for tally in group) for group in groups)


def units_of(documents: Iterable[Document]) -> list[Unit]:
    """Return every unit of gold documents: each sentence, and each document's other text."""
    return [
        (document.id, start)
        for document in documents
        for start in [*(sentence.start for sentence in document.sentences), OUTSIDE]
    ]


class Interval(NamedTuple):
    """The bounds between which a share of the resampled scores lies."""

    low: float
    high: float


class Bootstrap:
    """Percentile bootstrap (Efron and Tibshirani 1993, section 13.3) over documents and over sentences.

    A sample draws as many documents (or sentences) as there are, with replacement; every score is then
    counted anew from the counts of those drawn. All scores see the same samples. Scores that a sample
    leaves undefined are left out of the percentiles.
    """

    def __init__(self, units: Sequence[Unit], samples: int, seed: int, confidence: float) -> None:
        self.units = list(units)
        self.samples = samples
        self.seed = seed
        self.confidence = confidence

    def intervals(self, scores: Sequence[Groups]) -> list[dict[str, Interval | None]]:
        """Return each score's interval over `documents` and over `sentences`.

        An interval is None where there are fewer than two things to draw, or nothing was counted.
        """
        found: list[dict[str, Interval | None]] = [{} for _ in scores]
        for over in ("documents", "sentences"):
            sampled = self.sampled(scores, over)
            for number, score in enumerate(found):
                known = None if sampled is None or not scores[number] else sampled[:, number]
                score[over] = None if known is None else self.interval(known)
        return found

    def sampled(self, scores: Sequence[Groups], over: str) -> Any | None:
        """Return every score of every sample, as an array of samples × scores; NaN where it is undefined.

        None where there are fewer than two things to draw, or nothing was counted.

        Args:
            scores: The scores, as the tallies that are averaged.
            over: What is drawn: `documents` or `sentences`.
        """
        numpy = need("numpy", "score")
        documents = list(dict.fromkeys(document for document, _ in self.units))
        number = {document: place for place, document in enumerate(documents)}
        by_document = over == "documents"
        count = len(documents) if by_document else len(self.units)
        tallies = {id(tally): tally for groups in scores for group in groups for tally in group}
        if count < 2 or not self.samples or not tallies:
            return None
        rows = [number[document] for document, _ in self.units] if by_document else list(range(count))
        column = {key: place for place, key in enumerate(tallies)}
        drawn = f1_of_counts(self._drawn(list(tallies.values()), count, rows))
        columns = [[[column[id(tally)] for tally in group] for group in groups] for groups in scores]
        nothing = numpy.full(self.samples, numpy.nan)
        means = [mean_of_groups(drawn, groups) if groups else nothing for groups in columns]
        return numpy.stack(means, axis=1)

    def _drawn(self, tallies: Sequence[Tally], count: int, row_of_unit: Sequence[int]) -> Any:
        """Return the counts of each sample and tally: an array of samples × tallies × 4."""
        numpy = need("numpy", "score")
        place = dict(zip(self.units, row_of_unit, strict=True))
        rows = [numpy.fromiter((place[unit] for unit in tally.units), numpy.int32) for tally in tallies]
        # The standard library's generator: its numbers are the same in every version and on every machine.
        draw = random.Random(self.seed)
        made = numpy.zeros((self.samples, len(tallies), 4))
        most = max(1, min(BLOCK, DRAWN // count))
        for first in range(0, self.samples, most):
            block = min(most, self.samples - first)
            times = numpy.zeros((count, block))
            for sample in range(block):
                times[:, sample] = numpy.bincount(draw.choices(range(count), k=count), minlength=count)
            for number, (tally, own) in enumerate(zip(tallies, rows, strict=True)):
                counted = numpy.array(tally.columns, dtype=float)
                for at in range(0, len(own), PART):
                    product = counted[:, at : at + PART] @ times[own[at : at + PART]]
                    made[first : first + block, number] += product.T
        return made

    def interval(self, sampled: Any) -> Interval | None:
        """Return the interval that holds the middle of sampled numbers; None where all are undefined."""
        numpy = need("numpy", "score")
        known = sampled[~numpy.isnan(sampled)]
        if not len(known):
            return None
        tail = (1 - self.confidence) / 2
        low, high = numpy.quantile(known, [tail, 1 - tail])
        # Rounded, since sums of floats may leave a bound a hair above 1.
        return Interval(round(float(low), 12), round(float(high), 12))


def mean_of_groups(scores: Any, groups: Sequence[Sequence[int]]) -> Any:
    """Return the mean over groups of the means of their scores, which are an array of rows × tallies."""
    numpy = need("numpy", "score")
    return _nan_mean(numpy.stack([_nan_mean(scores[:, group]) for group in groups], axis=1))


def f1_of_counts(drawn: Any) -> Any:
    """Return F1 scores (rows × tallies) of counts (rows × tallies × 4); NaN of nothing."""
    numpy = need("numpy", "score")
    found, gold, right, predicted = (drawn[:, :, place] for place in range(4))
    with numpy.errstate(divide="ignore", invalid="ignore"):
        recall = numpy.where(gold > 0, found / gold, 0)
        precision = numpy.where(predicted > 0, right / predicted, 0)
        scores = numpy.where(recall * precision > 0, 2 * precision * recall / (precision + recall), 0)
    return numpy.where(gold + predicted > 0, scores, numpy.nan)


def _nan_mean(values: Any) -> Any:
    """Return the mean of each row without its NaNs; NaN of a row of NaNs."""
    numpy = need("numpy", "score")
    known = ~numpy.isnan(values)
    with numpy.errstate(invalid="ignore"):
        means: Any = numpy.where(known, values, 0).sum(axis=1) / known.sum(axis=1)
    return means
