"""NIF 2.0 (NLP Interchange Format) in Turtle and JSON-LD: names with their links, for entity linking.

A text is a `nif:Context`, a name a `nif:Phrase` with `itsrdf:taIdentRef` (the item of Wikidata, the resource
of DBpedia, or `notInWiki`) and `itsrdf:taClassRef` (the type). Offsets count code points. A text is named by
its content, as in Web Annotation. Segments are `nif:Paragraph`, sentences `nif:Sentence`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from corpus_pkg.exchange.formats.flat import FlatDocument, Item
from corpus_pkg.exchange.formats.format import FileFormat, World
from corpus_pkg.exchange.formats.jsonfile import dump_json
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.nif_read import decode_json_ld, decode_turtle
from corpus_pkg.exchange.formats.nif_terms import CLASSES, PREFIXES, iri_of
from corpus_pkg.exchange.formats.web_annotation_target import text_iri
from corpus_pkg.layers import ENTITIES

_INTEGER: Final = "xsd:nonNegativeInteger"


class _Value(NamedTuple):
    """The object of a statement: a term or an IRI where it has a kind, else a string."""

    text: str
    kind: str = ""


Statements = dict[str, list[_Value]]
"""What is said of one resource, by predicate; `a` says its classes."""


def encode_turtle(
    documents: Iterable[FlatDocument], world: World, _losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield a file of Turtle for each document."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for document in documents:
        parts = [_turtle(subject, said) for subject, said in _resources(document, world).items()]
        yield f"{document.id}.ttl", "\n".join((head, *parts)).encode("utf-8")


def encode_json_ld(
    documents: Iterable[FlatDocument], world: World, _losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield a file of JSON-LD for each document."""
    for document in documents:
        graph = [_node(subject, said) for subject, said in _resources(document, world).items()]
        yield f"{document.id}.nif.jsonld", dump_json({"@context": PREFIXES, "@graph": graph})


def _resources(document: FlatDocument, world: World) -> dict[str, Statements]:
    """Return what is said of the text and of each span; records with one span are one resource."""
    assert document.text is not None  # noqa: S101 - only foreign files lack them
    assert document.metadata is not None  # noqa: S101
    text = text_iri(document.metadata.sha256)
    context = f"{text}#char=0,{len(document.text)}"
    found: dict[str, Statements] = {
        context: {
            "a": [_Value("nif:Context", "term"), _Value("nif:RFC5147String", "term")],
            "dcterms:identifier": [_Value(document.id)],
            "nif:beginIndex": [_Value("0", _INTEGER)],
            "nif:endIndex": [_Value(str(len(document.text)), _INTEGER)],
            "nif:isString": [_Value(document.text)],
        }
    }
    for item in document.items:
        # A span of the whole text is not the context itself, which has no anchor.
        whole = "&whole" if (item.start, item.end) == (0, len(document.text)) else ""
        subject = f"{text}#char={item.start},{item.end}{whole}"
        said = found.setdefault(
            subject,
            {
                "a": [_Value("nif:RFC5147String", "term")],
                "nif:referenceContext": [_Value(context, "iri")],
                "nif:beginIndex": [_Value(str(item.start), _INTEGER)],
                "nif:endIndex": [_Value(str(item.end), _INTEGER)],
                "nif:anchorOf": [_Value(document.text[item.start : item.end])],
            },
        )
        said["a"].append(_Value(CLASSES[item.kind], "term"))
        said.update(_about(item, world))
    return found


def _about(item: Item, world: World) -> Statements:
    """Return what is said of a record in addition to its place."""
    if item.kind != ENTITIES.name:
        return {"corpus:kind": [_Value(item.label)]} if item.label != item.kind else {}
    said = {"itsrdf:taClassRef": [_Value(f"corpus:{item.label}", "term")]}
    for name, value in item.fields.items():
        if name == "entity":
            said["itsrdf:taIdentRef"] = [_Value(iri_of(world.registry.get(value), value), "iri")]
        said["rdfs:comment" if name == "note" else f"corpus:{name}"] = [_Value(value)]
    return said


def _turtle(subject: str, said: Statements) -> str:
    lines = [
        f"    {predicate} {', '.join(_term(value) for value in values)}" for predicate, values in said.items()
    ]
    return f"<{subject}>\n" + " ;\n".join(lines) + " .\n"


def _term(value: _Value) -> str:
    if value.kind == "term":
        return value.text
    if value.kind == "iri":
        return f"<{value.text}>"
    # The escapes of JSON are those of Turtle.
    literal = json.dumps(value.text, ensure_ascii=False)
    return f"{literal}^^{value.kind}" if value.kind else literal


def _node(subject: str, said: Statements) -> dict[str, object]:
    node: dict[str, object] = {"@id": subject}
    for predicate, values in said.items():
        if predicate == "a":
            node["@type"] = [value.text for value in values]
        else:
            node[predicate] = _object(values[0])
    return node


def _object(value: _Value) -> object:
    if value.kind in ("term", "iri"):
        return {"@id": value.text}
    return {"@value": value.text, "@type": value.kind} if value.kind else value.text


HOLDS: Final = frozenset(CLASSES)
TURTLE_FORMAT: Final = FileFormat("nif", "NIF in Turtle", (".ttl",), HOLDS, encode_turtle, decode_turtle)
JSON_LD_FORMAT: Final = FileFormat(
    "nif-jsonld", "NIF in JSON-LD", (".nif.jsonld",), HOLDS, encode_json_ld, decode_json_ld
)
