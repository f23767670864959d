"""JSON to records: Pydantic reads them, and says what is wrong with those that it refuses."""

import json
import re
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from corpus_pkg.corpus import files
from corpus_pkg.corpus.faults import branch, sentence, telling
from corpus_pkg.corpus.models import LAYER_MODELS, Decision
from corpus_pkg.corpus.problems import CODES
from corpus_pkg.layers.base import Record
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.values.counted import counted

R = TypeVar("R", bound=Record)

LOOKED_AT: Final = 2000
"""How many items of the lists of a record are looked at first."""
MAX_MESSAGES: Final = 20
"""How many faults of one record are reported one by one."""

_SPACED_KEY: Final = re.compile(rb'"[ \t\r\n]+:')


class Fault(NamedTuple):
    """One thing that is wrong with a record: a code of `corpus_pkg.corpus.problems.CODES`, and a sentence."""

    code: str
    message: str


class Invalid(NamedTuple):
    """Why an object is not a record of its kind."""

    faults: tuple[Fault, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """The sentences alone."""
        return tuple(fault.message for fault in self.faults)


def parse_line(
    model: type[R], line: bytes, path: str, number: int, labels: LabelSets | None = DEFAULT_LABELS
) -> R | Invalid:
    """Return the record on a line of a JSON Lines file, or why there is none.

    Args:
        model: The model of the record.
        line: The bytes of the line, without its end.
        path: The file's name, for problems.
        number: The line number from 1, for problems.
        labels: The lists of the corpus; any label passes where None.

    Raises:
        RefusedError: The line is not one JSON object (a doubled key, a lone surrogate and a NUL included).
    """
    if len(line) > files.MAX_LINE_BYTES or line.count(b"{") > LOOKED_AT:
        value = files.parse_object(line, path, number)
        if (error := _early_error(model, value, labels)) is not None:
            return _invalid(model, value, error)
    try:
        record = model.model_validate_json(line, context=labels)
    except ValidationError as error:
        return _invalid(model, files.parse_object(line, path, number), error)
    if not _is_plain(line, record):
        files.parse_object(line, path, number)
    return record


def parse_value(
    model: type[R], value: Mapping[str, Any], labels: LabelSets | None = DEFAULT_LABELS
) -> R | Invalid:
    """Return the record that JSON values make, or why there is none.

    Args:
        model: The model of the record.
        value: A parsed JSON object.
        labels: The lists of the corpus; any label passes where None.
    """
    if (early := _early_error(model, value, labels)) is not None:
        return _invalid(model, value, early)
    try:
        return model.model_validate_json(json.dumps(value), context=labels)
    except ValidationError as error:
        return _invalid(model, value, error)


def _early_error(
    model: type[Record], value: Mapping[str, Any], labels: LabelSets | None
) -> ValidationError | None:
    """Return what is wrong with the first items of long lists, if they have more faults than are reported.

    Pydantic keeps a kilobyte for each fault, and goes through all of a list.
    """
    longest = max((len(item) for item in value.values() if isinstance(item, list)), default=0)
    most = LOOKED_AT
    while most < longest:
        first = {name: item[:most] if isinstance(item, list) else item for name, item in value.items()}
        try:
            model.model_validate_json(json.dumps(first), context=labels)
        except ValidationError as error:
            if error.error_count() > MAX_MESSAGES:
                return error
        most *= 8
    return None


def unchecked(model: type[R], value: Mapping[str, Any]) -> R:
    """Return the record that JSON values make, without checking that they fit the model.

    Only labels are still looked up, and numbers and nested records made.

    Args:
        model: The model of the record.
        value: A JSON object.

    Raises:
        ValueError: A label is unknown.
        TypeError: A nested record is not an object.
    """
    made = dict(value)
    for name, convert in _conversions(model):
        if made.get(name) is not None:
            made[name] = convert(made[name])
    return model.model_construct(**made)


@cache
def _conversions(model: type[Record]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    found = ((name, _conversion(field.annotation)) for name, field in model.model_fields.items())
    return tuple((name, convert) for name, convert in found if convert is not None)


def _conversion(annotation: Any) -> Callable[[Any], Any] | None:
    if isinstance(annotation, type) and typing.get_origin(annotation) is None:
        if issubclass(annotation, Enum | Decimal):
            return annotation
        return partial(unchecked, annotation) if issubclass(annotation, Record) else None
    inner = [_conversion(part) for part in typing.get_args(annotation)]
    convert = next((one for one in inner if one is not None), None)
    if typing.get_origin(annotation) is tuple:
        return tuple if convert is None else lambda items: tuple(map(convert, items))
    return convert


def explain(
    model: type[Record], value: Mapping[str, Any], labels: LabelSets | None = DEFAULT_LABELS
) -> tuple[Fault, ...]:
    """Return what is wrong with a parsed JSON object; empty if nothing."""
    found = parse_value(model, value, labels)
    return found.faults if isinstance(found, Invalid) else ()


def _is_plain(line: bytes, record: Record) -> bool:
    """Return True if a line that Pydantic accepts certainly has no doubled key and no NUL.

    Pydantic takes the last of two equal keys. A line has at least as many quotation marks followed by a
    colon as keys (more where texts have them too), so an equal number leaves no room for a doubled key.
    """
    keys = _keys(record)
    return b"\\u" not in line and line.count(b'":') == keys and _SPACED_KEY.search(line) is None


def _keys(value: Any) -> int:
    """Return how many keys the JSON objects had that a record was made from.

    Pydantic notes them in a set for each record, which takes more memory than the rest of it. Once they are
    counted, all records of a model share one.
    """
    if isinstance(value, dict):
        return len(value) + sum(map(_keys, value.values()))
    count = 0
    # Without a call for each record, of which a document has many.
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(item, BaseModel):
            model: Any = type(item)  # mypy takes a class for unhashable
            count += len(item.__pydantic_fields_set__)
            _note_fields(item, _all_fields(model))
            for name in _nested(model):
                if (inner := getattr(item, name)) is not None:
                    count += _keys(inner)
        elif isinstance(item, tuple | dict):
            count += _keys(item)
    return count


_note_fields: Final = BaseModel.__dict__["__pydantic_fields_set__"].__set__
"""Sets the fields that were given to a record, though it is frozen."""


@cache
def _all_fields(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


@cache
def _nested(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields that may hold JSON objects."""
    return tuple(name for name, field in model.model_fields.items() if _holds_objects(field.annotation))


def _holds_objects(annotation: Any) -> bool:
    plain = annotation in (str, int, bool, Decimal, type(None)) or (
        isinstance(annotation, type) and issubclass(annotation, Enum)
    )
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) in (typing.Annotated, typing.Literal):
        inner = inner[:1] if typing.get_origin(annotation) is typing.Annotated else ()
        return any(map(_holds_objects, inner))
    if plain:
        return False
    is_container = typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType)
    return any(map(_holds_objects, inner)) if is_container else annotation is not Ellipsis


def _invalid(model: type[Record], value: Mapping[str, Any], error: ValidationError) -> Invalid:
    details = error.errors(include_url=False, include_context=False)
    if model is Decision:
        # A record in a decision may be of any layer: what is wrong with it as one of another is not news.
        layer = value.get("layer")
        own = LAYER_MODELS.get(layer) if isinstance(layer, str) else None
        name = own.__name__ if own is not None else None
        details = [detail for detail in details if branch(detail) in ("", name)] or details
    details = telling(model, value, details)
    shown = details[:MAX_MESSAGES]
    faults = tuple(dict.fromkeys(Fault(_code(detail), sentence(model, detail)) for detail in shown))
    more = len(details) - len(shown)
    rest = (Fault("schema", f"{counted(more, 'more fault')} in this record"),) if more else ()
    return Invalid((*faults, *rest))


def _code(detail: Any) -> str:
    """Return the code of a fault: the one that its check gives, or that of all that have none."""
    return detail["type"] if detail["type"] in CODES else "schema"
