"""The adjudicated layers: what both annotators have alike, and what was decided of the rest."""

from collections.abc import Iterable, Mapping
from typing import Any

from corpus_pkg.annotate.adjudication.difference import DecidedDifference
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order, name_of
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES

Place = tuple[str, str, str]
"""A document's id, a layer, and a record's key."""


class ConflictError(ValueError):
    """Decisions that can't all be applied.

    Attributes:
        messages: What is wrong, by the decision's id.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        super().__init__("; ".join(f"{name}: {message}" for name, message in self.messages.items()))


def apply(
    first: Mapping[str, Document], second: Mapping[str, Document], decisions: Iterable[DecidedDifference]
) -> dict[str, Document]:
    """Apply decisions to two annotators' documents.

    A record that both have alike and that no decision names stays; every other record comes from a
    decision.

    Args:
        first: The first annotator's documents by id, in terms of the common registry (`translate`).
        second: The same of the second annotator.
        decisions: One decision for each difference, and any number about what the two have alike.

    Returns:
        The adjudicated documents, in the order of the first's.

    Raises:
        ConflictError: A decision fits no document, two decide about one record, or two records that are
            adopted have one span (or one target).
    """
    wrong: dict[str, str] = {}
    named: dict[Place, str] = {}
    adopted: dict[Place, tuple[Any, str]] = {}
    for decision in decisions:
        if decision.document not in first:
            wrong[decision.id] = f"the corpus has no document {decision.document!r}"
            continue
        for k in decision.keys:
            other = named.setdefault((decision.document, decision.layer, k), decision.id)
            if other != decision.id:
                wrong[decision.id] = f"{other} decides about {k} too; remove one of the two"
        for record in decision.adopted:
            place = (decision.document, decision.layer, name_of(record))
            if place in adopted:
                wrong[decision.id] = f"{adopted[place][1]} adopts {place[2]} too; remove one of the two"
            adopted[place] = (record, decision.id)
    layers = {name: _agreed(document, second[name], named) for name, document in first.items()}
    for (name, layer, k), (record, decision_id) in adopted.items():
        if k in layers[name][layer]:
            wrong[decision_id] = f"both annotators have {k} alike already; propose it in the decision"
        layers[name][layer][k] = record
    if wrong:
        raise ConflictError(wrong)
    return {name: with_layers(document, layers[name]) for name, document in first.items()}


def _agreed(first: Document, second: Document, named: Mapping[Place, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for layer in LAYER_NAMES:
        theirs = {name_of(record): record for record in second.layer(layer)}
        found[layer] = {
            k: record
            for record in first.layer(layer)
            if theirs.get(k := name_of(record)) == record and (first.id, layer, k) not in named
        }
    return found


def with_layers(document: Document, layers: Mapping[str, Mapping[str, Any]]) -> Document:
    """Return a document with other records in its layers, sorted.

    Document stances keep the order of the document's own; others follow by target.
    """
    order = {stance.target: number for number, stance in enumerate(document.document_stance)}
    made: dict[str, Any] = {}
    for layer, records in layers.items():
        if layer == DOCUMENT_STANCE.name:
            made["document_stance"] = tuple(
                sorted(records.values(), key=lambda s: (order.get(s.target, len(order)), s.target))
            )
        else:
            made[layer] = tuple(in_order(layer, records.values()))
    return document.model_copy(update=made)
