"""Spans and quotes as records: offsets are checked against the words, quotes are placed in the text."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.faults import in_words
from corpus_pkg.corpus.parse import Invalid, parse_value, unchecked
from corpus_pkg.exchange.formats.flat import SUBJECT, kinds, labels_of
from corpus_pkg.exchange.formats.label_map import LabelMap
from corpus_pkg.layers import ENTITIES, SPECS, LayerSpec, annotation_id
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.layers.records import field_adapter
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.errors.wrong import sentence_at
from corpus_pkg.train.llm.quotes import NoPlaceError, find
from corpus_pkg.train.scoring.predicted import UNLINKED
from corpus_pkg.values.ids import AUTHOR
from corpus_pkg.values.nearest import nearest

_PLACE: Final = frozenset(
    {"document", "layer", "start", "end", "text", "quote", "n", "within", "label", "type", "entity_group"}
)
"""What a row has in addition to the fields of its record, or in place of them."""
_TYPES: Final = ("type", "label", "entity_group")
"""What models call the type of a span; `entity_group` is that of Transformers' pipelines."""
_IGNORED: Final = frozenset({"score", "word", "index", "class_index"})
"""What models say of a span in addition, and records have no place for."""
_DEFAULTS: Final[Mapping[str, Any]] = {"entity": UNLINKED, "holder": AUTHOR}
"""The values of fields that a prediction need not have."""
_SHOWN: Final = 10
"""How many fields are named."""


class RowError(ValueError):
    """A row is not a record; the message says why."""


class LabelError(ValueError):
    """No layer has the label of a row."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class NotPlacedError(ValueError):
    """The words of a row were not placed in the text."""

    def __init__(self, layer: str, quote: str, message: str) -> None:
        super().__init__(message)
        self.layer = layer
        self.quote = quote


def label_of(values: Mapping[str, Any], layer: str | None) -> str | None:
    """Return the label of a row, as the file has it; None where it has none.

    Args:
        values: The row.
        layer: The layer of rows that do not name theirs.

    Raises:
        RowError: There is no such layer, or the label is not a text.
    """
    named = values.get("layer", layer)
    if named is not None and named not in SPECS:
        raise RowError(f"there is no layer {named!r}; choose from: {', '.join(SPECS)}")
    field = SPECS[named].label if named is not None else None
    keys = [key for key in dict.fromkeys((field, *_TYPES)) if key is not None and key in values]
    label = values[keys[0]] if keys else None
    if label is not None and not isinstance(label, str):
        raise RowError(f"a type is a text, and not {label!r}")
    return label


def layer_of(
    values: Mapping[str, Any], label: str | None, layer: str | None, labels: LabelMap, lists: LabelSets
) -> tuple[str, str | None]:
    """Return the layer and the label of a row; an empty label where it is left out as the map says.

    Args:
        values: The row.
        label: Its label, as the file has it.
        layer: The layer of rows that do not name theirs; one whose label is of another layer is of that.
        labels: What labels of the file are in the corpus.
        lists: The labels of the corpus.

    Raises:
        LabelError: No layer has the label.
        RowError: No layer is named, and there is no label.
    """
    known = kinds(lists)
    of: str | None = values.get("layer", layer)
    if label is None or label == SUBJECT:
        if of is None:
            raise RowError("a row needs a `type`, or the `layer` that it is of")
        return of, label
    ours = labels.labels.get(label, label)
    if ours == "":
        return of or ENTITIES.name, ""
    if of is not None and (SPECS[of].label is None or ours in (own := labels_of(of, lists)) or own == (of,)):
        return of, ours
    if ours not in known:
        raise LabelError(label)
    return values.get("layer") or known[ours], ours


def ignored_fields(values: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields of a row that are passed over."""
    return _IGNORED & values.keys()


def unknown_fields(spec: LayerSpec, values: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the names of a row's fields; None where a layer's records have them all."""
    known = spec.model.model_fields
    unknown = sorted(name for name in values if name not in known and name not in _PLACE | _IGNORED)
    if "sentence" in unknown:
        unknown.remove("sentence")  # around a quote
    if not unknown:
        return None
    fields = "field" if len(unknown) == 1 else "fields"
    left = "it" if len(unknown) == 1 else "them"
    return f"{spec.name} has no {fields} {', '.join(map(repr, unknown[:_SHOWN]))}; leave {left} out"


def record_of(
    document: Document, spec: LayerSpec, label: str | None, values: Mapping[str, Any], lists: LabelSets
) -> Any:
    """Return the record of a row.

    Fields that the row does not have are null: their scores are those of a prediction that is wrong there.

    Raises:
        RowError: The span is not in the text, its words are others, or a field is wrong.
        NotPlacedError: The words were not placed.
    """
    fields = {name: item for name, item in values.items() if name not in _PLACE | _IGNORED}
    if spec.label is not None:
        fields[spec.label] = label
    if "sentence" not in spec.field_types:
        fields.pop("sentence", None)
    if wrong := unknown_fields(spec, values):
        raise RowError(wrong)
    if spec.has_spans:
        start, end = _span(document, spec, values)
        fields |= {"start": start, "end": end, "text": document.text[start:end]}
        for name in (*spec.in_id, *_DEFAULTS):
            if name in spec.model.model_fields and name not in fields:
                if name not in _DEFAULTS:
                    raise RowError(f"{spec.name} needs the field {name!r}")
                fields[name] = _DEFAULTS[name]
        if "sentence" in spec.field_types and "sentence" not in fields:
            fields["sentence"] = sentence_at(document, start)
        named = {name: str(fields[name]) for name in spec.in_id}
        fields["id"] = annotation_id(spec.name, start, end, **named)
    return _record(spec, lists, {name: fields[name] for name in spec.model.model_fields if name in fields})


def _record(spec: LayerSpec, lists: LabelSets, fields: dict[str, Any]) -> Any:
    about = spec.model.model_fields
    missing = [name for name in about if name not in fields and about[name].is_required()]
    if not missing:
        record = parse_value(spec.model, fields, lists)
        if isinstance(record, Invalid):
            raise RowError("; ".join(record.messages))
        return record
    if spec.label in missing:
        raise RowError(f"{spec.name} needs a `type`")
    for name, value in fields.items():
        try:
            field_adapter(spec.model, name).validate_json(json.dumps(value), context=lists)
        except ValidationError as error:
            raise RowError(f"{name}: {in_words(error.errors()[0])}") from None
    optional = {name: about[name].default for name in about if not about[name].is_required()}
    return unchecked(spec.model, optional | dict.fromkeys(missing) | fields)


def _span(document: Document, spec: LayerSpec, values: Mapping[str, Any]) -> tuple[int, int]:
    text = document.text
    sentence = _sentence(document, values)
    if spec.whole_sentence:
        if sentence is None and isinstance(values.get("start"), int):
            return _checked(values["start"], values.get("end"), text, values.get("text"))
        if sentence is None:
            raise RowError(f"{spec.name} needs a `sentence`: the id of one")
        return sentence.start, sentence.end
    offset = sentence.start if sentence is not None and "within" in values else 0
    start, end, words = values.get("start"), values.get("end"), values.get("text")
    if start is not None or end is not None:
        if type(start) is not int or type(end) is not int:
            raise RowError(f"`start` and `end` are numbers, and not {start!r} and {end!r}")
        return _checked(start + offset, end + offset, text, words)
    quote, n = values.get("quote", words), values.get("n")
    if not isinstance(quote, str) or not quote:
        raise RowError("a row needs `start` and `end`, or a `quote`")
    if n is not None and (type(n) is not int or n < 1):
        raise RowError(f"`n` is the number of an occurrence, from 1, and not {n!r}")
    around = (0, len(text)) if sentence is None else (sentence.start, sentence.end)
    try:
        start = find(text, quote, n, [around])
    except NoPlaceError as error:
        raise NotPlacedError(spec.name, quote, str(error)) from None
    return start, start + len(quote)


def _checked(start: int, end: Any, text: str, words: Any) -> tuple[int, int]:
    if type(end) is not int or not 0 <= start < end <= len(text):
        what = f"the span {start}-{end} is not in the text, which has {len(text):,} characters"
        raise RowError(f"{what}; count code points from the start of the document")
    if words is not None and words != text[start:end]:
        what = f"the text has {text[start:end][:60]!r} at {start}-{end}, and the row {words!r}"
        raise RowError(f"{what}; count code points, or give a `quote` in place of offsets")
    return start, end


def _sentence(document: Document, values: Mapping[str, Any]) -> Sentence | None:
    named = values.get("within") or values.get("sentence")
    if named is None:
        return None
    found = document[named] if isinstance(named, str) and named in document else None
    if not isinstance(found, Sentence):
        ids = [sentence.id for sentence in document.sentences]
        raise RowError(f"{document.id} has no sentence {named!r}; {nearest(named, ids)}")
    return found
