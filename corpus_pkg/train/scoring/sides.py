"""Gold documents and the predicted ones that are compared with them."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from types import MappingProxyType
from typing import TypeAlias

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.layers import LAYER_NAMES, SPECS
from corpus_pkg.train.predictions import Predicted, Predictions
from corpus_pkg.train.scoring.predicted import UNLINKED
from corpus_pkg.values.nearest import nearest

Types: TypeAlias = Mapping[str, frozenset[str]]
"""By layer, the types that its annotations must have to be compared."""


class ScoringError(ValueError):
    """The two sides can't be compared."""


class Sides:
    """Gold documents, each with the predicted one.

    Attributes:
        ids: The ids of the gold documents that are compared, in order.
        missing: The ids of those that were not predicted.
        topics: The topics of the gold claims, by id; none where the gold side is not a corpus.
        nil: The entities of names that are linked to nothing outside the corpus (no article, no item).
    """

    def __init__(
        self, gold: Corpus, predicted: Corpus, wanted: Collection[str], types: Types = MappingProxyType({})
    ) -> None:
        """Pair documents.

        Args:
            gold: The gold documents.
            predicted: The predicted ones.
            wanted: The ids of the gold documents that are compared.
            types: The types of the layers of which only some types are compared.
        """
        self._types = types
        self.ids = tuple(id_ for id_ in gold.ids if id_ in wanted)
        self.missing = tuple(id_ for id_ in self.ids if id_ not in predicted)
        self.topics = gold.topics
        self.nil = _nil(gold, predicted)
        self._gold, self._predicted = gold, predicted
        self._wanted = set(wanted)
        ids = translation(predicted.registry, gold.registry)
        self._entities = ids if any(own != other for own, other in ids.items()) else {}

    def stream(self) -> Iterator[tuple[Document, Document]]:
        """Yield each gold document with the predicted one, which is empty where there is none.

        Raises:
            ScoringError: A predicted document has another text.
        """
        for true in self._gold:
            if true.id in self._predicted:
                said = _translated(self._predicted[true.id], self._entities)
            else:
                said = Document(id=true.id, text=true.text, metadata=true.metadata)
            if said.text != true.text:
                raise ScoringError(
                    f"{true.id} has another text than the gold document; predict on the same text"
                )
            if true.id in self._wanted:
                yield _of_types(true, self._types), _of_types(said, self._types)

    def only(self, wanted: Collection[str]) -> "Sides":
        """Return those with some ids."""
        return Sides(self._gold, self._predicted, wanted, self._types)


def paired(
    gold: Iterable[Document],
    predicted: Predicted,
    *,
    documents: Iterable[str] | None = None,
    predicted_only: bool = False,
    types: Types = MappingProxyType({}),
) -> Sides:
    """Return the documents of both sides in pairs, in the order of the gold side.

    Where both sides are corpora with registries of their own, an id of the predicted one that names the
    same thing as another id of the gold one is replaced by it.

    Args:
        gold: The gold documents.
        predicted: The predicted ones.
        documents: The ids of the gold documents that are compared; all if left out.
        predicted_only: Whether to leave out gold documents that are not predicted.
        types: The types of the layers of which only some types are compared.

    Raises:
        ScoringError: There is no such gold document, or a predicted one is not among the gold ones or appears
            twice.
    """
    true, said = _corpus_of(gold, "gold"), _corpus_of(predicted, "predicted")
    if not len(true):
        raise ScoringError("there is no gold document; name a corpus that has some")
    for id_ in said.ids:
        if id_ not in true:
            deque(said, maxlen=0)  # what is wrong with the prediction itself is said first
            raise ScoringError(f"{id_} is predicted and not a gold document; leave it out of the prediction")
    wanted = _wanted(true.ids, documents)
    if predicted_only:
        wanted = {id_ for id_ in wanted if id_ in said}
        if not wanted:
            raise ScoringError("none of these documents is predicted; name documents that are")
    return Sides(true, said, wanted, types)


def _of_types(document: Document, types: Types) -> Document:
    """Return a document with the annotations of some types alone, in the layers that types are named of."""
    if not types:
        return document
    kept = {
        layer: tuple(
            one for one in document.layer(layer) if str(getattr(one, SPECS[layer].label or "")) in named
        )
        for layer, named in types.items()
    }
    return document.model_copy(update=kept)


def _nil(gold: Corpus, predicted: Corpus) -> frozenset[str]:
    """Return the entities without an article and an item; the gold registry's entry of an id counts."""
    entries = {**predicted.registry, **gold.registry}
    return frozenset({UNLINKED}) | {
        id_ for id_, entry in entries.items() if entry.wikipedia is None and entry.wikidata is None
    }


def _wanted(ids: Sequence[str], documents: Iterable[str] | None) -> set[str]:
    wanted = set(ids if documents is None else documents)
    if unknown := sorted(wanted.difference(ids)):
        raise ScoringError(f"there is no gold document {unknown[0]!r}; {nearest(unknown[0], ids)}")
    if not wanted:
        raise ScoringError("no document is named; name at least one")
    return wanted


def _translated(document: Document, ids: Mapping[str, str]) -> Document:
    """Return a document whose records name entries of the registry by other ids."""
    if not ids:
        return document
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


def _corpus_of(documents: Predicted, side: str) -> Corpus:
    if isinstance(documents, Predictions):
        if side == "gold":
            raise TypeError("the gold side must be documents, such as a corpus; predictions come second")
        return documents.corpus
    if isinstance(documents, str | PathLike):
        raise TypeError(
            f"the {side} side is a path; give what corpus_pkg.load(path) or "
            "corpus_pkg.read_predictions(path, corpus) returns"
        )
    if isinstance(documents, Corpus):
        return documents
    found: dict[str, Document] = {}
    for document in documents:
        if document.id in found:
            raise ScoringError(f"{document.id} appears twice among the {side} documents; keep one")
        found[document.id] = document
    return Corpus(found, {}, {})
