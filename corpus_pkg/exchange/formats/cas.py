"""UIMA CAS as XMI and as JSON, for INCEpTION and everything else that is built on UIMA.

Written and read by dkpro-cassis, which turns code points into UIMA's UTF-16 code units and back.
`TypeSystem.xml` is what INCEpTION imports as layers; where a folder has one, XMI files are read by it.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from corpus_pkg.corpus.files import RefusedError, decode
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.exchange.formats.cas_strays import Stray, json_strays, take_strays
from corpus_pkg.exchange.formats.cas_types import (
    DOCUMENT_STANCE_TYPE,
    IGNORED,
    METADATA,
    TOKEN,
    TYPES,
    declared_layers,
    feature_of,
    features_of,
    link_of,
    link_type,
    type_system,
)
from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import FileFormat, World, layers_in
from corpus_pkg.exchange.formats.jsonfile import number, parse_json
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.spacing import plain
from corpus_pkg.exchange.formats.tokens import tokenise
from corpus_pkg.exchange.formats.words import Proof
from corpus_pkg.exchange.formats.xmlfile import etree_bytes, fits_xml, parse_xml
from corpus_pkg.extras import need
from corpus_pkg.layers import DOCUMENT_STANCE, ENTITIES

UNKNOWN_LANGUAGE: Final = "x-unspecified"
"""What UIMA says of a text whose language nobody has said."""
TYPE_SYSTEM: Final = "TypeSystem.xml"
_KNOWN_FEATURES: Final = frozenset({"sofa", "begin", "end"})
Load = Callable[[bytes, Source], tuple[Any, list[Stray]]]
"""Returns the CAS of a file, and what of the file is not in it."""


def encode_xmi(
    documents: Iterable[FlatDocument], _world: World, losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield the type system and one XMI file for each document."""
    layers: set[str] = set()
    for document in documents:
        layers |= document.layers
        if _fit_xml(document, losses):
            yield f"{document.id}.xmi", _cas(document, empty_links=True).to_xmi().encode("utf-8")
    yield TYPE_SYSTEM, type_system(layers or HOLDS).to_xml().encode("utf-8")


def encode_json(
    documents: Iterable[FlatDocument], _world: World, _losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield one JSON file for each document; the type system is in it."""
    for document in documents:
        yield f"{document.id}.json", (_cas(document, empty_links=False).to_json() + "\n").encode("utf-8")


def _fit_xml(document: FlatDocument, losses: LossReport) -> bool:
    """Take out what XML can't hold; False where that is the text itself, and with it everything."""
    fits = fits_xml(document.text or "")
    for item in document.items:
        if not fits:
            losses.add(document.id, item.kind, item.key, "text-not-xml")
        for name in [name for name, value in item.fields.items() if not fits_xml(value)]:
            del item.fields[name]
            losses.add(document.id, item.kind, item.key, "text-not-xml", name)
    for stance in document.stances:
        if not fits:
            losses.add(document.id, DOCUMENT_STANCE.name, stance["target"], "text-not-xml")
        elif not fits_xml(stance.get("note", "")):
            del stance["note"]
            losses.add(document.id, DOCUMENT_STANCE.name, stance["target"], "text-not-xml", "note")
    return fits


def _cas(document: FlatDocument, *, empty_links: bool) -> Any:
    """Return a document as a CAS.

    Args:
        document: The document.
        empty_links: Whether a link feature without a link is an empty array: cassis's check of types wants
            one, and its reader of JSON fails on one.
    """
    cassis = need("cassis", "formats")
    types = type_system(document.layers)
    text = document.text or ""
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = text
    cas.sofa_mime = "text/plain"
    metadata = document.metadata
    title = metadata.title if metadata and fits_xml(metadata.title or "") else None
    cas.add(
        types.get_type(METADATA)(
            begin=0,
            end=len(text),
            language=metadata.language if metadata else None,
            documentId=document.id,
            documentTitle=title,
        )
    )
    token = types.get_type(TOKEN)
    for start, end in tokenise(text, [edge for item in document.items for edge in (item.start, item.end)]):
        cas.add(token(begin=start, end=end))
    made = {
        item.key: types.get_type(TYPES[item.kind])(begin=item.start, end=item.end) for item in document.items
    }
    for item in document.items:
        structure = made[item.key]
        if item.kind != SUBJECT:
            _fill(structure, item, made, types, empty_links)
        cas.add(structure)
    for stance in document.stances:
        cas.add(types.get_type(DOCUMENT_STANCE_TYPE)(**stance))
    return cas


def _fill(structure: Any, item: Item, made: dict[str, Any], types: Any, empty_links: bool) -> None:
    known = layer_fields(item.kind)
    if known.label:
        structure[feature_of(item.kind, known.label)] = item.label
    for field, value in item.fields.items():
        structure[feature_of(item.kind, field)] = value == "true" if field in known.booleans else value
    for field in known.refs:
        if not types.contains_type(link_type(item.kind, field)):
            continue
        links = []
        if field in item.refs:
            links = [types.get_type(link_type(item.kind, field))(role=field, target=made[item.refs[field]])]
        if links or empty_links:
            structure[link_of(item.kind, field)] = types.get_type("uima.cas.FSArray")(elements=links)


def decode_files(source: Source, *, load: Load, own_types: bool) -> Iterator[FlatDocument]:
    """Yield the documents of CAS files.

    Args:
        source: The files.
        load: Returns the CAS of a file, and what of it is not in the CAS.
        own_types: Whether each file declares its types; otherwise only a type system in the folder does.
    """
    need("cassis", "formats")
    described = own_types or source.root.joinpath(TYPE_SYSTEM).is_file()
    for name, data in source.files():
        if source.by is not None and not isinstance(source.root, MemoryFolder):
            source.wrong(
                name, "the annotator is not in the file; leave out --by, or name the project's archive"
            )
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # cassis warns of types that are not used here
                cas, strays = load(data, source)
                document = _document(cas, name, source)
                if described:
                    document.layers = declared_layers(cas.typesystem)
        except Exception as error:  # noqa: BLE001 - what a foreign parser raises on broken files is not written down
            why = f"{type(error).__name__}: {str(error)[:100]}"
            source.wrong(name, f"it is not a CAS that can be read ({why}); export it again")
            continue
        for stray in strays:
            source.losses.add(document.id, stray.what, stray.key, stray.reason, stray.feature)
        yield document


def _load_xmi(data: bytes, source: Source) -> tuple[Any, list[Stray]]:
    import cassis

    root = parse_xml(data)  # refuses what cassis would expand
    types = type_system()
    if source.root.joinpath(TYPE_SYSTEM).is_file():
        described = source.read(TYPE_SYSTEM)
        if described is not None:
            parse_xml(described)
            types = cassis.load_typesystem(described.decode("utf-8"))
    strays = take_strays(root, types)
    whole = etree_bytes(root) if strays else data
    return cassis.load_cas_from_xmi(whole.decode("utf-8"), typesystem=types, lenient=True), strays


def _load_json(data: bytes, _source: Source) -> tuple[Any, list[Stray]]:
    import cassis

    value = parse_json(data, "")
    try:
        text = decode(data, "").removeprefix("\ufeff")
    except RefusedError as error:
        raise ValueError(error.problem.message) from None
    return cassis.load_cas_from_json(text), json_strays(value)


def _document(cas: Any, place: str, source: Source) -> FlatDocument:
    text = cas.sofa_string
    if not isinstance(text, str):
        raise ValueError("it has no text; export the document with its annotations")
    document = source.document(place, *_names(cas), text=text)
    document.known = _known(cas)
    base = source.base(document.id)
    if base is not None and plain(base.text) == plain(text):
        _check_tokens(cas, text)
    proof = Proof(text, [])
    for kind, name in TYPES.items():
        if cas.typesystem.contains_type(name):
            for structure in cas.select(name):
                item = _item(structure, kind, document, source)
                if item is None:
                    continue
                spans = ((item.start, item.end),)
                if source.placed(proof, document, kind, item.key, spans, None) is not None:
                    document.items.append(item)
    if cas.typesystem.contains_type(DOCUMENT_STANCE_TYPE):
        for structure in cas.select(DOCUMENT_STANCE_TYPE):
            values = {name: getattr(structure, name, None) for name in ("target", "label", "note")}
            document.stances.append({name: value for name, value in values.items() if isinstance(value, str)})
    known = IGNORED | set(TYPES.values())
    for structure in cas.select_all():
        if structure.type.name not in known:
            source.losses.add(document.id, structure.type.name, str(structure.xmiID), "annotation-not-held")
    return document


def _known(cas: Any) -> dict[str, str]:
    """Return what is said about the text."""
    language = cas.document_language
    return {"language": language} if isinstance(language, str) and language != UNKNOWN_LANGUAGE else {}


def _check_tokens(cas: Any, text: str) -> None:
    """Refuse offsets that are not UTF-16 code units: then tokens begin or end on white space.

    Raises:
        ValueError: A token does.
    """
    if not cas.typesystem.contains_type(TOKEN):
        return
    for token in cas.select(TOKEN):
        begin, end = number(token.begin), number(token.end)
        words = text[max(begin, 0) : max(end, 0)]
        if words != words.strip():
            raise ValueError(f"the token at {begin}-{end} is {words[:40]!r}; count UTF-16 code units")


def _names(cas: Any) -> list[str]:
    """Return what the metadata call the document."""
    names = []
    if cas.typesystem.contains_type(METADATA):
        for metadata in cas.select(METADATA):
            names += [getattr(metadata, name, None) for name in ("documentId", "documentTitle")]
    return [name for name in names if isinstance(name, str)]


def _item(structure: Any, kind: str, document: FlatDocument, source: Source) -> Item | None:
    key = str(structure.xmiID)
    fields: dict[str, str] = {}
    refs: dict[str, str] = {}
    label: str | None = kind
    if kind != SUBJECT:
        known = layer_fields(kind)
        if known.label:
            given = getattr(structure, feature_of(kind, known.label), None)
            label = source.label(document, str(given or ""), key, is_name=kind == ENTITIES.name)
        for field in (*known.closed, *known.open):
            value = getattr(structure, feature_of(kind, field), None)
            if isinstance(value, bool):
                fields[field] = "true" if value else "false"
            elif isinstance(value, str) and value:
                fields[field] = value
        for field in known.refs:
            links = getattr(getattr(structure, link_of(kind, field), None), "elements", None) or []
            for link in links[1:]:
                source.losses.add(document.id, kind, str(link.xmiID), "annotation-not-held", field)
            if links:
                refs[field] = str(links[0].target.xmiID)
    if label is None:
        return None
    for feature in structure.type.all_features:
        is_known = feature.name in _KNOWN_FEATURES or feature.name in features_of(kind)
        if not is_known and getattr(structure, feature.name, None) not in (None, ""):
            source.losses.add(document.id, kind, key, "label-unknown", feature.name)
    return Item(key, kind, number(structure.begin), number(structure.end), label, fields, refs)


HOLDS: Final = layers_in(TYPES, DOCUMENT_STANCE.name)
XMI_FORMAT: Final = FileFormat(
    "cas-xmi",
    "UIMA CAS XMI",
    (".xmi",),
    HOLDS,
    encode_xmi,
    partial(decode_files, load=_load_xmi, own_types=False),
    says_who=True,
)
JSON_FORMAT: Final = FileFormat(
    "cas-json",
    "UIMA CAS JSON",
    (".json",),
    HOLDS,
    encode_json,
    partial(decode_files, load=_load_json, own_types=True),
    says_who=True,
)
