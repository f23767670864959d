"""Quotations: what shares a run of words or letters with a text."""

import re
from collections.abc import Iterable, Iterator
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
        return {*_words(words, self._words, 1), *_letters(words, self._letters, 1)}


class QuotedTexts:
    """Finds what quotes any of many texts, in time that grows with the texts and not with each question.

    A run of n words holds a window of n - s + 1 words that begins, in its text, at a multiple of s. So it is
    enough to keep such windows of each text, and to look at the text itself where one of them is found.

    Args:
        texts: The texts.
        words: As for `Quotations`.
        letters: As for `Quotations`.
    """

    def __init__(self, texts: Iterable[str], *, words: int, letters: int) -> None:
        self._texts = list(texts)
        self._words, self._letters = words, letters
        self._steps = max(1, words // 4), max(1, letters // 4)
        self._first: dict[int, int] = {}
        for number, text in enumerate(self._texts):
            for window in self._windows_of(text, *self._steps):
                self._first.setdefault(window, number)

    def quotes(self, text: str) -> bool:
        """Return True if a text quotes one of the texts."""
        found = {self._first[window] for window in self._windows_of(text, 1, 1) if window in self._first}
        if not found:
            return False
        runs = Quotations(text, words=self._words, letters=self._letters)
        likely = (self._texts[number] for number in sorted(found))
        # A window that several texts share is kept of the first alone, so others may hold the whole run.
        return any(map(runs.quotes, likely)) or any(map(runs.quotes, self._texts))

    def _windows_of(self, text: str, step_of_words: int, step_of_letters: int) -> Iterator[int]:
        words = _WORD.findall(text.casefold())
        shorter = self._words - self._steps[0] + 1, self._letters - self._steps[1] + 1
        yield from map(hash, _words(words, shorter[0], step_of_words))
        yield from map(hash, _letters(words, shorter[1], step_of_letters))


def _words(words: list[str], length: int, step: int) -> Iterator[str]:
    """Return runs of words, joined by spaces."""
    return (" ".join(words[at : at + length]) for at in range(0, len(words) - length + 1, step))


def _letters(words: list[str], length: int, step: int) -> Iterator[str]:
    """Return runs of the words' letters."""
    letters = "".join(words)
    return (letters[at : at + length] for at in range(0, len(letters) - length + 1, step))
