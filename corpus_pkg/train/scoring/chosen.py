"""What is scored: the layers and types that are named, or those that the sides have."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from corpus_pkg.annotate.agreement.measure import TYPE_FIELDS
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import LAYER_NAMES, OWN_NAMES, SPECS, layer_named
from corpus_pkg.layers.labels import DEFAULT_LABELS
from corpus_pkg.layers.lists import closed_list
from corpus_pkg.train.predictions import Predicted, Predictions
from corpus_pkg.train.scoring.lines import SCORED
from corpus_pkg.train.scoring.sides import ScoringError, Types
from corpus_pkg.values.nearest import nearest


def types_by_layer(gold: Iterable[Document], types: Iterable[str] | None) -> Types:
    """Return the types that are named, by the layers of spans that they are of; nothing for None.

    Args:
        gold: The gold side, with its lists of types.
        types: The types.

    Raises:
        ScoringError: There is no such type, or none is named.
    """
    if types is None:
        return {}
    lists = gold.labels if isinstance(gold, Corpus) else DEFAULT_LABELS
    named = frozenset(types)
    known = {layer: closed_list(SPECS[layer], field, lists) or () for layer, field in TYPE_FIELDS.items()}
    every = [type_ for listed in known.values() for type_ in listed]
    if unknown := sorted(named.difference(every)):
        raise ScoringError(f"there is no type {unknown[0]!r}; {nearest(unknown[0], every)}")
    if not named:
        raise ScoringError("no type is named; name at least one")
    return {layer: found for layer, listed in known.items() if (found := named.intersection(listed))}


def scored_layers(
    gold: Iterable[Document],
    layers: Sequence[str] | None,
    *sides: Predicted,
    types: Types = MappingProxyType({}),
) -> tuple[str, ...]:
    """Return the layers that are to be scored, in their order.

    Args:
        gold: The gold side; a corpus knows which layers it has.
        layers: The layers that are named; None for all that have scores and that all sides have.
        sides: What is scored; of documents nobody says which layers were predicted.
        types: The types that are compared, by layer; only these layers are scored where any are named.

    Raises:
        ScoringError: A layer has no scores or is not one of the corpus, or the sides have none in common.
        ValueError: There is no such layer.
    """
    if layers is None:
        wanted: Sequence[str] = SCORED
        for side in sides:
            if isinstance(side, Predictions):
                if not any(layer in SCORED for layer in side.layers):
                    has = ", ".join(side.layers) or "no layer"
                    raise ScoringError(f"the predictions have {has}; name one of: {', '.join(SCORED)}")
                wanted = [layer for layer in wanted if layer in side.layers]
        if types:
            wanted = [layer for layer in wanted if layer in types]
        if not wanted and types:
            raise ScoringError(f"nothing is predicted of {', '.join(types)}, whose types are named")
        if not wanted:
            raise ScoringError("the predictions have no layer in common; predict one with both")
    else:
        wanted = [layer_named(layer) for layer in layers]
        if isinstance(gold, Corpus):
            try:
                wanted = [gold.about.layer_named(layer) for layer in wanted]
            except ValueError as error:
                raise ScoringError(str(error)) from None
        if types and (apart := [layer for layer in wanted if layer not in types]):
            raise ScoringError(f"no type of {apart[0]} is named; name one, or leave the layer out")
    if unknown := [layer for layer in wanted if layer not in SCORED]:
        raise ScoringError(f"the layer {unknown[0]} has no scores; choose from: {', '.join(SCORED)}")
    return tuple(layer for layer in LAYER_NAMES if layer in wanted)


def brought(layers: Iterable[str]) -> set[str]:
    """Return those of some layers that other packages bring.

    Where no layers are named and neither side has a record of one, it has no scores: no corpus of the two
    need declare it.
    """
    return {layer for layer in layers if layer not in OWN_NAMES}


def unscored_layers(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the layers with records in any of some documents that have no scores."""
    found: set[str] = set()
    for document in documents:
        found |= {layer for layer in LAYER_NAMES if layer not in SCORED and document.layer(layer)}
    return tuple(layer for layer in LAYER_NAMES if layer in found)
