"""What a language model answers: a flat model with quotes and labels, and its JSON Schema for grammars.

The JSON Schema uses `KEYWORDS` alone, all of which engines for constrained decoding honour. They pass over
others without a word: conditions, look-ahead in patterns, limits of length.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from corpus_pkg.corpus.faults import in_words
from corpus_pkg.layers import LayerSpec
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.train.llm.fields import (
    LAYER,
    N_TEXT,
    QUOTE,
    SENTENCE,
    Kind,
    N,
    Part,
    closed,
    n_text,
    parts,
    spec_of,
    unit_of,
)
from corpus_pkg.train.units import Unit

KEYWORDS: Final = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "description"}
)
"""The keywords of the answers' JSON Schemas."""

_FENCED: Final = re.compile(r"\A\s*```(?:json)?[ \t]*\n(.*?)\n?```\s*\Z", re.DOTALL)


class AnswerError(ValueError):
    """What a model wrote is not an answer."""


class Answer(BaseModel):
    """What a model answers about one sentence or document."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    layer: ClassVar[str]
    """The layer that was asked for; the one field of an answer has its name."""
    unit: ClassVar[Unit]
    """What the answer is about."""
    labels: ClassVar[LabelSets]
    """The lists of labels of the corpus."""

    @property
    def items(self) -> list[Any]:
        """What was found, in the model's order."""
        found: list[Any] = getattr(self, self.layer)
        return found

    def as_json(self) -> str:
        """Return the answer as compact JSON, the form in which models are shown and asked for it."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False)


def answer_model(layer: str, unit: Unit | None = None, labels: LabelSets = DEFAULT_LABELS) -> type[Answer]:
    """Return the model of the answers about a layer.

    An answer is an object with one list, named after the layer. Each item has the words of a record, letter
    for letter, which occurrence of them in the sentence is meant, and the record's fields; it has no offsets
    and no ids. What a record refers to is named by its words too.

    Args:
        layer: The layer's name.
        unit: What an answer is about: a `sentence`, or a `document`, whose items then say in which sentence
            they are, counted from 1. Left out, a sentence, or the document for a layer without spans.
        labels: The lists of labels of the corpus (`corpus.labels`).

    Raises:
        ValueError: There is no such layer or unit.

    Examples:
        >>> sorted(answer_model("dates").model_json_schema()["$defs"]["Date"]["properties"])
        ['anchor', 'anchor_n', 'mod', 'n', 'quote', 'type', 'value']
    """
    return _answer_model(layer, unit_of(layer, unit), labels)


@cache
def _answer_model(layer: str, unit: Unit, labels: LabelSets) -> type[Answer]:
    spec = spec_of(layer)
    item = closed(spec.model.__name__, _fields(spec, unit, labels))
    of = "the sentence" if unit == "sentence" else "the document"
    description = (
        f"One item for each {spec.kind.replace('_', ' ')} of {of}, in order; empty if there is none."
    )
    model = create_model(
        f"{spec.model.__name__}Answer",
        __base__=Answer,
        **{str(spec.name): (list[item], Field(description=description))},  # type: ignore[call-overload, valid-type]
    )
    made: type[Answer] = model
    made.layer, made.unit, made.labels = str(spec.name), unit, labels
    return made


def _fields(spec: LayerSpec, unit: Unit, labels: LabelSets) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    if unit == "document" and spec.has_spans:
        found[SENTENCE] = (int, "The number of the sentence, as given before it.")
    if spec.has_spans and not spec.whole_sentence:
        found[QUOTE] = (str, "Its words, copied letter for letter from the sentence.")
        found[N] = (int | None, N_TEXT)
    for part in parts(spec.name, labels):
        made = _part_fields(part)
        if clash := found.keys() & made.keys():
            raise TypeError(f"{spec.name} has a field {clash.pop()}, which answers need for a quote")
        found |= made
    return found


def _part_fields(part: Part) -> dict[str, tuple[Any, str]]:
    if part.kind is Kind.VALUE:
        return {part.name: (part.type, part.description)}
    if part.kind is Kind.REFS:
        quoted = closed(
            "Quoted",
            {
                LAYER: (Literal[part.layers], "The layer that they are annotated in."),
                QUOTE: (str, "The words, copied letter for letter."),
                N: (int | None, n_text(QUOTE)),
            },
        )
        return {part.name: (list[quoted], part.description)}  # type: ignore[valid-type]
    return {part.name: (part.type, part.description), part.n: (int | None, n_text(part.name))}


@cache
def _schema(layer: str, unit: Unit | None, labels: LabelSets) -> str:
    whole = answer_model(layer, unit, labels).model_json_schema()
    return json.dumps(_flat(whole, whole.get("$defs", {})))


def answer_schema(layer: str, unit: Unit | None = None, labels: LabelSets = DEFAULT_LABELS) -> dict[str, Any]:
    """Return the JSON Schema of the answers about a layer, for structured output and grammars.

    Every field is required, no other is allowed, and only `KEYWORDS` are used, so without references.

    Args:
        layer: The layer's name.
        unit: As for `answer_model`.
        labels: As for `answer_model`.

    Raises:
        ValueError: There is no such layer or unit.

    Examples:
        >>> answer_schema("document_stance")["required"]
        ['document_stance']
    """
    found: dict[str, Any] = json.loads(_schema(layer, unit, labels))
    return found


def _flat(schema: Mapping[str, Any], parts_: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema of Pydantic's without titles and references to parts."""
    if "$ref" in schema:
        inner = _flat(parts_[schema["$ref"].rpartition("/")[2]], parts_)
        return inner | ({"description": schema["description"]} if "description" in schema else {})
    made: dict[str, Any] = {}
    for name, value in schema.items():
        if name in ("title", "$defs", "description"):
            continue
        if name == "properties":
            made[name] = {field: _flat(inner, parts_) for field, inner in value.items()}
        elif name == "items":
            made[name] = _flat(value, parts_)
        elif name == "anyOf":
            made[name] = [_flat(option, parts_) for option in value]
        elif name == "const":
            made["enum"] = [value]
        else:
            made[name] = value
    if "description" in schema and schema.get("type") != "object":
        made["description"] = schema["description"]
    if unknown := made.keys() - KEYWORDS:
        raise TypeError(f"answers can't have the keywords {', '.join(sorted(unknown))}")
    return made


def parse_answer(
    text: str, layer: str, unit: Unit | None = None, labels: LabelSets = DEFAULT_LABELS
) -> Answer:
    """Return the answer that a model wrote.

    Nothing but the JSON object may be there, or one fenced block that holds it.

    Args:
        text: What the model wrote.
        layer: The layer that it was asked for.
        unit: As for `answer_model`.
        labels: As for `answer_model`.

    Raises:
        AnswerError: It is not JSON, or another answer than the schema allows.
    """
    fenced = _FENCED.match(text)
    model = answer_model(layer, unit, labels)
    try:
        # Pydantic reads JSON itself, and refuses what is deeper or longer than JSON can sensibly be.
        return model.model_validate_json(fenced[1] if fenced else text)
    except (ValidationError, UnicodeError) as error:
        raise AnswerError(_why(error)) from None


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        message = "there is no such key; leave it out"
    else:
        message = str(first["msg"]) if first["type"] == "json_invalid" else in_words(first)
    return f"{place}: {message}" if place else message
