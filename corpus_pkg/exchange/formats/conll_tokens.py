"""The tokens of a CoNLL-U Plus file laid over the text: they cover it, and prove its offsets."""

import re
from dataclasses import dataclass, field
from typing import Final

from corpus_pkg.corpus.offsets import OffsetMap

_SPACE: Final = re.compile(r"\s*")
_SHOWN: Final = 40


@dataclass(slots=True)
class Tokens:
    """The tokens that were read so far.

    Attributes:
        offsets: The text that they must cover.
        reason: What is to be reported of their offsets (one of the reasons of losses); empty where they fit.
    """

    offsets: OffsetMap
    reason: str = ""
    _end: int = 0
    _fits: bool = True
    _utf16: bool = True
    _starts: dict[int, int] = field(default_factory=dict)
    _ends: dict[int, int] = field(default_factory=dict)

    def add(self, form: str, start: int, end: int) -> str:
        """Add the next token; return what is wrong with it, or an empty string.

        Args:
            form: Its characters.
            start: Its first offset, as the file counts.
            end: Its offset after the last character, as the file counts.
        """
        text = self.offsets.text
        at = self._next()
        if not form or not text.startswith(form, at):
            if form and 0 <= at < start and text[start:end] == form:
                self._end = end
                return f"the tokens before {form[:_SHOWN]!r} leave out {text[at:start][:_SHOWN]!r} at {at}"
            self._end = at + len(form)
            return (
                f"the text at {at} is {text[at : at + len(form)][:_SHOWN]!r} and the token {form[:_SHOWN]!r}"
            )
        self._end = at + len(form)
        self._fits = self._fits and (start, end) == (at, self._end)
        units = (self.offsets.to_utf16(at), self.offsets.to_utf16(self._end))
        self._utf16 = self._utf16 and (start, end) == units
        if self._starts.setdefault(start, at) != at or self._ends.setdefault(end, self._end) != self._end:
            return f"the token {form[:_SHOWN]!r} has the Start or End of another"
        return ""

    def missing(self) -> str:
        """Return what is wrong where the text goes on after the last token; else an empty string."""
        if not self._fits:
            self.reason = "offset-unit" if self._utf16 else "re-anchored"
        text, at = self.offsets.text, self._next()
        if at == len(text):
            return ""
        message = f"the tokens end at character {self._end:,} of {len(text):,}, and the text goes on with "
        return f"{message}{text[at : at + _SHOWN]!r}; restore the rest of the file"

    def proved(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a span of the file in code points; None where no tokens begin and end there."""
        first, after = self._starts.get(start), self._ends.get(end)
        return None if first is None or after is None else (first, after)

    def _next(self) -> int:
        found = _SPACE.match(self.offsets.text, self._end)
        return found.end() if found else self._end
