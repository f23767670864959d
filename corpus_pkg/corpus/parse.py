"""Parsed JSON objects to records: checked against the JSON Schema, explained by Pydantic.

The check is a compiled JSON Schema (fast to start); only an object that fails it goes to Pydantic,
whose messages name the field and the fault.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

from corpus_pkg import records
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.convert import from_json
from corpus_pkg.problems import CODES
from corpus_pkg.schema import timex
from corpus_pkg.schema.checker import Check, compile_schema
from corpus_pkg.schema.free_text import free_text
from corpus_pkg.schema.labels import Layer
from corpus_pkg.schema.titles import file_name, wikipedia_title

FORMATS: Final[dict[str, Callable[[str], object]]] = {
    "file-name": file_name,
    "free-text": free_text,
    "timex3": timex.parse,
    "wikipedia-title": wikipedia_title,
}
"""The formats that loading checks; the others need heavy libraries and are checked by `validate`."""

KINDS: Final[dict[str, type[Any]]] = {
    "segment": records.Segment,
    "sentence": records.Sentence,
    "entity": records.Entity,
    "date": records.Date,
    "figure": records.Figure,
    "stance": records.Stance,
    "document_stance": records.DocumentStance,
    "registry_entry": records.RegistryEntry,
    "target": records.Target,
    "document_metadata": records.DocumentMetadata,
    "annotator": records.Annotator,
}
"""The record class of each JSON Schema file."""

LAYER_KINDS: Final[dict[Layer, str]] = {
    Layer.SEGMENTS: "segment",
    Layer.SENTENCES: "sentence",
    Layer.ENTITIES: "entity",
    Layer.DATES: "date",
    Layer.FIGURES: "figure",
    Layer.STANCE: "stance",
    Layer.DOCUMENT_STANCE: "document_stance",
}
"""The kind of each layer's records."""


LOOKED_AT: Final = 2000
"""How many items of the lists of a record are looked at first."""
MAX_MESSAGES: Final = 20
"""How many faults of one record are told one by one."""


class Fault(NamedTuple):
    """One thing that is wrong with a record: a code of `corpus_pkg.problems.CODES`, and a sentence."""

    code: str
    message: str


class Invalid(NamedTuple):
    """Why an object is not a record of its kind."""

    faults: tuple[Fault, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """The sentences alone."""
        return tuple(fault.message for fault in self.faults)


def parse_record(kind: str, value: dict[str, Any], *, thorough: bool = False) -> Any:
    """Return the record of a kind that a JSON object stands for, or why there is none.

    Args:
        kind: The name of a model (`corpus_pkg.schema.models.MODELS`).
        value: A parsed JSON object.
        thorough: Ask Pydantic too, for the rules that JSON Schema can't express.

    Returns:
        A record of `corpus_pkg.records`, or `Invalid`; a valid object of a kind that has no such class
        (`decision`) is returned as it is.
    """
    if thorough or not schema_check(kind)(value):
        faults = explain(kind, value)
        if faults:
            return Invalid(faults)
    return from_json(KINDS[kind], value) if kind in KINDS else value


def explain(kind: str, value: dict[str, Any]) -> tuple[Fault, ...]:
    """Return what Pydantic finds wrong with an object; empty if nothing."""
    from pydantic import ValidationError

    from corpus_pkg.schema.models import LAYER_MODELS, MODELS

    model = MODELS[kind]
    try:
        longest = max((len(item) for item in value.values() if isinstance(item, list)), default=0)
        most = LOOKED_AT
        while most < longest:
            # Each fault takes a kilobyte: where the first items have many, the others are not looked at.
            first = {name: item[:most] if isinstance(item, list) else item for name, item in value.items()}
            try:
                model.model_validate_json(json.dumps(first))
            except ValidationError as error:
                if error.error_count() > MAX_MESSAGES:
                    raise
            most *= 8
        model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        if kind == "decision":
            # A record in a decision may be of any layer: what speaks against the other layers is no news.
            layer = value.get("layer")
            own = LAYER_MODELS[Layer(layer)].__name__ if layer in list(Layer) else None
            details = [detail for detail in details if _branch(detail) in ("", own)] or details
        faults = tuple(Fault(_code(detail), _sentence(detail)) for detail in details[:MAX_MESSAGES])
        more = len(details) - len(faults)
        return (*faults, Fault("schema", f"{more} more faults in this record")) if more else faults
    return ()


def _code(detail: Any) -> str:
    """Return the code of a fault: the one that its check gives, or that of all that have none."""
    return detail["type"] if detail["type"] in CODES else "schema"


def _branch(detail: Any) -> str:
    """Return the model of a union that a fault was found by, or nothing."""
    branch = next((part for part in detail["loc"] if _is_branch(part)), "")
    return re.split(r"\W", branch.rstrip("]"))[-1] if branch.endswith("]") else ""


def _is_branch(part: Any) -> bool:
    return isinstance(part, str) and part.startswith("function-")


def _sentence(detail: Any) -> str:
    place = ".".join(str(part) for part in detail["loc"] if not _is_branch(part))
    message = detail["msg"].removeprefix("Value error, ")
    given = detail["input"]
    shown = json.dumps(given, ensure_ascii=False) if isinstance(given, str | int | float | None) else ""
    return f"{place}: {message}" + (f" (found {shown[:80]})" if shown else "") if place else message


@cache
def schema_check(kind: str) -> Check:
    """Return the compiled JSON Schema of a kind."""
    place = layout.packaged().joinpath("schema", f"{kind}.schema.json")
    return compile_schema(json.loads(place.read_bytes()), FORMATS)
