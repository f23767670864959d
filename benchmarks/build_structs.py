"""Documents as msgspec's structs, made from the models, and columns of them: a peer of a build."""

import importlib
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as arrow
from pydantic.fields import FieldInfo

from benchmarks.build_peers import schema, span_layers
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Record
from corpus_pkg.layers.base import list_of
from corpus_pkg.layers.labels import DEFAULT_LABELS


def _type(annotation: Any) -> Any:
    """Return what msgspec is to decode where a model has a field."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if annotation is Decimal:
        return str  # as lines hold it
    if origin is tuple:
        return list[_type(arguments[0])]  # type: ignore[misc]
    if origin in (Union, UnionType):
        return Union[tuple(_type(one) for one in arguments)]  # noqa: UP007
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Literal[tuple(label.value for label in annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Record):
        # The lines hold every field, so none needs a default.
        fields = [(name, _field_type(field)) for name, field in annotation.model_fields.items()]
        defstruct = importlib.import_module("msgspec").defstruct
        return defstruct(annotation.__name__, fields, forbid_unknown_fields=True, gc=False)
    return annotation


def _field_type(field: FieldInfo) -> Any:
    """Return the type of a field: its labels, where its list belongs to the corpus, or its annotation's."""
    listed = list_of(field)
    if listed is None:
        return _type(field.annotation)
    labels: Any = Literal[tuple(DEFAULT_LABELS.of(listed))]
    return labels | None if type(None) in get_args(field.annotation) else labels


def document_type() -> Any:
    """Return the struct of a document."""
    return _type(Document)


def decoded(source: Path) -> Iterator[Any]:
    """Yield the documents of a record file, with their offsets, quotes and ids checked.

    Raises:
        ValueError: One of them is wrong.
    """
    msgspec = importlib.import_module("msgspec")
    decoder = msgspec.json.Decoder(document_type())
    spans = span_layers()
    with source.open("rb") as file:
        for line in file:
            document = decoder.decode(line)
            text = document.text
            for layer in spans:
                records = getattr(document, layer)
                if len({record.id for record in records}) != len(records):
                    raise ValueError(f"{document.id}: an id occurs twice in {layer}")
                for record in records:
                    right = 0 <= record.start < record.end <= len(text)
                    if not right or text[record.start : record.end] != record.text:
                        raise ValueError(f"{document.id}: {record.id} is not at its place")
            yield document


def table(documents: list[Any]) -> Any:
    """Return documents as an Arrow table."""
    columns = [_column([getattr(one, field.name) for one in documents], field.type) for field in schema()]
    return arrow.Table.from_arrays(columns, schema=schema())


def _column(values: list[Any], kind: Any) -> Any:
    if arrow.types.is_list(kind):
        offsets = [0]
        for value in values:
            offsets.append(offsets[-1] + len(value))
        items = _column([item for value in values for item in value], kind.value_type)
        return arrow.ListArray.from_arrays(arrow.array(offsets, arrow.int32()), items, type=kind)
    if arrow.types.is_struct(kind):
        columns = [
            _column([None if value is None else getattr(value, field.name) for value in values], field.type)
            for field in kind
        ]
        absent = arrow.array([value is None for value in values], arrow.bool_())
        return arrow.StructArray.from_arrays(columns, fields=list(kind), mask=absent)
    return arrow.array(values, kind)
