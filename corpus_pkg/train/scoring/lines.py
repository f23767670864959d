"""What is counted of each layer: the lines of a table of scores, as tallies that are not summed yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from corpus_pkg.annotate.agreement.measure import SPANS, TYPE_FIELDS
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import CLAIMS, DOCUMENT_STANCE, ENTITIES, FIGURES, SPECS, STANCE
from corpus_pkg.train.scoring import stance as of_stance
from corpus_pkg.train.scoring.linking import MATCHES, LinkingTallies
from corpus_pkg.train.scoring.marks import Mark, marks
from corpus_pkg.train.scoring.pairs import pair_tallies
from corpus_pkg.train.scoring.predicted import any_linked
from corpus_pkg.train.scoring.sides import Sides
from corpus_pkg.train.scoring.spans import CRITERIA, SpanTallies
from corpus_pkg.train.scoring.tally import Groups, Tally
from corpus_pkg.train.scoring.values import ATTRIBUTES, AttributeTallies, MeasEvalTallies

SCORED: Final[tuple[str, ...]] = (*SPANS, STANCE.name, DOCUMENT_STANCE.name)
"""The layers that have scores."""

LINK: Final = "entity (boundary)"
"""The measure of links; like those of GERBIL it is left out where no predicted name has a link."""
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


class Counter(Protocol):
    """What is counted of a layer, document by document."""

    def add(self, gold: Document, predicted: Document) -> None:
        """Count a gold document and the predicted one."""

    def lines(self) -> Iterator[Line]:
        """Yield what is computed, once all documents are counted."""


def counter(layer: str, compared: Sides) -> Counter:
    """Return what counts a layer, of no document yet.

    Args:
        layer: The layer.
        compared: What is compared.
    """
    if layer == CLAIMS.name and compared.topics:
        return _Claims(compared.topics)
    if layer == ENTITIES.name:
        return _Names(compared.nil)
    if layer in SPANS:
        return _Spans(layer)
    if layer == STANCE.name:
        return _Stance()
    if layer == DOCUMENT_STANCE.name:
        return _DocumentStance()
    raise NotImplementedError(f"the layer {layer} has no scores")


def marks_of(gold: Document, side: Document, layer: str) -> list[Mark]:
    """Return the records of a layer of one side of a document as marks."""
    field = TYPE_FIELDS.get(layer)
    named = SPECS[layer].in_id
    return marks(
        side.layer(layer), gold, lambda record: str(getattr(record, field)) if field else layer, named
    )


class _Spans:
    """A layer of spans."""

    def __init__(self, layer: str) -> None:
        self._layer = layer
        self._spans = {criterion: SpanTallies(criterion) for criterion in CRITERIA}
        attributes, criteria = ATTRIBUTES[layer]
        self._attributes = {criterion: AttributeTallies(attributes, criterion) for criterion in criteria}
        self._measeval = MeasEvalTallies() if layer == FIGURES.name else None

    def add(self, gold: Document, predicted: Document) -> None:
        true, said = (marks_of(gold, side, self._layer) for side in (gold, predicted))
        self._add_marks(gold, true, said)

    def _add_marks(self, gold: Document, true: list[Mark], said: list[Mark]) -> None:
        for tallies in self._spans.values():
            tallies.add(true, said)
        for of_attributes in self._attributes.values():
            of_attributes.add(true, said)
        if self._measeval is not None:
            self._measeval.add(true, said, gold.text)

    def lines(self) -> Iterator[Line]:
        layer = self._layer
        for criterion, tallies in self._spans.items():
            yield Line(layer, criterion, "micro", [[tallies.whole]])
            if layer in TYPE_FIELDS:
                yield Line(layer, criterion, "macro", [list(tallies.by_type.values())])
                for type_, tally in tallies.by_type.items():
                    yield Line(layer, criterion, type_, [[tally]])
        for criterion, of_attributes in self._attributes.items():
            for name, (whole, matched) in of_attributes.made.items():
                yield Line(layer, f"{name} ({criterion})", "F1", [[whole]])
                yield Line(layer, f"{name} ({criterion})", "accuracy", [[matched]])
        if self._measeval is not None:
            for (part, kind), tally in self._measeval.made.items():
                yield Line(layer, f"MeasEval {kind}", part, [[tally]])


class _Names(_Spans):
    """Names, and what they are linked to."""

    def __init__(self, nil: frozenset[str]) -> None:
        super().__init__(ENTITIES.name)
        self._linking = {match: LinkingTallies(nil, match) for match in MATCHES}
        self._linked = self._any = False

    def add(self, gold: Document, predicted: Document) -> None:
        super().add(gold, predicted)
        self._linked = self._linked or any_linked(predicted)
        self._any = self._any or bool(predicted.entities)

    def _add_marks(self, gold: Document, true: list[Mark], said: list[Mark]) -> None:
        super()._add_marks(gold, true, said)
        for tallies in self._linking.values():
            tallies.add(true, said)

    def lines(self) -> Iterator[Line]:
        unlinked = self._any and not self._linked
        yield from (line for line in super().lines() if not (unlinked and line.measure == LINK))
        if unlinked:
            return
        for match, tallies in self._linking.items():
            for part, whole, documents in tallies.made():
                yield Line(ENTITIES.name, f"GERBIL {match}", f"{part}micro", [[whole]])
                groups = [documents] if documents else []
                yield Line(ENTITIES.name, f"GERBIL {match}", f"{part}macro", groups, of_documents=True)


class _Claims(_Spans):
    """Claims, and the pairs that follow from those on one topic; so all of them are kept."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        super().__init__(CLAIMS.name)
        self._topics = topics
        self._ids: list[str] = []
        self._marked: list[tuple[list[Mark], list[Mark]]] = []

    def _add_marks(self, gold: Document, true: list[Mark], said: list[Mark]) -> None:
        super()._add_marks(gold, true, said)
        self._ids.append(gold.id)
        self._marked.append((true, said))

    def lines(self) -> Iterator[Line]:
        yield from super().lines()
        whole, by_relation, matched = pair_tallies(self._ids, self._marked, self._topics)
        yield Line(CLAIMS.name, "pairs", "micro", [[whole]])
        yield Line(CLAIMS.name, "pairs", "macro", [list(by_relation.values())])
        for relation, tally in by_relation.items():
            yield Line(CLAIMS.name, "pairs", relation, [[tally]])
        yield Line(CLAIMS.name, "pairs (matched)", "accuracy", [[matched]])


class _Stance:
    """The stances of sentences."""

    def __init__(self) -> None:
        self._labels = of_stance.LabelTallies()
        self._attributed, self._reported = Tally(), Tally()

    def add(self, gold: Document, predicted: Document) -> None:
        self._labels.add(*(of_stance.pair_labels(gold, side) for side in (gold, predicted)))
        of_stance.add_attributed(self._attributed, gold, predicted)
        of_stance.add_attributed(self._reported, gold, predicted, reported=True)

    def lines(self) -> Iterator[Line]:
        yield from _label_lines(STANCE.name, self._labels)
        yield Line(STANCE.name, "attributed", "micro", [[self._attributed]])
        yield Line(STANCE.name, "reported", "micro", [[self._reported]])


class _DocumentStance:
    """The stances of documents."""

    def __init__(self) -> None:
        self._labels = of_stance.LabelTallies()

    def add(self, gold: Document, predicted: Document) -> None:
        self._labels.add(*(of_stance.document_labels(side) for side in (gold, predicted)))

    def lines(self) -> Iterator[Line]:
        yield from _label_lines(DOCUMENT_STANCE.name, self._labels)


def _label_lines(layer: str, labels: of_stance.LabelTallies) -> Iterator[Line]:
    by_target = labels.by_target
    classes = {name: of_stance.merged(by_target, name) for name in (*of_stance.CLASSES, "mixed")}
    measured = [classes[name] for name in of_stance.CLASSES]
    targets = {target: [tallies[name] for name in of_stance.CLASSES] for target, tallies in by_target.items()}
    yield Line(layer, "favor and against", "micro", [measured])
    yield Line(layer, "favor and against", "macro", list(targets.values()))
    for target, tallies in targets.items():
        yield Line(layer, "favor and against, by target", target, [tallies])
    for name, tally in classes.items():
        yield Line(layer, "label", name, [[tally]])
    yield Line(layer, "accuracy", "micro", [[labels.accuracy]])
