"""PubAnnotation JSON: denotations, attributes and relations over one text; offsets are code points.

The blocks of a text (segments, sentences, the document itself for its stances) are `blocks`, all
other spans are `denotations`. https://www.pubannotation.org/docs/annotation-format/
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from corpus_pkg.exchange.formats.flat import KINDS, SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import EVERY_LAYER, FileFormat, Source, World
from corpus_pkg.exchange.formats.jsonfile import dump_json, json_files, number, objects, string
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.words import Proof
from corpus_pkg.layers import BLOCKS

DOCUMENT: Final = "document"
"""The block of the whole text, which document stances are attributes of."""

_BLOCKS: Final = frozenset(layer for layer in BLOCKS)


def encode(
    documents: Iterable[FlatDocument], _world: World, _losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield one JSON file for each document."""
    for document in documents:
        yield f"{document.id}.json", dump_json(_value(document))


def _value(document: FlatDocument) -> dict[str, Any]:
    value: dict[str, Any] = {"sourcedb": "corpus", "sourceid": document.id, "text": document.text}
    spans: dict[str, list[dict[str, Any]]] = {"blocks": [], "denotations": []}
    attributes: list[tuple[str, str, str]] = []
    relations: list[tuple[str, str, str]] = []
    for item in document.items:
        span = {"id": item.key, "span": {"begin": item.start, "end": item.end}, "obj": item.label}
        spans["blocks" if item.kind in _BLOCKS else "denotations"].append(span)
        attributes += [(item.key, name, given) for name, given in item.fields.items()]
        relations += [(item.key, name, key) for name, key in item.refs.items()]
    if document.stances:
        whole = {"begin": 0, "end": len(document.text or "")}
        spans["blocks"].insert(0, {"id": DOCUMENT, "span": whole, "obj": DOCUMENT})
        for stance in document.stances:
            attributes += [
                (DOCUMENT, f"{name}:{stance['target']}", stance[name])
                for name in ("label", "note")
                if name in stance
            ]
    about = {"attributes": ("A", attributes), "relations": ("R", relations)}
    return (
        value
        | spans
        | {
            name: [
                {"id": f"{letter}{count}", "subj": subject, "pred": predicate, "obj": given}
                for count, (subject, predicate, given) in enumerate(found, 1)
            ]
            for name, (letter, found) in about.items()
        }
    )


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of PubAnnotation's JSON files (one document or an array of them a file)."""
    for name, value in json_files(source):
        for one in objects(value) if isinstance(value, list) else [value]:
            if isinstance(one, dict) and isinstance(one.get("text"), str):
                yield _document(one, name, source)
            else:
                source.wrong(name, "there is no text in it; export the annotations with their text")


def _document(value: dict[str, Any], place: str, source: Source) -> FlatDocument:
    id_ = string(value.get("sourceid")) or place.removesuffix(".json")
    document = FlatDocument(id_, value["text"], [], place=place)
    found: dict[str, Item] = {}
    proof = Proof(value["text"], [])
    for span in objects(value.get("blocks")) + objects(value.get("denotations")):
        key, label = string(span.get("id")), string(span.get("obj"))
        where = span.get("span")
        if label == DOCUMENT:
            continue
        if not isinstance(where, dict):  # a list of spans is one with gaps
            source.losses.add(id_, label, key, "annotation-not-held")
        elif label not in KINDS:
            source.losses.add(id_, label, key, "label-unknown")
        elif key in found:
            source.wrong(place, "the id stands twice; number the annotations", 0, key)
        else:
            start, end = number(where.get("begin")), number(where.get("end"))
            if KINDS[label] not in _BLOCKS and (
                source.placed(proof, document, KINDS[label], key, ((start, end),), None) is None
            ):
                continue
            # An annotation without an id is legal: nothing can be said about it.
            name = key or f"{label} {start}-{end}"
            found[name] = Item(name, KINDS[label], start, end, label, {}, {})
    stances: dict[str, dict[str, str]] = {}
    for name in ("attributes", "relations"):
        for about in objects(value.get(name)):
            _read_about(about, name == "relations", found, stances, document, source)
    document.items = list(found.values())
    document.stances = list(stances.values())
    return document


def _read_about(
    about: dict[str, Any],
    is_relation: bool,
    found: dict[str, Item],
    stances: dict[str, dict[str, str]],
    document: FlatDocument,
    source: Source,
) -> None:
    subject, name, given = (string(about.get(key)) for key in ("subj", "pred", "obj"))
    item = found.get(subject)
    if subject == DOCUMENT and name.startswith(("label:", "note:")):
        field, _, target = name.partition(":")
        stances.setdefault(target, {"target": target})[field] = given
    elif item is None or item.kind == SUBJECT or name not in layer_fields(item.kind).names:
        source.losses.add(document.id, name, string(about.get("id")), "label-unknown")
    else:
        (item.refs if is_relation else item.fields)[name] = given


FORMAT: Final = FileFormat(
    "pubannotation", "PubAnnotation JSON", (".json",), EVERY_LAYER, encode, decode_files
)
