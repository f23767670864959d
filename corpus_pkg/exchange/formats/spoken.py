"""What foreign files speak of: an import changes these layers of these documents, and nothing else.

A file speaks of a layer of a document where it has an annotation of it. A layer of which it has none is
kept: either the file says nothing of it, or somebody removed all of it, which only a person can tell
from each other and which therefore has to be requested.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layer_changes import layer_change
from corpus_pkg.corpus.order import name_of
from corpus_pkg.exchange.formats.flat import REFERENCES, FlatDocument
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.layers import BLOCKS, DOCUMENT_STANCE, LAYER_MODELS, LAYER_NAMES, LAYERS

BASE_LAYERS: Final = BLOCKS
"""The layers that others refer to: files repeat them as context, so a corpus's own stay unless requested."""

_TARGETS: Final = {
    spec.name: {name: ref.layer for name, ref in spec.refs.items()} for spec in LAYERS if spec.refs
}
"""The fields that name an annotation, with the layer of that annotation."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be taken from foreign files.

    Attributes:
        holds: The layers that their format can hold.
        layers: The layers that are requested; None for all but segments and sentences that the corpus has.
        replace: The layers that may be emptied where a file has no annotation of them.
        lacks: The fields that their format can't hold.
    """

    holds: frozenset[str]
    layers: frozenset[str] | None = None
    replace: frozenset[str] = frozenset()
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def wants(self, layer: str) -> bool:
        """Return True if a layer is to be taken where a file has it."""
        return layer in self.holds and (self.layers is None or layer in self.layers)


def spoken_layers(flat: FlatDocument, base: Document, request: Request, report: LossReport) -> frozenset[str]:
    """Return the layers of a document that a file changes; what is kept against the file is reported.

    Args:
        flat: What was read of the document.
        base: The document as the corpus has it.
        request: What is to be taken.
        report: The report of the import.
    """
    counts = Counter(item.kind for item in flat.items)
    counts[DOCUMENT_STANCE.name] = len(flat.stances)
    annotated = flat.annotated
    if annotated is None:
        annotated = any(count for kind, count in counts.items() if kind not in BASE_LAYERS)
    spoken = set()
    for layer in filter(request.wants, LAYER_NAMES):
        records = base.layer(layer)
        context = layer in BASE_LAYERS and request.layers is None and layer not in request.replace
        if counts[layer]:
            if records and context:
                if _blocks(flat, layer) != {
                    (r.start, r.end, str(getattr(r, "kind", layer))) for r in records
                }:
                    report.add(base.id, layer, "", "base-kept")
            else:
                spoken.add(layer)
        elif annotated and (layer in request.replace or (layer in flat.layers and not records)):
            spoken.add(layer)
        elif annotated and layer in flat.layers and not context:
            for record in records:
                report.add(base.id, layer, name_of(record), "layer-kept")
        elif annotated and records:
            report.untouched.append((base.id, layer))
    wanted = any(
        base.layer(layer) for layer in filter(request.wants, LAYER_NAMES) if layer not in BASE_LAYERS
    )
    if not annotated and not spoken and not flat.refused and (wanted or flat.annotated is False):
        report.add(base.id, "document", "", "not-annotated")
    return frozenset(spoken)


def _blocks(flat: FlatDocument, layer: str) -> set[tuple[int, int, str]]:
    return {(item.start, item.end, item.label) for item in flat.items if item.kind == layer}


def unsaid_fields(layer: str, spoken: frozenset[str], request: Request) -> frozenset[str]:
    """Return the fields of a layer that a file can't say: what its format lacks, links to other layers."""
    links = REFERENCES.get(layer, {})
    away = {name for name, kind in links.items() if kind in LAYER_NAMES and kind not in spoken}
    return request.lacks.get(layer, frozenset()) | away


class OldRecords:
    """The records of a layer as the corpus has them, for what a file can't say of them."""

    def __init__(self, base: Document, layer: str, unsaid: frozenset[str]) -> None:
        self.records = {record.id: record for record in base.layer(layer)}
        self.unsaid = unsaid

    def fields(self, id_: str, said: Iterable[str]) -> dict[str, Any]:
        """Return the fields of a record that the file can't say."""
        missing = self.unsaid.difference(said)
        if not missing or id_ not in self.records:
            return {}
        values = self.records[id_].model_dump(mode="json")
        return {name: values[name] for name in missing}

    def link(self, id_: str, type_: str) -> str | None:
        """Return the registry id of the name that had this span and type."""
        record = self.records.get(id_)
        return record.entity if record is not None and record.type == type_ else None


def kept(base: Document, layer: str, flat: FlatDocument, found: list[Any], report: LossReport) -> list[Any]:
    """Return the records of a layer, with those of the corpus that a file was not understood to delete.

    Where a part of a file was refused, or nothing of a layer was understood, what the file does not have was
    not deleted for certain.

    Args:
        base: The document as the corpus has it.
        layer: The layer, of which the file has annotations.
        flat: What was read of the document.
        found: The records that were read.
        report: The report of the import, where each kept record is noted.
    """
    refused = bool(flat.refused & {layer, ""})
    said = bool(flat.stances) if layer is DOCUMENT_STANCE.name else _has(flat, layer)
    if not refused and (found or not said):
        return found
    if layer in BASE_LAYERS and base.layer(layer):
        report.add(base.id, layer, "", "base-kept")
        return list(base.layer(layer))
    keys = {name_of(record) for record in found}
    others = [record for record in base.layer(layer) if name_of(record) not in keys]
    for record in others:
        report.add(base.id, layer, name_of(record), "record-kept" if refused else "layer-kept")
    return found + others


def _has(flat: FlatDocument, layer: str) -> bool:
    return any(item.kind == layer for item in flat.items)


def report_changes(
    old: Document,
    new: Document,
    spoken: frozenset[str],
    shared: Mapping[str, Collection[str]],
    report: LossReport,
) -> None:
    """Report what differs between a document before and after an import, and references that lead nowhere.

    Args:
        old: The document before.
        new: The document after.
        spoken: The layers that change.
        shared: What fields of a name may name outside of the document.
        report: The report of the import.
    """
    for layer in filter(spoken.__contains__, LAYER_NAMES):
        if (change := layer_change(new.id, layer, old.layer(layer), new.layer(layer))) is not None:
            report.changes.append(change)
    known = {*_dangling(old), *_unshared(old, shared)}
    for layer, key, name, reference in (*_dangling(new), *_unshared(new, shared)):
        if (layer, key, name, reference) not in known:
            report.add(new.id, layer, key, "reference-broken", name)


def _dangling(document: Document) -> Iterator[tuple[str, str, str, str]]:
    for layer, fields in _TARGETS.items():
        for name, target in fields.items():
            ids = {record.id for record in document.layer(target)} | {"document"}
            for record in document.layer(layer):
                reference = getattr(record, name)
                if reference is not None and reference not in ids:
                    yield layer, record.id, name, reference


def _unshared(
    document: Document, shared: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str, str, str]]:
    for layer in LAYER_NAMES:
        for name in shared.keys() & LAYER_MODELS[layer].model_fields.keys():
            for record in document.layer(layer):
                reference = getattr(record, name)
                if reference is not None and reference not in shared[name]:
                    yield layer, name_of(record), name, reference
