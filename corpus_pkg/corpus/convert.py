"""Records to and from JSON values.

The classes come from `corpus_pkg.records`; which field holds an enum, a span or a list is read
from their annotations, so that a new field needs no change here.
"""

import typing
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar

from corpus_pkg.schema.frozen import Frozen

R = TypeVar("R")


def from_json(cls: type[R], value: Mapping[str, Any]) -> R:
    """Return the record that a checked JSON object stands for.

    Args:
        cls: A class of `corpus_pkg.records`.
        value: An object that the class's JSON Schema accepts.
    """
    key: Any = cls  # mypy takes a class for unhashable
    converters = _converters(key)
    if converters:
        value = dict(value)
        for name, convert in converters:
            item = value.get(name)
            if item is not None:
                value[name] = convert(item)
    return cls(**value)


def to_json(record: Any) -> dict[str, Any]:
    """Return a record as JSON values, with every field, in the model's order."""
    key: Any = type(record)
    return {name: _plain(getattr(record, name)) for name in field_names(key)}


@cache
def field_names(cls: Any) -> tuple[str, ...]:
    """Return the names of a record class's fields, in order."""
    return tuple(cls.__annotations__)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_json(value) if isinstance(value, Frozen) else value


@cache
def _converters(cls: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    found = []
    for name, annotation in cls.__annotations__.items():
        convert = _converter(annotation)
        if convert is not None:
            found.append((name, convert))
    return tuple(found)


def _converter(annotation: Any) -> Callable[[Any], Any] | None:
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        inner = _converter(arguments[0])
        return tuple if inner is None else _each(inner)
    for option in arguments or (annotation,):
        if not isinstance(option, type):
            continue
        if issubclass(option, StrEnum):
            return {member.value: member for member in option}.__getitem__
        if issubclass(option, Frozen):
            return partial(from_json, option)
    return None


def _each(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda items: tuple(convert(item) for item in items)
