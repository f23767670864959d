"""What Pydantic finds wrong with a record, in words that say what to write."""

import json
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from corpus_pkg.layers.base import CURRENCY_PATTERN, IN_WORDS, Record
from corpus_pkg.layers.labels import FigureKind
from corpus_pkg.values.counted import counted
from corpus_pkg.values.ids import ids_in_words
from corpus_pkg.values.nearest import meant

_SHOWN: Final = 80
"""How many characters of what was found are shown."""
_NUMBER: Final = re.compile(r"-?[0-9]+")
_KINDS: Final = {
    "string_type": "write a text in quotes",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "bool_type": "write true or false",
    "tuple_type": "write a list, in square brackets",
    "list_type": "write a list, in square brackets",
    "dict_type": "write an object, in braces",
    "model_type": "write an object, in braces",
    "model_attributes_type": "write an object, in braces",
    "enum": "",
    "literal_error": "",
}
"""What to write where a value is of the wrong kind; nothing where Pydantic lists what may be written."""
_BOUNDS: Final = {
    "string_too_short": "at least",
    "string_too_long": "at most",
    "greater_than_equal": "a number from",
    "less_than_equal": "a number up to",
}


def branch(detail: Any) -> str:
    """Return the model of a union that a fault was found by, or nothing."""
    found = next((part for part in detail["loc"] if _is_branch(part)), "")
    return re.split(r"\W", found.rstrip("]"))[-1] if found.endswith("]") else ""


def _is_branch(part: Any) -> bool:
    return isinstance(part, str) and part.startswith(("function-", "constrained-"))


def place_of(detail: Any) -> str:
    """Return the field in which a fault was found, with dots between a field and one inside it."""
    return ".".join(str(part) for part in detail["loc"] if not _is_branch(part))


def telling(model: type[Record], value: Mapping[str, Any], details: Sequence[Any]) -> list[Any]:
    """Return the faults of a record that say something new.

    A key that is misspelt is not missing, too, and a unit is a currency or not as the kind of figure says.

    Args:
        model: The model of the record.
        value: The record as it was given.
        details: The faults, as Pydantic has them.
    """
    misspelt = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *above, key = detail["loc"]
            misspelt.add((*above, meant(key, _keys_at(model, detail))))
    found = [detail for detail in details if detail["type"] != "missing" or detail["loc"] not in misspelt]
    if any(map(_is_currency, found)) and isinstance(kind := value.get("kind"), str):
        money = kind == FigureKind.MONEY
        found = [one for one in found if one["loc"][:1] != ("unit",) or _is_currency(one) == money]
    return found


def _is_currency(detail: Any) -> bool:
    return detail["type"] == "string_pattern_mismatch" and _pattern(detail) == CURRENCY_PATTERN


def sentence(model: type[Record], detail: Any, patterns: Mapping[str, str] = IN_WORDS) -> str:
    """Return what is wrong with a record and what to write.

    Args:
        model: The model of the record.
        detail: The fault, as Pydantic has it.
        patterns: What patterns match, in words.
    """
    place = place_of(detail)
    if detail["type"] == "extra_forbidden":
        keys = _keys_at(model, detail)
        near = meant(detail["loc"][-1], keys)
        advice = (
            f"did you mean {near}?" if near else f"write one of: {', '.join(keys)}" if keys else "remove it"
        )
        return f"there is no key {place[:_SHOWN]}; {advice}"
    message = in_words(detail, patterns)
    return f"{place}: {message}" if place else message


def in_words(detail: Any, patterns: Mapping[str, str] = IN_WORDS) -> str:
    """Return what is wrong with the value of a field and what to write, without the field.

    Args:
        detail: The fault, as Pydantic has it.
        patterns: What patterns match, in words.
    """
    kind, given = detail["type"], detail["input"]
    if kind == "missing" or (given is None and kind in _KINDS):
        return "missing; give it a value"
    shown = json.dumps(given, ensure_ascii=False) if isinstance(given, str | int | float | None) else ""
    if kind == "string_type" and isinstance(given, int | float) and not isinstance(given, bool):
        return f'put it in quotes: "{shown[:_SHOWN]}"'
    if kind in ("tuple_type", "list_type") and isinstance(given, str):
        return f"put it in square brackets: [{shown[:_SHOWN]}]"
    return _advice(detail, patterns) + (f" (found {shown[:_SHOWN]})" if shown else "")


def _advice(detail: Any, patterns: Mapping[str, str]) -> str:
    kind, message = detail["type"], str(detail["msg"]).removeprefix("Value error, ")
    if kind in _KINDS:
        return _KINDS[kind] or f"write {message.removeprefix('Input should be ')}"
    if kind == "string_pattern_mismatch":
        pattern = _pattern(detail)
        words = patterns.get(pattern) or ids_in_words(pattern)
        return f"write {words}" if words else f"it does not match the pattern {pattern}; correct it"
    if kind in _BOUNDS and (numbers := _NUMBER.findall(message)):
        bound = int(numbers[-1])
        return f"write {_BOUNDS[kind]} {counted(bound, 'character') if 'string' in kind else bound}"
    return message


def _pattern(detail: Any) -> str:
    return str(detail["msg"]).removeprefix("String should match pattern '").removesuffix("'")


def _keys_at(model: type[Record], detail: Any) -> list[str]:
    """Return the keys of the object in which there is one too many."""
    here: type[Record] | None = model
    for part in detail["loc"][:-1]:
        if here is not None and isinstance(part, str) and part in here.model_fields:
            found = list(_records(here.model_fields[part].annotation))
            named = [one for one in found if one.__name__ == branch(detail)]
            here = next(iter(named or found), None)
    return list(here.model_fields) if here is not None else []


def _records(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and typing.get_origin(annotation) is None:
        if issubclass(annotation, Record):
            yield annotation
        return
    for part in typing.get_args(annotation):
        yield from _records(part)
