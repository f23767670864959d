"""What is counted of each layer: the lines of a table of scores, as tallies that are not summed yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.annotate.agreement.measure import SPANS, TYPE_FIELDS
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import CLAIMS, DOCUMENT_STANCE, ENTITIES, FIGURES, SPECS, STANCE
from corpus_pkg.train.scoring import stance as sides_of_stance
from corpus_pkg.train.scoring.linking import MATCHES, linking_tallies
from corpus_pkg.train.scoring.marks import Mark, marks
from corpus_pkg.train.scoring.pairs import pair_tallies
from corpus_pkg.train.scoring.sides import Sides
from corpus_pkg.train.scoring.spans import CRITERIA, span_tallies
from corpus_pkg.train.scoring.tally import Groups
from corpus_pkg.train.scoring.values import (
    ATTRIBUTES,
    attribute_tallies,
    measeval_tallies,
)

SCORED: Final[tuple[str, ...]] = (*SPANS, STANCE.name, DOCUMENT_STANCE.name)
"""The layers that have scores."""


HEADLINES: Final = (("strict", "micro"), ("attributed", "micro"), ("favor and against", "micro"))
"""The score that is named first, of those that a layer has: its measure and group."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number that is to be computed, with the tallies that it is made of."""

    layer: str
    measure: str
    group: str
    groups: Groups
    of_documents: bool = False
    """Whether the groups are those of single documents, whose precision and recall are averaged too."""


def lines(layer: str, compared: Sides) -> Iterator[Line]:
    """Yield what is counted of a layer, over pairs of a gold document and the predicted one."""
    sides = compared.pairs
    if layer in SPANS:
        marked = [(marks_of(true, true, layer), marks_of(true, said, layer)) for true, said in sides]
        yield from _span_lines(layer, marked)
        if layer in ATTRIBUTES:
            yield from _attribute_lines(layer, marked, *ATTRIBUTES[layer])
        if layer == ENTITIES.name:
            yield from _linking_lines(marked, compared.nil)
        if layer == FIGURES.name:
            texts = [true.text for true, _ in sides]
            for (part, kind), tally in measeval_tallies(marked, texts).items():
                yield Line(layer, f"MeasEval {kind}", part, [[tally]])
        if layer == CLAIMS.name and compared.topics:
            yield from _pair_lines(layer, marked, compared)
    elif layer == STANCE.name:
        labels = [
            (sides_of_stance.pair_labels(true, true), sides_of_stance.pair_labels(true, said))
            for true, said in sides
        ]
        yield from _stance_lines(layer, labels)
        yield Line(layer, "accuracy", "micro", [[sides_of_stance.accuracy_tally(labels)]])
        yield Line(layer, "attributed", "micro", [[sides_of_stance.attributed_tally(sides)]])
        yield Line(layer, "reported", "micro", [[sides_of_stance.attributed_tally(sides, reported=True)]])
    elif layer == DOCUMENT_STANCE.name:
        labels = [
            (sides_of_stance.document_labels(true), sides_of_stance.document_labels(said))
            for true, said in sides
        ]
        yield from _stance_lines(layer, labels)
        yield Line(layer, "accuracy", "micro", [[sides_of_stance.accuracy_tally(labels)]])
    else:
        raise NotImplementedError(f"the layer {layer} has no scores")


def marks_of(gold: Document, side: Document, layer: str) -> list[Mark]:
    """Return the records of a layer of one side of a document as marks."""
    field = TYPE_FIELDS.get(layer)
    named = SPECS[layer].in_id
    return marks(
        side.layer(layer), gold, lambda record: str(getattr(record, field)) if field else layer, named
    )


def _span_lines(layer: str, sides: Sequence[tuple[list[Mark], list[Mark]]]) -> Iterator[Line]:
    for criterion in CRITERIA:
        whole, by_type = span_tallies(sides, criterion)
        yield Line(layer, criterion, "micro", [[whole]])
        if layer in TYPE_FIELDS:
            yield Line(layer, criterion, "macro", [list(by_type.values())])
            for type_, tally in by_type.items():
                yield Line(layer, criterion, type_, [[tally]])


def _attribute_lines(
    layer: str, sides: Sequence[tuple[list[Mark], list[Mark]]], attributes: Any, criteria: Iterable[str]
) -> Iterator[Line]:
    for criterion in criteria:
        for name, (whole, matched) in attribute_tallies(sides, attributes, criterion).items():
            yield Line(layer, f"{name} ({criterion})", "F1", [[whole]])
            yield Line(layer, f"{name} ({criterion})", "accuracy", [[matched]])


def _pair_lines(
    layer: str, marked: Sequence[tuple[list[Mark], list[Mark]]], compared: Sides
) -> Iterator[Line]:
    ids = [true.id for true, _ in compared.pairs]
    whole, by_relation, matched = pair_tallies(ids, marked, compared.topics)
    yield Line(layer, "pairs", "micro", [[whole]])
    yield Line(layer, "pairs", "macro", [list(by_relation.values())])
    for relation, tally in by_relation.items():
        yield Line(layer, "pairs", relation, [[tally]])
    yield Line(layer, "pairs (matched)", "accuracy", [[matched]])


def _linking_lines(sides: Sequence[tuple[list[Mark], list[Mark]]], nil: frozenset[str]) -> Iterator[Line]:
    layer = ENTITIES.name
    for match in MATCHES:
        for part, whole, documents in linking_tallies(sides, nil, match):
            yield Line(layer, f"GERBIL {match}", f"{part}micro", [[whole]])
            groups = [documents] if documents else []
            yield Line(layer, f"GERBIL {match}", f"{part}macro", groups, of_documents=True)


def _stance_lines(layer: str, labels: Sequence[tuple[Any, Any]]) -> Iterator[Line]:
    by_target = sides_of_stance.class_tallies(labels)
    classes = {name: sides_of_stance.merged(by_target, name) for name in (*sides_of_stance.CLASSES, "mixed")}
    measured = [classes[name] for name in sides_of_stance.CLASSES]
    targets = {
        target: [tallies[name] for name in sides_of_stance.CLASSES] for target, tallies in by_target.items()
    }
    yield Line(layer, "favor and against", "micro", [measured])
    yield Line(layer, "favor and against", "macro", list(targets.values()))
    for target, tallies in targets.items():
        yield Line(layer, "favor and against, by target", target, [tallies])
    for name, tally in classes.items():
        yield Line(layer, "label", name, [[tally]])
