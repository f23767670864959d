"""The verdict on one span: where the hits of its windows in a copy prove it to be, or why they do not.

Windows occur once in the text that they were taken from. A span is proved where they occur once in the
copy, agree on one place, and nothing else in the copy may be meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from corpus_pkg.exchange.reanchor.outcome import Reason
from corpus_pkg.exchange.reanchor.search import Query, Search
from corpus_pkg.exchange.textfree.letters import Letters
from corpus_pkg.exchange.textfree.proofs import SHORTEST, Echoes

_LINE_BREAKS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
_ALIKE: Final = 0.75
"""From which ratio of common characters two lines may be one line and its corrupted twin."""
_SHORT_LINE: Final = 4 * SHORTEST

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another copy of a text, with what finds stretches in it."""

    text: str
    letters: Letters
    search: Search
    echoes: Echoes


def queries_of(proof: Mapping[str, Any]) -> list[Query]:
    """Return what a copy is to be searched for to verify a span."""
    start, end = proof["start"], proof["end"]
    return [
        Query(
            start - window["before"],
            end - start + window["before"] + window["after"],
            window["hash"],
            window["before"] == window["after"] == 0,
        )
        for window in proof["windows"]
    ]


def verdict(copy: Copy, proof: Mapping[str, Any], queries: list[Query]) -> Span | Reason:
    """Return the place of a span in letters, or why no place is proved.

    The copy was searched for the queries of the proof before.
    """
    length = proof["end"] - proof["start"]
    starts: list[int] = []
    seen = False
    for window, query in zip(proof["windows"], queries, strict=True):
        hits = copy.search.hits[query]
        seen = seen or bool(hits)
        if len(hits) == 1:
            at = hits[0] + window["before"]
            # A short block by itself proves too little, unless it is a line of its own.
            if not query.whole or length >= SHORTEST or _is_line(copy, at, at + length):
                starts.append(at)
    if not seen:
        return Reason.UNSEARCHED if copy.search.given_up else Reason.CHANGED
    if len(set(starts)) > 1:
        return Reason.CONTRADICTED
    if len(starts) < (2 if proof["repeated"] else 1):
        return Reason.AMBIGUOUS
    span = (starts[0], starts[0] + length)
    neighbours = sum(not query.whole and len(copy.search.hits[query]) == 1 for query in queries)
    if copy.echoes.are_more(*span, proof["echoes"]) or (neighbours < 2 and _has_twin(copy, span)):
        return Reason.AMBIGUOUS
    return span


def _is_line(copy: Copy, first: int, after: int) -> bool:
    """Return True if some letters are a line of their own."""
    span = copy.letters.characters(first, after)
    if span is None:
        return False
    return _only_space(reversed(copy.text[: span[0]])) and _only_space(copy.text[span[1] :])


def _has_twin(copy: Copy, span: Span) -> bool:
    """Return True if a short line has another that is nearly the same, so that either may be the one.

    A pull quote or teaser repeats a line of the body; if that line has a typo, only the quote has its
    letters.
    """
    characters = copy.letters.characters(*span)
    if characters is None or span[1] - span[0] >= _SHORT_LINE or not _is_line(copy, *span):
        return False
    line = copy.text[slice(*characters)]
    others = [*copy.text[: characters[0]].splitlines(), *copy.text[characters[1] :].splitlines()]
    return any(
        abs(len(other) - len(line)) <= len(line) // 4 and SequenceMatcher(None, line, other).ratio() > _ALIKE
        for other in map(str.strip, others)
    )


def _only_space(characters: Iterable[str]) -> bool:
    """Return True if there is nothing but space up to the first line break."""
    for character in characters:
        if character in _LINE_BREAKS:
            return True
        if not character.isspace():
            return False
    return True
