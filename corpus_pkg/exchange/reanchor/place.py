"""Placing spans in another copy of a text: only where a hash verifies them and nothing else fits.

Why a span that is placed is the right one: its windows occur once in the text that they were taken
from. If one occurs once in the copy, it is the same stretch, unless that stretch was lost and an equal
one arose by chance where two other passages now meet. A span whose own letters occur once can't arise
so; one that is repeated must have both its windows, left and right, because a new meeting of two
passages can imitate one of them only. What lies in a verified span is verified with it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, NamedTuple

from corpus_pkg.checks.words import parts_letters
from corpus_pkg.exchange.reanchor.outcome import Reason
from corpus_pkg.exchange.reanchor.search import Search
from corpus_pkg.exchange.reanchor.verdict import Copy, Span, queries_of, verdict
from corpus_pkg.exchange.textfree.letters import letters_of
from corpus_pkg.exchange.textfree.proofs import Echoes, digest
from corpus_pkg.exchange.textfree.strip import TextFreeDocument
from corpus_pkg.layers import SEGMENTS, SENTENCES, SPAN_LAYERS, SPECS

_OTHERS: Final = tuple(layer for layer in SPAN_LAYERS if layer not in (SEGMENTS.name, SENTENCES.name))


class Key(NamedTuple):
    """A span of a document: of which record of which layer, and of which of its fields if not its own."""

    layer: str
    number: int
    field: str = ""


@dataclass(slots=True)
class Placed:
    """Where spans are in a copy.

    Attributes:
        spans: The spans that were placed, in code points of the copy.
        reasons: Why the others were not.
    """

    spans: dict[Key, Span] = field(default_factory=dict)
    reasons: dict[Key, Reason] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """What is known while spans are placed; all spans in letters."""

    copy: Copy
    proofs: dict[Key, dict[str, Any]]
    found: dict[Key, Span] = field(default_factory=dict)
    reasons: dict[Key, Reason] = field(default_factory=dict)


def place(stripped: TextFreeDocument, text: str, key: bytes) -> Placed:
    """Return where the spans of a document are in a copy of its text.

    Args:
        stripped: The document without its text.
        text: The copy.
        key: The key of the document's hashes (see `corpus_pkg.exchange.textfree.proofs.key_of`).
    """
    letters = letters_of(text)
    state = _State(Copy(text, letters, Search(letters, key), Echoes(letters.text)), {})
    for name, value in _spans(stripped):
        if value["proof"] is None:
            state.reasons[name] = Reason.UNPROVED
        else:
            state.proofs[name] = value["proof"]
    if digest(letters.text, key) == stripped.text["letters_hash"]:
        state.found = {name: (proof["start"], proof["end"]) for name, proof in state.proofs.items()}
    else:
        _place_blocks(state, SEGMENTS.name)
        _place_blocks(state, SENTENCES.name)
        _place_others(state)
    return _in_characters(state)


def _spans(stripped: TextFreeDocument) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    for layer in SPAN_LAYERS:
        for number, value in enumerate(stripped.layers.get(layer, [])):
            yield Key(layer, number), value
            for field_ in SPECS[layer].spans:
                if value.get(field_) is not None:
                    yield Key(layer, number, field_), value[field_]


def _place_blocks(state: _State, layer: str) -> None:
    """Place segments, or the sentences that lie in no placed segment, by their own windows."""
    wanted = {name: proof for name, proof in state.proofs.items() if name.layer == layer}
    if layer == SENTENCES.name:
        wanted = _inherit(state, wanted, _containers(state, SEGMENTS.name))
    _by_windows(state, wanted)
    if layer == SENTENCES.name:
        taken = _Taken(span for _, span in _containers(state, SEGMENTS.name))
        for name in wanted:
            if name in state.found and taken.overlaps(*state.found[name]):
                _drop(state, name, Reason.CONTRADICTED)
    _drop_overlaps(state, layer)


def _place_others(state: _State) -> None:
    wanted = {name: proof for name, proof in state.proofs.items() if name.layer in _OTHERS}
    containers = [_containers(state, layer) for layer in (SENTENCES.name, SEGMENTS.name)]
    for container in containers:
        wanted = _inherit(state, wanted, container)
    _by_windows(state, wanted)
    taken = [_Taken(span for _, span in container) for container in containers]
    for name in wanted:
        if name in state.found:
            _doubt(state, name, taken)
    _drop_shared_places(state)


def _containers(state: _State, layer: str) -> list[tuple[Span, Span]]:
    """Return the placed spans of a layer: where they were, and where they are."""
    return sorted(
        ((state.proofs[name]["start"], state.proofs[name]["end"]), span)
        for name, span in state.found.items()
        if name.layer == layer
    )


def _inherit(
    state: _State, wanted: dict[Key, dict[str, Any]], containers: list[tuple[Span, Span]]
) -> dict[Key, dict[str, Any]]:
    """Place what lies in verified spans; return the rest."""
    left = {}
    at = 0
    for name, proof in sorted(wanted.items(), key=lambda item: item[1]["start"]):
        start, end = proof["start"], proof["end"]
        while at < len(containers) and containers[at][0][1] <= start:
            at += 1
        if at < len(containers) and containers[at][0][0] <= start and end <= containers[at][0][1]:
            (old, _), (new, _) = containers[at]
            state.found[name] = (start - old + new, end - old + new)
        else:
            left[name] = proof
    return left


def _by_windows(state: _State, wanted: Mapping[Key, dict[str, Any]]) -> None:
    queries = {name: queries_of(proof) for name, proof in wanted.items()}
    state.copy.search.find(query for made in queries.values() for query in made)
    for name, proof in wanted.items():
        found = verdict(state.copy, proof, queries[name])
        if isinstance(found, Reason):
            state.reasons[name] = found
        else:
            state.found[name] = found


def _drop_overlaps(state: _State, layer: str) -> None:
    """Drop the blocks of a layer that would overlap: which one is wrong is not known."""
    placed = sorted((span, name) for name, span in state.found.items() if name.layer == layer)
    wrong = set()
    for (before, one), (behind, other) in pairwise(placed):
        old = state.proofs[one], state.proofs[other]
        if behind[0] < before[1] and not old[1]["start"] < old[0]["end"]:
            wrong |= {one, other}
    for name in wrong:
        _drop(state, name, Reason.CONTRADICTED)


class _Taken:
    """Stretches that verified blocks of one layer take up."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def overlaps(self, first: int, after: int) -> bool:
        at = bisect_left(self._starts, after) - 1
        return at >= 0 and self._spans[at][1] > first


def _doubt(state: _State, name: Key, taken: list[_Taken]) -> None:
    """Drop a span that lies where a verified block is that never held it, or that cuts a word."""
    first, after = state.found[name]
    if any(blocks.overlaps(first, after) for blocks in taken):
        _drop(state, name, Reason.CONTRADICTED)
        return
    span = state.copy.letters.characters(first, after)
    if span is None or any(parts_letters(state.copy.text, at) for at in span):
        _drop(state, name, Reason.CUT)


def _drop_shared_places(state: _State) -> None:
    """Drop spans that were apart and would now be on one place."""
    holders: dict[tuple[str, str, Span], list[Key]] = {}
    for name, span in state.found.items():
        if name.layer in _OTHERS:
            holders.setdefault((name.layer, name.field, span), []).append(name)
    for names in holders.values():
        if len({state.proofs[name]["start"] for name in names}) > 1:
            for name in names:
                _drop(state, name, Reason.CONTRADICTED)


def _drop(state: _State, name: Key, reason: Reason) -> None:
    del state.found[name]
    state.reasons[name] = reason


def _in_characters(state: _State) -> Placed:
    placed = Placed(reasons=state.reasons)
    for name, (first, after) in state.found.items():
        span = state.copy.letters.characters(first, after)
        if span is None:
            placed.reasons[name] = Reason.CUT
        else:
            placed.spans[name] = span
    return placed
