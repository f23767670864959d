"""W3C Web Annotation (JSON-LD): each annotation with a quote and a position selector.

The Web Annotation Data Model (W3C Recommendation, 2017) counts positions in Unicode code points;
browsers, and most annotation clients, count UTF-16 code units: there is a format for either. The
text is named by its content, as `ni:///sha-256;…` (RFC 6920), so a target can't mean another text.

Everything is in the model's own terms. A tag is the label, a link to Wikipedia or Wikidata
identifies an entity, a comment is the note; what is left is a JSON body next to them.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.offsets import OffsetMap
from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item
from corpus_pkg.exchange.formats.format import FileFormat, World, layers_in
from corpus_pkg.exchange.formats.jsonfile import dump_json, objects, string
from corpus_pkg.exchange.formats.links import WIKIDATA, WIKIPEDIA
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.web_annotation_body import Bodies, names_of
from corpus_pkg.exchange.formats.web_annotation_target import (
    Units,
    in_context,
    is_refined,
    quotations,
    selected,
    selectors,
    sha256_of,
    source_of,
    targets_of,
    text_iri,
)
from corpus_pkg.exchange.formats.words import Proof, Unit
from corpus_pkg.layers import DOCUMENT_STANCE, LAYERS

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
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
    for name, value in source.json_files():
        annotations = _annotations(value)
        if annotations is None:
            source.wrong(name, "there is no annotation in it; export an annotation collection")
            continue
        label = string(value.get("label")) if isinstance(value, dict) else ""
        reader = _Reader(name, label, annotations, source, utf16)
        if reader.read():
            yield reader.document


def _annotations(value: Any) -> list[Any] | None:
    """Return the annotations of a collection, a page, an array, or one alone; None of anything else."""
    items = value
    if isinstance(value, dict):
        page = value.get("first", value)
        items = page.get("items", [value]) if isinstance(page, dict) else None
    # An empty collection must at least say of what text: an empty array may be anything.
    found = [one for one in objects(items) if "target" in one]
    known = isinstance(items, list) and (found or (isinstance(value, dict) and not items))
    return list(items) if known else None


class _Reader:
    """Reads the annotations of one file."""

    def __init__(self, place: str, label: str, annotations: list[Any], source: Source, utf16: bool) -> None:
        self.place = place
        self.source = source
        self.annotations = [one for one in objects(annotations) if "target" in one]
        self.utf16 = utf16
        self.found: dict[str, Item] = {}
        iris = {source_of(target) for one in self.annotations for target in targets_of(one)[:1]}
        self.digests = {sha256 for iri in iris if (sha256 := sha256_of(iri)) is not None}
        digest = next(iter(self.digests), None)
        self.document = source.document(place, label, sha256=digest)
        for number, one in enumerate(annotations, 1):
            if not isinstance(one, dict) or "target" not in one:
                source.refuse(self.document, "", "", f"item {number} is not an annotation; correct it")

    def read(self) -> bool:
        """Read the annotations of a file into the document; False where they are of several texts."""
        if len(self.digests) > 1:
            self.source.wrong(self.place, "its annotations are of several texts; part them")
            return False
        base = self.source.base(self.document.id)
        if base is None or self.document.sha256 not in (None, base.metadata.sha256):
            return True  # another text: said once, when the document is put together
        quotes = []
        for annotation in self.annotations:
            with suppress(ValueError):
                quotes.append(quotations(targets_of(annotation)[0]))
        known = [quote for quote in quotes if quote is not None]
        proof = Proof(base.text, known, Unit.UTF16 if self.utf16 else Unit.POINTS)
        for annotation in self.annotations:
            names = names_of(annotation.get("creator"))
            self.source.meet(*names)
            if self.source.by is None or self.source.by in names:
                self._read_one(annotation, base.text, proof)
        self.document.items = list(self.found.values())
        return True

    def _lose(self, what: str, key: str, reason: str) -> None:
        self.source.losses.add(self.document.id, what, key, reason)

    def _read_one(self, annotation: dict[str, Any], text: str, proof: Proof) -> None:
        name = string(annotation.get("id"))
        parts = Bodies.of(annotation, self.source.known, self.source.kinds)
        for what in parts.lost:
            self._lose(what, name, "label-unknown")
        if parts.layer == DOCUMENT_STANCE.name:
            note = {"note": parts.note} if parts.note else {}
            self.document.stances.append({**parts.fields, "label": parts.label, **note})
            return
        target, *others = targets_of(annotation) or [None]
        for other in others:
            self._lose("target", source_of(other), "annotation-not-held")
        label = self.source.label(self.document, parts.label, name)
        if label is None:
            return
        if self.source.kinds[label] != parts.layer:
            self._lose(parts.label, name, "label-unknown")
            return
        key = parts.id or name
        try:
            span = self._place(target, text, proof, parts.layer, key)
        except ValueError as error:
            self.source.refuse(self.document, parts.layer, key, f"{error}; mark it again")
            return
        if span is None:
            return
        key = key or f"{parts.label} {span}"
        note = {"note": parts.note} if parts.note else {}
        item = Item(key, parts.layer, *span, label, {**parts.fields, **note}, parts.refs)
        if self.found.setdefault(key, item) != item:
            self.source.refuse(self.document, parts.layer, key, "the annotation appears twice; keep one")

    def _place(self, target: Any, text: str, proof: Proof, layer: str, key: str) -> tuple[int, int] | None:
        """Return the span of a target; None where it was refused.

        Raises:
            ValueError: It names no one place of the text.
        """
        if not isinstance(target, dict):
            raise ValueError("its target is not a part of the text; give it a selector")
        if is_refined(target):
            raise ValueError(
                "its selector is refined by another, which is not read; select the words themselves"
            )
        quote = quotations(target)
        if quote is None:
            found = selected(target, text)
        else:
            spans = self.source.placed(proof, self.document, layer, key, *quote)
            if spans is None:
                return None
            found = in_context(target, text, spans[0])
            if found != spans[0] and not isinstance(found, str):
                self._lose(layer, key, "re-anchored")
        if isinstance(found, str):
            raise ValueError(found)
        return found


FORMAT: Final = FileFormat(
    "web-annotation",
    "W3C Web Annotation, positions in code points as the model has them",
    (".jsonld",),
    layers_in(MOTIVATIONS),
    partial(encode, utf16=False),
    partial(decode_files, utf16=False),
    says_who=True,
)
UTF16_FORMAT: Final = FileFormat(
    "web-annotation-utf16",
    "W3C Web Annotation, positions in UTF-16 code units as browsers count",
    (".jsonld",),
    layers_in(MOTIVATIONS),
    partial(encode, utf16=True),
    partial(decode_files, utf16=True),
    says_who=True,
)
