"""Items back to documents: ids made again, references resolved, every record checked by the schema."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.edges import drop_cut
from corpus_pkg.exchange.formats.flat import (
    SUBJECT,
    Derived,
    FlatDocument,
    Item,
    refuse,
)
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.records import record_of, stances_of
from corpus_pkg.exchange.formats.spacing import Respaced, plain
from corpus_pkg.exchange.formats.spoken import (
    OldRecords,
    Request,
    kept,
    report_changes,
    spoken_layers,
    unsaid_fields,
)
from corpus_pkg.exchange.formats.whose import sha256_of
from corpus_pkg.exchange.formats.words import difference
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    SPAN_LAYERS,
    annotation_id,
)
from corpus_pkg.values.ids import AUTHOR


def assemble(flat: FlatDocument, request: Request, reading: Reading) -> None:
    """Add the document that items stand for to a reading; what is wrong goes to its problems.

    The layers that the file says nothing of, and all that is not annotation, are those of the corpus.

    Args:
        flat: What was read.
        request: What is to be taken of it.
        reading: What has been read so far.
    """
    base = _base_of(flat, reading)
    if base is None:
        return
    if flat.text is not None and flat.text != base.text:
        _respace(flat, base, reading)
    _drop_outside(flat, base, reading)
    drop_cut(flat, base, reading)
    layers = spoken_layers(flat, base, request, reading.losses)
    keys = _ids(flat, layers, base)
    made: dict[str, Any] = {}
    for layer in SPAN_LAYERS:
        if layer not in layers:
            continue
        done = base.model_copy(update=made)
        items = [item for item in flat.items if item.kind == layer]
        derived = Derived(done)
        old = OldRecords(base, layer, unsaid_fields(layer, layers, request))
        records = [record_of(layer, item, keys, done, derived, old, flat, reading) for item in items]
        found = _unique([record for record in records if record is not None], layer, flat, reading)
        if items and not found:  # nothing of it was understood, which deletes nothing
            layers -= {layer}
            kept(base, layer, flat, found, reading.losses)
            continue
        made[layer] = tuple(in_order(layer, kept(base, layer, flat, found, reading.losses)))
    if DOCUMENT_STANCE.name in layers:
        stances = stances_of(flat, reading)
        if flat.stances and not stances:
            layers -= {DOCUMENT_STANCE.name}
        stances = kept(base, DOCUMENT_STANCE.name, flat, stances, reading.losses)
        made["document_stance"] = tuple(_in_order_of_targets(stances, reading))
    document = base.model_copy(update=made)
    report_changes(base, document, layers, _shared(reading), reading.losses)
    reading.documents.append(document)
    reading.changed[base.id] = layers


def _shared(reading: Reading) -> dict[str, Collection[str]]:
    """Return what fields of annotations may name outside of their document."""
    entities = reading.registry.entries.keys() | reading.made.keys()
    holders = entities | {AUTHOR}
    return {"target": reading.corpus.targets, "holder": holders, "stands_for": entities}


def _respace(flat: FlatDocument, base: Document, reading: Reading) -> None:
    """Convert the offsets of a text that differs from the corpus's in its spacing alone."""
    respaced = Respaced(flat.text or "", base.text)
    for number, item in enumerate(flat.items):
        start, end = respaced.span(item.start, item.end)
        flat.items[number] = replace(item, start=start, end=end)
    flat.unproved = {
        (kind, *respaced.span(start, end)): unit for (kind, start, end), unit in flat.unproved.items()
    }
    reading.losses.add(base.id, "document", "", "text-spacing")


def _drop_outside(flat: FlatDocument, base: Document, reading: Reading) -> None:
    """Refuse items whose span is not in the text."""
    inside = []
    for item in flat.items:
        if 0 <= item.start < item.end <= len(base.text):
            inside.append(item)
            continue
        where = f"the span {item.start}-{item.end}"
        message = f"{where} is not in the text, which has {len(base.text)} characters; mark it again"
        problem = Problem(flat.place, item.line, "span-range", message, base.id, item.key)
        refuse(flat, reading.losses, reading.problems, item.kind, problem)
    flat.items = inside


def _base_of(flat: FlatDocument, reading: Reading) -> Document | None:
    """Return the corpus's document that a file is about, or None where there is none of that text."""
    problems, corpus = reading.problems, reading.corpus
    if flat.id not in corpus:
        known = ", ".join(corpus.ids[:5]) or "none"
        message = (
            f"the corpus has no document {flat.id[:80]!r}, and none of its text alone (it has {known}); "
            "name the file or task after one, or add the text"
        )
        problems.append(Problem(flat.place, 0, "format-document", message))
        return None
    base = corpus[flat.id]
    if flat.id in reading.changed:
        message = "the document was read before, from another file or task; keep one"
        problems.append(Problem(flat.place, 0, "document-duplicate", message, base.id))
        return None
    digest = sha256_of(flat.text) if flat.text is not None else flat.sha256
    if digest is not None and digest != base.metadata.sha256:
        if flat.text is not None and plain(flat.text) == plain(base.text):
            return base
        message = (
            f"its text has the SHA-256 {digest} and the corpus's {base.metadata.sha256}; "
            if flat.text is None
            else f"its text is not the corpus's: {difference(flat.text, base.text)}; "
        )
        message += "annotate the corpus's own text, unchanged"
        problems.append(Problem(flat.place, 0, "text-checksum", message, base.id))
        return None
    return base


def _ids(flat: FlatDocument, layers: frozenset[str], base: Document) -> dict[str, tuple[str, Item | None]]:
    """Return, for the key of each item that may be pointed to, the id that its span gives it."""
    keys: dict[str, tuple[str, Item | None]] = {}
    if DATES.name not in layers:
        keys.update({date.id: (date.id, None) for date in base.dates})
    for item in flat.items:
        if item.kind == DATES.name:
            keys[item.key] = (annotation_id(DATES.name, item.start, item.end), item)
        elif item.kind == SUBJECT:
            keys[item.key] = ("", item)
    return keys


def _unique(records: Iterable[Any], layer: str, flat: FlatDocument, reading: Reading) -> list[Any]:
    found: dict[str, Any] = {}
    for record in records:
        if record.id in found:
            if record == found[record.id]:
                continue
            message = f"two annotations of {layer} have the span {record.start}-{record.end}; keep one"
            problem = Problem(flat.place, 0, "annotation-duplicate", message, flat.id, record.id)
            refuse(flat, reading.losses, reading.problems, layer, problem)
        found.setdefault(record.id, record)
    return list(found.values())


def _in_order_of_targets(records: list[Any], reading: Reading) -> list[Any]:
    """Return document stances in the order of the corpus's targets, those of unknown ones last."""
    order = {target: number for number, target in enumerate(reading.corpus.targets)}
    return sorted(records, key=lambda record: order.get(record.target, len(order)))
