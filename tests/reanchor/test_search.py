"""Looking for windows everywhere takes time in proportion to the text, however many lengths they have."""

from collections import Counter

import pytest

from corpus_pkg.exchange.reanchor import search
from corpus_pkg.exchange.reanchor.outcome import Reason
from corpus_pkg.exchange.reanchor.search import Query, Search
from corpus_pkg.exchange.reanchor.verdict import Copy, queries_of, verdict
from corpus_pkg.exchange.textfree.letters import letters_of
from corpus_pkg.exchange.textfree.proofs import Echoes


def work(monkeypatch: pytest.MonkeyPatch, size: int, lengths: int) -> int:
    """Return how many letters are hashed in a text for windows that are nowhere, each of another length."""
    hashed: Counter[str] = Counter()

    def counted(letters: str, _key: bytes) -> str:
        hashed["letters"] += len(letters) + 200
        return ""

    monkeypatch.setattr(search, "digest", counted)
    found = Search(letters_of("word " * (size // 5)), b"key")
    found.find(Query(0, 32 + n, "nowhere", False) for n in range(lengths))
    assert not any(found.hits.values())
    return hashed["letters"]


def test_many_lengths_do_not_multiply_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (work(monkeypatch, size, size // 20) for size in (5_000, 20_000))
    assert large < 6 * small


def test_what_was_not_looked_for_is_reported_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_FREELY_HASHED", 0)
    monkeypatch.setattr(search, "_HASHED_EACH", 0)
    letters = letters_of("A line of some words that is not the one that was marked.")
    copy = Copy("", letters, Search(letters, b"key"), Echoes(letters.text))
    proof = {
        "start": 1,
        "end": 41,
        "repeated": False,
        "echoes": 0,
        "windows": [{"before": 0, "after": 0, "hash": "nowhere"}],
    }
    queries = queries_of(proof)
    copy.search.find(queries)
    assert verdict(copy, proof, queries) is Reason.UNSEARCHED
