"""spaCy: one `DocBin` with all documents, for `spacy train` and for reading in Python.

`doc.ents` holds the outermost names with their registry ids as `kb_id_`, `doc.spans` every layer by
its name (nested names too), `doc.sents` the sentences. What spaCy has no place for is in
`doc.user_data["corpus"]`. The tokens are those of spaCy's own rules for the language, cut where an
annotation begins or ends inside one, so that no span is lost.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

from corpus_pkg.exchange.formats import ontonotes
from corpus_pkg.exchange.formats.flat import POINTING, SUBJECT, FlatDocument, Item
from corpus_pkg.exchange.formats.format import EVERY_LAYER, FileFormat, World
from corpus_pkg.exchange.formats.jsonfile import string
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.extras import need
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    SENTENCES,
    SPAN_LAYERS,
)

FILE: Final = "corpus.spacy"
USER_DATA: Final = "corpus"
SUBJECTS: Final = "subjects"
"""The span group of what figures point to."""
MAX_BYTES: Final = 1 << 30
"""How large a file may become when it is unpacked."""
MOST_UNPACKED: Final = 200
"""How many times its size a file may become; those of real texts come to about ten."""
ALWAYS_UNPACKED: Final = 16 << 20
"""So much may be in any file, however small."""

ENTS: Final = "ents"
_OF_TOKENS: Final = ("TAG", "POS", "MORPH", "LEMMA", "DEP")
"""What models say of tokens."""
_ATTRIBUTES: Final = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID", "SENT_START")
# What spaCy's readers raise on broken bytes, besides ValueError.
_BROKEN: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError)


def encode(
    documents: Iterable[FlatDocument], _world: World, losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield the one file."""
    need("spacy", "formats")
    from spacy.tokens import DocBin

    packed = DocBin(attrs=_ATTRIBUTES, store_user_data=True)
    languages: dict[str, Any] = {}
    for document in documents:
        packed.add(_doc(document, languages, losses))
    yield FILE, packed.to_bytes()


def _language(code: str, languages: dict[str, Any]) -> Any:
    """Return a pipeline with nothing but the tokeniser of a language, or of none where spaCy lacks it."""
    import spacy

    code = code.partition("-")[0]
    if code not in languages:
        try:
            languages[code] = spacy.blank(code)
        except ImportError:
            languages[code] = spacy.blank("xx")
    return languages[code]


def _doc(document: FlatDocument, languages: dict[str, Any], losses: LossReport) -> Any:
    from spacy.tokens import Doc, Span, SpanGroup

    text = document.text or ""
    nlp = _language(document.metadata.language if document.metadata else "xx", languages)
    edges = {edge for item in document.items for edge in (item.start, item.end)}
    words, spaces, starts = _tokens(nlp, text, edges)
    sentences = [item for item in document.items if item.kind == SENTENCES.name]
    begins = {edge for item in sentences for edge in (item.start, item.end)}
    doc = Doc(
        nlp.vocab,
        words=words,
        spaces=spaces,
        sent_starts=[start in begins or not number for number, start in enumerate(starts)]
        if sentences
        else None,
    )
    first = {start: number for number, start in enumerate(starts)}
    last = {
        start + len(word): number + 1 for number, (start, word) in enumerate(zip(starts, words, strict=True))
    }
    groups: dict[str, list[Any]] = {layer: [] for layer in SPAN_LAYERS if layer in document.layers}
    if not POINTING.isdisjoint(document.layers):
        groups[SUBJECTS] = []
    attributes: dict[str, dict[str, str]] = {}
    references: dict[str, dict[str, str]] = {}
    for item in document.items:
        if item.start not in first or item.end not in last:
            losses.add(document.id, item.kind, item.key, "ends-on-space")
            continue
        link = item.fields.get("entity", "")
        span = Span(doc, first[item.start], last[item.end], label=item.label, kb_id=link, span_id=item.key)
        groups[SUBJECTS if item.kind == SUBJECT else item.kind].append(span)
        fields = {name: value for name, value in item.fields.items() if name != "entity"}
        attributes |= {item.key: fields} if fields else {}
        references |= {item.key: dict(item.refs)} if item.refs else {}
    for name, spans in groups.items():
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)
    if ENTITIES.name in document.layers:
        doc.set_ents(_outermost(groups[ENTITIES.name]), default="outside")
    about: dict[str, Any] = {"id": document.id, "attributes": attributes, "references": references}
    if DOCUMENT_STANCE.name in document.layers:
        about["document_stance"] = document.stances
    doc.user_data[USER_DATA] = about
    return doc


def _tokens(nlp: Any, text: str, edges: set[int]) -> tuple[list[str], list[bool], list[int]]:
    """Return the words, whether a space follows each, and where each starts."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    for token in nlp.make_doc(text):
        cuts = [cut for cut in range(token.idx + 1, token.idx + len(token)) if cut in edges]
        bounds = [token.idx, *cuts, token.idx + len(token)]
        for number, start in enumerate(bounds[:-1]):
            words.append(text[start : bounds[number + 1]])
            spaces.append(number == len(cuts) and bool(token.whitespace_))
            starts.append(start)
    return words, spaces, starts


def _outermost(spans: list[Any]) -> list[Any]:
    """Return the spans that no other holds or crosses from the left."""
    kept: list[Any] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of DocBin files."""
    need("spacy", "formats")
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    for name, data in source.files():
        try:
            _refuse_bomb(data)
            docs = list(DocBin().from_bytes(data).get_docs(Vocab()))
            found = [_document(doc, name, source) for doc in docs]
        except (ValueError, TypeError, zlib.error, *_BROKEN) as error:
            why = f"{type(error).__name__}: {str(error)[:100]}"
            source.wrong(name, f"it is not a DocBin of spaCy ({why}); write it with DocBin.to_disk")
            continue
        yield from found


def _refuse_bomb(data: bytes) -> None:
    unpacker = zlib.decompressobj()
    most = min(MAX_BYTES, ALWAYS_UNPACKED + MOST_UNPACKED * len(data))
    size = 0
    while data and not unpacker.eof:
        size += len(unpacker.decompress(data, 1 << 20))
        data = unpacker.unconsumed_tail
        if size > most:
            raise ValueError(f"it unpacks to more than {most:,} bytes; split it")


def _document(doc: Any, place: str, source: Source) -> FlatDocument:
    about = doc.user_data.get(USER_DATA, {})
    about = about if isinstance(about, dict) else {}
    document = source.document(place, string(about.get("id")), text=doc.text)
    document.layers = _layers(doc, about)
    document.annotated = bool(document.layers)
    reader = _Reader(document, source, *(_values(about.get(name)) for name in ("attributes", "references")))
    own = {str(layer) for layer in SPAN_LAYERS} | {SUBJECTS}
    for name in sorted(own.intersection(doc.spans)):
        reader.read(doc.spans[name], SUBJECT if name == SUBJECTS else name, name)
    reader.has_names = ENTITIES.name in doc.spans
    reader.read(doc.ents, ENTITIES.name, ENTS)
    for name in sorted(set(doc.spans) - own):
        reader.read(doc.spans[name], "", name)
    for name, score in doc.cats.items():
        source.losses.add(document.id, "cats", f"{name} {score}", "annotation-not-held")
    for name in filter(doc.has_annotation, _OF_TOKENS if len(doc) else ()):  # an empty one has all
        source.losses.add(document.id, "tokens", "", "annotation-not-held", name)
    for name in doc.user_data.keys() - {USER_DATA}:
        source.losses.add(document.id, "user_data", str(name), "annotation-not-held")
    stances = about.get("document_stance", ())
    document.stances = [{str(key): str(value) for key, value in stance.items()} for stance in stances]
    return document


class _Reader:
    """Reads the spans of a Doc."""

    def __init__(
        self,
        document: FlatDocument,
        source: Source,
        attributes: dict[str, dict[str, str]],
        references: dict[str, dict[str, str]],
    ) -> None:
        self.document = document
        self.source = source
        self.attributes = attributes
        self.references = references
        self._found: dict[tuple[str, int, int], tuple[str, Item]] = {}
        self.has_names = False
        base = source.base(document.id)
        language = base.metadata.language if base is not None else source.language or ""
        self.english = language.partition("-")[0] == "en"

    def read(self, spans: Iterable[Any], kind: str, group: str) -> None:
        """Read the spans of a group; of a group that is not a layer's, each is of the layer of its label."""
        for span in spans:
            key = span.id_ or f"{group} {span.start_char}-{span.end_char}"
            said = ontonotes.LABELS.get(span.label_, span.label_)
            is_name = group == ENTS or kind in ("", ENTITIES.name)
            label = self.source.label(self.document, said, key, is_name=is_name)
            if label is None:
                continue
            of = self.source.kinds[label] if group == ENTS or not kind else kind
            first, known = self._found.get((of, span.start_char, span.end_char), ("", None))
            if known is not None and first != group:
                if known.label != label:
                    message = f"{span.text[:40]!r} is {label} and, in {first!r}, {known.label}; keep one"
                    self.source.refuse(self.document, of, key, message)
            elif group == ENTS and self.has_names and of == ENTITIES.name:
                message = f"doc.ents has {span.text[:40]!r} and doc.spans['entities'] has not; keep one"
                self.source.refuse(self.document, of, key, message)
            elif (item := self._item(span, label, of, key)) is not None:
                self._found.setdefault((of, item.start, item.end), (group, item))
                self.document.items.append(item)

    def _item(self, span: Any, label: str, kind: str, key: str) -> Item | None:
        fields = dict(self.attributes.get(key, {}))
        if span.kb_id_ and kind == ENTITIES.name:
            fields["entity"] = span.kb_id_
        refs = dict(self.references.get(key, {}))
        if kind in (DATES.name, FIGURES.name) and not fields:
            value = ontonotes.value_of(label, span.text) if self.english else None
            if value is None:
                self.source.losses.add(self.document.id, span.label_, key, "value-missing")
                return None
            fields = value
        return Item(key, kind, span.start_char, span.end_char, label, fields, refs)


def _layers(doc: Any, about: Any) -> frozenset[str]:
    """Return the layers that somebody has set in a Doc, with or without annotations."""
    found: set[str] = {layer for layer in SPAN_LAYERS if layer in doc.spans}
    if doc.has_annotation("ENT_IOB"):
        found.add(ENTITIES.name)
    if isinstance(about, dict) and "document_stance" in about:
        found.add(DOCUMENT_STANCE.name)
    return frozenset(found)


def _values(value: Any) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        return {}
    return {
        str(key): {str(name): str(part) for name, part in fields.items()}
        for key, fields in value.items()
        if isinstance(fields, dict)
    }


FORMAT: Final = FileFormat("spacy", "spaCy DocBin", (".spacy",), EVERY_LAYER, encode, decode_files)
