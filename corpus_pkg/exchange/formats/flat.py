"""Documents as all foreign formats see them: typed spans with named string values and links.

What each layer has is read from the record classes, so that a new field reaches every format that
carries fields by name.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentMetadata, Span
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    LAYER_MODELS,
    LAYERS,
    SPAN_LAYERS,
    SPECS,
    STANCE,
    layers_of,
)
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.layers.lists import closed_list
from corpus_pkg.values.codes import spelled
from corpus_pkg.values.ids import DOCUMENT_ANCHOR

SUBJECT: Final = "subject"
"""The kind of an item that another one points to, such as a figure's subject; not an annotation."""

LABELS: Final = {spec.name: spec.label for spec in LAYERS if spec.label is not None}
"""The field of each layer that foreign tools show as the annotation's type; sentences have none."""

REFERENCES: Final[dict[str, dict[str, str]]] = {
    spec.name: spec.explicit_refs | dict.fromkeys(spec.spans, SUBJECT)
    for spec in LAYERS
    if spec.explicit_refs or spec.spans
}
"""The fields that point to another item, with its kind."""

POINTING: Final = frozenset(spec.name for spec in LAYERS if spec.spans)
"""The layers whose records point to stretches of the text: items of the kind `SUBJECT`."""

DERIVED: Final = {spec.name: name for spec in LAYERS if (name := spec.implied_ref) is not None}
"""The reference that the spans give: the segment around a sentence, the sentence under a stance."""

_BASE: Final = frozenset({"id", "start", "end", "text"})


@dataclass(frozen=True, slots=True)
class Item:
    """One annotation of any kind.

    Attributes:
        key: Its name in the document: the annotation's id, or what the foreign file calls it.
        kind: The layer, or `SUBJECT`.
        start: First offset, in Unicode code points.
        end: Offset after the last character, in Unicode code points.
        label: The value of the layer's label field; the kind itself where there is none.
        fields: The other fields that have a value, as strings (`true` and `false` for booleans).
        refs: The fields that point to another item, with that item's key.
        line: Where it is in the foreign file, from 1; 0 where lines mean nothing there.
    """

    key: str
    kind: str
    start: int
    end: int
    label: str
    fields: dict[str, str] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class FlatDocument:
    """One document with its items.

    Attributes:
        id: The document's id; in a foreign file what it says, or the name of the file.
        text: The text, or None where a foreign file does not hold it.
        items: The annotations, a referenced one anywhere in the list.
        stances: The document stances, as fields.
        metadata: What is known about the document; None in a foreign file.
        sha256: What a foreign file says of the text, or None.
        place: The foreign file.
        layers: In writing, the layers that are requested and that the format holds. In reading, those that
            the file's own configuration declares: where they have no annotation, somebody removed all.
        annotated: In reading, whether somebody annotated the document; None where only annotations say so.
        refused: In reading, the layers of annotations that were refused; empty strings for those of no layer.
        known: In reading, what the file says about the text: fields of the metadata.
        unproved: In reading, the kinds and offsets of spans whose words the file does not repeat, with the
            unit that the format counts.
    """

    id: str
    text: str | None
    items: list[Item]
    stances: list[dict[str, str]] = field(default_factory=list)
    metadata: DocumentMetadata | None = None
    sha256: str | None = None
    place: str = ""
    layers: frozenset[str] = frozenset()
    annotated: bool | None = None
    refused: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)
    unproved: dict[tuple[str, int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayerFields:
    """The fields of a layer besides its id and span.

    Attributes:
        label: The label field, or None.
        closed: The other fields with a closed list of values (booleans too).
        open: The fields that hold any string.
        refs: The fields that point to another item, with its kind.
        booleans: Which of the closed fields are booleans.
        lists: Which of the open fields are lists, written with spaces between their parts.
    """

    label: str | None
    closed: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...]
    refs: Mapping[str, str]
    booleans: frozenset[str]
    lists: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """All fields but the label."""
        return tuple(dict.fromkeys((*self.closed, *self.open, *self.refs)))


@cache
def layer_fields(layer: str) -> LayerFields:
    """Return what the records of a layer hold besides id and span."""
    label = LABELS.get(layer)
    closed: dict[str, tuple[str, ...]] = {}
    opened: list[str] = []
    booleans: set[str] = set()
    for name, option in SPECS[layer].field_types.items():
        if name in _BASE or name in (label, DERIVED.get(layer)) or option is Span:
            continue
        if option is bool:
            booleans.add(name)
            closed[name] = ("true", "false")
        elif issubclass(option, StrEnum):
            closed[name] = tuple(member.value for member in option)
        elif name not in REFERENCES.get(layer, {}):
            opened.append(name)
    if layer == DATES.name:
        closed["anchor"] = (DOCUMENT_ANCHOR,)  # or a reference to another date
    refs = REFERENCES.get(layer, {})
    lists = frozenset(name for name in opened if SPECS[layer].field_types[name] is tuple)
    return LayerFields(label, closed, tuple(opened), refs, frozenset(booleans), lists)


def labels_of(layer: str, labels: LabelSets) -> tuple[str, ...]:
    """Return the labels that mark a layer's annotations in a corpus; its name where it has no labels."""
    return closed_list(SPECS[layer], LABELS.get(layer, ""), labels) or (layer,)


@lru_cache(maxsize=16)
def kinds(labels: LabelSets) -> Mapping[str, str]:
    """Return what each label of a corpus is: a layer, or a subject. No two layers share a label."""
    layers = [spec.name for spec in layers_of(labels) if spec.has_spans]
    listed = {label: layer for layer in layers for label in labels_of(layer, labels)}
    return listed | {SUBJECT: SUBJECT}


def refuse(
    document: FlatDocument, report: LossReport, problems: list[Problem], layer: str, problem: Problem
) -> None:
    """Note that one annotation of a foreign file is left out, since what it says is not certain.

    Args:
        document: The document.
        report: The report of the import.
        problems: What is wrong with the files.
        layer: Its layer; empty where that is not known.
        problem: Why, and where it is in the file.
    """
    document.refused.add(layer)
    report.refuse(layer or "annotation", problem)
    problems.append(problem)


def flatten(document: Document, layers: frozenset[str], losses: LossReport) -> FlatDocument:
    """Return a document as items.

    Args:
        document: The document.
        layers: The layers that are wanted.
        losses: Where references are noted that no reader could derive again.
    """
    items: dict[str, Item] = {}
    derived = Derived(document)
    for layer in SPAN_LAYERS:
        if layer in layers:
            for record in document.layer(layer):
                for item in _items(layer, record):
                    items.setdefault(f"{item.kind} {item.key}", item)
                _note_unheld(document, layer, record, losses)
                name = DERIVED.get(layer)
                if name and getattr(record, name) != derived.reference(layer, record.start, record.end):
                    losses.add(document.id, layer, record.id, "reference-not-derivable", name)
    stances = []
    if DOCUMENT_STANCE.name in layers:
        for stance in document.document_stance:
            _note_unheld(document, DOCUMENT_STANCE.name, stance, losses)
            values = {"target": stance.target, "label": stance.label.value, "note": stance.note}
            stances.append({name: value for name, value in values.items() if value is not None})
    flat = FlatDocument(document.id, document.text, list(items.values()), stances, document.metadata)
    flat.layers = layers
    return flat


def drop_dangling(flat: FlatDocument, losses: LossReport) -> None:
    """Remove references to annotations of layers that are not written, because no format can hold them.

    Args:
        flat: The document; its items change.
        losses: Where each reference is reported.
    """
    written = {*flat.layers, SUBJECT}
    for item in flat.items:
        kinds = layer_fields(item.kind).refs if item.kind != SUBJECT else {}
        for name in [name for name in item.refs if kinds[name] not in written]:
            del item.refs[name]
            losses.add(flat.id, item.kind, item.key, "reference-left-out", name)


def _note_unheld(document: Document, layer: str, record: Any, losses: LossReport) -> None:
    """Note the values of fields that no format carries, since they are not known here."""
    for name in _unheld(layer):
        if getattr(record, name) is not None:
            about = record.target if layer == DOCUMENT_STANCE.name else record.id
            losses.add(document.id, layer, about, "field-not-held", name)


@cache
def _unheld(layer: str) -> tuple[str, ...]:
    known = {"target", "label", "note"}
    if layer != DOCUMENT_STANCE.name:
        fields_ = layer_fields(layer)
        known = {*_BASE, *fields_.names, fields_.label or "", DERIVED.get(layer, "")}
    return tuple(name for name in LAYER_MODELS[layer].model_fields if name not in known)


def _items(layer: str, record: Any) -> list[Item]:
    known = layer_fields(layer)
    values: dict[str, str] = {}
    refs: dict[str, str] = {}
    found = []
    for name in known.names:
        value = getattr(record, name)
        if value is None or value == ():
            continue
        if isinstance(value, Span):
            key = f"sub-{value.start}-{value.end}"
            found.append(Item(key, SUBJECT, value.start, value.end, SUBJECT))
            refs[name] = key
        elif name in known.refs and value != DOCUMENT_ANCHOR:
            refs[name] = value
        else:
            values[name] = _text(value)
    label = str(getattr(record, known.label)) if known.label else layer
    return [*found, Item(record.id, layer, record.start, record.end, label, values, refs)]


def _text(value: Any) -> str:
    """Return a value of a field as a string; those of a list, which have no spaces, with spaces between."""
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(value)
    return spelled(value) if isinstance(value, Decimal) else str(value)


class Derived:
    """The references that spans alone give, for one document."""

    def __init__(self, document: Document) -> None:
        self._segments = sorted(document.segments, key=lambda segment: segment.start)
        self._starts = [segment.start for segment in self._segments]
        self._sentences = {(sentence.start, sentence.end): sentence.id for sentence in document.sentences}

    def reference(self, layer: str, start: int, end: int) -> str | None:
        """Return the id of the segment around a sentence, or of the sentence that a stance covers.

        Args:
            layer: `SENTENCES` or `STANCE`.
            start: First offset of the sentence or stance, in Unicode code points.
            end: Offset after its last character.
        """
        if layer == STANCE.name:
            return self._sentences.get((start, end))
        at = bisect_right(self._starts, start) - 1
        return self._segments[at].id if at >= 0 and end <= self._segments[at].end else None
