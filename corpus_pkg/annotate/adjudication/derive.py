"""The decisions that lead from two annotators' layers to given adjudicated ones."""

from collections.abc import Mapping
from typing import Any

from corpus_pkg.annotate.adjudication.apply import Place
from corpus_pkg.annotate.adjudication.difference import (
    NEITHER,
    OWN,
    DecidedDifference,
    Difference,
    differences,
    make,
)
from corpus_pkg.annotate.agreement.matching import match
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import name_of, sort_key
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, STANCE

Rules = Mapping[Place, tuple[str, ...]]
"""The rules that were cited for a record: by document, layer and key."""


def derive(
    first: Mapping[str, Document],
    second: Mapping[str, Document],
    final: Mapping[str, Document],
    annotators: tuple[str, str],
    rules: Rules | None = None,
) -> list[DecidedDifference]:
    """Return the decisions that make given adjudicated layers of two annotators' layers.

    `apply(first, second, derive(first, second, final, …))` gives the layers of `final`.

    Args:
        first: The first annotator's documents by id, in terms of the common registry (`translate`).
        second: The same of the second annotator.
        final: The adjudicated documents.
        annotators: The names of the two.
        rules: The rules that were cited for records, kept or thrown out.

    Returns:
        One decision for each difference, and one for each record on which the two agree and that the
        adjudicated layers lack or change, or that both lack; in the order of the text.
    """
    found: list[DecidedDifference] = []
    listed: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences(first, second, annotators):
        listed.setdefault((difference.document, difference.layer), []).append(difference)
    for name, document in first.items():
        for layer in LAYER_NAMES:
            open_ones = listed.get((name, layer), [])
            open_ones += _overruled(document, second[name], final[name], layer, annotators)
            found += _decide(document, layer, open_ones, final[name], annotators, rules or {})
    return found


def _overruled(
    first: Document, second: Document, final: Document, layer: str, annotators: tuple[str, str]
) -> list[Difference]:
    """Return, as differences without a differing field, what both have alike and `final` has not."""
    theirs = {name_of(record): record for record in second.layer(layer)}
    kept = {name_of(record): record for record in final.layer(layer)}
    return [
        make(first, layer, dict.fromkeys(annotators, record))
        for record in first.layer(layer)
        if theirs.get(k := name_of(record)) == record and kept.get(k) != record
    ]


def _decide(
    document: Document,
    layer: str,
    open_ones: list[Difference],
    final: Document,
    annotators: tuple[str, str],
    rules: Rules,
) -> list[DecidedDifference]:
    """Return the decisions on one layer of one document."""
    kept = {name_of(record): record for record in final.layer(layer)}
    results = [[kept.pop(k) for k in difference.keys if k in kept] for difference in open_ones]
    agreed = {name_of(record): record for record in document.layer(layer)}
    named = {k for difference in open_ones for k in difference.keys}
    added = [record for k, record in kept.items() if k in named or agreed.get(k) != record]
    # A new record next to a thrown-out one takes its place: one decision, not two.
    empty = [number for number, result in enumerate(results) if not result]
    for i, j in _replacements(layer, [open_ones[number] for number in empty], added):
        results[empty[i]].append(added[j])
    placed = {name_of(record) for result in results for record in result}
    decisions = [
        _decision(difference, tuple(result), rules)
        for difference, result in zip(open_ones, results, strict=True)
    ]
    for record in added:
        if name_of(record) not in placed:
            nothing = make(document, layer, {annotators[0]: record, annotators[1]: None})
            addition = Difference(
                document=document.id,
                layer=layer,
                proposals=dict.fromkeys(annotators),
                context=nothing.context,
            )
            decisions.append(_decision(addition, (record,), rules))
    return sorted(decisions, key=lambda decision: sort_key(layer, _first_record(decision)))


def _replacements(layer: str, empty: list[Difference], added: list[Any]) -> list[tuple[int, int]]:
    if layer == DOCUMENT_STANCE.name:
        return []
    proposed = [next(r for r in difference.proposals.values() if r is not None) for difference in empty]
    if layer == STANCE.name:
        return match(proposed, added, lambda a, b: a.sentence == b.sentence and a.target == b.target)
    return match(proposed, added)


def _first_record(decision: DecidedDifference) -> Any:
    return next(r for r in (*decision.proposals.values(), *decision.own) if r is not None)


def _decision(difference: Difference, result: tuple[Any, ...], rules: Rules) -> DecidedDifference:
    decision, own = OWN, result
    if not result:
        decision = NEITHER
        # Where one has a record and the other none, and none is right, the other is.
        for name, record in difference.proposals.items():
            if record is None and any(difference.proposals.values()):
                decision = name
    for name, record in difference.proposals.items():
        if result == (record,):
            decision, own = name, ()
            break
    keys = dict.fromkeys((*(name_of(record) for record in result), *difference.keys))
    cited = [rule for k in keys for rule in rules.get((difference.document, difference.layer, k), ())]
    return DecidedDifference(
        document=difference.document,
        layer=difference.layer,
        proposals=difference.proposals,
        fields=difference.fields,
        context=difference.context,
        decision=decision,
        own=own,
        rule="; ".join(dict.fromkeys(cited)) or None,
    )
