"""Records to answers: what a model that makes no mistake would write."""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import SPECS, LayerSpec
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.llm.fields import LAYER, QUOTE, SENTENCE, Kind, N, Part, is_constant, parts, spec_of
from corpus_pkg.train.llm.model import Answer, answer_model
from corpus_pkg.train.llm.quotes import number, within
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.values.codes import spelled


class _NoQuoteError(Exception):
    """Nothing that an answer can say tells what a field refers to."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def answer_of(
    document: Document,
    layer: str,
    sentence: str | Sentence | None = None,
    *,
    misfits: list[Misfit] | None = None,
    labels: LabelSets = DEFAULT_LABELS,
) -> Answer:
    """Return the answer that a document's own records make.

    Annotators' remarks (`note`) are not part of answers.

    Args:
        document: The document.
        layer: The layer that is asked for.
        sentence: The sentence that is asked about, or its id; left out, the whole document.
        misfits: Where to add what no answer can say: records in no sentence, parts of words.
        labels: The lists of labels of the corpus (`corpus.labels`).

    Raises:
        ValueError: There are no answers to this layer, or it is about documents and a sentence is given.
        KeyError: The document has no such sentence.
    """
    left_out = [] if misfits is None else misfits
    if sentence is None:
        return document_answer(document, layer, left_out, labels)
    found = sentence_of(document, sentence)
    model = answer_model(layer, "sentence", labels)
    records = [r for r in document.layer(layer) if document.sentence_of(r) == found]
    return _answer(model, document, [(found, records)], left_out)


def sentence_of(document: Document, sentence: str | Sentence) -> Sentence:
    """Return a sentence of a document by its id.

    Raises:
        KeyError: The document has no such sentence.
    """
    found = document[sentence if isinstance(sentence, str) else sentence.id]
    if not isinstance(found, Sentence):
        raise KeyError(f"{found.id} is not a sentence of {document.id}")
    return found


def document_answer(
    document: Document, layer: str, misfits: list[Misfit], labels: LabelSets = DEFAULT_LABELS
) -> Answer:
    """Return the answer about a whole document; what it can't say is added to `misfits`."""
    spec = spec_of(layer)
    model = answer_model(layer, "document", labels)
    if not spec.has_spans:
        items = [_values(spec, record) for record in document.layer(layer)]
        return model.model_validate({layer: items})
    return _answer(model, document, _by_sentence(document, layer, misfits), misfits)


def sentence_answers(
    document: Document, layer: str, misfits: list[Misfit], labels: LabelSets = DEFAULT_LABELS
) -> list[tuple[Sentence, Answer]]:
    """Return the answer about each sentence; what none can say is added to `misfits`."""
    model = answer_model(layer, "sentence", labels)
    return [
        (sentence, _answer(model, document, [(sentence, records)], misfits))
        for sentence, records in _by_sentence(document, layer, misfits)
    ]


def _by_sentence(document: Document, layer: str, misfits: list[Misfit]) -> list[tuple[Sentence, list[Any]]]:
    inside: dict[str, list[Any]] = {sentence.id: [] for sentence in document.sentences}
    for record in document.layer(layer):
        around = document.sentence_of(record)
        if around is None:
            misfits.append(misfit(document, record, Reason.OUTSIDE_SENTENCE))
        else:
            inside[around.id].append(record)
    return [(sentence, inside[sentence.id]) for sentence in document.sentences]


def _answer(
    model: type[Answer],
    document: Document,
    found: Sequence[tuple[Sentence, Sequence[Any]]],
    misfits: list[Misfit],
) -> Answer:
    spec = spec_of(model.layer)
    numbers = {sentence.id: place for place, sentence in enumerate(document.sentences, 1)}
    items = []
    for sentence, records in found:
        for record in records:
            try:
                item = _item(document, spec, sentence, record)
            except _NoQuoteError as error:
                misfits.append(misfit(document, record, error.reason))
                continue
            where = {SENTENCE: numbers[sentence.id]} if model.unit == "document" else {}
            items.append(where | item)
    return model.model_validate({model.layer: items})


def _item(document: Document, spec: LayerSpec, sentence: Sentence, record: Any) -> dict[str, Any]:
    item: dict[str, Any] = {}
    if not spec.whole_sentence:
        count = number(document.text, record, record.text, [(sentence.start, sentence.end)])
        if count is None:
            raise _NoQuoteError(Reason.EDGE_INSIDE_WORD)
        item = {QUOTE: record.text, N: count}
    return item | _values(spec, record, document, sentence)


def _values(
    spec: LayerSpec, record: Any, document: Document | None = None, sentence: Sentence | None = None
) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for part in parts(spec.name):
        value = getattr(record, part.name)
        if part.kind is Kind.VALUE or document is None or sentence is None:
            item[part.name] = as_plain(value)
        elif part.kind is Kind.REFS:
            item[part.name] = [
                {LAYER: _layer_of(part, one)} | _quoted(document, sentence, spec.name, part, one)
                for one in value
            ]
        else:
            quoted = _quoted(document, sentence, spec.name, part, value)
            item[part.name], item[part.n] = quoted[QUOTE], quoted[N]
    return item


def _layer_of(part: Part, identity: str) -> str:
    """Return the layer of a record by its id."""
    for name in part.layers:
        if re.search(SPECS[name].id_pattern, identity):
            return name
    raise _NoQuoteError(Reason.REFERS_TO_NOTHING)


def _quoted(document: Document, sentence: Sentence, layer: str, part: Part, value: Any) -> dict[str, Any]:
    """Return the words of what a field refers to, and which occurrence of them it is."""
    if value is None:
        return {QUOTE: None, N: None}
    span = value
    if part.kind is not Kind.SPAN:
        if part.kind is Kind.REF and is_constant(layer, part.name, value):
            return {QUOTE: value, N: None}
        if value not in document:
            raise _NoQuoteError(Reason.REFERS_TO_NOTHING)
        span = document[value]
    stretches = within(document, sentence)
    count = number(document.text, span, span.text, stretches, document.block_edges)
    if count is None:
        raise _NoQuoteError(Reason.REFERS_TO_NO_WORDS)
    return {QUOTE: span.text, N: count}


def as_plain(value: Any) -> Any:
    """Return a field's value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return spelled(value)
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
