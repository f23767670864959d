"""JSON files as foreign tools write them: one value a file, any layout, read without trust."""

import json
import re
from typing import Any

from corpus_pkg.corpus.files import LONE_SURROGATE, MAX_DEPTH, NUL_ESCAPE, RefusedError, decode


def dump_json(value: Any) -> bytes:
    """Return a JSON value as the bytes of a file, always the same for the same value."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def parse_json(data: bytes, place: str) -> Any:
    """Return the JSON value of a file.

    Raises:
        ValueError: It is not JSON in UTF-8, is nested too deep, or has a NaN, a NUL or a lone surrogate.
    """
    try:
        text = decode(data, place).removeprefix("\ufeff")
    except RefusedError as error:
        raise ValueError(error.problem.message) from None
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError(f"the nesting is deeper than {MAX_DEPTH}; flatten it") from None
    _check(value, MAX_DEPTH)
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number; write a number or null")


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise ValueError(f"the nesting is deeper than {MAX_DEPTH}; flatten it")
    if isinstance(value, str):
        if "\0" in value or not value.isascii():
            _check_string(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth)
            _check(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)


def _check_string(value: str) -> None:
    if "\0" in value:
        raise ValueError(NUL_ESCAPE)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(LONE_SURROGATE) from None


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a JSON array; empty for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def string(value: Any) -> str:
    """Return a JSON string, number or boolean as a string; empty for anything else."""
    if isinstance(value, str):
        return value
    if type(value) is bool:
        return str(value).lower()
    return str(value) if type(value) in (int, float) else ""


def number(value: Any) -> int:
    """Return a whole number as JSON files have it: an integer, `4.0` or `"4"`; -1 for anything else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value):
        return int(value)
    return value if type(value) is int else -1


def offsets(value: dict[str, Any], first: str, last: str) -> tuple[int, int]:
    """Return the span that two fields of an object give.

    Raises:
        ValueError: One is not a whole number.
    """
    for name in (first, last):
        if number(value.get(name)) < 0:
            given = json.dumps(value.get(name), ensure_ascii=False)[:40]
            raise ValueError(f"{name} is {given}, which is not an offset; write a whole number")
    return number(value[first]), number(value[last])
