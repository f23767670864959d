"""Turning a draft, in which spans are quotes, into the records of a document's layers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.corpus.document import RECORDS
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.parse import LAYER_KINDS, Invalid, parse_record
from corpus_pkg.drafts.locate import NotFoundError, locate
from corpus_pkg.problems import Problem
from corpus_pkg.schema.ids import AUTHOR, DOCUMENT_ANCHOR, annotation_id
from corpus_pkg.schema.labels import Layer

_QUOTE_KEYS: Final = frozenset({"n", "in", "key"})
_SUBJECT_KEYS: Final = frozenset({"subject", "subject_n", "subject_in", "subject_scope"})


@dataclass(slots=True)
class Resolved:
    """What a draft came to: the layers, the document date it states, and what could not be placed."""

    layers: dict[Layer, list[Any]] = field(default_factory=lambda: {layer: [] for layer in Layer})
    document_date: str | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Unit:
    """An open segment or sentence."""

    start: int
    end: int
    id: str = ""


class _LineError(ValueError):
    """A draft line that can't be used."""


@dataclass(slots=True)
class _State:
    text: str
    cursor: int = 0
    kind: str = ""
    segment: _Unit | None = None
    sentence: _Unit | None = None
    segments: list[tuple[_Unit, str]] = field(default_factory=list)
    sentences: list[tuple[_Unit, _Unit]] = field(default_factory=list)
    pending: list[tuple[int, Layer, dict[str, Any], _Unit, _Unit]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)


def resolve(text: str, lines: Iterable[tuple[int, Mapping[str, Any]]], file: str, document: str) -> Resolved:
    """Resolve a draft against its raw text.

    Args:
        text: The raw text.
        lines: Line numbers and parsed lines of the draft, in reading order.
        file: Name of the draft, for problems.
        document: The document's id.

    Returns:
        The layers, sorted, with ids; every line that could not be used is a problem with code `draft`.
    """
    state = _State(text)
    result = Resolved()

    def problem(number: int, message: str) -> None:
        result.problems.append(Problem(file, number, "draft", message, document))

    number = 0
    for number, line in lines:
        try:
            _take(state, result, number, line)
        except (_LineError, NotFoundError) as error:
            problem(number, str(error))
    rest = text[state.cursor :].strip()
    if rest:
        problem(number, f"the text after the last segment is not covered: {rest[:60]!r}")
    _finish_base_layers(state, result)
    for number, layer, value, sentence, segment in state.pending:
        try:
            result.layers[layer].append(_record(state, layer, value, sentence, segment))
        except (_LineError, NotFoundError) as error:
            problem(number, str(error))
    for layer in Layer:
        result.layers[layer] = in_order(layer, result.layers[layer])
    return result


def _take(state: _State, result: Resolved, number: int, line: Mapping[str, Any]) -> None:
    kind = next(iter(line), "")
    rest = {name: value for name, value in line.items() if name != kind}
    if kind == "document_date":
        result.document_date = str(line[kind])
    elif kind == "segment":
        _open_segment(state, str(line[kind]), line.get("quote"))
    elif kind == "sentence":
        _open_sentence(state, str(line[kind]))
    elif kind == "document_stance":
        _document_stance(result, line[kind])
    elif kind in ("entity", "date", "figure", "stance"):
        if state.sentence is None or state.segment is None:
            raise _LineError(f"a {kind} needs a sentence line above it")
        layer = {"entity": Layer.ENTITIES, "date": Layer.DATES, "figure": Layer.FIGURES}.get(
            kind, Layer.STANCE
        )
        if kind == "date":
            _remember_key(state, line, state.sentence)
        state.pending.append((number, layer, {"quote": line[kind], **rest}, state.sentence, state.segment))
    else:
        raise _LineError(f"a draft has no line of kind {kind!r}")


def _remember_key(state: _State, line: Mapping[str, Any], sentence: _Unit) -> None:
    key = line.get("key")
    if key is None:
        return
    if key in state.keys:
        raise _LineError(f"the key {key!r} stands twice")
    start, end = _place(state, line["date"], line, sentence)
    state.keys[key] = annotation_id(Layer.DATES, start, end)


def _advance(state: _State, quote: str, what: str) -> _Unit:
    at = state.text.find(quote, state.cursor)
    if at < 0:
        raise _LineError(f"the {what} does not follow the one before: {quote[:60]!r}")
    gap = state.text[state.cursor : at].strip()
    state.cursor = at + len(quote)
    unit = _Unit(at, state.cursor)
    if gap:
        raise _LineError(f"the text before this {what} is not covered: {gap[:60]!r}")
    return unit


def _open_segment(state: _State, kind: str, quote: Any) -> None:
    state.kind, state.sentence, state.segment = kind, None, None
    if quote is not None:
        unit = _advance(state, str(quote), "segment")
        state.segment = unit
        state.segments.append((unit, kind))


def _open_sentence(state: _State, quote: str) -> None:
    state.sentence = None
    unit = _advance(state, quote, "sentence")
    if state.segment is None:
        state.segment = _Unit(unit.start, unit.end)
        state.segments.append((state.segment, state.kind))
    state.segment.end = max(state.segment.end, unit.end)
    state.sentence = unit
    state.sentences.append((unit, state.segment))


def _finish_base_layers(state: _State, result: Resolved) -> None:
    for unit, kind in state.segments:
        unit.id = annotation_id(Layer.SEGMENTS, unit.start, unit.end)
        value = {"id": unit.id, **_span(state.text, unit.start, unit.end), "kind": kind}
        result.layers[Layer.SEGMENTS].append(_checked(Layer.SEGMENTS, value))
    for unit, segment in state.sentences:
        unit.id = annotation_id(Layer.SENTENCES, unit.start, unit.end)
        value = {"id": unit.id, **_span(state.text, unit.start, unit.end), "segment": segment.id}
        result.layers[Layer.SENTENCES].append(_checked(Layer.SENTENCES, value))


def _record(state: _State, layer: Layer, value: dict[str, Any], sentence: _Unit, segment: _Unit) -> Any:
    fields = {name: item for name, item in value.items() if name not in _QUOTE_KEYS | {"quote"}}
    if layer is Layer.STANCE:
        start, end = sentence.start, sentence.end
        fields = {**fields, "sentence": sentence.id, "label": value["quote"]}
        names = {"holder": str(fields.get("holder", AUTHOR)), "target": str(fields.get("target", ""))}
        identity = annotation_id(layer, start, end, **names)
    else:
        start, end = _place(state, value["quote"], value, sentence)
        identity = annotation_id(layer, start, end)
    if layer is Layer.ENTITIES:
        fields["entity"] = fields.pop("id", None)
    elif layer is Layer.DATES and fields.get("anchor") not in (None, DOCUMENT_ANCHOR):
        fields["anchor"] = _key(state, fields["anchor"])
    elif layer is Layer.FIGURES:
        fields = _figure_fields(state, fields, sentence, segment)
    return _checked(layer, {**fields, "id": identity, **_span(state.text, start, end)})


def _figure_fields(state: _State, fields: dict[str, Any], sentence: _Unit, segment: _Unit) -> dict[str, Any]:
    plain = {name: item for name, item in fields.items() if name not in _SUBJECT_KEYS}
    plain.setdefault("value", None)
    plain.setdefault("modifier", "EXACT")
    plain.setdefault("change", "LEVEL")
    if plain.get("date") is not None:
        plain["date"] = _key(state, plain["date"])
    if fields.get("subject") is not None:
        scope = segment if fields.get("subject_scope") == "segment" else sentence
        where = {"n": fields.get("subject_n", 1), "in": fields.get("subject_in", "")}
        plain["subject"] = _span(state.text, *_place(state, fields["subject"], where, scope))
    return plain


def _place(state: _State, quote: Any, where: Mapping[str, Any], unit: _Unit) -> tuple[int, int]:
    start = locate(
        state.text, str(quote), unit.start, unit.end, n=where.get("n", 1), context=where.get("in", "")
    )
    return start, start + len(str(quote))


def _key(state: _State, key: Any) -> str:
    try:
        return state.keys[key]
    except (KeyError, TypeError):
        raise _LineError(f"no date of this draft has the key {key!r}") from None


def _document_stance(result: Resolved, labels: Mapping[str, Any]) -> None:
    for target, label in labels.items():
        value = {"target": target, "label": label}
        result.layers[Layer.DOCUMENT_STANCE].append(_checked(Layer.DOCUMENT_STANCE, value))


def _span(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end]}


def _checked(layer: Layer, value: dict[str, Any]) -> Any:
    ordered = {name: value[name] for name in RECORDS[layer].__dataclass_fields__ if name in value}
    ordered |= value
    record = parse_record(LAYER_KINDS[layer], ordered, thorough=True)
    if isinstance(record, Invalid):
        raise _LineError("; ".join(record.messages))
    return record
