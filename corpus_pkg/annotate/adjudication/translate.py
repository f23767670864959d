"""An annotator's layers with the ids of another registry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus_pkg.checks.registry import REFERRING
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import SPECS, annotation_id
from corpus_pkg.values.ids import AUTHOR, UNNAMED


@dataclass(frozen=True, slots=True)
class Translated:
    """An annotator's documents in terms of another registry, and what could not be translated."""

    documents: Mapping[str, Document]
    """The documents, by id."""
    unknown: tuple[str, ...]
    """Registry ids in use that the other registry has nothing for; they are left as they are."""
    merged: tuple[tuple[str, str], ...]
    """Document and id of each record that fell together with another, and was left out."""


def translate(corpus: Corpus, registry: Mapping[str, RegistryEntry]) -> Translated:
    """Return the documents of a corpus with the ids of another registry.

    All fields that name entries are translated by what the entries name (see
    `corpus_pkg.corpus.identity`); ids that are made of such a field are made again.
    """
    known = translation(corpus.registry, registry)
    unknown: set[str] = set()
    merged: list[tuple[str, str]] = []

    def name(entry: str) -> str:
        if entry in (AUTHOR, UNNAMED) or entry in registry:
            return entry
        if entry not in known:
            unknown.add(entry)
        return known.get(entry, entry)

    documents = {}
    for document in corpus:
        layers: dict[str, tuple[Any, ...]] = {}
        for layer, fields in REFERRING.items():
            if not fields:
                continue
            made: dict[str, Any] = {}
            for record in document.layer(layer):
                moved = renamed(layer, record, name)
                if moved.id in made:
                    merged.append((document.id, record.id))
                made.setdefault(moved.id, moved)
            layers[layer] = tuple(in_order(layer, made.values()))
        documents[document.id] = document.model_copy(update=layers)
    return Translated(documents, tuple(sorted(unknown)), tuple(merged))


def renamed(layer: str, record: Any, name: Callable[[str], str]) -> Any:
    """Return a record of a layer with other names of entries, and with the id that this gives."""
    update: dict[str, Any] = {}
    for field in REFERRING[layer]:
        value = getattr(record, field)
        if value:
            update[field] = name(value) if isinstance(value, str) else tuple(map(name, value))
    changed = record.model_copy(update=update)
    named = {field: getattr(changed, field) for field in SPECS[layer].in_id}
    return changed.model_copy(update={"id": annotation_id(layer, record.start, record.end, **named)})
