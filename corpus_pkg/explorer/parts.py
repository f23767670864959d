"""The page's data as JSON in parts, so that no more than one document of a corpus is in memory at a time."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any


def json_text(value: Any) -> str:
    """Return a value as JSON in which the HTML parser sees neither a closing script tag nor a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def json_array(values: Iterable[Any]) -> Iterator[str]:
    """Yield the JSON of an array, value by value."""
    return _joined("[", ([json_text(value)] for value in values), "]")


def json_object(members: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """Yield the JSON of an object, of whose members the names and the parts of their JSON are given."""
    return _joined("{", (chain([f"{json_text(name)}:"], parts) for name, parts in members), "}")


def _joined(start: str, items: Iterable[Iterable[str]], end: str) -> Iterator[str]:
    yield start
    for number, parts in enumerate(items):
        if number:
            yield ","
        yield from parts
    yield end
