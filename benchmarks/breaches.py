"""Change every annotation of the packaged corpus in every small way, and count what validation catches.

`python -m benchmarks.breaches` prints the page `docs/validation.md`. A change that breaks a stated rule, as
`benchmarks.oracle` judges it, must be caught; one that breaks none (another stance label, say) need not.
"""

import dataclasses
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple

import corpus_pkg
from benchmarks import oracle
from corpus_pkg.checks.rules import check_corpus, check_document
from corpus_pkg.corpus import files
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.stored_text import span_problem, text_problems
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
    labels,
)

LABELS: Final[dict[str, dict[str, type[StrEnum]]]] = {
    SEGMENTS.name: {"kind": labels.SegmentKind},
    ENTITIES.name: {"type": labels.EntityType},
    DATES.name: {"type": labels.DateType, "mod": labels.DateMod},
    FIGURES.name: {
        "kind": labels.FigureKind,
        "modifier": labels.FigureModifier,
        "change": labels.FigureChange,
    },
    STANCE.name: {"label": labels.StanceLabel, "basis": labels.StanceBasis},
    DOCUMENT_STANCE.name: {"label": labels.DocumentStanceLabel},
}
UNITS: Final = (None, "%", "USD", "EUR", "km", "m3/a")
REFERENCES: Final[dict[str, dict[str, str]]] = {
    SENTENCES.name: {"segment": "seg-999990-999999"},
    ENTITIES.name: {"entity": "no-such-entity", "stands_for": "no-such-state"},
    DATES.name: {"anchor": "dat-999990-999999"},
    FIGURES.name: {"date": "dat-999990-999999"},
    STANCE.name: {"sentence": "sen-999990-999999", "holder": "no-such-holder", "target": "no-such-target"},
    DOCUMENT_STANCE.name: {"target": "no-such-target"},
}
"""For each field that refers to something, an id that nothing has."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A record of a layer, changed.

    Attributes:
        kind: What was changed, a row of the table.
        layer: The layer.
        index: The record's place in it.
        value: The changed record as JSON values.
        breaks: Whether that breaks a stated rule.
    """

    kind: str
    layer: str
    index: int
    value: dict[str, Any]
    breaks: bool


def changes(document: Document, corpus: Corpus) -> Iterator[Change]:
    """Yield every change of one record of a document."""
    for layer in LAYER_NAMES:
        for index, record in enumerate(document.layer(layer)):
            value = record.model_dump(mode="json")
            if layer != DOCUMENT_STANCE.name:
                yield from _offset_changes(document, layer, index, value)
                yield from _quote_changes(layer, index, value)
                yield from _id_changes(layer, index, value)
            yield from _label_changes(document, corpus, layer, index, value)
            yield from _reference_changes(layer, index, value)


def _moves(start: int, end: int) -> list[tuple[int, int]]:
    length = end - start
    edges = [(start + 1, end), (start - 1, end), (start, end + 1), (start, end - 1)]
    shifts = [(start + by, end + by) for by in (-length, -2, -1, 1, 2, length)]
    return [(a, b) for a, b in dict.fromkeys(edges + shifts) if 0 <= a < b]


def _offset_changes(document: Document, layer: str, index: int, value: dict[str, Any]) -> Iterator[Change]:
    for start, end in _moves(value["start"], value["end"]):
        yield Change("offset alone", layer, index, value | {"start": start, "end": end}, True)
        if end > len(document.text):
            continue
        if layer == CLAIMS.name:
            continue  # where a claim begins and ends depends on what its topic asks: no oracle knows it
        named = {key: value[key] for key in SPECS[layer].in_id}
        moved = {
            "id": annotation_id(layer, start, end, **named),
            "start": start,
            "end": end,
            "text": document.text[start:end],
        }
        breaks = oracle.span_breaks(document, layer, index, start, end)
        yield Change("offset, with id and quote", layer, index, value | moved, breaks)


def _quote_changes(layer: str, index: int, value: dict[str, Any]) -> Iterator[Change]:
    text = value["text"]
    for at in range(0, len(text), max(1, len(text) // 15)):
        other = "x" if text[at] != "x" else "y"
        for name, quote in (
            ("quote, a character changed", text[:at] + other + text[at + 1 :]),
            ("quote, a character added", text[:at] + other + text[at:]),
            ("quote, a character dropped", text[:at] + text[at + 1 :]),
        ):
            yield Change(name, layer, index, value | {"text": quote}, True)
    subject = value.get("subject")
    if subject:
        for name, by in (("start", -1), ("start", 1), ("end", -1), ("end", 1)):
            moved = subject | {name: subject[name] + by}
            yield Change("offset alone", layer, index, value | {"subject": moved}, True)


def _id_changes(layer: str, index: int, value: dict[str, Any]) -> Iterator[Change]:
    id_, start, end = value["id"], value["start"], value["end"]
    others = (
        id_.replace(f"-{start}-", f"-{start + 1}-", 1),
        id_.replace(f"-{end}", f"-{end + 1}", 1),
        id_[:3].upper() + id_[3:],
        ("ent" if layer != ENTITIES.name else "dat") + id_[3:],
        id_ + "-x",
        "",
    )
    for other in others:
        yield Change("id", layer, index, value | {"id": other}, True)


def _label_changes(
    document: Document, corpus: Corpus, layer: str, index: int, value: dict[str, Any]
) -> Iterator[Change]:
    for field, enum in LABELS.get(layer, {}).items():
        for label in enum:
            if label != value[field]:
                changed = value | {field: label.value}
                breaks = oracle.label_breaks(document, layer, changed, corpus.registry, field)
                yield Change(f"label, {layer} {field}", layer, index, changed, breaks)
        for nonsense in ("NO_SUCH_LABEL", "", value[field].swapcase() if value[field] else 0):
            yield Change("label that is in no list", layer, index, value | {field: nonsense}, True)
    if layer == FIGURES.name:
        for unit in UNITS:
            if unit != value["unit"]:
                changed = value | {"unit": unit}
                breaks = oracle.label_breaks(document, layer, changed, corpus.registry, "unit")
                yield Change("unit", layer, index, changed, breaks)


def _reference_changes(layer: str, index: int, value: dict[str, Any]) -> Iterator[Change]:
    for field, absent in REFERENCES.get(layer, {}).items():
        if value[field] is None:
            continue
        changed = value | {field: absent}
        if layer == STANCE.name:
            named = {"holder": changed["holder"], "target": changed["target"]}
            changed["id"] = annotation_id(layer, value["start"], value["end"], **named)
        yield Change(f"reference, {layer} {field}", layer, index, changed, True)


def is_caught(change: Change, document: Document, corpus: Corpus) -> bool:
    """Return True if validation has anything to say of a changed record, in memory."""
    record = parse_value(LAYER_MODELS[change.layer], change.value)
    if isinstance(record, Invalid):
        return True
    if change.layer != DOCUMENT_STANCE.name and span_problem(record, document.text):
        return True
    records = list(document.layer(change.layer))
    records[change.index] = record
    if change.layer != DOCUMENT_STANCE.name:
        # In its right place, so that it is not caught for its order alone.
        records = in_order(change.layer, records)
    name = "document_stance" if change.layer == DOCUMENT_STANCE.name else change.layer
    fields: dict[str, Any] = {name: tuple(records)}
    changed = document.model_copy(update=fields)
    return bool(check_document(changed, corpus.registry, corpus.targets, corpus.topics))


class Count(NamedTuple):
    """A row of the table."""

    kind: str
    breaking: int
    caught: int
    harmless: int
    also_caught: int


def count(corpus: Corpus, every: int = 1, seed: int = 0) -> tuple[list[Count], list[Change]]:
    """Return the table, and the changes that broke a rule and were not caught.

    Args:
        corpus: A valid corpus.
        every: Try one change in this many, drawn at random.
        seed: The seed of the draw.
    """
    chance = random.Random(seed)
    totals: dict[str, Counter[tuple[bool, bool]]] = {}
    missed = []
    for document in corpus:
        for change in changes(document, corpus):
            if every > 1 and chance.randrange(every):
                continue
            caught = is_caught(change, document, corpus)
            totals.setdefault(change.kind, Counter())[change.breaks, caught] += 1
            if change.breaks and not caught:
                missed.append(change)
        for kind, caught in _file_changes(document, every, chance):
            totals.setdefault(kind, Counter())[True, caught] += 1
    for kind, caught in _shared_changes(corpus):
        totals.setdefault(kind, Counter())[True, caught] += 1
    rows = [
        Count(kind, _breaking(t), t[True, True], t.total() - _breaking(t), t[False, True])
        for kind, t in totals.items()
    ]
    return rows, missed


def _breaking(total: Counter[tuple[bool, bool]]) -> int:
    return total[True, True] + total[True, False]


def _file_changes(document: Document, every: int, chance: random.Random) -> Iterator[tuple[str, bool]]:
    """Yield what comes of each byte of the raw text changed, dropped and doubled."""
    data = document.text.encode("utf-8")
    for at in range(len(data)):
        if every > 1 and chance.randrange(every):
            continue
        for name, changed in (
            ("raw text, a byte changed", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]),
            ("raw text, a byte dropped", data[:at] + data[at + 1 :]),
            ("raw text, a byte doubled", data[: at + 1] + data[at:]),
        ):
            try:
                text = files.decode(changed, "")
            except files.RefusedError:
                yield name, True
            else:
                yield name, any(text_problems(document.metadata, changed, text, 1))


def _shared_changes(corpus: Corpus) -> Iterator[tuple[str, bool]]:
    """Yield what comes of registry entries doubled and lost, and of targets' references."""
    entries, targets = list(corpus.registry.values()), list(corpus.targets.values())
    used = {mention.entity for document in corpus for mention in document.entities}
    for at, entry in enumerate(entries):
        yield "registry entry doubled", bool(check_corpus([*entries, entry], targets))
        if entry.id not in used:
            continue
        registry = {other.id: other for other in entries[:at] + entries[at + 1 :]}
        found = any(check_document(document, registry, corpus.targets, corpus.topics) for document in corpus)
        yield "registry entry lost", found
    for at, target in enumerate(targets):
        broken = target.model_copy(update={"target_entities": ("no-such-entity",)})
        yield "reference, target_entities", bool(check_corpus(entries, [*targets[:at], broken]))


_HEAD: Final = """\
# What validation catches

Every annotation of the packaged corpus was changed in every small way, one change at a time: each offset
moved by one and the whole span shifted, alone and with its id and quote; characters of the quote changed,
added and dropped (at most fifteen places a quote); each label changed to every other; ids; references to what
is not there; and each byte of the raw texts. An oracle written from the guidelines alone says which changes
break a stated rule. All of those must be caught. The others leave a valid annotation, only a different one
(`favor` for `against`): a program sees it only where the text or another layer contradicts it; the two
annotators and the adjudication are there for the rest.

Made by `python -m benchmarks.breaches`; `pytest -m slow tests/checks` counts again and compares.

| change | breaks a rule | of these caught | share | breaks none | of these caught all the same |
|---|---:|---:|---:|---:|---:|
"""


def page(rows: Iterable[Count]) -> str:
    """Return the text of `docs/validation.md`."""
    rows = sorted(rows)
    sums = [sum(numbers) for numbers in zip(*(row[1:] for row in rows), strict=True)]
    return _HEAD + "".join(_row(row) for row in [*rows, Count("**all**", *sums)])


def _row(row: Count) -> str:
    # Cut off, not rounded: 100.0% means all.
    share = f"{row.caught * 1000 // row.breaking / 10:.1f}%" if row.breaking else "–"
    cells = (
        row.kind,
        f"{row.breaking:,}",
        f"{row.caught:,}",
        share,
        f"{row.harmless:,}",
        f"{row.also_caught:,}",
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    print(page(count(corpus_pkg.load())[0]), end="")
