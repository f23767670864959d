"""What the models and rules say of the fields of one record, asked once and remembered.

Most fields of annotations come from small sets: the same kind, unit and label, the same expression with
the same value. Whether they fit each other is not written down here again: a record with these fields
alone in a text of its own is given to the Pydantic model and to every rule, and the answer is kept.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from corpus_pkg.build.references import References
from corpus_pkg.checks.rules import check_document
from corpus_pkg.checks.whole import is_exact, is_in_the_future, stated_day
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LAYER_MODELS, DocumentMetadata
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    ENTITIES,
    FIGURES,
    SENTENCES,
    SPECS,
    STANCE,
    annotation_id,
)
from corpus_pkg.layers.records import field_adapter
from corpus_pkg.values.edtf import bounds
from corpus_pkg.values.ids import AUTHOR, DOCUMENT_ANCHOR

MOST: Final = 50_000
"""How many answers are kept of each kind before all are forgotten: memory must not grow with a corpus."""
_UNASKED: Final = object()
IN_CONTEXT: Final = frozenset({"span-segment", "span-in-word", "claim-sentence"})
"""Rules that a record alone in a text breaks or keeps whatever its fields are."""

ANSWER: Final = (
    "topic", "value", "value_min", "value_max", "unit", "modifier", "entities", "extent", "time",
)  # fmt: skip
"""The fields of a claim that its model and rules compare with each other."""
CARRIED: Final[dict[str, tuple[str, ...]]] = {
    ENTITIES.name: ("type", "entity", "stands_for"),
    DATES.name: ("type", "value", "mod"),
    FIGURES.name: ("kind", "value", "value_min", "unit", "modifier", "change"),
}
"""The fields of annotations that may carry the value of a claim."""
_PUT_FORWARD: Final = {"asserter": AUTHOR, "modality": "asserted", "presupposed": False}


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a valid date covers, as days since 1970; None where it is not placed.

    Attributes:
        first: The first day.
        last: The last day.
        stated: The first day where the text itself gives it with its year.
        is_exact: Whether it is more exact than a year.
    """

    first: int | None
    last: int | None
    stated: int | None = None
    is_exact: bool = False


_EPOCH: Final = datetime.date(1970, 1, 1).toordinal()


def _day(day: datetime.date | None) -> int | None:
    return None if day is None else day.toordinal() - _EPOCH


def _alone(
    layer: str,
    fields: Mapping[str, Any],
    text: str,
    references: References,
    others: Mapping[str, tuple[Any, ...]] = MappingProxyType({}),
) -> Any:
    """Return the valid record with these fields in a text of its own, or None.

    Args:
        layer: Its layer.
        fields: Its fields but the id and the span.
        text: The text of the document that it is put into.
        references: What it may refer to.
        others: The other layers of this document.
    """
    record = _made(layer, 0, fields)
    if record is None:
        return None
    metadata = DocumentMetadata.model_construct(
        **dict.fromkeys(DocumentMetadata.model_fields) | {"evidence": ()}
    )
    layers: dict[str, Any] = {**others, layer: (record,)}
    document = Document.model_construct(id="alone", text=text, metadata=metadata, **layers)
    findings = check_document(document, references.registry, references.targets, references.topics)
    wrong = any(found.part is layer and found.code not in IN_CONTEXT for found in findings)
    return None if wrong else record


def _made(layer: str, start: int, fields: Mapping[str, Any]) -> Any:
    """Return the record with these fields that begins somewhere, or None where its model refuses it."""
    end = start + len(fields["text"])
    in_id = {name: fields[name] for name in SPECS[layer].in_id}
    values = {"id": annotation_id(layer, start, end, **in_id), "start": start, "end": end, **fields}
    try:
        return LAYER_MODELS[layer].from_json(values)
    except ValidationError:
        return None


@dataclass(slots=True)
class Known:
    """Answers about fields."""

    references: References
    _answers: dict[str, dict[Any, Any]] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock)

    def _ask(self, kind: str, key: Any, find: Callable[[], Any]) -> Any:
        answers = self._answers.setdefault(kind, {})
        answer = answers.get(key, _UNASKED)
        if answer is _UNASKED:
            # All threads come with the same questions at first; one asks, the others wait for the answer.
            with self._lock:
                answer = answers.get(key, _UNASKED)
                if answer is _UNASKED:
                    if len(answers) >= MOST:
                        answers.clear()
                    answer = answers[key] = find()
        return answer

    def entity(self, text: str, type_: str, entity: str) -> bool:
        """Return True if a mention may have this text."""

        def find() -> bool:
            fields = {"text": text, "type": type_, "entity": entity}
            return _alone(ENTITIES.name, fields, text, self.references) is not None

        return bool(self._ask("entity", (text, type_, entity), find))

    def date(self, text: str, type_: str, value: str, mod: str | None, anchored: bool) -> Days | None:
        """Return the days of a date with these fields, or None where they do not fit."""

        def find() -> Days | None:
            fields = {"text": text, "type": type_, "value": value, "mod": mod}
            fields["anchor"] = DOCUMENT_ANCHOR if anchored else None
            record = _alone(DATES.name, fields, text, self.references)
            if record is None:
                return None
            days = _day(record.first_day), _day(record.last_day)
            return Days(*days, stated=_day(stated_day(record)), is_exact=is_exact(value))

        answer: Days | None = self._ask("date", (text, type_, value, mod, anchored), find)
        return answer

    def figure(self, text: str, fields: tuple[Any, ...]) -> bool:
        """Return True if a figure may have this text with these fields, from its kind to its change."""

        def find() -> bool:
            names = ("kind", "value", "value_min", "unit", "modifier", "change")
            values = dict(zip(names, fields, strict=True)) | {"text": text}
            return _alone(FIGURES.name, values, text, self.references) is not None

        return bool(self._ask("figure", (text, fields), find))

    def subject(self, text: str) -> bool:
        """Return True if a figure's subject may have this text."""

        def find() -> bool:
            subject = {"start": 2, "end": 2 + len(text), "text": text}
            fields = {"text": "2", "kind": "COUNT", "value": "2", "modifier": "EXACT", "change": "LEVEL"}
            values = {**fields, "subject": subject}
            return _alone(FIGURES.name, values, f"2 {text}", self.references) is not None

        return bool(self._ask("subject", text, find))

    def stance(self, holder: str, label: str | None, basis: str | None) -> bool:
        """Return True if a stance of this holder may have this label and basis."""

        def find() -> bool:
            named = {"holder": holder, "target": "target"}
            values = {"id": annotation_id(STANCE.name, 0, 1, **named), "start": 0, "end": 1, "text": "S"}
            values |= {
                **named,
                "sentence": annotation_id(SENTENCES.name, 0, 1),
                "label": label,
                "basis": basis,
            }
            try:
                LAYER_MODELS[STANCE.name].from_json(values)
            except ValidationError:
                return False
            return True

        return bool(self._ask("stance", (holder, label, basis), find))

    def claim(self, answer: tuple[Any, ...], carriers: tuple[tuple[str, tuple[Any, ...]], ...]) -> bool:
        """Return True if a claim may have these fields of `ANSWER`, carried by these annotations.

        Args:
            answer: The fields.
            carriers: The layer of each annotation that carries the value, and its fields of `CARRIED`.
        """

        def find() -> bool:
            others: dict[str, tuple[Any, ...]] = {}
            for at, (layer, given) in enumerate(carriers):
                record = _made(layer, at, dict(zip(CARRIED[layer], given, strict=True)) | {"text": "S"})
                if record is None:
                    return False
                others[layer] = (*others.get(layer, ()), record)
            text = "S" * max(len(carriers), 1)
            values = {**dict(zip(ANSWER, answer, strict=True)), **_PUT_FORWARD, "text": text}
            values["carriers"] = [record.id for records in others.values() for record in records]
            return _alone(CLAIMS.name, values, text, self.references, others) is not None

        return bool(self._ask("claim", (answer, carriers), find))

    def published(self, value: str) -> Days | None:
        """Return the days of a document's date, or None where it is not valid or is after today."""
        if not self.metadata("date", value):
            return None

        def find() -> Days | None:
            first, last = bounds(value)
            return None if is_in_the_future(value) else Days(_day(first), _day(last))

        answer: Days | None = self._ask("published", value, find)
        return answer

    def metadata(self, name: str, value: str) -> bool:
        """Return True if a field of a document's metadata may have a value."""

        def find() -> bool:
            adapter = field_adapter(DocumentMetadata, name)
            try:
                adapter.validate_json(json.dumps(value), strict=True, context=self.references.labels)
            except ValidationError:
                return False
            return True

        return bool(self._ask(f"metadata.{name}", value, find))
