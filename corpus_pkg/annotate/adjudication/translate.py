"""An annotator's layers with the ids of another registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.models import RegistryEntry, Stance
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import STANCE, annotation_id
from corpus_pkg.values.ids import AUTHOR


@dataclass(frozen=True, slots=True)
class Translated:
    """An annotator's documents in terms of another registry, and what could not be translated."""

    documents: Mapping[str, Document]
    """The documents, by id."""
    unknown: tuple[str, ...]
    """Registry ids in use that the other registry has nothing for; they are left as they are."""
    merged: tuple[tuple[str, str], ...]
    """Document and id of each stance that fell together with another, and was left out."""


def translate(corpus: Corpus, registry: Mapping[str, RegistryEntry]) -> Translated:
    """Return the documents of a corpus with the ids of another registry.

    Mentions, what they stand for, and holders of stances are translated by what the entries name (see
    `corpus_pkg.corpus.identity`); the id of a stance is made again from its holder.
    """
    known = translation(corpus.registry, registry)
    unknown: set[str] = set()
    merged: list[tuple[str, str]] = []

    def name(entry: str) -> str:
        if entry == AUTHOR or entry in registry:
            return entry
        if entry not in known:
            unknown.add(entry)
        return known.get(entry, entry)

    documents = {}
    for document in corpus:
        entities = tuple(
            mention.model_copy(
                update={
                    "entity": name(mention.entity),
                    "stands_for": mention.stands_for and name(mention.stands_for),
                }
            )
            for mention in document.entities
        )
        stances: dict[str, Stance] = {}
        for stance in document.stance:
            moved = rename_holder(stance, name(stance.holder))
            if moved.id in stances:
                merged.append((document.id, stance.id))
            stances.setdefault(moved.id, moved)
        moved_stances = tuple(in_order(STANCE.name, stances.values()))
        documents[document.id] = document.model_copy(update={"entities": entities, "stance": moved_stances})
    return Translated(documents, tuple(sorted(unknown)), tuple(merged))


def rename_holder(stance: Any, holder: str) -> Any:
    """Return a stance with another holder, and with the id that this gives."""
    if stance.holder == holder:
        return stance
    identity = annotation_id(STANCE.name, stance.start, stance.end, holder=holder, target=stance.target)
    return stance.model_copy(update={"holder": holder, "id": identity})
