"""W3C Web Annotation (JSON-LD): each annotation with a quote and a position selector.

The Web Annotation Data Model (W3C Recommendation, 2017) counts positions in Unicode code points;
browsers, and most annotation clients, count UTF-16 code units: there is a format for either. The
text is named by its content, as `ni:///sha-256;…` (RFC 6920), so a target can't mean another text.

Everything stands in the model's own terms. A tag is the label, a link to Wikipedia or Wikidata
identifies an entity, a comment is the note; what is left is a JSON body beside them.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import quote, unquote

from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.offsets import OffsetMap
from corpus_pkg.exchange.formats.flat import KINDS, SUBJECT, FlatDocument, Item
from corpus_pkg.exchange.formats.format import FileFormat, Source, World, layers_in
from corpus_pkg.exchange.formats.jsonfile import dump_json, json_files, objects, parse_json, string
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.web_annotation_target import (
    Units,
    in_context,
    quotations,
    selected,
    selectors,
    sha256_of,
    source_of,
    text_iri,
)
from corpus_pkg.exchange.formats.words import Proof, Unit
from corpus_pkg.layers import DOCUMENT_STANCE, ENTITIES, LAYERS

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
WIKIPEDIA: Final = "https://en.wikipedia.org/wiki/"
WIKIDATA: Final = "http://www.wikidata.org/entity/"
MOTIVATIONS: Final[dict[str, str]] = {
    **{spec.name: spec.motivation for spec in LAYERS},
    SUBJECT: "highlighting",
}


def encode(
    documents: Iterable[FlatDocument], world: World, _losses: LossReport, *, utf16: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield one annotation collection for each document."""
    for document in documents:
        yield f"{document.id}.jsonld", dump_json(_collection(document, world, utf16))


def _collection(document: FlatDocument, world: World, utf16: bool) -> dict[str, Any]:
    assert document.text is not None  # noqa: S101 - only foreign files lack them
    assert document.metadata is not None  # noqa: S101
    source = text_iri(document.metadata.sha256)
    units = Units(OffsetMap(document.text), utf16)
    items = [_annotation(item, document.text, source, units, world) for item in document.items]
    for stance in document.stances:
        body = {"layer": DOCUMENT_STANCE.name, "fields": {"target": stance["target"]}}
        items.append(
            {
                "id": _urn(source, f"document-stance {stance['target']}"),
                "type": "Annotation",
                "motivation": MOTIVATIONS[DOCUMENT_STANCE.name],
                "body": _bodies(stance["label"], stance.get("note"), None, body),
                "target": source,
            }
        )
    return {
        "@context": CONTEXT,
        "id": _urn(source, "collection"),
        "type": "AnnotationCollection",
        "label": document.id,
        "total": len(items),
        "first": {
            "id": _urn(source, "page"),
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    }


def _urn(source: str, name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{source} {name}").urn


def _annotation(item: Item, text: str, source: str, units: Units, world: World) -> dict[str, Any]:
    fields = {name: value for name, value in item.fields.items() if name != "note"}
    about = {"layer": item.kind, "id": item.key, "fields": fields, "refs": item.refs}
    entry = world.registry.get(item.fields.get("entity", ""))
    return {
        "id": _urn(source, item.key),
        "type": "Annotation",
        "motivation": MOTIVATIONS[item.kind],
        "body": _bodies(item.label, item.fields.get("note"), _link(entry), about),
        "target": {"source": source, "selector": selectors(text, item.start, item.end, units)},
    }


def _bodies(label: str, note: str | None, link: str | None, about: dict[str, Any]) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": label}]
    if link is not None:
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": link})
    if note is not None:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": note})
    value = json.dumps({key: part for key, part in about.items() if part}, ensure_ascii=False)
    bodies.append(
        {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": value}
    )
    return bodies


def _link(entry: RegistryEntry | None) -> str | None:
    if entry is None:
        return None
    if entry.wikipedia is not None:
        return WIKIPEDIA + quote(entry.wikipedia.replace(" ", "_"))
    return WIKIDATA + entry.wikidata if entry.wikidata is not None else None


def decode_files(source: Source, *, utf16: bool) -> Iterator[FlatDocument]:
    """Yield the documents of annotation collections, one collection a file."""
    for name, value in json_files(source):
        annotations = _annotations(value)
        if annotations is None:
            source.wrong(name, "there is no annotation in it; export an annotation collection")
            continue
        reader = _Reader(name, source, utf16)
        reader.read(string(value.get("label")) if isinstance(value, dict) else "", annotations)
        yield reader.document


def _annotations(value: Any) -> list[dict[str, Any]] | None:
    """Return the annotations of a collection, a page, an array, or one alone; None of anything else."""
    items = value
    if isinstance(value, dict):
        page = value.get("first", value)
        items = page.get("items", [value]) if isinstance(page, dict) else None
    found = [one for one in objects(items) if "target" in one]
    # An empty collection must at least say of what text: an empty array may be anything.
    whole = isinstance(items, list) and len(found) == len(items) and (found or isinstance(value, dict))
    return found if whole else None


class _Reader:
    """Reads the annotations of one file."""

    def __init__(self, place: str, source: Source, utf16: bool) -> None:
        self.place = place
        self.source = source
        self.document = FlatDocument(place.removesuffix(".jsonld"), None, [], place=place)
        self.utf16 = utf16
        self.found: dict[str, Item] = {}

    def read(self, label: str, annotations: list[dict[str, Any]]) -> None:
        """Read the annotations of a file into the document."""
        self.document.id = label or self.document.id
        for annotation in annotations:
            iri = source_of(annotation)
            sha256 = sha256_of(iri)
            if sha256 is not None and self.document.sha256 in (None, sha256):
                self.document.sha256 = sha256
            elif sha256 is not None:
                self.source.wrong(self.place, "its annotations are of several texts; part them", 0, iri)
        base = self.source.base(self.document.id)
        if base is None or self.document.sha256 not in (None, base.metadata.sha256):
            return  # another text: said once, when the document is put together
        quotes = [one for annotation in annotations if (one := quotations(annotation)) is not None]
        proof = Proof(base.text, quotes, Unit.UTF16 if self.utf16 else Unit.POINTS)
        for annotation in annotations:
            self._read_one(annotation, base.text, proof)
        self.document.items = list(self.found.values())

    def _read_one(self, annotation: dict[str, Any], text: str, proof: Proof) -> None:
        name = string(annotation.get("id"))
        bodies = annotation.get("body")
        parts = _Bodies(
            objects(bodies if isinstance(bodies, list) else [bodies]), self.source.corpus.registry
        )
        target = annotation.get("target")
        if parts.layer == DOCUMENT_STANCE.name:
            note = {"note": parts.note} if parts.note else {}
            self.document.stances.append({**parts.fields, "label": parts.label, **note})
            return
        if KINDS.get(parts.label) != parts.layer or not isinstance(target, dict):
            self.source.losses.add(self.document.id, parts.layer or "annotation", name, "label-unknown")
            return
        quote = quotations(annotation)
        if quote is not None:
            spans = self.source.placed(proof, self.document, parts.layer, parts.id or name, *quote)
            if spans is None:
                return
            found = in_context(annotation, text, spans[0])
            if found != spans[0] and not isinstance(found, str):
                self.source.losses.add(self.document.id, parts.layer, parts.id or name, "re-anchored")
        else:
            found = selected(annotation, text)
        if isinstance(found, str):
            self.source.wrong(self.place, f"{found}; mark it again", 0, name)
            return
        span = found
        key = parts.id or name or f"{parts.label} {span}"
        if key in self.found:
            self.source.wrong(self.place, "the annotation stands twice; keep one", 0, key)
            return
        note = {"note": parts.note} if parts.note else {}
        self.found[key] = Item(key, parts.layer, *span, parts.label, {**parts.fields, **note}, parts.refs)


class _Bodies:
    """What the bodies of one annotation say together."""

    def __init__(self, bodies: list[dict[str, Any]], registry: Any) -> None:
        self.label = self.note = self.id = self.layer = ""
        self.fields: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        link = ""
        for body in bodies:
            value = string(body.get("value"))
            if body.get("format") == "application/json":
                self._read_json(value)
            elif body.get("purpose") == "tagging":
                self.label = value
            elif body.get("purpose") == "commenting":
                self.note = value
            elif body.get("purpose") == "identifying":
                link = string(body.get("source") or body.get("id"))
        self.layer = self.layer or KINDS.get(self.label, "")
        if link and self.layer == ENTITIES.name and "entity" not in self.fields:
            entries = [entry.id for entry in registry.values() if _same(_link(entry), link)]
            if entries:
                self.fields["entity"] = entries[0]

    def _read_json(self, text: str) -> None:
        try:
            value = parse_json(text.encode("utf-8"), "")
        except ValueError:
            return
        if isinstance(value, dict):
            self.layer, self.id = string(value.get("layer")), string(value.get("id"))
            self.fields, self.refs = _strings(value.get("fields")), _strings(value.get("refs"))


def _same(link: str | None, other: str) -> bool:
    return link is not None and unquote(link) == unquote(other).replace(" ", "_")


def _strings(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: part for name, part in value.items() if isinstance(part, str)}


FORMAT: Final = FileFormat(
    "web-annotation",
    "W3C Web Annotation, positions in code points as the model has them",
    (".jsonld",),
    layers_in(MOTIVATIONS),
    partial(encode, utf16=False),
    partial(decode_files, utf16=False),
)
UTF16_FORMAT: Final = FileFormat(
    "web-annotation-utf16",
    "W3C Web Annotation, positions in UTF-16 code units as browsers count",
    (".jsonld",),
    layers_in(MOTIVATIONS),
    partial(encode, utf16=True),
    partial(decode_files, utf16=True),
)
