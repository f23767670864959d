"""Turning a draft, in which spans are quotes, into the records of a document's layers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.annotate.drafts.base import Cut, Cutter, Place, Unit, name_units
from corpus_pkg.annotate.drafts.claims import Known, claim_fields, is_of_claims_alone
from corpus_pkg.annotate.drafts.lines import BASE, LAYERS, Line, LineError, parse_line
from corpus_pkg.annotate.drafts.locate import HINTS, NotFoundError, locate
from corpus_pkg.corpus.models import Segment, Sentence
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYER_MODELS,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    SPECS,
    STANCE,
    annotation_id,
)
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.values.ids import AUTHOR, DOCUMENT_ANCHOR

_DATE_ID: Final = re.compile(DATES.id_pattern)
_QUOTE_KEYS: Final = frozenset({"n", "in", "key"})
_KEYS: Final = {
    ENTITIES.name: ("entity", "id"),
    STANCE.name: ("label", STANCE.kind),
    SEGMENTS.name: ("kind", SEGMENTS.kind),
    DOCUMENT_STANCE.name: ("label", DOCUMENT_STANCE.kind),
}
"""The field of a record that has another name in the draft, and that name."""
_LEFT_OUT: Final = {"holder": AUTHOR}
"""What a stance has where its line does not say it."""
_SUBJECT_KEYS: Final = frozenset({"subject", "subject_n", "subject_in", "subject_scope"})


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule that an adjudicator's draft cites for one annotation."""

    line: int
    """Line number of the draft, from 1."""
    layer: str
    """The annotation's layer."""
    key: str
    """The annotation's id; for a document stance its target."""
    rule: str
    """The rule."""
    removed: bool
    """Whether the annotation was thrown out, and not kept."""


@dataclass(slots=True)
class Resolved:
    """What a draft came to: the layers, the document date it states, and what could not be placed."""

    layers: dict[str, list[Any]] = field(default_factory=lambda: {layer: [] for layer in LAYER_NAMES})
    named: set[str] = field(default_factory=set)
    """The layers that the draft has lines of: all of them where it cuts the text itself, but for a draft of
    claims alone."""
    document_date: str | None = None
    problems: Problems = field(default_factory=Problems)
    rulings: list[Ruling] = field(default_factory=list)
    labels: LabelSets = DEFAULT_LABELS
    """The lists of labels of the corpus."""


@dataclass(slots=True)
class _Draft:
    """A draft that is being resolved."""

    text: str
    cut: Cut | None
    known: Known
    keys: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    lines: list[tuple[Line, Place | None]] = field(default_factory=list)
    hints: int = HINTS
    """For how many more lines that can't be placed it is looked for what is near."""


def resolve(
    text: str,
    lines: Iterable[tuple[int, Mapping[str, Any]]],
    file: str,
    document: str,
    base: tuple[Sequence[Segment], Sequence[Sentence]] | None = None,
    labels: LabelSets = DEFAULT_LABELS,
    known: Known | None = None,
) -> Resolved:
    """Resolve a draft against its raw text.

    Args:
        text: The raw text.
        lines: Line numbers and parsed lines of the draft. With segment and sentence lines they are in
            reading order; without, each quote is looked for in the whole text and must be the only one,
            or say with `n` or `in` which it is.
        file: Name of the draft, for problems.
        document: The document's id.
        base: The segments and sentences that the corpus has, for a draft without such lines.
        labels: The lists of labels of the corpus.
        known: The topics, and the annotations that carry claims where the draft has no lines of them.

    Returns:
        The layers, sorted, with ids; every line that could not be used is a problem with code `draft`.
    """
    result = Resolved(labels=labels)

    def problem(number: int, message: str) -> None:
        result.problems.append(Problem(file, number, "draft", message, document))

    parsed: list[Line] = []
    for number, value in lines:
        try:
            parsed.append(parse_line(number, value))
        except LineError as error:
            problem(number, str(error))
    nested = base is None or any(line.kind in BASE for line in parsed)
    named = {LAYERS.get(line.kind, line.kind) for line in parsed if not line.removed}
    named &= set(LAYER_NAMES)
    draft = _Draft(text, None if nested or base is None else Cut(*base), known or Known())
    if nested:
        result.named = named if is_of_claims_alone(named) else set(LAYER_NAMES)
        _cut(draft, parsed, result, problem)
    else:
        draft.lines = [(line, None) for line in parsed]
        result.named = named
    # Dates may be named before their line: all keys are needed first; claims name annotations by their words.
    claims = [(line, place) for line, place in draft.lines if line.kind == CLAIMS.kind]
    others = [(line, place) for line, place in draft.lines if line.kind != CLAIMS.kind]
    for step, some in ((_remember_key, others), (_resolve_line, others), (_resolve_line, claims)):
        for line, place in some:
            try:
                step(draft, result, line, place)
            except (LineError, NotFoundError) as error:
                problem(line.number, str(error))
    result.problems.sort(key=lambda found: found.line)
    for layer in LAYER_NAMES:
        result.layers[layer] = in_order(layer, result.layers[layer])
    return result


def _cut(draft: _Draft, parsed: list[Line], result: Resolved, problem: Any) -> None:
    """Make the segments and sentences, and give each other line its place."""
    cutter = Cutter(draft.text)
    last = 0
    orphans: list[Line] = []
    for line in parsed:
        last = line.number
        try:
            if line.kind == "segment":
                cutter.open_segment(line.number, line.value, line.fields.get("quote"))
            elif line.kind == "sentence":
                cutter.open_sentence(line.number, line.value)
            elif line.kind not in LAYERS or cutter.place is not None:
                draft.lines.append((line, cutter.place))
            elif cutter.lost:
                orphans.append(line)
            else:
                raise LineError(f"write a sentence line above this line of kind {line.kind}")
        except LineError as error:
            problem(line.number, str(error))
    for line in orphans:
        problem(line.number, f"the sentence above this {line.kind} could not be placed: fix that first")
    if cutter.rest():
        problem(
            last, f"no line covers the text after the last segment: {cutter.rest()[:60]!r}; write one for it"
        )
    name_units(cutter)
    for number, unit, kind in cutter.segments:
        value = {"id": unit.id, **_span(draft.text, unit.start, unit.end), "kind": kind}
        _add(result, SEGMENTS.name, number, value, problem)
    for number, unit, segment in cutter.sentences:
        value = {"id": unit.id, **_span(draft.text, unit.start, unit.end), "segment": segment.id}
        _add(result, SENTENCES.name, number, value, problem)


def _add(result: Resolved, layer: str, number: int, value: dict[str, Any], problem: Any) -> None:
    try:
        result.layers[layer].append(_checked(layer, value, result.labels))
    except LineError as error:
        problem(number, str(error))


def _remember_key(draft: _Draft, _result: Resolved, line: Line, place: Place | None) -> None:
    key = line.fields.get("key")
    if line.kind != "date" or key is None or line.removed:
        return
    if key in draft.keys:
        raise LineError(f"another date has the key {key!r}; choose another key")
    try:
        start, end, _ = _find(draft, line, place)
    except (LineError, NotFoundError):
        return  # it is reported when its record is made
    draft.keys[key] = annotation_id(DATES.name, start, end)


def _resolve_line(draft: _Draft, result: Resolved, line: Line, place: Place | None) -> None:
    if line.kind == "document_date":
        result.document_date = line.value
    elif line.kind == "document_stance":
        _document_stance(result, line)
    else:
        layer = LAYERS[line.kind]
        start, end, place = _find(draft, line, place)
        names = {name: str(line.fields.get(name, _LEFT_OUT.get(name))) for name in SPECS[layer].in_id}
        identity = annotation_id(layer, start, end, **names)
        if line.rule is not None:
            result.rulings.append(Ruling(line.number, layer, identity, line.rule, line.removed))
        if not line.removed:
            fields = _fields(draft, result, line, (start, end), place)
            value = {**fields, "id": identity, **_span(draft.text, start, end)}
            record = _checked(layer, value, result.labels)
            if identity in draft.ids:
                raise LineError(f"the {line.kind} {line.value!r} is there already; remove one of the two")
            draft.ids.add(identity)
            result.layers[layer].append(record)


def _find(draft: _Draft, line: Line, place: Place | None) -> tuple[int, int, Place]:
    """Return the span of a line's annotation, and the sentence it belongs to."""
    fields = line.fields
    if place is not None:
        if line.kind == "stance":
            return place.sentence.start, place.sentence.end, place
        return *_search(draft, line.value, place.sentence, fields.get("n", 1), fields.get("in", ""), 1), place
    if draft.cut is None:
        raise LineError(f"write a sentence line above this line of kind {line.kind}")
    everything = Unit(0, len(draft.text))
    if line.kind == "stance":
        quote = fields.get("in")
        if quote is None:
            raise LineError("write a sentence line above this stance, or words of its sentence as `in`")
        place = draft.cut.place(*_search(draft, quote, everything, fields.get("n"), "", None))
        return place.sentence.start, place.sentence.end, place
    span = _search(draft, line.value, everything, fields.get("n"), fields.get("in", ""), None)
    return *span, draft.cut.place(*span)


def _search(
    draft: _Draft, quote: str, unit: Unit, n: int | None, context: str, context_n: int | None
) -> tuple[int, int]:
    try:
        start = locate(
            draft.text,
            quote,
            unit.start,
            unit.end,
            n=n,
            context=context or "",
            context_n=context_n,
            hint=draft.hints > 0,
        )
    except NotFoundError:
        draft.hints -= 1
        raise
    return start, start + len(quote)


def _fields(
    draft: _Draft, result: Resolved, line: Line, span: tuple[int, int], place: Place
) -> dict[str, Any]:
    fields = {name: item for name, item in line.fields.items() if name not in _QUOTE_KEYS}
    if line.kind == "stance":
        fields = {**_LEFT_OUT, **fields, "sentence": place.sentence.id, "label": line.value}
    elif line.kind == "entity":
        if fields.get("id") is None:
            raise LineError("id: missing; give the id of the registry's entry, such as baku")
        fields["entity"] = fields.pop("id")
    elif line.kind == "date":
        if fields.get("anchor") not in (None, DOCUMENT_ANCHOR):
            fields["anchor"] = _key(draft, fields["anchor"])
    elif line.kind == CLAIMS.kind:
        fields = _claim_fields(draft, result, fields, span, place)
    elif line.kind == FIGURES.kind:
        fields = _figure_fields(draft, fields, place)
    else:
        for name, layer in SPECS[LAYERS[line.kind]].explicit_refs.items():
            if layer == DATES.name and fields.get(name) is not None:
                fields[name] = _key(draft, fields[name])
    return fields


def _claim_fields(
    draft: _Draft, result: Resolved, fields: dict[str, Any], span: tuple[int, int], place: Place
) -> dict[str, Any]:
    made = {layer: result.layers[layer] for layer in result.named}
    known = Known(draft.known.topics, {**draft.known.annotations, **made})

    def search(quote: str, unit: Unit, n: int | None, context: str) -> tuple[int, int]:
        return _search(draft, quote, unit, n, context, None)

    return claim_fields(draft.text, fields, Unit(*span), place.sentence, known, search)


def _figure_fields(draft: _Draft, fields: dict[str, Any], place: Place) -> dict[str, Any]:
    plain = {name: item for name, item in fields.items() if name not in _SUBJECT_KEYS}
    plain = {"value": None, "modifier": "EXACT", "change": "LEVEL", **plain}
    if plain.get("date") is not None:
        plain["date"] = _key(draft, plain["date"])
    if fields.get("subject") is not None:
        scope = place.segment if fields.get("subject_scope") == "segment" else place.sentence
        n = fields.get("subject_n", 1 if draft.cut is None else None)
        span = _search(draft, fields["subject"], scope, n, fields.get("subject_in", ""), 1)
        plain["subject"] = _span(draft.text, *span)
    return plain


def _key(draft: _Draft, key: Any) -> str:
    if draft.cut is not None and isinstance(key, str) and _DATE_ID.match(key):
        return key  # a date that the corpus has already
    try:
        return draft.keys[key]
    except (KeyError, TypeError):
        way = "write it as `key` in the line of that date"
        if draft.cut is not None:
            way += " in the same draft, or name the date by its id (dat-START-END)"
        raise LineError(f"no date of this draft has the key {key!r}; {way}") from None


def _document_stance(result: Resolved, line: Line) -> None:
    result.named.add(DOCUMENT_STANCE.name)
    for target, label in line.value.items():
        value = {"target": target, "label": label}
        result.layers[DOCUMENT_STANCE.name].append(_checked(DOCUMENT_STANCE.name, value, result.labels))
        if line.rule is not None:
            layer = DOCUMENT_STANCE.name
            result.rulings.append(Ruling(line.number, layer, str(target), line.rule, removed=False))


def _span(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end]}


def _checked(layer: str, value: dict[str, Any], labels: LabelSets) -> Any:
    ordered = {name: value[name] for name in LAYER_MODELS[layer].model_fields if name in value}
    ordered |= value
    record = parse_value(LAYER_MODELS[layer], ordered, labels)
    if isinstance(record, Invalid):
        messages = [message for message in record.messages if not message.startswith("id: ")]
        raise LineError("; ".join(_in_keys(layer, message) for message in messages or record.messages))
    return record


def _in_keys(layer: str, message: str) -> str:
    """Return what is wrong with a record in terms of the keys that the draft's line has."""
    field, key = _KEYS.get(layer, ("", ""))
    return f"{key}{message.removeprefix(field)}" if field and message.startswith(f"{field}:") else message
