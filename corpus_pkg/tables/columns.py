"""The columns of every table, derived from the Pydantic models and named in no file format's terms.

Arrow schemas, Hugging Face features and whatever else has columns are made from these, so that a
field that is added to a model appears everywhere.
"""

import inspect
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from pydantic.fields import FieldInfo

from corpus_pkg.corpus.models import Record
from corpus_pkg.layers import LABELS
from corpus_pkg.layers.base import list_of
from corpus_pkg.layers.descriptions import field_descriptions
from corpus_pkg.layers.labels import DEFAULT_LABELS, OF_AZUS, LabelSets
from corpus_pkg.values.codes import spelled

T = TypeVar("T")


class Kind(Enum):
    """What a single value is."""

    STRING = "string"
    INT32 = "int32"
    BOOL = "bool"
    DATE32 = "date32"
    FLOAT64 = "float64"


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A closed list of labels; iterating yields them in the order of their numbers."""

    name: str
    """Its name, such as `EntityType`."""
    description: str
    """What the list is."""
    members: tuple[tuple[str, str], ...]
    """Each label with what it means, which may be empty."""

    def __iter__(self) -> Iterator[str]:
        return iter([label for label, _ in self.members])


def list_of_enum(cls: type[StrEnum]) -> ClosedList:
    """Return the closed list that an enum is."""
    said = LABELS.get(cls, {})
    members = tuple((str(label), said.get(label, "")) for label in cls)
    return ClosedList(cls.__name__, inspect.getdoc(cls) or "", members)


def list_of_corpus(name: str, labels: LabelSets) -> ClosedList:
    """Return one of the closed lists that belong to a corpus.

    Args:
        name: The name of the list, such as `entity_types`.
        labels: The lists of the corpus.
    """
    usual, listed = OF_AZUS[name], labels.of(name)
    own = listed != DEFAULT_LABELS.of(name)
    said = f"The {name.replace('_', ' ')} of the corpus." if own else inspect.getdoc(usual) or ""
    return ClosedList(usual.__name__, said, tuple(listed.items()))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A column of single values, any of which may be null."""

    kind: Kind
    labels: ClosedList | None = None
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


def model_columns(
    model: type[Record], within: str = "", labels: LabelSets = DEFAULT_LABELS
) -> Iterator[Column]:
    """Yield a column for each field of a model, in the model's order.

    Args:
        model: The Pydantic model.
        within: The attribute of the row under which the record is found; the row itself if empty.
        labels: The lists of the corpus.
    """
    described = field_descriptions(model)
    for name, field in model.model_fields.items():
        path = f"{within}.{name}" if within else name
        kind = field_type(field, labels)
        get = attrgetter(path)
        yield Column(name, kind, where_given(get, spelled) if kind == NUMBER else get, described[name])


def where_given(get: Callable[[Any], Any], convert: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Return a getter whose values are converted; null stays null."""

    def value(row: Any) -> T | None:
        found = get(row)
        return None if found is None else convert(found)

    return value


def field_type(field: FieldInfo, labels: LabelSets = DEFAULT_LABELS) -> ColumnType:
    """Return the column type of a model's field (see `column_type`)."""
    listed = list_of(field)
    if listed is not None:
        return Scalar(Kind.STRING, list_of_corpus(listed, labels))
    return column_type(field.annotation, labels)


def column_type(annotation: Any, labels: LabelSets = DEFAULT_LABELS) -> ColumnType:
    """Return the column type of a model field's annotation.

    Args:
        annotation: The annotation.
        labels: The lists of the corpus, for records in it.

    Raises:
        TypeError: No column can hold such values.
    """
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if (listed := list_of(annotation)) is not None and origin is typing.Annotated:
        return Scalar(Kind.STRING, list_of_corpus(listed, labels))
    if origin is typing.Annotated:
        return column_type(arguments[0], labels)
    if origin is typing.Literal:
        return STRING
    if origin is tuple:
        return ListOf(column_type(arguments[0], labels))
    if origin in (typing.Union, types.UnionType):
        options = {column_type(option, labels) for option in arguments if option is not types.NoneType}
        if len(options) == 1:
            return options.pop()
    elif isinstance(annotation, type):
        return _plain_type(annotation, labels)
    raise TypeError(f"no column can hold {annotation}")


def _plain_type(cls: type, labels: LabelSets) -> ColumnType:
    if issubclass(cls, StrEnum):
        return Scalar(Kind.STRING, list_of_enum(cls))
    if issubclass(cls, Record):
        return Struct(tuple(model_columns(cls, labels=labels)))
    if cls is bool:
        return Scalar(Kind.BOOL)
    if cls is Decimal:
        return NUMBER
    if cls is str:
        return STRING
    if cls is int:  # every number of the models is an offset or a length below 2**31
        return INT32
    raise TypeError(f"no column can hold {cls}")
