"""Replacing stretches of a document's text, with every offset, id and reference made again."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, Final, NamedTuple

from corpus_pkg.corpus.document import SPAN_LAYERS, Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.records import Date, Entity, Span
from corpus_pkg.schema.ids import annotation_id
from corpus_pkg.schema.labels import Layer

_OWNED: Final = frozenset({Layer.ENTITIES, Layer.DATES})
"""What may lie inside a name, and is replaced with it."""


class Key(NamedTuple):
    """What is swapped as a whole: all mentions of an entity, all dates of one value, one figure."""

    layer: Layer
    what: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One stretch of a text and what stands there afterwards.

    Attributes:
        start: Where the stretch begins, in Unicode code points of the old text.
        end: Where it ends.
        text: The new text.
        key: What it belongs to.
        changes: The fields of the annotation on the stretch that change; empty where none is on it.
        inner: Annotations inside the new text, at offsets from its beginning.
    """

    start: int
    end: int
    text: str
    key: Key
    changes: Mapping[str, Any] = field(default_factory=dict)
    inner: tuple[Entity | Date, ...] = ()


def without_overlaps(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits in the order of the text, without those that overlap one before."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda each: (each.start, -each.end)):
        if not kept or kept[-1].end <= edit.start:
            kept.append(edit)
    return kept


class Places:
    """Where the offsets of an old text lie in the new one."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._ends = [edit.end for edit in edits]
        self._grown = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]

    def __call__(self, at: int) -> int:
        """Return the new offset of an old one that lies inside no edit."""
        return at + self._grown[bisect_right(self._ends, at)]


def apply(document: Document, edits: Sequence[Edit]) -> Document:
    """Return a document with some stretches replaced; its metadata still say what they said of the old text.

    Args:
        document: The document.
        edits: The edits, in the order of the text, none overlapping another. No edge of an annotation may
            lie inside one, but for those of names and dates inside a name, which are replaced with it.
    """
    text, last = [], 0
    for edit in edits:
        text += [document.text[last : edit.start], edit.text]
        last = edit.end
    made = _Made(document, "".join([*text, document.text[last:]]), edits)
    return replace(document, text=made.text, **made.layers())


class _Made:
    def __init__(self, document: Document, text: str, edits: Sequence[Edit]) -> None:
        self.document, self.text, self.edits = document, text, edits
        self.at = Places(edits)
        self.starts = [edit.start for edit in edits]
        self.ids: dict[str, str] = {}

    def layers(self) -> dict[str, Any]:
        moved: dict[Layer, list[Any]] = {}
        for layer in SPAN_LAYERS:
            moved[layer] = []
            for record in self.document.layer(layer):
                new = self._record(layer, record)
                if new is not None:
                    self.ids[record.id] = new.id
                    moved[layer].append(new)
        for edit in self.edits:
            start = self.at(edit.start)
            for record in edit.inner:
                layer = Layer.DATES if isinstance(record, Date) else Layer.ENTITIES
                moved[layer].append(self._spanned(layer, record, start + record.start, start + record.end))
        # References last: a date may be reckoned from one after it.
        moved[Layer.SENTENCES] = [self._named(each, "segment") for each in moved[Layer.SENTENCES]]
        moved[Layer.DATES] = [self._named(each, "anchor") for each in moved[Layer.DATES]]
        moved[Layer.FIGURES] = [self._named(each, "date") for each in moved[Layer.FIGURES]]
        moved[Layer.STANCE] = [self._named(each, "sentence") for each in moved[Layer.STANCE]]
        return {layer.value: tuple(in_order(layer, records)) for layer, records in moved.items()}

    def _edit_around(self, start: int, end: int) -> Edit | None:
        place = bisect_right(self.starts, start) - 1
        edit = self.edits[place] if place >= 0 else None
        return edit if edit is not None and end <= edit.end else None

    def _record(self, layer: Layer, record: Any) -> Any:
        changes: dict[str, Any] = {}
        edit = self._edit_around(record.start, record.end)
        if (
            edit is not None
            and layer is edit.key.layer
            and (edit.start, edit.end) == (record.start, record.end)
        ):
            changes.update(edit.changes)
        elif edit is not None and layer in _OWNED:
            return None
        subject = getattr(record, "subject", None)
        if subject is not None:
            start, end = self.at(subject.start), self.at(subject.end)
            changes["subject"] = Span(start=start, end=end, text=self.text[start:end])
        return self._spanned(layer, record, self.at(record.start), self.at(record.end), **changes)

    def _spanned(self, layer: Layer, record: Any, start: int, end: int, **changes: Any) -> Any:
        named = {"holder": record.holder, "target": record.target} if layer is Layer.STANCE else {}
        id_ = annotation_id(layer, start, end, **named)
        return replace(record, id=id_, start=start, end=end, text=self.text[start:end], **changes)

    def _named(self, record: Any, name: str) -> Any:
        old = getattr(record, name)
        return record if old not in self.ids else replace(record, **{name: self.ids[old]})


def fingerprint(text: str) -> dict[str, Any]:
    """Return the fields of the metadata that follow from the text alone."""
    data = text.encode("utf-8")
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "characters": len(text)}
