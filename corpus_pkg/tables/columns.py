"""The columns of every table, derived from the Pydantic models and named in no file format's terms.

Arrow schemas, Hugging Face features and whatever else has columns are made from these, so that a
field that is added to a model appears everywhere.
"""

import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any, TypeAlias

from corpus_pkg.corpus.models import Record
from corpus_pkg.layers.descriptions import field_descriptions
from corpus_pkg.values.codes import spelled


class Kind(Enum):
    """What a single value is."""

    STRING = "string"
    INT32 = "int32"
    BOOL = "bool"
    DATE32 = "date32"
    FLOAT64 = "float64"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A column of single values, any of which may be null."""

    kind: Kind
    labels: type[StrEnum] | None = None
    """The closed list that the strings come from."""
    number: bool = False
    """Whether the strings are exact numbers in their one spelling."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A column of lists."""

    item: "ColumnType"


@dataclass(frozen=True, slots=True)
class Struct:
    """A column of records with columns of their own."""

    columns: "tuple[Column, ...]"


ColumnType: TypeAlias = Scalar | ListOf | Struct


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type and how its value is got from what a row is made of."""

    name: str
    type: ColumnType
    get: Callable[[Any], Any]
    description: str


STRING = Scalar(Kind.STRING)
INT32 = Scalar(Kind.INT32)
DATE32 = Scalar(Kind.DATE32)
FLOAT64 = Scalar(Kind.FLOAT64)
NUMBER = Scalar(Kind.STRING, number=True)


def model_columns(model: type[Record], within: str = "") -> Iterator[Column]:
    """Yield a column for each field of a model, in the model's order.

    Args:
        model: The Pydantic model.
        within: The attribute of the row under which the record is found; the row itself if empty.
    """
    described = field_descriptions(model)
    for name, field in model.model_fields.items():
        path = f"{within}.{name}" if within else name
        kind = column_type(field.annotation)
        get = attrgetter(path)
        yield Column(name, kind, _spelled(get) if kind == NUMBER else get, described[name])


def _spelled(get: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    def value(row: Any) -> str | None:
        number = get(row)
        return None if number is None else spelled(number)

    return value


def column_type(annotation: Any) -> ColumnType:
    """Return the column type of a model field's annotation.

    Raises:
        TypeError: No column can hold such values.
    """
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is typing.Annotated:
        return column_type(arguments[0])
    if origin is typing.Literal:
        return STRING
    if origin is tuple:
        return ListOf(column_type(arguments[0]))
    if origin in (typing.Union, types.UnionType):
        options = {column_type(option) for option in arguments if option is not types.NoneType}
        if len(options) == 1:
            return options.pop()
    elif isinstance(annotation, type):
        return _plain_type(annotation)
    raise TypeError(f"no column can hold {annotation}")


def _plain_type(cls: type) -> ColumnType:
    if issubclass(cls, StrEnum):
        return Scalar(Kind.STRING, cls)
    if issubclass(cls, Record):
        return Struct(tuple(model_columns(cls)))
    if cls is bool:
        return Scalar(Kind.BOOL)
    if cls is Decimal:
        return NUMBER
    if cls is str:
        return STRING
    if cls is int:  # every number of the models is an offset or a length below 2**31
        return INT32
    raise TypeError(f"no column can hold {cls}")
