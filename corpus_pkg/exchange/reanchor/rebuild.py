"""A document on another copy of its text: what was placed, with new ids and whole references."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from corpus_pkg.checks.whole import as_title
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.exchange.reanchor.outcome import Outcome, Reanchored, Reason, Status
from corpus_pkg.exchange.reanchor.place import Key, place
from corpus_pkg.exchange.reanchor.structure import Structure, structure_of
from corpus_pkg.exchange.reanchor.verdict import Span
from corpus_pkg.exchange.textfree.letters import letters_of
from corpus_pkg.exchange.textfree.proofs import key_of
from corpus_pkg.exchange.textfree.strip import TextFreeDocument, named_in, strip, with_text
from corpus_pkg.layers import (
    BLOCKS,
    FIGURES,
    IN_SENTENCES,
    LAYER_MODELS,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    SPAN_LAYERS,
    SPECS,
    annotation_id,
)
from corpus_pkg.layers.labels import SegmentKind
from corpus_pkg.values.ids import DOCUMENT_ANCHOR

_REFERENCES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    layer: SPECS[layer].all_refs for layer in LAYER_NAMES if layer not in BLOCKS
}
"""The fields of each layer that name records, with the layers of these records."""


def reanchor(document: Document, text: str) -> Reanchored:
    """Return a document on another copy of its text.

    Every span that is placed is verified, as in the text-free edition: what is changed in the copy, and
    what could be in two places, is reported as missing.

    Args:
        document: The document.
        text: The copy: other white space, quotes or dashes, lines cut or added, paragraphs in another
            order, corrections.

    Returns:
        The document on the copy, and what became of each record.

    Examples:
        >>> import corpus_pkg
        >>> from corpus_pkg.exchange.reanchor import reanchor
        >>> document = corpus_pkg.load()["trade-nearly-doubles"]
        >>> moved = reanchor(document, document.text.replace("“", '"').replace(" ", "  "))
        >>> len(moved.missing)
        0
    """
    return reanchor_stripped(strip(document), text)


def reanchor_stripped(stripped: TextFreeDocument, text: str, secret: bytes = b"") -> Reanchored:
    """Return a text-free document on a copy of its text that is not the very text.

    Args:
        stripped: The document without its text.
        text: The copy.
        secret: The secret that the edition was made with, if any.
    """
    return _Builder(stripped, text, secret).build()


def _references(layer: str, value: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ids of records that a record names, each with the layers in which it may be."""
    for name, layers in _REFERENCES.get(layer, {}).items():
        yield from ((id_, layers) for id_ in named_in(value[name]) if id_ != DOCUMENT_ANCHOR)


class _Builder:
    """What is known while a document is built."""

    def __init__(self, stripped: TextFreeDocument, text: str, secret: bytes) -> None:
        self.stripped, self.text = stripped, text
        self.placed = place(stripped, text, key_of(stripped.text["sha256"], secret))
        self.structure: Structure = structure_of(stripped, self.placed, text)
        self.missing: dict[Key, tuple[Reason, str | None]] = {}
        self.new_ids: dict[tuple[str, str], str] = {}
        self.outcomes: list[Outcome] = []

    def build(self) -> Reanchored:
        self._judge()
        self._follow_references()
        layers: dict[str, list[dict[str, Any]]] = {}
        for layer in SPAN_LAYERS:
            for index, value in enumerate(self.stripped.layers.get(layer, [])):
                self._settle(Key(layer, index), value)
        for layer in LAYER_NAMES:
            layers[layer] = self._records(layer) if SPECS[layer].has_spans else self._of_document(layer)
        made = tuple((layer, annotation_id(layer, *span)) for layer, span in self.structure.made)
        left_out = tuple(self.stripped.text["left_out"])
        return Reanchored(self._document(layers), tuple(self.outcomes), made, left_out)

    def _judge(self) -> None:
        """Decide for each record by itself whether it can be kept."""
        for layer in SPAN_LAYERS:
            for index, value in enumerate(self.stripped.layers.get(layer, [])):
                name = Key(layer, index)
                own = [Key(layer, index, field) for field in SPECS[layer].spans if value.get(field)]
                if name not in self.placed.spans and name not in self.structure.edited:
                    self.missing[name] = (self.placed.reasons[name], None)
                elif any(key not in self.placed.spans for key in own):
                    self.missing[name] = (Reason.DEPENDS, None)
                elif layer in IN_SENTENCES and self._structured:
                    spans = [self.placed.spans[key] for key in (name, *own)]
                    # Only the subject of a figure has to lie in the segment of its record.
                    groups = [spans] if layer == FIGURES.name else [[span] for span in spans]
                    if not all(self.structure.holds(*group) for group in groups):
                        self.missing[name] = (Reason.OUTSIDE, None)

    @property
    def _structured(self) -> bool:
        return bool(self.stripped.layers.get(SEGMENTS.name) and self.stripped.layers.get(SENTENCES.name))

    def _follow_references(self) -> None:
        """Drop what refers to a missing record, and what refers to that, until nothing more falls."""
        indexes = {
            (layer, value["id"]): Key(layer, index)
            for layer in SPAN_LAYERS
            for index, value in enumerate(self.stripped.layers.get(layer, []))
        }
        fell = True
        while fell:
            fell = False
            for layer in _REFERENCES:
                for index, value in enumerate(self.stripped.layers.get(layer, [])):
                    name = Key(layer, index)
                    if name in self.missing:
                        continue
                    for wanted, others in _references(layer, value):
                        found = next((key for other in others if (key := indexes.get((other, wanted)))), None)
                        if found is None or found in self.missing:
                            self.missing[name] = (Reason.DEPENDS, wanted)
                            fell = True
                            break

    def _settle(self, name: Key, value: Mapping[str, Any]) -> None:
        if name in self.missing:
            reason, cause = self.missing[name]
            self.outcomes.append(Outcome(name.layer, value["id"], Status.MISSING, None, reason, cause))
            return
        start, end = self._span(name)
        named = {part: value[part] for part in SPECS[name.layer].in_id}
        new_id = annotation_id(name.layer, start, end, **named)
        status = Status.KEPT if new_id == value["id"] else Status.MOVED
        if name in self.structure.edited:
            status = Status.EDITED
        self.new_ids[name.layer, value["id"]] = new_id
        self.outcomes.append(Outcome(name.layer, value["id"], status, new_id))

    def _span(self, name: Key) -> Span:
        return self.structure.edited.get(name) or self.placed.spans[name]

    def _records(self, layer: str) -> list[dict[str, Any]]:
        """Return the records of a layer that are kept, and those that were made, in order."""
        values = []
        for index, value in enumerate(self.stripped.layers.get(layer, [])):
            name = Key(layer, index)
            if name not in self.missing:
                values.append(self._record(name, value))
        for kind, span in self.structure.made:
            if kind == layer:
                values.append(self._made(layer, span))
        records = [LAYER_MODELS[layer].from_json(value) for value in values]
        order = {id(record): value for record, value in zip(records, values, strict=True)}
        return [order[id(record)] for record in in_order(layer, records)]

    def _record(self, name: Key, value: Mapping[str, Any]) -> dict[str, Any]:
        start, end = self._span(name)
        made = self._renamed(name.layer, value)
        made |= {"id": self.new_ids[name.layer, value["id"]], "start": start, "end": end}
        if name.layer == SENTENCES.name:
            made["segment"] = self.structure.segment_id((start, end))
        for field in SPECS[name.layer].spans:
            if value.get(field) is not None:
                first, after = self.placed.spans[Key(name.layer, name.number, field)]
                made[field] = {**value[field], "start": first, "end": after}
        return with_text(name.layer, made, self.text)

    def _renamed(self, layer: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record with the new ids of the records that it names."""
        made = dict(value)
        for field, layers in _REFERENCES.get(layer, {}).items():
            ids = [self._new_id(id_, layers) for id_ in named_in(value[field])]
            if ids:
                made[field] = ids if isinstance(value[field], list) else ids[0]
        return made

    def _new_id(self, id_: str, layers: Iterable[str]) -> str:
        return next((self.new_ids[layer, id_] for layer in layers if (layer, id_) in self.new_ids), id_)

    def _of_document(self, layer: str) -> list[dict[str, Any]]:
        """Return the records of a layer without spans, but for those that name a missing record."""
        found = []
        for index, value in enumerate(self.stripped.layers.get(layer, [])):
            if (name := Key(layer, index)) in self.missing:
                reason, cause = self.missing[name]
                self.outcomes.append(Outcome(layer, f"{layer}-{index}", Status.MISSING, None, reason, cause))
            else:
                found.append(self._renamed(layer, value))
        return found

    def _made(self, layer: str, span: Span) -> dict[str, Any]:
        value: dict[str, Any] = {"id": annotation_id(layer, *span), "start": span[0], "end": span[1]}
        if layer == SEGMENTS.name:
            value["kind"] = self.structure.segments[span]
        else:
            value["segment"] = self.structure.segment_id(span)
        return with_text(layer, value, self.text)

    def _document(self, layers: dict[str, list[dict[str, Any]]]) -> Document:
        data = self.text.encode("utf-8")
        metadata = {
            **self.stripped.metadata,
            "title": self._title(layers[SEGMENTS.name]),
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "characters": len(self.text),
        }
        return Document.from_json({"id": self.stripped.id, "text": self.text, "metadata": metadata, **layers})

    def _title(self, segments: list[dict[str, Any]]) -> str | None:
        """Return the title: as the copy writes it where only quotes, dashes or spaces differ.

        A copy with other words leaves it as it is, because a typo of the copy is not the title.
        """
        title: str | None = self.stripped.metadata["title"]
        found = " ".join(value["text"] for value in segments if value["kind"] == SegmentKind.TITLE)
        if title is None or letters_of(found).text != letters_of(title).text:
            return title
        return as_title(found) or title
