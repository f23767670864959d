"""Quotations: what shares a run of words or letters with a text."""

import re
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
        self._runs = self._runs_of(text)

    def quotes(self, remark: str) -> bool:
        """Return True if a remark quotes the text, or the text the remark."""
        return not self._runs.isdisjoint(self._runs_of(remark))

    def _runs_of(self, text: str) -> set[str]:
        words = _WORD.findall(text.casefold())
        joined = "".join(words)
        runs = {" ".join(words[at : at + self._words]) for at in range(len(words) - self._words + 1)}
        runs.update(joined[at : at + self._letters] for at in range(len(joined) - self._letters + 1))
        return runs
