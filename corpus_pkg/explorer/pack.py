"""Documents and corpora as the JSON values that the page's scripts read.

Smaller than a record file: fields without a value are left out, and so are the stored texts of spans,
which the scripts cut out of the document's text again. Dates get their first and last day.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from corpus_pkg.__about__ import __version__
from corpus_pkg.corpus.about import About
from corpus_pkg.corpus.claim_pairs import Placed, pairs_on
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Annotator, DocumentMetadata, RegistryEntry, Target, Topic
from corpus_pkg.exchange.hub.facts import citation_of
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    LABELS,
    LAYER_NAMES,
    OWN_NAMES,
    SPECS,
    LayerSpec,
    label_lists,
    layers_of,
)
from corpus_pkg.layers.labels import OF_AZUS

_DERIVED: Final = {DATES.name: ("first_day", "last_day")}
"""The properties of a layer's records that are shown with their fields."""

_PERSON: Final = {"name", "role", "kind", "who", "date"}
"""What is shown of who annotated."""


def pack_document(document: Document) -> dict[str, Any]:
    """Return a document with its metadata and layers."""
    return {
        "id": document.id,
        "text": document.text,
        "metadata": _present(document.metadata.model_dump(mode="json")),
        "layers": pack_layers(document),
    }


def pack_layers(document: Document) -> dict[str, list[dict[str, Any]]]:
    """Return the layers of a document, without the texts of their spans."""
    return {
        layer: [pack_record(layer, record) for record in document.layer(layer)]
        for layer in LAYER_NAMES
        if layer in OWN_NAMES or document.layer(layer)
    }


def pack_record(layer: str, record: Any) -> dict[str, Any]:
    """Return a record of a layer, without the texts of its spans."""
    value = _present(record.model_dump(mode="json"))
    value.pop("text", None)
    for name in SPECS[layer].spans:
        if name in value:
            value[name].pop("text", None)
    for name in _DERIVED.get(layer, ()):
        day = getattr(record, name)
        if day is not None:
            value[name] = day.isoformat()
    return value


def pack_entry(entry: RegistryEntry) -> dict[str, Any]:
    """Return a registry entry."""
    return _present(entry.model_dump(mode="json"))


def pack_heading(metadata: DocumentMetadata) -> dict[str, Any]:
    """Return what a list of documents shows of one."""
    names = ("id", "title", "publisher", "author", "date", "genre", "characters")
    values = metadata.model_dump(mode="json")
    return _present({name: values[name] for name in names})


def pack_info(
    about: About,
    name: str,
    documents: int,
    targets: Mapping[str, Target],
    versions: Iterable[str],
    people: Iterable[Annotator],
) -> dict[str, Any]:
    """Return what the page says of the corpus as a whole.

    Args:
        about: What the corpus says of itself.
        name: What it is called where it does not say so.
        documents: How many documents there are.
        targets: The stance targets, by id.
        versions: The names of the versions to compare with: annotators, or another release.
        people: Who annotated, as far as the corpus says it.
    """
    specs = layers_of(about.labels)
    said = _present(about.model_dump(mode="json", include={"version", "homepage", "contact"}))
    licences = _present(about.licences.model_dump(mode="json"))
    return {
        "name": about.title or about.name or name,
        "about": said
        | ({"licences": licences} if licences else {})
        | ({"citation": citation_of(about).sentence()} if about.title else {}),
        "people": [one.model_dump(mode="json", include=_PERSON) for one in people],
        "package": __version__,
        "documents": documents,
        "targets": [_present(target.model_dump(mode="json")) for target in targets.values()],
        "versions": list(versions),
        "layers": [pack_layer(spec) for spec in specs],
        "labels": {kind.__name__: dict(members) for kind, members in label_lists(specs).items()}
        | {kind.__name__: dict(about.labels.of(name)) for name, kind in OF_AZUS.items()},
    }


def pack_topic(topic: Topic) -> dict[str, Any]:
    """Return what the page says of a topic."""
    return _present(topic.model_dump(mode="json", include={"id", "question", "note"}))


def pack_relations(topic: Topic, placed: Iterable[Placed]) -> Iterator[tuple[str, ...]]:
    """Yield how every two claims on a topic relate.

    Their documents and ids, the relation, its rule, and why an adjudicator decided it or nothing.
    """
    for pair in pairs_on(topic, placed):
        yield (
            pair.first.document,
            pair.first.claim.id,
            pair.second.document,
            pair.second.claim.id,
            *map(str, pair.verdict),
            pair.reason or "",
        )


def pack_layer(spec: LayerSpec) -> dict[str, Any]:
    """Return the facts by which the page shows the records of any layer (see `layers.js`)."""
    kind: Any = spec.field_types[spec.label] if spec.label else str
    key = ["target"] if spec is DOCUMENT_STANCE else list(spec.in_id)
    return {
        "name": spec.name,
        "title": _in_words(spec.name),
        "one": _in_words(spec.kind),
        "role": spec.role.value,
        "spans": spec.has_spans,
        "whole": spec.whole_sentence,
        "label": spec.label,
        "labels": dict.fromkeys(map(str, kind), "") | dict(LABELS.get(kind, {})) if kind is not str else {},
        "key": key,
        "implied": [name for name, ref in spec.refs.items() if ref.implied],
        "color": spec.color,
        "fields": [*spec.model.model_fields, *_DERIVED.get(spec.name, ())],
    }


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _present(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in value.items() if item is not None}
