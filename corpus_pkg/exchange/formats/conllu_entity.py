"""The mentions that `Entity=` in the MISC column of CoNLL-U opens and closes (GUM, CorefUD)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

_BRACKET: Final = re.compile(r"\(([^()]++)(\)?)|(?<![^()])([^()]++)\)")
_BRACKETS: Final = re.compile(r"(?:\([^()]++\)?|[^()]++\))++")
_PART: Final = re.compile(r"\[\d+/\d+\]")
DEEPEST: Final = 100
"""How many mentions may be open at once."""
_DEFAULT: Final = ("eid", "etype")
_TYPE: Final = ("etype", "entity")
_HEAD: Final = "head"
_LINK: Final = ("identity", "link_identity", "wiki")
_SHOWN: Final = 40
_DIGITS: Final = 9


@dataclass(slots=True)
class Mention:
    """One mention.

    Attributes:
        key: What the file calls the entity.
        label: Its type.
        line: The line where it begins.
        heads: The number of its head in it, from 1, where the file says so.
        link: The article or item that it is linked to; empty where it is not.
        first: How many words are before it in its sentence.
        last: How many words there are up to its end.
        parted: Whether it is one part of a mention in several.
    """

    key: str
    label: str
    line: int
    heads: tuple[int, ...] = ()
    link: str = ""
    first: int = 0
    last: int = 0
    parted: bool = False


@dataclass(slots=True)
class Mentions:
    """The mentions of one sentence.

    Attributes:
        found: Those that were closed.
    """

    found: list[Mention] = field(default_factory=list)
    _open: list[Mention] = field(default_factory=list)

    def read(
        self, value: str, at: int, line: int, fields: Sequence[str], *, empty: bool = False
    ) -> Iterator[str]:
        """Read the value of `Entity=` on a word; yield what is wrong with it.

        Args:
            value: The brackets.
            at: How many words of the text are before it in the sentence.
            line: Its line.
            fields: What the file says that a mention's values are (`global.Entity`), in their order.
            empty: Whether it is a word that is not in the text.
        """
        try:
            parts = brackets(value)
        except ValueError as error:
            yield str(error)
            return
        closed: list[Mention] = []
        for opens, closes in parts:
            if opens is not None:
                self._open.append(_opened(opens, line, at, fields))
                if closes is not None:
                    closed.append(self._open[-1])
                if len(self._open) > DEEPEST:
                    yield f"more than {DEEPEST} mentions are open; close them"
                    self._open.clear()
                    return
                continue
            key = _PART.sub("", closes or "")
            still = [one for one in self._open if one.key == key and not _is_in(one, closed)]
            if still:
                closed.append(still[-1])
            else:
                yield f"{key[:_SHOWN]!r} is closed and was not opened in its sentence; correct Entity="
        for mention in closed:
            mention.last = at if empty else at + 1
        self.found += closed
        self._open = [one for one in self._open if not _is_in(one, closed)]

    def unfinished(self) -> list[Mention]:
        """Return the mentions that were not closed."""
        return self._open


def brackets(value: str) -> list[tuple[str | None, str | None]]:
    """Return what each bracket of a value opens and closes: `(1-person)` does both.

    Raises:
        ValueError: It is not made of such brackets.
    """
    if _BRACKETS.fullmatch(value) is None:
        raise ValueError(
            f"Entity={value[:_SHOWN]} is not made of (ID-TYPE-…, (ID-TYPE-…) and ID); correct it"
        )
    return [(match[1], match[1] if match[2] else match[3]) for match in _BRACKET.finditer(value)]


def _is_in(mention: Mention, others: Sequence[Mention]) -> bool:
    return any(mention is other for other in others)


def _opened(body: str, line: int, at: int, fields: Sequence[str]) -> Mention:
    """Return the mention that a bracket opens."""
    names = tuple(fields) if any(name in _TYPE for name in fields[1:]) else _DEFAULT
    values = dict(zip(names, body.split("-", len(names) - 1), strict=False))
    label = next((values[name] for name in _TYPE if name in values), "")
    head = values.get(_HEAD, "")
    link = next((values[name] for name in _LINK if name in values), "")
    key = values[names[0]]
    numbers = tuple(int(part) for part in head.split(",") if part.isdecimal() and len(part) < _DIGITS)
    return Mention(
        _PART.sub("", key), label, line, numbers, unquote(link), at, parted=_PART.search(key) is not None
    )
