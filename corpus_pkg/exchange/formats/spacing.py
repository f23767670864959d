"""Texts that differ only in line ends, a byte order mark or outer white space, and offsets between them."""

from bisect import bisect_left
from typing import Final

_MARK: Final = "\ufeff"


def plain(text: str) -> str:
    """Return a text without a byte order mark and outer white space, with one kind of line end."""
    return text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n").strip()


class Respaced:
    """The offsets of one text in another that is the same but for its spacing (`plain` gives one string).

    Args:
        theirs: The text that offsets are given in.
        ours: The text that they are wanted in.
    """

    def __init__(self, theirs: str, ours: str) -> None:
        self._theirs = _places(theirs)
        self._ours = _places(ours)
        self._text = ours

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span in the other text; empty where only outer white space is in it."""
        first, after = bisect_left(self._theirs, start), bisect_left(self._theirs, end)
        if first >= after or start < 0:
            return -1, -1
        last = self._ours[after - 1]
        return self._ours[first], last + (2 if self._text.startswith("\r\n", last) else 1)


def _places(text: str) -> list[int]:
    """Return where in a text each character of its plain form is."""
    begin = len(_MARK) if text.startswith(_MARK) else 0
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    end = len(text.rstrip())
    return [at for at in range(begin, end) if text[at] != "\n" or not at or text[at - 1] != "\r"]
