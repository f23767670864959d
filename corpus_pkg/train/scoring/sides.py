"""Gold documents and the predicted ones that are compared with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import LAYER_NAMES, SPECS
from corpus_pkg.train.scoring.predicted import UNLINKED


class ScoringError(ValueError):
    """The two sides can't be compared."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Gold documents, each with the predicted one."""

    pairs: tuple[tuple[Document, Document], ...]
    """The gold and the predicted document; the latter is empty where there is none."""
    missing: tuple[str, ...]
    """The ids of the gold documents that were not predicted."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """The topics of the gold claims, by id; none where the gold side is not a corpus."""
    nil: frozenset[str] = frozenset({UNLINKED})
    """The entities of names that are linked to nothing outside the corpus (no article, no item)."""


def paired(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    *,
    documents: Iterable[str] | None = None,
    predicted_only: bool = False,
) -> Sides:
    """Return the documents of both sides in pairs, in the order of the gold side.

    Where both sides are corpora with registries of their own, an id of the predicted one that names the
    same thing as another id of the gold one is replaced by it.

    Args:
        gold: The gold documents.
        predicted: The predicted ones.
        documents: The ids of the gold documents that are compared; all if left out.
        predicted_only: Whether to leave out gold documents that are not predicted.

    Raises:
        ScoringError: There is no such gold document, or a predicted one is not among the gold ones, has
            another text or appears twice.
    """
    true, said = _by_id(gold, "gold"), _by_id(_with_ids_of(gold, predicted), "predicted")
    if not true:
        raise ScoringError("there is no gold document; name a corpus that has some")
    for id_, document in said.items():
        if id_ not in true:
            raise ScoringError(f"{id_} is predicted and not a gold document; leave it out of the prediction")
        if document.text != true[id_].text:
            raise ScoringError(f"{id_} has another text than the gold document; predict on the same text")
    wanted = _wanted(true, documents)
    if predicted_only:
        wanted = {id_ for id_ in wanted if id_ in said}
        if not wanted:
            raise ScoringError("none of these documents is predicted, so there is nothing to compare")
    pairs = [
        (document, said.get(id_) or Document(id=id_, text=document.text, metadata=document.metadata))
        for id_, document in true.items()
        if id_ in wanted
    ]
    missing = tuple(id_ for id_ in true if id_ in wanted and id_ not in said)
    topics = gold.topics if isinstance(gold, Corpus) else {}
    return Sides(tuple(pairs), missing, topics, _nil(gold, predicted))


def _nil(gold: Iterable[Document], predicted: Iterable[Document]) -> frozenset[str]:
    """Return the entities without an article and an item; the gold registry's entry of an id counts."""
    entries = {
        entry.id: entry
        for side in (predicted, gold)
        if isinstance(side, Corpus)
        for entry in side.registry.values()
    }
    return frozenset({UNLINKED}) | {
        id_ for id_, entry in entries.items() if entry.wikipedia is None and entry.wikidata is None
    }


def _wanted(true: dict[str, Document], documents: Iterable[str] | None) -> set[str]:
    wanted = set(true if documents is None else documents)
    if unknown := sorted(wanted - set(true)):
        known = ", ".join(list(true)[:10])
        raise ScoringError(f"there is no gold document {unknown[0]!r}; choose from: {known}")
    if not wanted:
        raise ScoringError("no document is named; name at least one")
    return wanted


def _with_ids_of(gold: Iterable[Document], predicted: Iterable[Document]) -> Iterable[Document]:
    """Return the predicted documents with the gold registry's ids of the same things."""
    if not isinstance(gold, Corpus) or not isinstance(predicted, Corpus):
        return predicted
    ids = translation(predicted.registry, gold.registry)
    if all(own == other for own, other in ids.items()):
        return predicted
    return [_translated(document, ids) for document in predicted]


def _translated(document: Document, ids: Mapping[str, str]) -> Document:
    """Return a document whose records name entries of the registry by other ids."""
    layers = {}
    for layer in LAYER_NAMES:
        named = [name for name, listed in SPECS[layer].lists.items() if listed == "registry"]
        if named:
            layers[layer] = tuple(
                record.model_copy(update={name: _other(getattr(record, name), ids) for name in named})
                for record in document.layer(layer)
            )
    return document.model_copy(update=layers)


def _other(value: str | tuple[str, ...] | None, ids: Mapping[str, str]) -> str | tuple[str, ...] | None:
    if isinstance(value, tuple):
        return tuple(ids.get(one, one) for one in value)
    return None if value is None else ids.get(value, value)


def _by_id(documents: Iterable[Document], side: str) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in documents:
        if document.id in found:
            raise ScoringError(f"{document.id} appears twice among the {side} documents; keep one")
        found[document.id] = document
    return found
