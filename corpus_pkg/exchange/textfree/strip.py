"""Documents without their texts, and back: the records of the text-free edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.exchange.textfree import proofs
from corpus_pkg.exchange.textfree.letters import Letters, letters_of
from corpus_pkg.exchange.textfree.seal import Quotations, seal, unseal
from corpus_pkg.layers import (
    BLOCKS,
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYER_MODELS,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    SPAN_LAYERS,
    STANCE,
    layer_named,
)

LEFT_OUT: Final = "quotes the text; sealed in the text-free edition"
"""What stands for a basis of the metadata that is sealed."""
LAYERS: Final = frozenset(
    {
        SEGMENTS.name,
        SENTENCES.name,
        ENTITIES.name,
        DATES.name,
        FIGURES.name,
        STANCE.name,
        DOCUMENT_STANCE.name,
    }
)
"""The layers of which it is known what in their records quotes the text."""
_SAFE: Final = frozenset(
    {
        *("id", "segment", "sentence", "kind", "type", "entity", "stands_for", "value", "mod", "anchor"),
        *("value_min", "unit", "modifier", "change", "date", "holder", "target", "label", "explicit"),
        *("start", "end", "length", "proof", "subject", "note"),
    }
)
"""The fields of stripped records that hold no text, or none that is not seen to."""


@dataclass(frozen=True, kw_only=True)
class TextFreeDocument:
    """A document without its text: JSON values that the models of the text-free edition accept.

    Attributes:
        id: The document's id.
        metadata: Its `DocumentMetadata`; a basis that quotes the text is `LEFT_OUT`.
        text: Its `TextFreeText`.
        layers: The records of the layers that the corpus has.
    """

    id: str
    metadata: dict[str, Any]
    text: dict[str, Any]
    layers: Mapping[str, list[dict[str, Any]]]

    def as_dict(self) -> dict[str, Any]:
        """Return the document as JSON values, with every layer: a line of a record file."""
        layers = {layer: self.layers.get(layer, []) for layer in LAYER_NAMES}
        return {"id": self.id, "text": self.text, "metadata": self.metadata, **layers}


def strip(document: Document, secret: bytes = b"") -> TextFreeDocument:
    """Return a document without its text and without any quotation of it.

    Args:
        document: The document.
        secret: Makes the hashes useless to those who do not know it (see `docs/text-free.md`).

    Raises:
        CorpusError: It has a layer or field that is not known here and may quote the text.
    """
    metadata = document.metadata.model_dump(mode="json")
    letters, key = letters_of(document.text), proofs.key_of(document.metadata.sha256, secret)
    echoes = proofs.Echoes(letters.text)
    quotations = Quotations(document.text)
    sealed: dict[str, str] = {}
    for number, evidence in enumerate(metadata["evidence"]):
        if quotations.quotes(evidence["basis"]):
            sealed[f"evidence/{number}"] = evidence["basis"]
            evidence["basis"] = LEFT_OUT
    layers: dict[str, list[dict[str, Any]]] = {}
    for layer in LAYER_NAMES:
        layers[layer] = []
        if layer not in LAYERS and document.layer(layer):
            raise _unknown(document, layer, "records of this layer can't be stored without the text")
        for number, record in enumerate(document.layer(layer)):
            value = _stripped(layer, record.model_dump(mode="json"), letters, echoes, key)
            if value.get("note") and quotations.quotes(value["note"]):
                sealed[f"{layer}/{number}"] = value["note"]
                value["note"] = None
            for name in value.keys() - _SAFE:
                if isinstance(value[name], dict | list) or quotations.quotes(str(value[name])):
                    raise _unknown(document, layer, f"{name}: it may quote the text, and it is not known how")
            layers[layer].append(value)
    data = document.text.encode("utf-8")
    text = {
        "id": document.id,
        "sha256": document.metadata.sha256,
        "bytes": len(data),
        "characters": len(document.text),
        "letters": len(letters.text),
        "letters_hash": proofs.digest(letters.text, key),
        "secret": bool(secret),
        "counts": {layer: len(records) for layer, records in layers.items()},
        "sealed_remarks": len(sealed),
        "sealed": seal(sealed, data) if sealed else None,
    }
    return TextFreeDocument(id=document.id, metadata=metadata, text=text, layers=layers)


def _unknown(document: Document, layer: str, message: str) -> CorpusError:
    problem = Problem(f"annotations/{layer}", 0, "schema", f"{message}; leave it out", document.id)
    return CorpusError([problem])


def _stripped(
    layer: str, value: dict[str, Any], letters: Letters, echoes: proofs.Echoes, key: bytes
) -> dict[str, Any]:
    if layer not in SPAN_LAYERS:
        return value
    span = (value["start"], value["end"])
    if layer == STANCE.name:  # its sentence verifies it
        return _without_text(value, proofs.bare_proof(letters, *span))
    made = _without_text(value, proofs.proof_of(letters, echoes, span, key, block=layer in BLOCKS))
    subject = value.get("subject")
    if subject is not None:
        span = (subject["start"], subject["end"])
        made["subject"] = _without_text(subject, proofs.proof_of(letters, echoes, span, key))
    return made


def _without_text(value: dict[str, Any], proof: dict[str, Any] | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, item in value.items():
        if name == "text":
            made["length"] = len(item)
            made["proof"] = proof
        else:
            made[name] = item
    return made


def restore(stripped: TextFreeDocument, text: str) -> Document:
    """Return the document that was stripped, given its text.

    Args:
        stripped: The text-free document.
        text: The very text: its SHA-256 is the document's.

    Raises:
        ValueError: The text is another one, or a span does not lie in it.
    """
    data = text.encode("utf-8")
    sealed = unseal(stripped.text["sealed"], data) if stripped.text["sealed"] else {}
    metadata = {**stripped.metadata, "evidence": [dict(item) for item in stripped.metadata["evidence"]]}
    layers = {
        layer: [with_text(layer, value, text) for value in records]
        for layer, records in stripped.layers.items()
    }
    for place, remark in sealed.items():
        part, _, number = place.partition("/")
        if part == "evidence":
            metadata["evidence"][int(number)]["basis"] = remark
        elif layer_named(part) in layers:
            layers[layer_named(part)][int(number)]["note"] = remark
    return Document.from_json({"id": stripped.id, "text": text, "metadata": metadata, **layers})


def with_text(layer: str, value: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return a full record: the text-free one with the text at its offsets.

    Raises:
        ValueError: Its span does not lie in the text.
    """
    if layer not in SPAN_LAYERS:
        return dict(value)
    made = {**value, "text": _slice(value, text)}
    if value.get("subject") is not None:
        subject = value["subject"]
        made["subject"] = {
            "start": subject["start"],
            "end": subject["end"],
            "text": _slice(subject, text),
        }
    record: Any = LAYER_MODELS[layer]  # mypy takes a class for unhashable
    return {name: made[name] for name in record.model_fields if name in made}


def _slice(span: Mapping[str, Any], text: str) -> str:
    start, end = span["start"], span["end"]
    if not 0 <= start < end <= len(text):
        raise ValueError(f"the span {start}-{end} is not in the text, which has {len(text)} characters")
    return text[start:end]
