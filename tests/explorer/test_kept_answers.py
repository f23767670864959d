"""The server keeps its answers for a moment, and a bounded number of bytes of them."""

import pytest

from corpus_pkg.explorer import pool
from corpus_pkg.explorer.pool import Answer, KeptAnswers


class Asked:
    """Asks for answers of a size, and says which of them had to be made."""

    def __init__(self) -> None:
        self.kept = KeptAnswers()
        self.made: list[str] = []

    def __call__(self, address: str, size: int = 40) -> list[str]:
        def make() -> Answer:
            self.made.append(address)
            return Answer(200, "text/plain", address.encode() * size)

        before = len(self.made)
        assert self.kept.get(address, make).body == address.encode() * size
        return self.made[before:]


def test_what_was_made_last_is_kept_within_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "KEPT_BYTES", 100)
    ask = Asked()
    assert [ask(address) for address in ("a", "b", "a", "b")] == [["a"], ["b"], [], []]
    assert [ask(address) for address in ("c", "b", "c", "a")] == [["c"], [], [], ["a"]]
    for number in range(10):  # an answer larger than the bound is given, and leaves room for those after it
        assert ask(f"{number}", 200) == [f"{number}"]
        assert [ask("x"), ask("x")] == [["x"], []]


def test_an_answer_is_made_again_when_its_moment_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(pool, "KEPT_BYTES", 100)
    ask = Asked()
    assert [ask("a") for _ in range(10)] == [["a"]] * 10
