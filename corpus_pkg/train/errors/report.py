"""All errors of a prediction, and how many there are by kind, layer, type and document."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.html import table
from corpus_pkg.extras import need
from corpus_pkg.layers import ENTITIES, LAYER_NAMES, SPECS
from corpus_pkg.train.errors.labels import OUTCOMES, label_errors
from corpus_pkg.train.errors.spans import outcomes, span_errors
from corpus_pkg.train.errors.wrong import Kind, Wrong
from corpus_pkg.train.predictions import Predicted, Predictions, UnplacedPrediction
from corpus_pkg.train.scoring.chosen import brought, scored_layers, types_by_layer, unscored_layers
from corpus_pkg.train.scoring.predicted import any_linked
from corpus_pkg.train.scoring.sides import ScoringError, paired
from corpus_pkg.train.scoring.tally import Counts, f1, precision_of, recall_of

if TYPE_CHECKING:
    import pandas

NOTHING: Final = "–"
"""The row or column of a confusion matrix for what the other side does not have."""
GROUPS: Final = ("kind", "type", "document")
"""By what errors are counted."""


class LayerCount(NamedTuple):
    """How many annotations of a layer there are, and how many are right: as `score` counts them."""

    gold: int
    """Gold annotations."""
    predicted: int
    """Predicted annotations."""
    right: int
    """Those that are right: the same span and type, or the same sentence, holder, target and label."""

    @property
    def precision(self) -> float | None:
        """The share of the predicted ones that are right; None of none."""
        return precision_of(self._counts)

    @property
    def recall(self) -> float | None:
        """The share of the gold ones that are right; None of none."""
        return recall_of(self._counts)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both, as `score` has it."""
        return f1(self._counts)

    @property
    def _counts(self) -> Counts:
        return Counts(found=self.right, gold=self.gold, right=self.right, predicted=self.predicted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """What a prediction gets wrong."""

    errors: tuple[Wrong, ...]
    """The errors: by layer, then document."""
    counts: Mapping[str, LayerCount]
    """The counts of each layer."""
    confusion: Mapping[str, Mapping[tuple[str, str], int]]
    """For each layer with types, how many annotations have a gold and a predicted one; `–` for none."""
    missing: tuple[str, ...]
    """Ids of gold documents that were not predicted: all that they have is missed."""
    unscored: tuple[str, ...]
    """Layers with records on either side that have no scores, and so no errors."""
    unlinked: bool
    """Whether no predicted name has a link, so that links are not compared."""
    documents: int
    """How many gold documents were compared."""

    def by(self, group: str) -> dict[tuple[str, str], int]:
        """Return how many errors there are by layer and one of `GROUPS`.

        Raises:
            ValueError: There is no such group.
        """
        if group not in GROUPS:
            raise ValueError(f"errors are counted by {', '.join(GROUPS)}, not {group!r}")
        return dict(Counter((error.layer, str(getattr(error, group) or NOTHING)) for error in self.errors))

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as JSON values; `lines` has the errors themselves."""
        layers: dict[str, Any] = {}
        for layer, count in self.counts.items():
            counted = {
                group: {name: number for (of, name), number in self.by(group).items() if of == layer}
                for group in GROUPS
            }
            matrix: dict[str, dict[str, int]] = {}
            for (gold, predicted), number in self.confusion.get(layer, {}).items():
                matrix.setdefault(gold, {})[predicted] = number
            layers[layer] = {**count._asdict(), **counted, "confusion": matrix}
        return {
            "documents": self.documents,
            "missing": list(self.missing),
            "unscored": list(self.unscored),
            "unlinked": self.unlinked,
            "layers": layers,
        }

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the errors as a data frame, a row for each; of the records it has the words.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        rows = [
            {
                name: None if value is None else value.get("text") if isinstance(value, dict) else value
                for name, value in error.as_dict().items()
            }
            for error in self.errors
        ]
        frame: pandas.DataFrame = need("pandas", "pandas").DataFrame(rows)
        return frame

    def _repr_html_(self) -> str:
        kinds = self.by("kind")
        shown = [kind for kind in Kind if any(of == kind for _, of in kinds)]
        return table(
            ("layer", *LayerCount._fields, *shown),
            (
                (layer, *map(str, count), *(str(kinds.get((layer, kind), 0)) for kind in shown))
                for layer, count in self.counts.items()
            ),
        )

    def lines(self) -> str:
        """Return the errors as JSON Lines."""
        return "".join(f"{json.dumps(error.as_dict(), ensure_ascii=False)}\n" for error in self.errors)


def errors(
    gold: Iterable[Document],
    predicted: Predicted,
    *,
    layers: Sequence[str] | None = None,
    documents: Iterable[str] | None = None,
    predicted_only: bool = False,
    types: Iterable[str] | None = None,
) -> Errors:
    """Return what a prediction gets wrong, annotation by annotation.

    The counts are those of `score`: what is right is what `strict` matches (of stance `attributed`), and the
    errors of fields are what `accuracy` lacks of spans whose boundaries are right.

    Args:
        gold: The documents with the gold annotations: a corpus, or documents.
        predicted: The same documents, or some of them, with the predicted annotations; or what
            `read_predictions` returned: what it could not place is `ungrounded`.
        layers: The layers; if left out, all that have scores, of `Predictions` those that it has.
        documents: The ids of the gold documents; all if left out.
        predicted_only: Whether to leave out gold documents that are not predicted.
        types: The types that annotations of both sides must have, such as those that a model knows; all if
            left out. Layers without one of them are not compared.

    Raises:
        ScoringError: A layer has no scores, or the sides can't be compared.
        ValueError: There is no such layer.
        MissingExtraError: numpy or scipy is not installed.
    """
    chosen = types_by_layer(gold, types)
    wanted = scored_layers(gold, layers, predicted, types=chosen)
    sides = paired(gold, predicted, documents=documents, predicted_only=predicted_only, types=chosen)
    found: dict[str, list[Wrong]] = {layer: [] for layer in wanted}
    totals: dict[str, Counter[str]] = {layer: Counter() for layer in wanted}
    matrices: dict[str, Counter[tuple[str, str]]] = {layer: Counter() for layer in wanted}
    unscored: set[str] = set()
    linked = names = False
    for true, said in sides.stream():
        unscored.update(unscored_layers((true, said)))
        linked, names = linked or any_linked(said), names or bool(said.entities)
        for layer in wanted:
            found[layer] += _of_document(true, said, layer, totals[layer], matrices[layer])
    unlinked = ENTITIES.name in wanted and names and not linked
    if unlinked:
        found[ENTITIES.name] = [one for one in found[ENTITIES.name] if one.kind is not Kind.LINK]
    ids = set(sides.ids)
    for one in predicted.unplaced if isinstance(predicted, Predictions) else ():
        if one.layer in found and one.document in ids:
            found[one.layer].append(_ungrounded(one))
    if layers is None:
        absent = {layer for layer in brought(wanted) if not totals[layer]}
        totals = {layer: total for layer, total in totals.items() if layer not in absent}
    return Errors(
        errors=tuple(chain.from_iterable(found.values())),
        counts={
            layer: LayerCount(total["gold"], total["predicted"], total["right"])
            for layer, total in totals.items()
        },
        confusion={
            layer: dict(sorted(matrix.items()))
            for layer, matrix in matrices.items()
            if layer in totals and SPECS[layer].label is not None
        },
        missing=sides.missing,
        unscored=tuple(layer for layer in LAYER_NAMES if layer in unscored),
        unlinked=unlinked,
        documents=len(sides.ids),
    )


def fields_of(layer: str) -> frozenset[Kind]:
    """Return the kinds of errors of a layer that are not outcomes of annotations, but of fields and quotes.

    All others, with what is right, add up to the gold and to the predicted annotations.

    Args:
        layer: The layer.
    """
    if layer in OUTCOMES:
        return frozenset({Kind.UNGROUNDED})
    return frozenset({Kind.LINK, Kind.VALUE, Kind.UNIT, Kind.UNGROUNDED})


def _of_document(
    true: Document, said: Document, layer: str, total: Counter[str], matrix: Counter[tuple[str, str]]
) -> list[Wrong]:
    label = SPECS[layer].label
    if layer in OUTCOMES:
        of_labels = OUTCOMES[layer](true, said)
        pairs = [(kind, a, b) for kind, a, b in of_labels]
        wrong = list(label_errors(true, of_labels, layer))
    elif SPECS[layer].has_spans:
        of_spans = outcomes(true, said, layer)
        pairs = [(kind, a and a.record, b and b.record) for kind, a, b in of_spans]
        wrong = list(span_errors(true, of_spans, layer))
    else:
        raise ScoringError(f"the errors of the layer {layer} have no kinds")
    for kind, a, b in pairs:
        total.update(gold=a is not None, predicted=b is not None, right=kind is None)
        if label is not None:
            matrix[_label(a, label), _label(b, label)] += 1
    return wrong


def _label(record: Any, field: str) -> str:
    return NOTHING if record is None else str(getattr(record, field))


def _ungrounded(one: UnplacedPrediction) -> Wrong:
    return Wrong(
        kind=Kind.UNGROUNDED,
        layer=one.layer,
        document=one.document,
        sentence=None,
        type=None,
        predicted_type=None,
        message=f"{one.quote!r}: {one.message}",
    )
