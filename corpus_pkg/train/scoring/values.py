"""Normalised values: dates as TempEval-3 counts them, figures as MeasEval does, claims, and linking.

UzZaman et al. 2013, SemEval-2013 Task 1: TempEval-3 (https://aclanthology.org/S13-2001/), section 6.
Harper et al. 2021, SemEval-2021 Task 8: MeasEval (https://aclanthology.org/2021.semeval-1.38/), section 5.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

from corpus_pkg.annotate.agreement.measure import SPANS
from corpus_pkg.corpus.models import Figure, Span
from corpus_pkg.layers import CLAIMS, DATES, ENTITIES, FIGURES, SPECS, LayerSpec
from corpus_pkg.layers.labels import FigureModifier
from corpus_pkg.train.scoring.marks import Mark, Pair, match
from corpus_pkg.train.scoring.spans import CRITERIA
from corpus_pkg.train.scoring.tally import Tally, Unit

Equal = Callable[[Any, Any], bool]


def _number(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    return figure.value, figure.value_min


DATE_ATTRIBUTES: Final[Mapping[str, Equal]] = {
    "value": lambda a, b: a.value == b.value,
    "type": lambda a, b: a.type == b.type,
    "mod": lambda a, b: a.mod == b.mod,
}
FIGURE_ATTRIBUTES: Final[Mapping[str, Equal]] = {
    "value": lambda a, b: _number(a) == _number(b),
    "unit": lambda a, b: a.unit == b.unit,
    "value and unit": lambda a, b: _number(a) == _number(b) and a.unit == b.unit,
    "kind": lambda a, b: a.kind == b.kind,
    "modifier": lambda a, b: a.modifier == b.modifier,
    "change": lambda a, b: a.change == b.change,
}
CLAIM_ATTRIBUTES: Final[Mapping[str, Equal]] = {
    "topic": lambda a, b: a.topic == b.topic,
    "value": lambda a, b: a.answer == b.answer,
    "topic and value": lambda a, b: a.topic == b.topic and a.answer == b.answer,
    "asserter": lambda a, b: a.asserter == b.asserter,
    "modality": lambda a, b: a.modality == b.modality,
    "presupposed": lambda a, b: a.presupposed == b.presupposed,
    "time": lambda a, b: a.time == b.time,
}
LINKING: Final[Mapping[str, Equal]] = {"entity": lambda a, b: a.entity == b.entity}
Compared = tuple[Mapping[str, Equal], tuple[str, ...]]
_BOTH: Final = ("boundary", "overlap")
_OWN: Final[Mapping[str, Compared]] = {
    ENTITIES.name: (LINKING, ("boundary",)),
    DATES.name: (DATE_ATTRIBUTES, _BOTH),
    FIGURES.name: (FIGURE_ATTRIBUTES, _BOTH),
    CLAIMS.name: (CLAIM_ATTRIBUTES, _BOTH),
}
_LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    ENTITIES.name: frozenset({"stands_for"}),
    DATES.name: frozenset({"anchor"}),
    FIGURES.name: frozenset({"value_min", "subject", "date"}),
    CLAIMS.name: frozenset(
        {"via", "value_min", "value_max", "unit", "modifier", "entities", "extent", "carriers", "antecedent"}
    ),
}
"""The fields that have no score, or only as part of another attribute."""


def _compared(spec: LayerSpec) -> Compared:
    """Return what is compared of a layer: what is listed here, and every field that was added since."""
    attributes, criteria = _OWN.get(spec.name, ({}, _BOTH))
    apart = {"id", "start", "end", "text", "note", spec.label, spec.implied_ref, *spec.in_id, *attributes}
    apart |= _LEFT_OUT.get(spec.name, frozenset())
    added = {name: partial(_same, name) for name in spec.model.model_fields if name not in apart}
    return {**attributes, **added}, criteria


def _same(name: str, one: Any, other: Any) -> bool:
    return bool(getattr(one, name) == getattr(other, name))


ATTRIBUTES: Final[Mapping[str, Compared]] = {layer: _compared(SPECS[layer]) for layer in SPANS}
"""What is compared of matched spans, by layer, and how they are matched for it."""


class AttributeTallies:
    """For each attribute the counts of its F1 and of its accuracy.

    F1: a prediction is right where it matches a gold span and has its attribute; recall is of all gold
    spans and precision of all predictions. Accuracy: of the matched spans alone.

    Attributes:
        made: The two tallies of each attribute, by its name.
    """

    def __init__(self, attributes: Mapping[str, Equal], criterion: str) -> None:
        """Begin with nothing.

        Args:
            attributes: When two annotations have an attribute in common, by its name.
            criterion: `overlap` (TempEval-3's relaxed match) or `boundary` (its strict match).
        """
        self.made = {name: (Tally(), Tally()) for name in attributes}
        self._attributes, self._fits = attributes, CRITERIA[criterion]

    def add(self, gold: Sequence[Mark], predicted: Sequence[Mark]) -> None:
        """Count the marks of both sides of a document."""
        pairs = match(gold, predicted, self._fits)
        moved = {id(pair.predicted): pair.gold.unit for pair in pairs}
        for name, equal in self._attributes.items():
            whole, matched = self.made[name]
            for mark in gold:
                whole.add(mark.unit, gold=1)
            for mark in predicted:
                whole.add(moved.get(id(mark), mark.unit), predicted=1)
            for pair in pairs:
                right = equal(pair.gold.record, pair.predicted.record)
                whole.add(pair.gold.unit, found=right, right=right)
                matched.hit(pair.gold.unit, right)


class MeasEvalTallies:
    """MeasEval's mean scores of the parts of figures, by part and by `exact` or `overlap`.

    Figures of both sides are matched where they overlap. Each part then gives a row where either side has
    it: the quantity itself, its unit, its modifier (other than EXACT) and its subject (MeasEval's measured
    entity). A row scores 1 or 0 where the part is equal or not (`exact`), or for spans the F1 of their
    tokens between white space (`overlap`); a part that only one side has scores 0. The score is the mean
    over the rows, and `overall` that over the rows of all parts.

    Attributes:
        made: The tallies, by part and by `exact` or `overlap`.
    """

    def __init__(self) -> None:
        parts = ("quantity", "unit", "modifier", "subject", "overall")
        self.made = {(part, kind): Tally() for part in parts for kind in ("exact", "overlap")}

    def add(self, gold: Sequence[Mark], predicted: Sequence[Mark], text: str) -> None:
        """Count the figures of both sides of a document, which has a text."""
        pairs = match(gold, predicted, CRITERIA["overlap"])
        taken = {id(mark) for pair in pairs for mark in pair}
        for pair in pairs:
            _rows_of_pair(pair, text, self._row)
        for mark in (*gold, *predicted):
            if id(mark) not in taken:
                for part in _parts(mark.record):
                    self._row(mark.unit, part, 0, 0)

    def _row(self, unit: Unit, part: str, exact: float, overlap: float) -> None:
        for name in (part, "overall"):
            self.made[name, "exact"].hit(unit, exact)
            self.made[name, "overlap"].hit(unit, overlap)


def _parts(figure: Figure) -> dict[str, Any]:
    """Return the parts that a figure has."""
    parts: dict[str, Any] = {"quantity": figure}
    if figure.unit is not None:
        parts["unit"] = figure.unit
    if figure.modifier is not FigureModifier.EXACT:
        parts["modifier"] = figure.modifier
    if figure.subject is not None:
        parts["subject"] = figure.subject
    return parts


def _rows_of_pair(pair: Pair, text: str, row: Callable[[Unit, str, float, float], None]) -> None:
    gold, predicted = _parts(pair.gold.record), _parts(pair.predicted.record)
    for part in dict.fromkeys((*gold, *predicted)):
        a, b = gold.get(part), predicted.get(part)
        if a is None or b is None:
            row(pair.gold.unit, part, 0, 0)
        elif part in ("quantity", "subject"):
            same = a.start == b.start and a.end == b.end
            row(pair.gold.unit, part, same, 1 if same else _token_f1(a, b, text))
        else:
            row(pair.gold.unit, part, a == b, a == b)


def _token_f1(gold: Span | Figure, predicted: Span | Figure, text: str) -> float:
    """Return the F1 of the tokens between white space that two spans share, as MeasEval counts it."""
    start, end = max(gold.start, predicted.start), min(gold.end, predicted.end)
    shared = len(text[start:end].split()) if start < end else 0
    return 2 * shared / (len(gold.text.split()) + len(predicted.text.split()))
