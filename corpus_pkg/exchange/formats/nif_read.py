"""Reading NIF: contexts and the strings that refer to them, by rdflib, without a look at the network."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from corpus_pkg.exchange.formats.flat import FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.jsonfile import parse_json
from corpus_pkg.exchange.formats.links import WIKIPEDIA, source_of
from corpus_pkg.exchange.formats.name_labels import NameLabels
from corpus_pkg.exchange.formats.nif_terms import CLASSES, DBPEDIA, NOT_IN_WIKI, PREFIXES, iri_of
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.words import Proof, Spans
from corpus_pkg.extras import need
from corpus_pkg.layers import ENTITIES

_NIF: Final = PREFIXES["nif"]
_OWN: Final = PREFIXES["corpus"]
_SAME: Final = {"place": ("GPE", "LOC"), "populatedplace": ("GPE",)}
_REMOTE: Final = frozenset({"@context", "@import"})
_NAMED: Final = ("Phrase", "EntityOccurrence", "Word")


def decode_turtle(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of files in Turtle."""
    yield from _decode(source, "turtle")


def decode_json_ld(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of files in JSON-LD."""
    yield from _decode(source, "json-ld")


def _decode(source: Source, format_: str) -> Iterator[FlatDocument]:
    rdflib = need("rdflib", "formats")
    for name, data in source.files():
        try:
            if format_ == "json-ld":
                _require_local(parse_json(data, name))
            graph = rdflib.Graph(bind_namespaces="none").parse(
                data=data.decode("utf-8-sig"), format=format_, publicID="urn:corpus-pkg:file"
            )
            documents = list(_documents(graph, name, source))
        except Exception as error:  # noqa: BLE001 - what a foreign parser raises on broken files is not written down
            message = f"it is not NIF that can be read ({type(error).__name__}: {str(error)[:100]!r})"
            source.wrong(name, message)
            continue
        if not documents:
            source.wrong(name, "there is no nif:Context with nif:isString in it; export the texts too")
        yield from documents


def _require_local(value: Any) -> None:
    """Refuse JSON-LD that would be completed from the network.

    Raises:
        ValueError: It names a context by its address.
    """
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            for name, inner in part.items():
                given = inner if isinstance(inner, list) else [inner]
                if name in _REMOTE and any(isinstance(one, str) for one in given):
                    raise ValueError("its context is at an address; write the context into the file")
                parts.append(inner)
        elif isinstance(part, list):
            parts.extend(part)


def _documents(graph: Any, name: str, source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of a graph, in the order of their names."""
    term = partial(_term, need("rdflib", "formats"))
    contexts = sorted(graph.subject_objects(term(_NIF, "isString")), key=lambda pair: str(pair[0]))
    for context, text in contexts:
        said = graph.value(context, term(PREFIXES["dcterms"], "identifier"), any=True)
        stem = name.removesuffix(".jsonld").rpartition(".")[0] or name
        own = str(said) if said is not None else stem if len(contexts) == 1 else str(context)
        document = source.document(name, own, text=str(text))
        strings = sorted(graph.subjects(term(_NIF, "referenceContext"), context), key=str)
        _read_strings(document, [_string(graph, one) for one in strings if one != context], source)
        yield document


def _term(rdflib: Any, vocabulary: str, name: str) -> Any:
    return rdflib.URIRef(vocabulary + name)


def _string(graph: Any, subject: Any) -> dict[str, Any]:
    """Return what is said of a string: its classes, and the first value of each predicate."""
    said: dict[str, Any] = {"": str(subject), "a": set()}
    for predicate, value in sorted(graph.predicate_objects(subject), key=lambda pair: str(pair[1])):
        if str(predicate).endswith("#type"):
            said["a"].add(str(value))
        elif str(predicate) == PREFIXES["itsrdf"] + "taClassRef":
            said.setdefault("classes", []).append(str(value))
        else:
            said.setdefault(str(predicate), str(value))
    return said


def _spans(said: dict[str, Any]) -> Spans:
    """Return the offsets of a string; outside every text where it has none."""
    try:
        return ((int(said[f"{_NIF}beginIndex"]), int(said[f"{_NIF}endIndex"])),)
    except (KeyError, ValueError):
        return ((-1, -1),)


def _read_strings(document: FlatDocument, strings: list[dict[str, Any]], source: Source) -> None:
    """Add the segments, sentences and names that strings of a text are."""
    proof = Proof(document.text or "", [(_spans(said), said.get(f"{_NIF}anchorOf")) for said in strings])
    labels = NameLabels(source, document.id, _SAME)
    for said in strings:
        kinds = [kind for kind, term in CLASSES.items() if _NIF + term.partition(":")[2] in said["a"]]
        identity = said.get(f"{PREFIXES['itsrdf']}taIdentRef")
        named = any(_NIF + term in said["a"] for term in _NAMED) and ("classes" in said or identity)
        if (identity or named) and ENTITIES.name not in kinds:
            kinds.append(ENTITIES.name)
        if not named and not identity and ENTITIES.name in kinds:
            kinds.remove(ENTITIES.name)
        key = said[""].rpartition("#")[2] or said[""]
        if not kinds:
            source.losses.add(document.id, "string", key, "annotation-not-held")
            continue
        for kind in kinds:
            words = said.get(f"{_NIF}anchorOf")
            placed = source.placed(proof, document, kind, key, _spans(said), words)
            if placed is None:
                break
            item = _item(kind, key, placed, said, labels)
            if item is not None:
                document.items.append(item)


def _item(kind: str, key: str, placed: Spans, said: dict[str, Any], labels: NameLabels) -> Item | None:
    """Return the record of a layer that a string is; None where its type is not known, which is reported."""
    ((start, end),) = placed
    if kind != ENTITIES.name:
        return Item(
            key, kind, start, end, said.get(f"{_OWN}kind", "") if layer_fields(kind).label else kind, {}, {}
        )
    words = str(said.get(f"{_NIF}anchorOf", ""))
    classes = [_local(iri) for iri in said.get("classes", ())]
    best = next((label for label in classes if labels.knows(label)), classes[0] if classes else "")
    label = labels.type_of(best, key, words)
    if label is None:
        return None
    fields = {name: said[f"{_OWN}{name}"] for name in layer_fields(kind).names if f"{_OWN}{name}" in said}
    entity = _linked(fields.get("entity"), said.get(f"{PREFIXES['itsrdf']}taIdentRef"), labels.source)
    if entity is not None:
        fields["entity"] = entity
    if comment := said.get(f"{PREFIXES['rdfs']}comment"):
        fields["note"] = comment
    return Item(key, kind, start, end, label, fields, {})


def _local(iri: str) -> str:
    return iri.replace(":", "/").replace("#", "/").rpartition("/")[2]


def _linked(own: str | None, identity: str | None, source: Source) -> str | None:
    """Return what a name is linked to, by its id in the registry and its IRI.

    Other tools change the IRI and leave the id, so the id counts only where both mean one thing.
    """
    if own is None or identity is None:
        return own or _entity(identity, source)
    link = _entity(identity, source)
    if source.new:
        is_item = link is not None and source_of(link) is not None
        said = link in (None, own) or (is_item and source.items.setdefault(own, str(link)) == link)
    else:
        said = iri_of(source.corpus.registry.get(own), own) == identity
    return own if said else link


def _entity(identity: str | None, source: Source) -> str | None:
    """Return what a name is linked to: an id of the registry, or the address of an item or article."""
    if identity is None:
        return None
    if identity.startswith(NOT_IN_WIKI):
        id_ = unquote(identity.removeprefix(NOT_IN_WIKI))
        return id_ if source.new or id_ in source.corpus.registry else None
    if identity.startswith(DBPEDIA):
        return WIKIPEDIA + identity.removeprefix(DBPEDIA)
    return identity
