"""Proofs: keyed hashes of stretches of a text, by which a span is found in another copy and verified.

A span is proved by windows: stretches of letters that hold the whole span and occur once in the text.
A window has at least `SHORTEST` letters, so that no hash stands for a short name alone; only a
segment or sentence that is shorter, and occurs once, has a hash of its own.
"""

import hashlib
from collections import Counter
from itertools import accumulate
from typing import Any, Final

from corpus_pkg.exchange.textfree.letters import Letters

SHORTEST: Final = 32
"""The fewest letters of a window."""
_FARTHEST: Final = 256
"""The most letters that a window takes in besides its span."""
_LEAST_CONTEXT: Final = 12
"""The fewest letters that a window of a repeated span takes in besides it."""
_STEP: Final = 8
_RUN: Final = 8
"""The length of the runs of letters that are looked for again."""
_AROUND: Final = 32
"""How many letters to either side of a span its echoes are counted in."""


def key_of(sha256: str, secret: bytes = b"") -> bytes:
    """Return the key of a document's hashes: another one for every document, always the same.

    Args:
        sha256: The SHA-256 of the raw text, as in its metadata.
        secret: What only those may know who are to attach texts; without it the key is public.
    """
    inner = hashlib.blake2b(secret, digest_size=32).digest() if secret else b""
    return hashlib.blake2b(sha256.encode(), key=inner, digest_size=32, person=b"text-free").digest()


def digest(letters: str, key: bytes) -> str:
    """Return the keyed hash of some letters: 64 bits in hexadecimal."""
    return hashlib.blake2b(letters.encode("utf-8"), key=key, digest_size=8).hexdigest()


def proof_of(
    letters: Letters, echoes: "Echoes", span: tuple[int, int], key: bytes, *, block: bool = False
) -> dict[str, Any] | None:
    """Return the proof of a span, as JSON values of the model `Proof`.

    Args:
        letters: The letters of the whole text.
        echoes: What those letters repeat.
        span: The span, in code points.
        key: The document's key.
        block: Whether it is a segment or sentence, which has a hash of its own even if it is short.

    Returns:
        The proof; None where an edge of the span has no letter.
    """
    found = letters.span(*span)
    if found is None:
        return None
    first, after = found
    text = letters.text
    repeated = not _once(text, first, after)
    windows = []
    if not repeated and (block or after - first >= SHORTEST):
        windows.append((0, 0))
    if repeated or after - first < SHORTEST:
        windows += _grown(text, first, after, repeated=repeated)
    return {
        "start": first,
        "end": after,
        "repeated": repeated,
        "echoes": echoes.around(first, after),
        "windows": [
            {"before": b, "after": a, "hash": digest(text[first - b : after + a], key)} for b, a in windows
        ],
    }


def bare_proof(letters: Letters, start: int, end: int) -> dict[str, Any] | None:
    """Return the proof of a span that another record on the same span verifies: its letters alone."""
    found = letters.span(start, end)
    return (
        None
        if found is None
        else {"start": found[0], "end": found[1], "repeated": False, "echoes": 0, "windows": []}
    )


class Echoes:
    """Counts the runs of letters that a text repeats.

    A span that was not repeated, and whose surroundings are in a copy, occurs there twice: in the body and in
    a pull quote, say. The hashes can't see a twin that differs by a letter; the count of shared runs can.
    """

    def __init__(self, text: str) -> None:
        runs = [text[at : at + _RUN] for at in range(len(text) - _RUN + 1)]
        often = Counter(runs)
        self._before = [0, *accumulate(often[run] > 1 for run in runs)]

    def around(self, first: int, after: int) -> int:
        """Return how many runs in and around a span occur again in the text."""
        start, end = self._range(first, after)
        return self._before[end] - self._before[start]

    def are_more(self, first: int, after: int, known: int) -> bool:
        """Return True if far more runs in and around a span occur again than are known of: it has a twin."""
        start, end = self._range(first, after)
        return 6 * (self.around(first, after) - known) > max(end - start - known, 3 * _RUN)

    def _range(self, first: int, after: int) -> tuple[int, int]:
        last = len(self._before) - 1
        start = min(max(first - _AROUND, 0), last)
        return start, max(start, min(after + _AROUND - _RUN + 1, last))


def _once(text: str, first: int, after: int) -> bool:
    window = text[first:after]
    return text.find(window) == first and text.find(window, first + 1) < 0


def _grown(text: str, first: int, after: int, *, repeated: bool) -> list[tuple[int, int]]:
    """Return the shortest windows to the left and to the right that occur once."""
    least = max(SHORTEST - (after - first), _LEAST_CONTEXT if repeated else 0)
    windows = []
    for context in range(least, _FARTHEST + 1, _STEP):
        before = min(context, first)
        if _once(text, first - before, after):
            windows.append((before, 0))
            break
    for context in range(least, _FARTHEST + 1, _STEP):
        behind = min(context, len(text) - after)
        if _once(text, first, after + behind):
            windows.append((0, behind))
            break
    return windows
