"""Items as records: every field checked by the schema, links resolved, what is not certain refused."""

from collections.abc import Mapping
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.flat import (
    DERIVED,
    SUBJECT,
    Derived,
    FlatDocument,
    Item,
    LayerFields,
    labels_of,
    layer_fields,
    refuse,
)
from corpus_pkg.exchange.formats.links import source_of
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.spoken import (
    OldRecords,
)
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYER_MODELS,
    SENTENCES,
    SPECS,
    STANCE,
    annotation_id,
)
from corpus_pkg.layers.labels import StanceBasis, StanceLabel

DEFAULTS: Final[dict[str, dict[str, str]]] = {
    FIGURES.name: {"modifier": "EXACT", "change": "LEVEL"},
}
"""What a field is where an annotator left it open: the plain case of the guidelines."""


VALUED: Final = (DATES.name, FIGURES.name)
"""The layers whose annotations have a value, which other tools' files often lack."""


def record_of(
    layer: str,
    item: Item,
    keys: Mapping[str, tuple[str, Item | None]],
    done: Document,
    derived: Derived,
    old: OldRecords,
    flat: FlatDocument,
    reading: Reading,
) -> Any:
    """Return the record that an item stands for, or None where there is none."""
    known = layer_fields(layer)
    if known.label and item.label not in labels_of(layer, reading.corpus.labels):
        reading.losses.add(done.id, item.label or f"{layer} without a label", item.key, "label-unknown")
        return None
    given = {**DEFAULTS.get(layer, {}), **_said(item.fields, (done.id, layer, item.key), reading)}
    value: dict[str, Any] = dict.fromkeys((*known.names, *([known.label] if known.label else [])))
    value |= {name: [] for name in known.lists}
    value |= {"id": "", "start": item.start, "end": item.end, "text": done.text[item.start : item.end]}
    for name, text in given.items():
        if name not in known.names:
            reading.losses.add(done.id, layer, item.key, "label-unknown", name)
        else:
            value[name] = _value(known, name, text)
    if known.label:
        value[known.label] = item.label
    for name, key in item.refs.items():
        value[name] = _resolved(known.refs.get(name, ""), key, keys, done)
        if value[name] is None:
            reading.losses.add(done.id, layer, item.key, "reference-broken", name)
    _resolve_links(value, SPECS[layer].lists, (done.id, layer, item.key), reading)
    if layer in DERIVED:
        value[DERIVED[layer]] = derived.reference(layer, item.start, item.end)
        if value[DERIVED[layer]] is None:
            _refuse_without_base(layer, item, done, flat, reading)
            return None
    named = {name: str(value.get(name)) for name in SPECS[layer].in_id}
    value["id"] = annotation_id(layer, item.start, item.end, **named)
    value |= old.fields(value["id"], (*item.fields, *item.refs))
    if layer in VALUED and value["value"] is None and value.get("value_min") is None:
        flat.refused.add(layer)  # so that what the corpus has there stays
        reading.losses.add(done.id, item.label, item.key, "value-missing")
        return None
    if layer is STANCE.name and value["basis"] is None and item.label != StanceLabel.NONE:
        value["basis"] = StanceBasis.FRAMING.value
    if layer is ENTITIES.name:
        value["entity"] = _linked(value, item, old, done, reading)
    return _parsed(layer, value, item, flat, reading)


def _resolve_links(
    value: dict[str, Any], lists: Mapping[str, str], place: tuple[str, str, str], reading: Reading
) -> None:
    """Put the ids of the registry where a file names items of Wikidata or articles of Wikipedia.

    The entity of a name is resolved apart, since an entry may be made for it.
    """
    for name in [name for name, listed in lists.items() if listed == "registry" and name != "entity"]:
        links = value[name] if isinstance(value[name], list) else [value[name]]
        ids = []
        for link in links:
            known = reading.registry.linked(link) if link is not None and source_of(link) else None
            ids.append(known.id if known is not None else link)
        value[name] = ids if isinstance(value[name], list) else ids[0]
        if name == "stands_for" and value[name] is not None and source_of(value[name]):
            reading.losses.add(*place, "link-unknown", name)
            value[name] = None


def _value(known: LayerFields, name: str, text: str) -> Any:
    """Return the value of a field whose string a file has."""
    if name in known.booleans:
        return {"true": True, "false": False}.get(text, text)
    return text.split() if name in known.lists else text


def _refuse_without_base(
    layer: str, item: Item, done: Document, flat: FlatDocument, reading: Reading
) -> None:
    """Refuse a sentence in no segment, or a stance that is not on one sentence."""
    quote, name = done.text[item.start : item.end][:40], DERIVED[layer]
    where = "lies in none" if layer is SENTENCES.name else "is not exactly one"
    message = f"{quote!r} at {item.start}-{item.end} {where} of the {name}s of the corpus"
    hint = f"mark it again, or store the {name}s of the file with --layers"
    problem = Problem(flat.place, item.line, "schema", f"{message}; {hint}", done.id, item.key)
    refuse(flat, reading.losses, reading.problems, layer, problem)


def _said(fields: Mapping[str, str], place: tuple[str, str, str], reading: Reading) -> dict[str, str]:
    """Return fields with the note on one line, and without a blank one, which says nothing."""
    said = dict(fields)
    note = said.get("note", "")
    if note != note.strip() or len(note.splitlines()) > 1:
        said["note"] = " ".join(note.split())
        if said["note"]:
            reading.losses.add(*place, "note-on-one-line", "note")
    return {name: text for name, text in said.items() if name != "note" or text}


def _resolved(kind: str, key: str, keys: Mapping[str, tuple[str, Item | None]], done: Document) -> Any:
    found = keys.get(key)
    if found is None:
        return None
    id_, item = found
    if kind == SUBJECT and item is not None:
        start, end = item.start, item.end
        return {"start": start, "end": end, "text": done.text[max(start, 0) : max(end, 0)]}
    return id_


def _parsed(layer: str, value: dict[str, Any], item: Item, flat: FlatDocument, reading: Reading) -> Any:
    record = parse_value(LAYER_MODELS[layer], value, reading.corpus.labels)
    if isinstance(record, Invalid):
        quote = value["text"][:40]
        codes = {fault.code: None for fault in record.faults}
        message = f"{quote!r}: {'; '.join(fault.message for fault in record.faults)}"
        problem = Problem(flat.place, item.line, next(iter(codes)), message, flat.id, item.key)
        refuse(flat, reading.losses, reading.problems, layer, problem)
        return None
    return record


def stances_of(flat: FlatDocument, reading: Reading) -> list[Any]:
    """Return the document stances that were read."""
    records: list[Any] = []
    for stance in flat.stances:
        target = str(stance.get("target"))
        place = (flat.id, DOCUMENT_STANCE.name, target)
        value = {"target": None, "label": None, "note": None, **_said(stance, place, reading)}
        record: Any = parse_value(LAYER_MODELS[DOCUMENT_STANCE.name], value)
        if isinstance(record, Invalid):
            message = f"document stance: {'; '.join(fault.message for fault in record.faults)}"
            problem = Problem(flat.place, 0, record.faults[0].code, message, flat.id, target)
            refuse(flat, reading.losses, reading.problems, DOCUMENT_STANCE.name, problem)
        elif all(other.target != record.target for other in records):
            records.append(record)
        elif record not in records:
            message = f"there are two overall labels on {target!r}; keep one"
            problem = Problem(flat.place, 0, "annotation-duplicate", message, flat.id, target)
            refuse(flat, reading.losses, reading.problems, DOCUMENT_STANCE.name, problem)
    return records


def _linked(
    value: Mapping[str, Any], item: Item, old: OldRecords, done: Document, reading: Reading
) -> str | None:
    """Return the registry id of a mention: of its link, or of its name, for which an entry may be made."""
    link, words = value["entity"], " ".join(value["text"].split())
    reading.linked = reading.linked or link is not None
    if link is not None and (entry := reading.registry.linked(link)):
        return entry.id
    if link is None and (before := old.link(value["id"], value["type"])):
        return before
    count = len(reading.made)
    entry = reading.registry.of_name(words, value["type"], link)
    if len(reading.made) > count:
        span = annotation_id(ENTITIES.name, value["start"], value["end"])
        reading.losses.add(done.id, ENTITIES.name, span, "entity-made", entry.id)
    if link is not None and not _holds(entry, link):
        reading.losses.add(done.id, ENTITIES.name, item.key, "link-unknown", "entity")
    return entry.id


def _holds(entry: RegistryEntry, link: str) -> bool:
    """Return True if an entry has the item or article of a link."""
    about = source_of(link)
    return about is not None and getattr(entry, about[0]) == about[1]
