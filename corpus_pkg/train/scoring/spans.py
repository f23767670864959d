"""Span scores: strict, type-only, boundary-only and overlap, all together and by type."""

from collections.abc import Sequence
from typing import Final

from corpus_pkg.train.scoring.marks import Fits, Mark, match
from corpus_pkg.train.scoring.tally import Tally

CRITERIA: Final[dict[str, Fits]] = {
    "strict": lambda gold, predicted: gold.same_span(predicted) and gold.type == predicted.type,
    "type": lambda gold, predicted: gold.type == predicted.type,
    "boundary": lambda gold, predicted: gold.same_span(predicted),
    "overlap": lambda _gold, _predicted: True,
}
"""When a gold and a predicted span match. Spans that share no character never do."""

SCORED_BY_TYPE: Final = ("strict", "type")
"""The criteria under which matched spans have one type, so that a type's counts are of one matching."""


class SpanTallies:
    """The counts under one criterion: of all spans, and by type.

    Under `strict` and `type` matched spans have one type, and the counts of a type are those of its spans
    in the one matching. Under `boundary` and `overlap` the types of a pair may differ; there a type's
    recall is counted in a matching of its gold spans with all predictions, and its precision in one of
    its predictions with all gold spans.
    """

    def __init__(self, criterion: str) -> None:
        """Begin with nothing.

        Args:
            criterion: A key of `CRITERIA`.
        """
        self.whole = Tally()
        self._criterion = criterion
        self._by_type: dict[str, Tally] = {}

    @property
    def by_type(self) -> dict[str, Tally]:
        """The counts of each type, sorted by its name."""
        return dict(sorted(self._by_type.items()))

    def add(self, gold: Sequence[Mark], predicted: Sequence[Mark]) -> None:
        """Count the marks of both sides of a document."""
        fits = CRITERIA[self._criterion]
        _count(self.whole, gold, predicted, fits)
        for type_ in sorted({mark.type for mark in (*gold, *predicted)}):
            tally = self._by_type.setdefault(type_, Tally())
            of_gold = [mark for mark in gold if mark.type == type_]
            of_predicted = [mark for mark in predicted if mark.type == type_]
            if self._criterion in SCORED_BY_TYPE:
                _count(tally, of_gold, of_predicted, fits)
            else:
                _count(tally, of_gold, predicted, fits, precision=False)
                _count(tally, gold, of_predicted, fits, recall=False)


def _count(
    tally: Tally,
    gold: Sequence[Mark],
    predicted: Sequence[Mark],
    fits: Fits,
    *,
    recall: bool = True,
    precision: bool = True,
) -> None:
    pairs = match(gold, predicted, fits)
    # A matched prediction counts in its gold span's sentence, so that no sample finds it without the span.
    moved = {id(pair.predicted): pair.gold.unit for pair in pairs}
    if recall:
        for mark in gold:
            tally.add(mark.unit, gold=1)
        for pair in pairs:
            tally.add(pair.gold.unit, found=1)
    if precision:
        for mark in predicted:
            unit = moved.get(id(mark))
            tally.add(unit or mark.unit, predicted=1, right=unit is not None)
