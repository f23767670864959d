"""Quotations: what shares a run of words or letters with a text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_WORD: Final = re.compile(r"\w+")
RUN_OF_WORDS: Final = 3
"""How many words in a row a remark must share with the text to count as a quotation."""
RUN_OF_LETTERS: Final = 16
"""How many letters in a row, for scripts that put no spaces between words."""


class Quotations:
    """Finds what shares a run of words or letters with a text.

    Args:
        text: The text.
        words: The shortest run of words, compared without case and punctuation, that is a quotation.
        letters: The shortest run of letters and digits that is one.
    """

    def __init__(self, text: str, *, words: int = RUN_OF_WORDS, letters: int = RUN_OF_LETTERS) -> None:
        self._words, self._letters = words, letters
        self._runs = frozenset(_runs(text, words, letters))

    def quotes(self, remark: str) -> bool:
        """Return True if a remark quotes the text, or the text the remark."""
        return not self._runs.isdisjoint(_runs(remark, self._words, self._letters))


def quoting(asked: Mapping[str, str], texts: Iterable[str], *, words: int, letters: int) -> set[str]:
    """Return the keys of what quotes any of many texts, which are looked at one after the other.

    Args:
        asked: What may quote them.
        texts: The texts.
        words: As for `Quotations`.
        letters: As for `Quotations`.
    """
    hashes = {key: frozenset(map(hash, _runs(said, words, letters))) for key, said in asked.items()}
    found: set[str] = set()
    for text in texts:
        own = frozenset(map(hash, _runs(text, words, letters)))
        likely = [key for key in hashes.keys() - found if not own.isdisjoint(hashes[key])]
        if likely:  # two runs may have the same hash
            exact = Quotations(text, words=words, letters=letters)
            found.update(key for key in likely if exact.quotes(asked[key]))
    return found


def _runs(text: str, words: int, letters: int) -> Iterator[str]:
    """Yield the runs of a text's words, joined by spaces, and those of their letters."""
    found = _WORD.findall(text.casefold())
    yield from (" ".join(found[at : at + words]) for at in range(len(found) - words + 1))
    joined = "".join(found)
    yield from (joined[at : at + letters] for at in range(len(joined) - letters + 1))
