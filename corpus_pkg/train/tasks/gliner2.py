"""Rows as GLiNER2 trains on them: entities and structures, each with its offsets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import LAYERS, SPECS, LayerSpec
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.marked import (
    Marked,
    descriptions,
    labelled_layers,
    marked,
    several,
    sort_by_document,
)
from corpus_pkg.train.tasks.view import View, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSpan:
    """A labelled span of a row's text."""

    layer: str
    """Its layer."""
    span_label: str
    """Its label."""
    start: int
    """First offset in the row's text, in code points."""
    end: int
    """Offset after the last character in the row's text."""
    text: str
    """The span as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureField:
    """A field of a structure, such as a figure with its subject: a span, or a choice from a closed list."""

    structure: int
    """The number of its structure in the row, from 0."""
    layer: str
    """The structure's layer."""
    name: str
    """The field's name."""
    value: str
    """The words of the span, or the choice."""
    start: int | None
    """The span's first offset in the row's text; null for a choice."""
    end: int | None
    """The offset after the span's last character; null for a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gliner2Row:
    """A sentence with labelled spans and structures."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    text: str
    """The sentence's text."""
    labels: tuple[str, ...]
    """All labels of the layers; those without a span are what the text has none of."""
    entities: tuple[PlacedSpan, ...]
    """The labelled spans, by where they begin, the longer first."""
    structures: tuple[StructureField, ...]
    """The fields that have a value, of the records that have more fields than a label."""

    def example(self) -> dict[str, Any]:
        """Return the row as a line of GLiNER2's JSON Lines."""
        entities: dict[str, list[Any]] = {label: [] for label in self.labels}
        for span in self.entities:
            entities[span.span_label].append({"text": span.text, "start": span.start, "end": span.end})
        output: dict[str, Any] = {"entities": entities, "entity_descriptions": _described(self.labels)}
        structures: dict[int, dict[str, Any]] = {}
        for field in self.structures:
            kind = SPECS_BY_NAME[field.layer].kind
            made = structures.setdefault(field.structure, {kind: {}})
            made[kind][field.name] = _example(field)
        if structures:
            output["json_structures"] = list(structures.values())
        return {"input": self.text, "output": output}


SPECS_BY_NAME = {str(spec.name): spec for spec in SPECS.values()}


@cache
def _described(labels: tuple[str, ...]) -> dict[str, str]:
    known = {label: said for spec in LAYERS for label, said in descriptions(spec).items()}
    return {label: known[label] for label in labels if known.get(label)}


def _example(field: StructureField) -> dict[str, Any]:
    if field.start is not None:
        return {"text": field.value, "start": field.start, "end": field.end}
    choices: Any = SPECS_BY_NAME[field.layer].field_types[field.name]
    return {"value": field.value, "choices": [str(choice) for choice in choices]}


def gliner2(corpus: Corpus, *, layers: Sequence[str] | None = None) -> View[Gliner2Row]:
    """Return the view for GLiNER2: a row for each sentence.

    All labelled spans are entities. A record whose layer has further closed lists, or spans of its own, is a
    structure too. Values that are not words of the text, such as that of a date, are not in the row. What
    lies in another sentence is left out of a structure, and reported.

    Args:
        corpus: The corpus.
        layers: The layers whose spans are labelled; all layers of labelled spans if left out.

    Raises:
        ValueError: A layer has no labelled spans, or two have a label in common.
    """
    misfits = list(several(corpus, layers))
    specs = labelled_layers(layers, corpus.labels)
    labels = tuple(label for spec in specs for label in descriptions(spec, corpus.labels))
    rows = [_row(one, labels, misfits) for one in marked(corpus, specs, misfits)]
    sort_by_document(misfits, corpus)
    return view_of(corpus, "gliner2", Gliner2Row, rows, misfits)


def _row(one: Marked, labels: tuple[str, ...], misfits: list[Misfit]) -> Gliner2Row:
    entities = tuple(
        PlacedSpan(
            layer=spec.name,
            span_label=str(getattr(record, spec.label or "")),
            start=record.start - one.sentence.start,
            end=record.end - one.sentence.start,
            text=record.text,
        )
        for spec, record in one.records
    )
    deeper = [(spec, record) for spec, record in one.records if _more(spec)]
    structures = tuple(
        StructureField(structure=number, layer=spec.name, name=name, value=value, start=start, end=end)
        for number, (spec, record) in enumerate(deeper)
        for name, value, start, end in _fields(one, spec, record, misfits)
    )
    return Gliner2Row(
        document=one.document.id,
        fold=one.fold,
        sentence=one.sentence.id,
        text=one.sentence.text,
        labels=labels,
        entities=entities,
        structures=structures,
    )


def _more(spec: LayerSpec) -> list[str]:
    """Return the fields of a layer, its label apart, that are choices from a closed list or spans."""
    choices = [name for name, kind in spec.field_types.items() if issubclass(kind, StrEnum)]
    return [name for name in spec.field_types if name in choices or name in spec.spans if name != spec.label]


def _fields(
    one: Marked, spec: LayerSpec, record: Any, misfits: list[Misfit]
) -> Iterator[tuple[str, str, int | None, int | None]]:
    """Yield the name, the words or choice, and the offsets of each field that has a value."""
    start, end = one.within(record) or (None, None)
    yield "text", record.text, start, end
    for name in (spec.label or "", *_more(spec)):
        value = getattr(record, name)
        if value is None:
            continue
        if name not in spec.spans:
            yield name, str(value), None, None
        elif place := one.within(value):
            yield name, value.text, *place
        else:
            misfits.append(misfit(one.document, record, Reason.SUBJECT_OUTSIDE_SENTENCE))
