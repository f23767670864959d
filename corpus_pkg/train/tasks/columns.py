"""The columns of a task view, derived from its record class as the corpus's tables are from the models."""

import ast
import dataclasses
import datetime
import inspect
import itertools
import textwrap
import types
import typing
from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import Any

from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.columns import (
    DATE32,
    ClosedList,
    Column,
    ColumnType,
    Kind,
    ListOf,
    Scalar,
    Struct,
    column_type,
)

Labels = Mapping[str, ClosedList]


def record_columns(
    cls: type[Any], labels: Labels | None = None, lists: LabelSets = DEFAULT_LABELS
) -> tuple[Column, ...]:
    """Return a column for each field of a record class, in the class's order.

    Args:
        cls: A frozen dataclass with a docstring under each field.
        labels: For a field of strings whose closed list depends on the view's options (the tags of BIO
            or BILOU): the list, by the field's name.
        lists: The lists of labels that belong to the corpus.
    """
    hints = typing.get_type_hints(cls, include_extras=True)
    key: Any = cls  # mypy takes a class for unhashable
    descriptions = _descriptions(key)
    return tuple(
        Column(
            field.name,
            _type(hints[field.name], lists, (labels or {}).get(field.name)),
            attrgetter(field.name),
            descriptions.get(field.name, ""),
        )
        for field in dataclasses.fields(cls)
    )


def _type(annotation: Any, lists: LabelSets, labels: ClosedList | None = None) -> ColumnType:
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        return ListOf(_type(arguments[0], lists, labels))
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        options = [option for option in arguments if option is not types.NoneType]
        if len(options) == 1:
            return _type(options[0], lists, labels)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return Struct(record_columns(annotation, lists=lists))
    if annotation is datetime.date:
        return DATE32
    if labels is not None and annotation is str:
        return Scalar(Kind.STRING, labels)
    return column_type(annotation, lists)


@cache
def _descriptions(cls: Any) -> dict[str, str]:
    """Return the docstrings that are under a class's fields, those of the classes that it extends too."""
    return {name: text for part in reversed(cls.__mro__) for name, text in _own_descriptions(part).items()}


def _own_descriptions(cls: Any) -> dict[str, str]:
    """Return the docstrings in a class's own source; none where it is not at hand."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    except (OSError, TypeError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    found = {}
    for statement, after in itertools.pairwise(body):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            value = after.value if isinstance(after, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[statement.target.id] = inspect.cleandoc(value.value)
    return found
