"""Documents without their texts, and back: the records of the text-free edition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.textfree import proofs
from corpus_pkg.exchange.textfree.free_text import Remover
from corpus_pkg.exchange.textfree.letters import Letters, letters_of
from corpus_pkg.exchange.textfree.quotations import Quotations
from corpus_pkg.layers import LAYERS, OWN_NAMES, SPECS, LayerSpec, Role

LEFT_OUT: Final = "quotes the text; left out of the edition without texts"
"""The basis of a piece of metadata whose own basis quotes the text."""


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
        layers = {spec.name: self.layers.get(spec.name, []) for spec in LAYERS}
        return {"id": self.id, "text": self.text, "metadata": self.metadata, **layers}


@dataclass(slots=True)
class Tally:
    """Counts what is left out because it quotes the text, by layer (or `metadata`) and field."""

    values: dict[tuple[str, str], int] = field(default_factory=dict)
    records: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, layer: str, name: str, values: int = 0, records: int = 0) -> None:
        """Count values that became null or left their list, and records that are left out."""
        self.values[layer, name] = self.values.get((layer, name), 0) + values
        self.records[layer, name] = self.records.get((layer, name), 0) + records

    def add_all(self, left_out: Iterable[Mapping[str, Any]]) -> None:
        """Count what another tally counted (see `as_json`)."""
        for item in left_out:
            self.add(item["layer"], item["field"], item["values"], item["records"])

    def as_json(self) -> list[dict[str, Any]]:
        """Return the counts as JSON values of the model `LeftOut`."""
        return [
            {"layer": layer, "field": name, "values": values, "records": self.records[layer, name]}
            for (layer, name), values in self.values.items()
        ]


def left_out_lines(left_out: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is left out as lines for people, such as `dates.note: 3 values`."""
    for item in left_out:
        counts = ((item["values"], "value"), (item["records"], "record"))
        said = " and ".join(f"{n:,} {noun}{'s' if n > 1 else ''}" for n, noun in counts if n)
        yield f"{item['layer']}.{item['field']}: {said}"


def strip(document: Document, secret: bytes = b"", *, own: bool = False) -> TextFreeDocument:
    """Return a document without its text and without any quotation of it.

    A field that quotes the text becomes null, an item of a list is left out; a record that can't be
    without it is left out, and so is what refers to that record. All is counted in `text["left_out"]`.

    Args:
        document: The document.
        secret: Makes the hashes useless to those who do not know it (see the page "The text-free edition").
        own: Whether its layers are an annotator's own; what its metadata lack is counted in the corpus then.
    """
    letters, key = letters_of(document.text), proofs.key_of(document.metadata.sha256, secret)
    echoes = proofs.Echoes(letters.text)
    quotations = Quotations(document.text)
    tally = Tally()
    metadata = document.metadata.model_dump(mode="json")
    for evidence in metadata["evidence"]:
        if quotations.quotes(evidence["basis"]):
            evidence["basis"] = LEFT_OUT
            if not own:
                tally.add("metadata", "evidence.basis", values=1)
    cleared = _cleared(document, Remover(quotations.quotes), tally)
    layers = {
        layer: [_stripped(SPECS[layer], value, letters, echoes, key) for value in values]
        for layer, values in cleared.items()
    }
    text = {
        "id": document.id,
        "sha256": document.metadata.sha256,
        "bytes": len(document.text.encode("utf-8")),
        "characters": len(document.text),
        "letters": len(letters.text),
        "letters_hash": proofs.digest(letters.text, key),
        "secret": bool(secret),
        "counts": {layer: len(layers[layer]) for layer in layers if layers[layer] or layer in OWN_NAMES},
        "left_out": tally.as_json(),
    }
    return TextFreeDocument(id=document.id, metadata=metadata, text=text, layers=layers)


def _cleared(document: Document, remover: Remover, tally: Tally) -> dict[str, list[dict[str, Any]]]:
    """Return the records of all layers as JSON values, without what quotes the text but in their spans."""
    layers: dict[str, list[dict[str, Any]]] = {}
    gone: set[str] = set()
    for spec in LAYERS:
        layers[spec.name] = []
        besides = ("id", *spec.all_refs, "text", *spec.spans) if spec.has_spans else tuple(spec.refs)
        for record in document.layer(spec.name):
            value = record.model_dump(mode="json")
            made, removed, needed = remover.cleared(spec.model, value, besides)
            if needed is None and removed and not _is_valid(spec, made):
                needed = removed[0]
            if needed is None:
                layers[spec.name].append(made)
                for name in removed:
                    tally.add(spec.name, name, values=1)
            else:
                tally.add(spec.name, needed, records=1)
                gone.add(str(value.get("id")))
    while gone:
        gone = _without_referring(layers, gone, tally)
    return layers


def _is_valid(spec: LayerSpec, value: Mapping[str, Any]) -> bool:
    try:
        spec.model.from_json(value)
    except ValidationError:
        return False
    return True


def _without_referring(layers: dict[str, list[dict[str, Any]]], gone: set[str], tally: Tally) -> set[str]:
    """Leave out the records that refer to records that are gone, and return their ids."""
    found: set[str] = set()
    for spec in LAYERS:
        kept = []
        for value in layers[spec.name]:
            name = next((name for name in spec.all_refs if not gone.isdisjoint(named_in(value[name]))), None)
            if name is None:
                kept.append(value)
            else:
                tally.add(spec.name, name, records=1)
                found.add(str(value.get("id")))
        layers[spec.name] = kept
    return found


def named_in(value: Any) -> list[str]:
    """Return the ids in a field that refers to one record, to several or to none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _stripped(
    spec: LayerSpec, value: dict[str, Any], letters: Letters, echoes: proofs.Echoes, key: bytes
) -> dict[str, Any]:
    if not spec.has_spans:
        return value
    span = (value["start"], value["end"])
    if spec.whole_sentence:  # its sentence verifies it
        made = _without_text(value, proofs.bare_proof(letters, *span))
    else:
        proof = proofs.proof_of(letters, echoes, span, key, block=spec.role is Role.BLOCK)
        made = _without_text(value, proof)
    for name in spec.spans:
        if (own := value[name]) is not None:
            proof = proofs.proof_of(letters, echoes, (own["start"], own["end"]), key)
            made[name] = _without_text(own, proof)
    return made


def _without_text(value: Mapping[str, Any], proof: dict[str, Any] | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, item in value.items():
        if name == "text":
            made["length"] = len(item)
            made["proof"] = proof
        else:
            made[name] = item
    return made


def restore(stripped: TextFreeDocument, text: str) -> Document:
    """Return the document that was stripped, given its text: all of it but what `left_out` counts.

    Args:
        stripped: The text-free document.
        text: The very text: its SHA-256 is the document's.

    Raises:
        ValueError: A span does not lie in the text.
    """
    layers = {
        layer: [with_text(layer, value, text) for value in records]
        for layer, records in stripped.layers.items()
    }
    return Document.from_json({"id": stripped.id, "text": text, "metadata": stripped.metadata, **layers})


def with_text(layer: str, value: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return a full record: the text-free one with the text at its offsets.

    Raises:
        ValueError: Its span does not lie in the text.
    """
    spec = SPECS[layer]
    if not spec.has_spans:
        return dict(value)
    made = _filled(value, text)
    for name in spec.spans:
        if value.get(name) is not None:
            made[name] = _filled(value[name], text)
    return {name: made[name] for name in spec.model.model_fields if name in made}


def _filled(span: Mapping[str, Any], text: str) -> dict[str, Any]:
    start, end = span["start"], span["end"]
    if not 0 <= start < end <= len(text):
        raise ValueError(f"the span {start}-{end} is not in the text, which has {len(text)} characters")
    rest = {name: item for name, item in span.items() if name not in ("length", "proof")}
    return {**rest, "text": text[start:end]}
