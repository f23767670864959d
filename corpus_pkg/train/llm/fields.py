"""What a model answers of each record: the record's fields, with quotes in place of offsets and ids.

All is derived from the layer's spec: a field that is added to a layer is part of its answers.
"""

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from corpus_pkg.layers import LAYERS, SPECS, LayerSpec, Role
from corpus_pkg.layers.base import Record
from corpus_pkg.layers.descriptions import field_descriptions
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.layers.lists import closed_list
from corpus_pkg.layers.records import Span, field_adapter
from corpus_pkg.train.units import Unit, unknown_unit

ANSWERED: Final[Mapping[str, LayerSpec]] = {
    str(spec.name): spec for spec in LAYERS if spec.role is not Role.BLOCK
}
"""The layers that models are asked for: all but those that cut the text into parts."""

REMARK: Final = "note"
"""The annotators' remarks, which no model is asked for."""
SENTENCE, QUOTE, N, LAYER = "sentence", "quote", "n", "layer"
_MADE: Final = frozenset({"id", "start", "end", "text", REMARK})
"""Fields of records that no answer has: they are made when it is placed, or left out."""

N_TEXT: Final = "Which occurrence of these words in the sentence is meant, from 1; null if there is only one."
_ID_OF: Final = re.compile(r"(?<=[Tt]he )ids? of")
_N_OF: Final = (
    "Which occurrence of the words in `{}` is meant, from 1: those in the sentence are counted first, "
    "then those elsewhere; null if there is only one, or no words."
)


class Kind(Enum):
    """How a field of a record is written in an answer."""

    VALUE = "value"
    """As it is."""
    SPAN = "span"
    """Its words, and which occurrence of them."""
    REF = "ref"
    """The words of the record that it refers to, and which occurrence of them."""
    REFS = "refs"
    """A list of such words, each with its occurrence and its layer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a record, and how an answer writes it."""

    name: str
    kind: Kind
    type: Any
    """The type of its values in an answer; of the words, where it is a quote."""
    description: str
    layers: tuple[str, ...] = ()
    """The layers of which it refers to records."""

    @property
    def n(self) -> str:
        """The name of the field that says which occurrence of the words is meant."""
        return f"{self.name}_{N}"


def spec_of(layer: str) -> LayerSpec:
    """Return the spec of a layer that models are asked for.

    Raises:
        ValueError: There is no such layer; the message lists those that there are.
    """
    if layer not in ANSWERED:
        raise ValueError(f"{str(layer)!r} is not a layer to ask for; choose from: {', '.join(ANSWERED)}")
    return ANSWERED[layer]


def unit_of(layer: str, unit: Unit | None) -> Unit:
    """Return the unit that a model answers for: a sentence where nothing is said, if the layer has spans.

    Raises:
        ValueError: There is no such unit, or the layer is about whole documents.
    """
    spec = spec_of(layer)
    if unit is None:
        return "sentence" if spec.has_spans else "document"
    if unit not in typing.get_args(Unit):
        raise unknown_unit(unit)
    if unit == "sentence" and not spec.has_spans:
        raise ValueError(f"{layer} is about whole documents; ask for the unit document")
    return unit


@cache
def parts(layer: str, labels: LabelSets = DEFAULT_LABELS) -> tuple[Part, ...]:
    """Return the fields of a layer's records that are part of an answer, in the record's order.

    Args:
        layer: The layer.
        labels: The lists of labels of the corpus.
    """
    spec = spec_of(layer)
    described = field_descriptions(spec.model)
    apart = _MADE | {spec.implied_ref}
    return tuple(
        _part(spec, name, about.annotation, described[name], labels)
        for name, about in spec.model.model_fields.items()
        if name not in apart
    )


def _part(spec: LayerSpec, name: str, annotation: Any, description: str, labels: LabelSets) -> Part:
    kind = spec.field_types[name]
    if name in spec.explicit_refs or name in spec.many_refs:
        said = f"{_ID_OF.sub('words of', description)} Copied letter for letter."
        if name in spec.many_refs:
            return Part(name, Kind.REFS, str, said, spec.many_refs[name])
        return Part(name, Kind.REF, str | None, said, (spec.explicit_refs[name],))
    if issubclass(kind, Span):
        return Part(name, Kind.SPAN, str | None, f"{description} Its words, copied letter for letter.")
    listed = closed_list(spec, name, labels)
    if listed is not None and type(None) not in typing.get_args(annotation):
        return Part(name, Kind.VALUE, Literal[listed], description)
    return Part(name, Kind.VALUE, plain(annotation), description)


def plain(annotation: Any) -> Any:
    """Return the type of a field without constraints, which grammars do not honour, as JSON has it."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return plain(arguments[0])
    if origin in (typing.Union, types.UnionType):
        # Several forms of strings are one type here.
        options = dict.fromkeys(map(plain, arguments))
        return typing.Union[tuple(options)]  # noqa: UP007 - its options are known at run time only
    if origin is tuple:
        return list[plain(arguments[0])]  # type: ignore[misc]
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Literal[tuple(str(member) for member in annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Record):
        described = field_descriptions(annotation)
        return closed(
            annotation.__name__,
            {
                name: (plain(about.annotation), described[name])
                for name, about in annotation.model_fields.items()
            },
        )
    return str if annotation is Decimal else annotation


def closed(name: str, fields: Mapping[str, tuple[Any, str]]) -> type[BaseModel]:
    """Return a model that has exactly some fields, each of them required.

    Args:
        name: The model's name.
        fields: The type and the description of each field.
    """
    made: dict[str, Any] = {
        field: (type_, Field(description=description)) for field, (type_, description) in fields.items()
    }
    config = ConfigDict(frozen=True, strict=True, extra="forbid")
    return create_model(name, __config__=config, **made)


def is_constant(layer: str, name: str, value: str) -> bool:
    """Return True if a field that refers to records may have a value that is not an id: `document`."""
    spec = spec_of(layer)
    other = SPECS[spec.explicit_refs[name]]
    return re.search(other.id_pattern, value) is None and _accepts(spec.model, name, value)


def _accepts(model: type[BaseModel], name: str, value: str) -> bool:
    try:
        field_adapter(model, name).validate_python(value)
    except ValidationError:
        return False
    return True


def labels_of(layer: str, labels: LabelSets = DEFAULT_LABELS) -> tuple[str, ...] | None:
    """Return the closed list of a layer's labels, if its records have a label.

    Args:
        layer: The layer.
        labels: The lists of labels of the corpus (`corpus.labels`).
    """
    spec = spec_of(layer)
    return closed_list(spec, spec.label or "", labels)


def n_text(name: str) -> str:
    """Return what the field says that tells which occurrence of another field's words is meant."""
    return _N_OF.format(name)
