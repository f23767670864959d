"""What the records of layers with spans have in common: a stretch of the text, and an id made from it.

Offsets count Unicode code points of the raw text and are half open: `raw[start:end] == text`.
"""

import types
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, StringConstraints, model_validator

from corpus_pkg.layers.base import End, Offset, Quote, Record
from corpus_pkg.values.ids import id_pattern, made_id

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def id_form(prefix: str, *, longer: bool = False) -> StringConstraints:
    """Return the form of the ids of a layer.

    Args:
        prefix: The first part of the ids.
        longer: Whether fields are part of an id after the span.
    """
    return StringConstraints(pattern=id_pattern(prefix, longer=longer))


def _require_length(span: "Span | Annotation") -> None:
    if span.end - span.start != len(span.text):
        raise ValueError(
            f"the span {span.start}-{span.end} is {span.end - span.start} characters long "
            f"and its text {len(span.text)}; correct the offsets or the text"
        )


class Span(Record):
    """A stretch of the raw text."""

    start: Offset
    """First offset, in Unicode code points."""
    end: End
    """Offset after the last character, in Unicode code points."""
    text: Quote
    """The characters from start to end, as a check."""

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        _require_length(self)
        return self


class Annotation(Record):
    """A span with an id that is made from it."""

    prefix: ClassVar[str]
    """The first part of the ids of the layer."""
    in_id: ClassVar[tuple[str, ...]] = ()
    """The fields that are part of an id after the span."""
    id: str
    """Made from the layer's prefix and the span; unique in the document."""
    start: Offset
    """First offset, in Unicode code points."""
    end: End
    """Offset after the last character, in Unicode code points."""
    text: Quote
    """The characters from start to end, as a check."""

    def expected_id(self) -> str:
        """Return the id that the annotation's own fields give."""
        return made_id(self.prefix, self.start, self.end, *(getattr(self, name) for name in self.in_id))

    @model_validator(mode="after")
    def _span_and_id_agree(self) -> Self:
        _require_length(self)
        if self.id != self.expected_id():
            raise ValueError(f"the id is {self.id} and the fields give {self.expected_id()}; write that")
        return self


def plain_type(annotation: Any) -> type:
    """Return the plain Python type of a field's annotation: without null and constraints."""
    while typing.get_origin(annotation) in (types.UnionType, typing.Union, typing.Annotated):
        annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
    origin = typing.get_origin(annotation)
    found: type = str if origin is typing.Literal else origin or annotation
    return found


@cache
def span_fields(model: type[Record]) -> tuple[str, ...]:
    """Return the fields of a model that hold a span of their own, such as the subject of a figure."""
    types_ = ((name, plain_type(about.annotation)) for name, about in model.model_fields.items())
    return tuple(name for name, kind in types_ if issubclass(kind, Span))


@cache
def field_adapter(model: type[BaseModel], name: str) -> "TypeAdapter[Any]":
    """Return what checks a value of one field of a model by itself."""
    from pydantic import TypeAdapter

    return TypeAdapter(model.model_fields[name].rebuild_annotation())
