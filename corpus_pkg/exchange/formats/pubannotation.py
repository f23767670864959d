"""PubAnnotation JSON: denotations, attributes and relations over one text; offsets are code points.

The blocks of a text (segments, sentences, the document itself for its stances) are `blocks`, all
other spans are `denotations`. https://www.pubannotation.org/docs/annotation-format/
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import EVERY_LAYER, FileFormat, World
from corpus_pkg.exchange.formats.jsonfile import dump_json, objects, offsets, string
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.words import Proof
from corpus_pkg.layers import BLOCKS

DOCUMENT: Final = "document"
"""The block of the whole text, which document stances are attributes of."""

_KNOWN: Final = frozenset(
    {"sourcedb", "sourceid", "divid", "source_url", "target", "project", "name", "url", "text"}
    | {"blocks", "denotations", "attributes", "relations", "tracks"}
)
"""The parts of a file or track that are read, or say where the text is from."""
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
    """Yield the documents of PubAnnotation's JSON files (each file has one document or an array of them)."""
    for name, value in source.json_files():
        for one in objects(value) if isinstance(value, list) else [value]:
            if isinstance(one, dict) and isinstance(one.get("text"), str):
                yield _document(one, name, source)
            else:
                source.odd(name, "there is no text in it; export the annotations with their text")


def _document(value: dict[str, Any], place: str, source: Source) -> FlatDocument:
    document = source.document(place, string(value.get("sourceid")), text=value["text"])
    for name in sorted(value.keys() - _KNOWN):
        _lose_part(document, name, value[name], source)
    tracks = source.objects(document, value, "tracks")
    for part in (value, *tracks):
        source.meet(string(part.get("project")))
    mine = source.by is None or string(value.get("project")) == source.by
    parts = [("", value)] if mine else []
    apart = [part for part in (value, *tracks) if source.by not in (None, string(part.get("project")))]
    count = sum(len(objects(part.get(name))) for part in apart for name in ("blocks", "denotations"))
    source.losses.kept_apart += Counter({"annotations of others": count})
    for track in tracks:
        project = string(track.get("project"))
        if source.by in (None, project):
            parts.append((f"{project} ", track))
        for name in sorted(track.keys() - _KNOWN) if source.by in (None, project) else ():
            _lose_part(document, name, track[name], source)
    reader = _Reader(document, source)
    for prefix, part in parts:
        reader.read(part, prefix)
    document.items = list(reader.found.values())
    document.stances = list(reader.stances.values())
    return document


def _lose_part(document: FlatDocument, name: str, given: Any, source: Source) -> None:
    """Report a part of a file that the corpus has no place for, entry by entry."""
    for one in given if isinstance(given, list) else [given]:
        key = string(one.get("id")) if isinstance(one, dict) else ""
        source.losses.add(document.id, name, key, "annotation-not-held")


class _Reader:
    """Reads the annotations of one text, of one project or several."""

    def __init__(self, document: FlatDocument, source: Source) -> None:
        self.document = document
        self.source = source
        self.found: dict[str, Item] = {}
        self.stances: dict[str, dict[str, str]] = {}
        self._same: dict[tuple[int, int, str], tuple[str, str]] = {}
        self._proof = Proof(document.text or "", [])

    def read(self, value: dict[str, Any], prefix: str) -> None:
        """Read the annotations of one project, whose ids are its own."""
        names: dict[str, str] = {}
        for part in ("blocks", "denotations"):
            for span in self.source.objects(self.document, value, part):
                self._span(span, prefix, names, is_name=part == "denotations")
        for part in ("attributes", "relations"):
            for about in self.source.objects(self.document, value, part):
                self._about(about, part == "relations", names)

    def _lose(self, what: str, key: str, reason: str, name: str = "") -> None:
        self.source.losses.add(self.document.id, what, key, reason, name)

    def _span(self, span: dict[str, Any], prefix: str, names: dict[str, str], *, is_name: bool) -> None:
        id_ = string(span.get("id"))
        if span.get("obj") == DOCUMENT:
            return
        label = self.source.label(self.document, string(span.get("obj")), id_, is_name=is_name)
        if label is None:
            return
        kind = self.source.kinds[label]
        for name in sorted(span.keys() - {"id", "span", "obj"}):
            self._lose(kind, id_, "label-unknown", name)
        try:
            where = self._where(span.get("span"))
        except ValueError as error:
            self.source.refuse(self.document, kind, id_, str(error))
            return
        if where is None:
            self._lose(label, id_, "annotation-not-held")
        elif id_ and id_ in names:
            self.source.refuse(self.document, kind, id_, "the id appears twice; number the annotations")
        elif self.source.placed(self._proof, self.document, kind, id_, (where,), None):
            # An annotation without an id is legal: nothing can be said about it.
            key = prefix + (id_ or f"{label} {where[0]}-{where[1]}")
            project, same = self._same.setdefault((*where, label), (prefix, key))
            key = same if project != prefix else key  # projects may agree
            names[id_] = key
            self.found.setdefault(key, Item(key, kind, *where, label, {}, {}))

    def _where(self, where: Any) -> tuple[int, int] | None:
        """Return a span in one stretch; None of one with gaps.

        Raises:
            ValueError: Its offsets are not whole numbers.
        """
        parts = objects(where if isinstance(where, list) else [where])
        if not parts:
            return None
        spans = [offsets(part, "begin", "end") for part in parts]
        text = self.document.text or ""
        if any(text[left[1] : right[0]].strip() or left[1] > right[0] for left, right in pairwise(spans)):
            return None
        return spans[0][0], spans[-1][1]

    def _about(self, about: dict[str, Any], is_relation: bool, names: dict[str, str]) -> None:
        subject, name, given = (string(about.get(key)) for key in ("subj", "pred", "obj"))
        item = self.found.get(names.get(subject, ""))
        if subject == DOCUMENT and name.startswith(("label:", "note:")):
            field, _, target = name.partition(":")
            self.stances.setdefault(target, {"target": target})[field] = given
        elif item is None or item.kind == SUBJECT or name not in layer_fields(item.kind).names:
            self._lose(name, string(about.get("id")), "label-unknown")
        else:
            place, value = (item.refs, names.get(given, given)) if is_relation else (item.fields, given)
            if place.setdefault(name, value) != value:
                message = f"{subject} has a second value for {name}, {value[:60]!r}; keep one"
                self.source.refuse(self.document, item.kind, string(about.get("id")), message)


FORMAT: Final = FileFormat(
    "pubannotation", "PubAnnotation JSON", (".json",), EVERY_LAYER, encode, decode_files, says_who=True
)
