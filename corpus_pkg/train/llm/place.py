"""Answers to records: each quote is found in its sentence, or it is said why not. Nothing is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.layers import LayerSpec, annotation_id
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.llm.fields import LAYER, QUOTE, SENTENCE, Kind, N, Part, is_constant, parts, spec_of
from corpus_pkg.train.llm.model import Answer
from corpus_pkg.train.llm.quotes import AmbiguousError, NoPlaceError, find, within
from corpus_pkg.train.llm.write import sentence_of


class Trouble(StrEnum):
    """Why an item of an answer is not a record."""

    NO_SENTENCE = "no_sentence"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    INVALID = "invalid"
    TWICE = "twice"


TROUBLES: dict[Trouble, str] = {
    Trouble.NO_SENTENCE: "the document has no sentence of that number",
    Trouble.NOT_FOUND: "its words, or words that it refers to, do not occur there (so often)",
    Trouble.AMBIGUOUS: "its words, or words that it refers to, occur more than once, and n is null",
    Trouble.INVALID: "its fields make no valid record",
    Trouble.TWICE: "an item before it is the same record",
}
"""What each means."""

GROUNDLESS = frozenset({Trouble.NO_SENTENCE, Trouble.NOT_FOUND, Trouble.AMBIGUOUS})
"""Those that say that an item has no place in the text."""


@dataclass(frozen=True, slots=True)
class UnplacedItem:
    """An item of an answer that is not a record."""

    item: Mapping[str, Any]
    """The item."""
    trouble: Trouble
    """Why."""
    message: str
    """Why, in words."""


@dataclass(frozen=True, slots=True)
class Placement:
    """What an answer came to."""

    layer: str
    """The layer."""
    records: tuple[Any, ...]
    """The records of the layer, in their order, with offsets and ids."""
    unplaced: tuple[UnplacedItem, ...]
    """The items that are not among them, in the answer's order."""


class _UnplacedError(Exception):
    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


def place(document: Document, answer: Answer, sentence: str | Sentence | None = None) -> Placement:
    """Return the records that a model's answer makes.

    Words are looked for where the answer says that they are, at word edges, by the code that places drafts.

    Args:
        document: The document that was asked about.
        answer: The answer, from `parse_answer` or made with `answer_model`.
        sentence: The sentence that was asked about, or its id; left out where it was the whole document.

    Returns:
        The records, and each item that makes none, with the reason.

    Raises:
        ValueError: The answer is about a sentence and none is given, or about a document and one is given.
        KeyError: The document has no such sentence.
    """
    if (answer.unit == "sentence") != (sentence is not None):
        asked = "its sentence" if answer.unit == "sentence" else "no sentence"
        raise ValueError(f"an answer about a {answer.unit} is placed with {asked}")
    spec = spec_of(answer.layer)
    asked_about = None if sentence is None else sentence_of(document, sentence)
    records: dict[Any, Any] = {}
    unplaced = []
    for item in answer.model_dump(mode="json")[answer.layer]:
        try:
            record = _record(document, spec, item, asked_about, answer.labels)
            key = key_of(spec, record)
            if key in records:
                raise _UnplacedError(Trouble.TWICE, f"an item before it is the same record: {key}")
            records[key] = record
        except _UnplacedError as error:
            unplaced.append(UnplacedItem(item, error.trouble, str(error)))
    return Placement(answer.layer, tuple(in_order(spec.name, records.values())), tuple(unplaced))


def key_of(spec: LayerSpec, record: Any) -> str:
    """Return what tells a record of a layer from the others: its id, or all that is not its label."""
    if spec.has_spans:
        return str(record.id)
    names = (part.name for part in parts(spec.name) if part.name != spec.label)
    return " ".join(str(getattr(record, name)) for name in names)


def _record(
    document: Document,
    spec: LayerSpec,
    item: Mapping[str, Any],
    asked_about: Sentence | None,
    labels: LabelSets,
) -> Any:
    value: dict[str, Any] = {}
    sentence = asked_about
    if spec.has_spans:
        if sentence is None:
            at = item[SENTENCE]
            if not 1 <= at <= len(document.sentences):
                raise _UnplacedError(Trouble.NO_SENTENCE, f"{document.id} has no sentence {at}")
            sentence = document.sentences[at - 1]
        start, end = sentence.start, sentence.end
        if not spec.whole_sentence:
            start, end = _span(document, item[QUOTE], item[N], [(start, end)])
        value = {"start": start, "end": end, "text": document.text[start:end]}
    for part in parts(spec.name):
        value[part.name] = (
            item[part.name] if sentence is None else _value(document, spec.name, part, item, sentence)
        )
    if sentence is not None:
        if spec.implied_ref is not None:
            value[spec.implied_ref] = sentence.id
        named = {name: str(value[name]) for name in spec.in_id}
        value["id"] = annotation_id(spec.name, value["start"], value["end"], **named)
    ordered = {name: value[name] for name in spec.model.model_fields if name in value}
    record = parse_value(spec.model, ordered, labels)
    if isinstance(record, Invalid):
        raise _UnplacedError(Trouble.INVALID, "; ".join(record.messages))
    return record


def _value(document: Document, layer: str, part: Part, item: Mapping[str, Any], sentence: Sentence) -> Any:
    said = item[part.name]
    if part.kind is Kind.VALUE:
        return said
    if part.kind is Kind.REFS:
        return [_record_id(document, one[LAYER], one[QUOTE], one[N], sentence) for one in said]
    return _referred(document, layer, part, said, item[part.n], sentence)


def _referred(
    document: Document, layer: str, part: Part, quote: str | None, n: int | None, sentence: Sentence
) -> Any:
    if quote is None:
        return None
    if part.kind is Kind.REF and n is None and is_constant(layer, part.name, quote):
        return quote
    if part.kind is Kind.REF:
        return _record_id(document, part.layers[0], quote, n, sentence)
    start, end = _span(document, quote, n, within(document, sentence))
    return {"start": start, "end": end, "text": quote}


def _record_id(document: Document, layer: str, quote: str, n: int | None, sentence: Sentence) -> str:
    """Return the id of a layer's record on some words."""
    return annotation_id(layer, *_span(document, quote, n, within(document, sentence)))


def _span(
    document: Document, quote: str, n: int | None, stretches: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    try:
        start = find(document.text, quote, n, stretches, document.block_edges)
    except NoPlaceError as error:
        trouble = Trouble.AMBIGUOUS if isinstance(error, AmbiguousError) else Trouble.NOT_FOUND
        raise _UnplacedError(trouble, str(error)) from None
    return start, start + len(quote)


def with_records(document: Document, layer: str, records: Iterable[Any]) -> Document:
    """Return a document whose records of a layer are predicted ones."""
    spec = spec_of(layer)
    return document.model_copy(update={layer: tuple(in_order(spec.name, records))})
