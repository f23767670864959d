"""Items back to documents: ids made again, references resolved, every record checked by the schema."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import in_order
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.exchange.formats.flat import DERIVED, SUBJECT, Derived, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.spoken import (
    OldRecords,
    Request,
    report_changes,
    spoken_layers,
    unsaid_fields,
)
from corpus_pkg.exchange.formats.words import difference
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYER_MODELS,
    SENTENCES,
    SPAN_LAYERS,
    STANCE,
    annotation_id,
)
from corpus_pkg.layers.labels import MENTION_TYPES, EntityType
from corpus_pkg.values.ids import RESERVED, SLUG_MAX_LENGTH
from corpus_pkg.values.slugs import slug_of

DEFAULTS: Final[dict[str, dict[str, str]]] = {
    FIGURES.name: {"modifier": "EXACT", "change": "LEVEL"},
    STANCE.name: {"explicit": "false"},
}
"""What a field is where an annotator left it open: the plain case of the guidelines."""


@dataclass(slots=True)
class Reading:
    """What was read of foreign files.

    Attributes:
        corpus: The corpus that the texts belong to.
        losses: What the corpus can't hold of them.
        problems: What is wrong with them; then the documents are not to be used.
        documents: The documents, with the corpus's own annotations where the files say nothing.
        held: The layers that the files change, for each document.
        made: Registry entries that were made for mentions without a link, by id.
        numbers: The last number that told apart made ids with the same words, by these words.
        unreadable: Whether there was nothing to read: no such file, or none of the format in a folder.
    """

    corpus: Corpus
    losses: LossReport
    problems: Problems = field(default_factory=Problems)
    documents: list[Document] = field(default_factory=list)
    held: dict[str, frozenset[str]] = field(default_factory=dict)
    made: dict[str, RegistryEntry] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    unreadable: bool = False
    _by_name: dict[str, list[RegistryEntry]] = field(default_factory=dict, init=False)

    def named(self, name: str) -> list[RegistryEntry]:
        """Return the entries of a name, in the order of the registry, those that were made last."""
        if not self._by_name:
            for entry in self.corpus.registry.values():
                self._by_name.setdefault(entry.name, []).append(entry)
        return self._by_name.setdefault(name, [])


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
    layers = spoken_layers(flat, base, request, reading.losses)
    keys = _ids(flat, layers, base, reading)
    made: dict[str, Any] = {}
    for layer in SPAN_LAYERS:
        if layer not in layers:
            continue
        done = base.model_copy(update=made)
        items = [item for item in flat.items if item.kind == layer]
        derived = Derived(done)
        old = OldRecords(base, layer, unsaid_fields(layer, layers, request))
        records = [_record(layer, item, keys, done, derived, old, flat, reading) for item in items]
        kept = _unique([record for record in records if record is not None], layer, flat, reading)
        made[layer] = tuple(in_order(layer, kept))
    if DOCUMENT_STANCE.name in layers:
        made["document_stance"] = tuple(_document_stance(flat, base, reading))
    document = base.model_copy(update=made)
    report_changes(base, document, layers, reading.losses)
    reading.documents.append(document)
    reading.held[base.id] = layers


def _base_of(flat: FlatDocument, reading: Reading) -> Document | None:
    """Return the corpus's document that a file is about, or None where there is none of that text."""
    problems, corpus = reading.problems, reading.corpus
    if flat.id not in corpus:
        known = ", ".join(corpus.ids[:5]) or "none"
        message = (
            f"the corpus has no document {flat.id[:80]!r} (it has {known}); name the file or task after one"
        )
        problems.append(Problem(flat.place, 0, "format-document", message))
        return None
    base = corpus[flat.id]
    if flat.id in reading.held:
        message = "the document was read before, from another file or task; keep one"
        problems.append(Problem(flat.place, 0, "document-duplicate", message, base.id))
        return None
    digest = hashlib.sha256(flat.text.encode("utf-8")).hexdigest() if flat.text is not None else flat.sha256
    if digest is not None and digest != base.metadata.sha256:
        message = (
            f"its text has the SHA-256 {digest} and the corpus's {base.metadata.sha256}; "
            if flat.text is None
            else f"its text is not the corpus's: {difference(flat.text, base.text)}; "
        )
        message += "annotate the corpus's own text, unchanged"
        problems.append(Problem(flat.place, 0, "text-checksum", message, base.id))
        return None
    return base


def _ids(
    flat: FlatDocument, layers: frozenset[str], base: Document, reading: Reading
) -> dict[str, tuple[str, Item | None]]:
    """Return, for the key of each item that may be pointed to, the id that its span gives it."""
    keys: dict[str, tuple[str, Item | None]] = {}
    if DATES.name not in layers:
        keys.update({date.id: (date.id, None) for date in base.dates})
    for item in flat.items:
        if not 0 <= item.start < item.end <= len(base.text):
            message = (
                f"the span {item.start}-{item.end} is not in the text, which has {len(base.text)} characters"
            )
            problem = Problem(
                flat.place, item.line, "span-range", f"{message}; mark it again", base.id, item.key
            )
            reading.problems.append(problem)
        if item.kind == DATES.name:
            keys[item.key] = (annotation_id(DATES.name, item.start, item.end), item)
        elif item.kind == SUBJECT:
            keys[item.key] = ("", item)
    return keys


def _record(
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
    if not 0 <= item.start < item.end <= len(done.text):
        return None
    known = layer_fields(layer)
    given = {**DEFAULTS.get(layer, {}), **_said(item.fields, (done.id, layer, item.key), reading)}
    value: dict[str, Any] = dict.fromkeys((*known.names, *([known.label] if known.label else [])))
    value |= {"id": "", "start": item.start, "end": item.end, "text": done.text[item.start : item.end]}
    for name, text in given.items():
        if name not in known.names:
            reading.losses.add(done.id, layer, item.key, "label-unknown", name)
        else:
            value[name] = {"true": True, "false": False}.get(text, text) if name in known.booleans else text
    if known.label:
        value[known.label] = item.label
    for name, key in item.refs.items():
        value[name] = _resolved(name, key, keys, done)
    if layer in DERIVED:
        value[DERIVED[layer]] = derived.reference(layer, item.start, item.end)
        if value[DERIVED[layer]] is None:
            _report_without_base(layer, item, done, flat, reading)
            return None
    value["id"] = annotation_id(
        layer, item.start, item.end, holder=str(value.get("holder")), target=str(value.get("target"))
    )
    value |= old.fields(value["id"], (*item.fields, *item.refs))
    if layer == ENTITIES.name and value["entity"] is None:
        value["entity"] = old.link(value["id"], item.label) or _made_entry(value, done, reading)
    return _parsed(layer, value, item, flat, reading)


def _report_without_base(
    layer: str, item: Item, done: Document, flat: FlatDocument, reading: Reading
) -> None:
    """Report a sentence in no segment, or a stance that is not on one sentence."""
    quote, name = done.text[item.start : item.end][:40], DERIVED[layer]
    where = "lies in none" if layer == SENTENCES.name else "is not exactly one"
    message = f"{quote!r} at {item.start}-{item.end} {where} of the {name}s of the corpus"
    hint = f"mark it again, or store the {name}s of the file with --layers"
    reading.problems.append(Problem(flat.place, item.line, "schema", f"{message}; {hint}", done.id, item.key))


def _said(fields: Mapping[str, str], place: tuple[str, str, str], reading: Reading) -> dict[str, str]:
    """Return fields with the note on one line, and without a blank one, which says nothing."""
    said = dict(fields)
    note = said.get("note", "")
    if note != note.strip() or len(note.splitlines()) > 1:
        said["note"] = " ".join(note.split())
        if said["note"]:
            reading.losses.add(*place, "note-on-one-line", "note")
    return {name: text for name, text in said.items() if name != "note" or text}


def _resolved(name: str, key: str, keys: Mapping[str, tuple[str, Item | None]], done: Document) -> Any:
    found = keys.get(key)
    if found is None:
        return key  # the schema, or `validate`, says what is wrong with it
    id_, item = found
    if name == SUBJECT and item is not None:
        start, end = item.start, item.end
        return {"start": start, "end": end, "text": done.text[max(start, 0) : max(end, 0)]}
    return id_


def _parsed(layer: str, value: dict[str, Any], item: Item, flat: FlatDocument, reading: Reading) -> Any:
    record = parse_value(LAYER_MODELS[layer], value)
    if isinstance(record, Invalid):
        quote = value["text"][:40]
        reading.problems.extend(
            Problem(flat.place, item.line, fault.code, f"{quote!r}: {fault.message}", flat.id, item.key)
            for fault in record.faults
        )
        return None
    return record


def _unique(records: Iterable[Any], layer: str, flat: FlatDocument, reading: Reading) -> list[Any]:
    found: dict[str, Any] = {}
    for record in records:
        if record.id in found:
            message = f"two annotations of {layer} have the span {record.start}-{record.end}; keep one"
            reading.problems.append(
                Problem(flat.place, 0, "annotation-duplicate", message, flat.id, record.id)
            )
        found.setdefault(record.id, record)
    return list(found.values())


def _document_stance(flat: FlatDocument, base: Document, reading: Reading) -> list[Any]:
    """Return the document stances that were read, those of known targets in the corpus's order."""
    records = []
    for stance in flat.stances:
        place = (base.id, DOCUMENT_STANCE.name, str(stance.get("target")))
        value = {"target": None, "label": None, "note": None, **_said(stance, place, reading)}
        record = parse_value(LAYER_MODELS[DOCUMENT_STANCE.name], value)
        if isinstance(record, Invalid):
            reading.problems.extend(
                Problem(flat.place, 0, code, f"document stance: {message}", base.id, stance.get("target"))
                for code, message in record.faults
            )
        else:
            records.append(record)
    order = {target: number for number, target in enumerate(reading.corpus.targets)}
    return sorted(records, key=lambda record: order.get(record.target, len(order)))


def _made_entry(value: Mapping[str, Any], done: Document, reading: Reading) -> str | None:
    """Return the registry id of a mention that has no link: the entry of that name, or a new one."""
    type_ = value["type"]
    if type_ not in list(EntityType):
        return None
    words = " ".join(value["text"].split())
    for entry in reading.named(words):
        if entry.type in MENTION_TYPES[EntityType(type_)]:
            return entry.id
    slug = slug_of(words, SLUG_MAX_LENGTH - 8) or "unnamed"
    id_ = slug
    taken = (reading.corpus.registry, reading.made, ("author",), RESERVED)
    while any(id_ in ids for ids in taken):
        reading.numbers[slug] = reading.numbers.get(slug, 1) + 1
        id_ = f"{slug}-{reading.numbers[slug]}"
    entry = RegistryEntry(id=id_, type=EntityType(type_), name=words)
    reading.made[id_] = entry
    reading.named(words).append(entry)
    span = annotation_id(ENTITIES.name, value["start"], value["end"])
    reading.losses.add(done.id, ENTITIES.name, span, "entity-made", id_)
    return id_
