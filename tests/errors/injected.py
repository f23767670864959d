"""A gold document, and predictions of it with errors that are known by their kind."""

from decimal import Decimal
from typing import Any, Final

import corpus_pkg
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    SENTENCES,
    STANCE,
    Sentence,
    annotation_id,
)
from corpus_pkg.layers.labels import DocumentStanceLabel, StanceLabel
from corpus_pkg.train.errors import Kind

PLACES: Final = 6
"""How many annotations a sentence has."""
BLOCKS: Final = 3
"""How many sentences have annotations; each is followed by one of the same words without any."""

_PACKAGED = corpus_pkg.load()
_OTHERS: Final = {ENTITIES.name: "LAW", DATES.name: "SET", FIGURES.name: "RATIO"}
_WORDS = [[f"w{block}x{word}" for word in range(4 * PLACES)] for block in range(BLOCKS)]
_LINES = [" ".join(words) for words in _WORDS for _ in range(2)]
TEXT: Final = "\n".join(_LINES)

SHIFTED: Final = (Kind.BOUNDARY, Kind.TYPE, Kind.BOUNDARY_AND_TYPE, Kind.SENTENCE)
SPAN_KINDS: Final = (Kind.MISSED, Kind.SPURIOUS, *SHIFTED)
KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    ENTITIES.name: (*SPAN_KINDS, Kind.LINK),
    DATES.name: (*SPAN_KINDS, Kind.VALUE),
    FIGURES.name: (*SPAN_KINDS, Kind.VALUE, Kind.UNIT),
    STANCE.name: (Kind.MISSED, Kind.SPURIOUS, Kind.TYPE, Kind.LINK, Kind.SENTENCE),
}
"""The kinds that can be injected, by layer."""


def _template(layer: str) -> Any:
    return next(record for document in _PACKAGED for record in document.layer(layer))


def _sentences() -> tuple[Sentence, ...]:
    made, start = [], 0
    for line in _LINES:
        span: dict[str, Any] = {"start": start, "end": start + len(line), "text": line}
        id_ = annotation_id(SENTENCES.name, start, start + len(line))
        made.append(Sentence(id=id_, segment="seg-0-1", **span))
        start += len(line) + 1
    return tuple(made)


_SENTENCES = _sentences()


def _record(layer: str, block: int, first: int, last: int, **fields: Any) -> Any:
    """Return a record on some words of a sentence."""
    words = _WORDS[block // 2]
    start = _SENTENCES[block].start + len(" ".join(words[:first])) + (first > 0)
    end = start + len(" ".join(words[first:last]))
    made = {"id": annotation_id(layer, start, end), "start": start, "end": end, "text": TEXT[start:end]}
    plain = {FIGURES.name: {"subject": None, "date": None}}.get(layer, {})
    return _template(layer).model_copy(update={**made, **plain, **fields})


def _stance(block: int, place: int, **fields: Any) -> Any:
    sentence = _SENTENCES[block]
    at = {"start": sentence.start, "end": sentence.end, "text": sentence.text, "sentence": sentence.id}
    named = {"holder": "author", "target": f"target-{place}", **fields}
    names = {name: str(named[name]) for name in ("holder", "target")}
    id_ = annotation_id(STANCE.name, sentence.start, sentence.end, **names)
    return _template(STANCE.name).model_copy(update={"id": id_, **at, "label": StanceLabel.FAVOR, **named})


def _gold(layer: str, place: int) -> Any:
    block, at = divmod(place, PLACES)
    return _stance(2 * block, at) if layer == STANCE.name else _record(layer, 2 * block, 4 * at, 4 * at + 2)


def _predicted(layer: str, place: int, kind: Kind | None) -> list[Any]:
    """Return what is predicted where the gold document has one record, with one error of a kind."""
    block, at = divmod(place, PLACES)
    gold = _gold(layer, place)
    if kind is Kind.MISSED:
        return []
    if layer == STANCE.name:
        made = {
            Kind.TYPE: [_stance(2 * block, at, label=StanceLabel.MIXED)],
            Kind.LINK: [_stance(2 * block, at, holder="another")],
            Kind.SENTENCE: [_stance(2 * block + 1, at)],
            Kind.SPURIOUS: [gold, _stance(2 * block + 1, at, target=f"another-{at}")],
        }
        return made[kind] if kind else [gold]
    label = {"type": _OTHERS[layer]} if layer != FIGURES.name else {"kind": _OTHERS[layer]}
    wrong: dict[Kind, dict[str, Any]] = {
        Kind.TYPE: label,
        Kind.LINK: {"entity": "another"},
        Kind.VALUE: {"value": "1789" if layer == DATES.name else Decimal(1789)},
        Kind.UNIT: {"unit": "another"},
    }
    if kind in wrong:
        return [gold.model_copy(update=wrong[kind])]
    if kind is Kind.BOUNDARY:
        return [_record(layer, 2 * block, 4 * at, 4 * at + 3)]
    if kind is Kind.BOUNDARY_AND_TYPE:
        return [_record(layer, 2 * block, 4 * at + 1, 4 * at + 3, **label)]
    if kind is Kind.SENTENCE:
        return [_record(layer, 2 * block + 1, 4 * at, 4 * at + 2)]
    return [gold, _record(layer, 2 * block, 4 * at + 3, 4 * at + 4)] if kind else [gold]


def _document(layer: str, records: list[Any]) -> Document:
    about = _PACKAGED.documents[0].metadata
    records.sort(key=lambda record: (record.start, -record.end))
    layers = {SENTENCES.name: _SENTENCES, layer: tuple(records)}
    return Document.model_construct(**{**Document(id=about.id, text=TEXT, metadata=about).__dict__, **layers})


def injected(layer: str, kinds: list[Kind | None]) -> tuple[Document, Document]:
    """Return a gold document, and a prediction that has one error of each kind, or is right where None."""
    gold = [_gold(layer, place) for place in range(len(kinds))]
    predicted = [one for place, kind in enumerate(kinds) for one in _predicted(layer, place, kind)]
    return _document(layer, gold), _document(layer, predicted)


def other_labels(document: Document) -> Document:
    """Return a document with another label of its first target, without the last, and with one more."""
    first, *middle, last = document.document_stance
    label = next(one for one in DocumentStanceLabel if one != first.label)
    changed = first.model_copy(update={"label": label})
    more = last.model_copy(update={"target": "another"})
    return document.model_copy(update={DOCUMENT_STANCE.name: (changed, *middle, more)})
