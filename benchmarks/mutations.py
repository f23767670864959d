"""Seeded changes to a text that know where every character went: the truth that re-anchoring is held to.

A mutated text is a list of pieces: a character and the offsets, in the old text, of the characters that it
stands for; none for what was put in. A typo has none: what it touches is no longer what was annotated.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Final, NamedTuple

from corpus_pkg.exchange.textfree.letters import letters_of


class Piece(NamedTuple):
    """One character of a mutated text.

    Attributes:
        character: The character.
        origins: The offsets in the old text that it stands for.
    """

    character: str
    origins: tuple[int, ...]


Pieces = list[Piece]

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "white space": ("white space",),
    "quotes and dashes": ("quotes",),
    "white space, quotes and dashes": ("white space", "quotes"),
    "dropped lines": ("drop",),
    "typos": ("typos",),
    "reordered paragraphs": ("reorder",),
    "added lines": ("add",),
    "added and repeated lines": ("add", "repeat"),
    "dropped lines, white space": ("drop", "white space"),
    "typos, white space, quotes": ("typos", "white space", "quotes"),
    "reordered, dropped, added lines": ("drop", "reorder", "add"),
    "everything at once": ("drop", "reorder", "add", "repeat", "typos", "white space", "quotes"),
}
"""Each kind of mutation with the steps that it takes."""

FOREIGN: Final = (
    "Advertisement",
    "Read more",
    "Related articles",
    "Subscribe to our newsletter for the latest news from the region.",
    "The two presidents met in Washington on August 8, 2025 to discuss trade, energy and security.",
    "Section 907 was waived in 2025.",
    "Azerbaijan and the United States signed a memorandum.",
)


@dataclass(frozen=True, slots=True)
class Mutated:
    """A mutated text.

    Attributes:
        text: The text.
        origins: For each of its characters, the offsets in the old text that it stands for.
    """

    text: str
    origins: tuple[tuple[int, ...], ...]

    def is_image(self, old: str, span: tuple[int, int], new: tuple[int, int]) -> bool:
        """Return True if a stretch of this text is exactly the image of a span of the old one."""
        wanted = [at for at in range(*span) if not old[at].isspace()]
        return self._tight(new) and self._known(new) == wanted

    def has_image_edges(self, span: tuple[int, int], new: tuple[int, int]) -> bool:
        """Return True if a stretch begins and ends where the image of a span does."""
        first, last = self.origins[new[0]], self.origins[new[1] - 1]
        return self._tight(new) and first[:1] == (span[0],) and last[-1:] == (span[1] - 1,)

    def intact(self, old: str) -> Callable[[tuple[int, int]], bool]:
        """Return a function that says whether a span of the old text has an image in this one."""
        places: dict[int, int] = {}
        for at, origins in enumerate(self.origins):
            for origin in origins:
                places.setdefault(origin, at)

        def judge(span: tuple[int, int]) -> bool:
            found = [places.get(at) for at in range(*span) if not old[at].isspace()]
            if None in found or not found:
                return False
            known = [at for at in found if at is not None]
            return self.is_image(old, span, (min(known), self._last(max(known)) + 1))

        return judge

    def _last(self, at: int) -> int:
        while at + 1 < len(self.origins) and self.origins[at + 1] == self.origins[at] != ():
            at += 1
        return at

    def _tight(self, new: tuple[int, int]) -> bool:
        return not self.text[new[0]].isspace() and not self.text[new[1] - 1].isspace()

    def _known(self, new: tuple[int, int]) -> list[int]:
        found: list[int] = []
        for at in range(*new):
            if not self.origins[at] and not _blank(self.text[at]):
                found.append(-1)
            for origin in self.origins[at]:
                if not found or found[-1] != origin:
                    found.append(origin)
        return found


def _blank(character: str) -> bool:
    return character.isspace() or character in "\u200b\ufeff"


def mutate(text: str, kind: str, seed: int) -> Mutated:
    """Return a text changed in one of the ways of `KINDS`; the same for the same seed."""
    chance = random.Random(f"{kind} {seed}")
    steps = KINDS[kind]
    lines = _lines(text)
    order: list[int | str] = list(range(len(lines)))
    for step in steps:
        if step in _LINE_STEPS:
            order = _LINE_STEPS[step](order, chance)
        elif step == "repeat":
            order = _repeat(order, ["".join(piece.character for piece in line) for line in lines], chance)
    pieces: Pieces = []
    for item in _as_one_cannot_tell(order, [_letters(line) for line in lines]):
        pieces += lines[item] if isinstance(item, int) else [Piece(c, ()) for c in item]
        pieces.append(Piece("\n", ()))
        if "\n\n" in text:
            pieces.append(Piece("\n", ()))
    if order == list(range(len(lines))):
        pieces = [Piece(character, _origin(character, at)) for at, character in enumerate(text)]
    for step in steps:
        if step in _CHARACTER_STEPS:
            pieces = _CHARACTER_STEPS[step](pieces, chance)
    return Mutated("".join(p.character for p in pieces), tuple(p.origins for p in pieces))


def _origin(character: str, at: int) -> tuple[int, ...]:
    return () if character.isspace() else (at,)


def _lines(text: str) -> list[Pieces]:
    lines: list[Pieces] = [[]]
    for at, character in enumerate(text):
        if character in "\r\n":
            lines.append([])
        else:
            lines[-1].append(Piece(character, _origin(character, at)))
    return [line for line in lines if any(piece.origins for piece in line)]


def _letters(line: Pieces) -> str:
    return letters_of("".join(piece.character for piece in line)).text


def _drop(order: list[int | str], chance: random.Random) -> list[int | str]:
    if not order:
        return order
    lost = set(chance.sample(range(len(order)), chance.randint(1, max(1, len(order) // 3))))
    return [item for at, item in enumerate(order) if at not in lost]


def _reorder(order: list[int | str], chance: random.Random) -> list[int | str]:
    order = list(order)
    if chance.random() < 0.3:
        chance.shuffle(order)
    elif len(order) > 1:
        for _ in range(chance.randint(1, 5)):
            order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
    return order


def _add(order: list[int | str], chance: random.Random) -> list[int | str]:
    order = list(order)
    for _ in range(chance.randint(1, 6)):
        order.insert(chance.randint(0, len(order)), chance.choice(FOREIGN))
    return order


def _repeat(order: list[int | str], lines: list[str], chance: random.Random) -> list[int | str]:
    """Put in copies of lines that are there, as teasers and pull quotes do; never where a line itself was."""
    order = list(order)
    there = [x for x in order if isinstance(x, int)]
    for number in chance.sample(there, min(2, len(order) // 4, len(there))):
        at = chance.randint(0, len(order))
        near = {order[at - 1] if at else -1, order[at] if at < len(order) else len(lines)}
        if not near & {number - 1, number, number + 1}:
            order.insert(at, lines[number])
    return order


def _as_one_cannot_tell(order: list[int | str], letters: list[str]) -> list[int | str]:
    """Give lines of equal letters the identities that keep most neighbours.

    When of two equal lines one was lost, or they changed places, nobody who sees the result can say so. The
    simplest history is taken for the truth.
    """
    groups: dict[str, list[int]] = {}
    for number, line in enumerate(letters):
        groups.setdefault(line, []).append(number)
    order = list(order)
    for group in groups.values():
        slots = [at for at, item in enumerate(order) if item in group]
        if len(group) < 2 or not slots or len(group) > 6:
            continue
        best, most = order, -1
        for chosen in permutations(group, len(slots)):
            tried = list(order)
            for slot, number in zip(slots, chosen, strict=True):
                tried[slot] = number
            kept = sum(_kept_neighbours(tried, slot, len(letters)) for slot in slots)
            if kept > most:
                best, most = tried, kept
        order = best
    return order


def _kept_neighbours(order: list[int | str], slot: int, count: int) -> int:
    number = order[slot]
    assert isinstance(number, int)
    before = order[slot - 1] if slot else -1
    behind = order[slot + 1] if slot + 1 < len(order) else count
    return (before == number - 1) + (behind == number + 1)


def _white_space(pieces: Pieces, chance: random.Random) -> Pieces:
    style = chance.choice(("\n", "\r\n", "\n\n", "\r\n\r\n", " ", "\u2028"))
    width = chance.choice((0, 0, 60, 80))
    odd = chance.random() * 0.3
    made: Pieces = []
    column = 0
    for piece in pieces:
        if piece.character in "\r\n" and not piece.origins:
            if made and not made[-1].character.isspace():
                made += [Piece(character, ()) for character in style]
            column = 0
        elif piece.character.isspace():
            space = "\n" if width and column > width else " "
            if chance.random() < odd:
                space = chance.choice(("\u00a0", "  ", "\t", "\u2009", " \u200b", " \n"))
            column = 0 if "\n" in space else column + 1
            made += [Piece(character, ()) for character in space]
        else:
            column += 1
            made.append(piece)
    edge = chance.choice(("", "\n", "\ufeff", " \r\n"))
    return [Piece(character, ()) for character in edge] + made + [Piece("\n", ())] * chance.randint(0, 2)


_QUOTE_STYLES: Final = (
    {"“": '"', "”": '"', "‘": "'", "’": "'"},
    {"“": "«", "”": "»", "‘": "‹", "’": "'"},
    {"“": "„", "”": "“", "‘": "‚", "’": "’"},
    {"“": "‘", "”": "’", "‘": "“", "’": "’"},
    {"“": "``", "”": "''", "‘": "`", "’": "'"},
    {'"': "”", "'": "’"},
)
_DASH_STYLES: Final = (
    {"—": "--", "–": "-", "…": "..."},
    {"—": "–", "–": "—"},
    {"—": "---", "–": "--", "‑": "-"},
    {"-": "‐", "−": "-"},
)


def _quotes(pieces: Pieces, chance: random.Random) -> Pieces:
    style = chance.choice(_QUOTE_STYLES) | chance.choice(_DASH_STYLES)
    share = chance.choice((1.0, 1.0, 0.5))
    made: Pieces = []
    for piece in pieces:
        new = style.get(piece.character) if chance.random() < share else None
        made += [Piece(character, piece.origins) for character in new] if new else [piece]
    return made


_TYPOS_LEAST: Final = 20
"""Shorter texts get no typos."""


def _typos(pieces: Pieces, chance: random.Random) -> Pieces:
    pieces = list(pieces)
    if len(pieces) < _TYPOS_LEAST:
        return pieces
    for _ in range(chance.randint(1, max(1, len(pieces) // chance.choice((100, 300, 1000))))):
        at = chance.randrange(len(pieces) - 1)
        old = pieces[at].character
        kind = chance.choice(("put", "put", "add", "lose", "swap"))
        letters = "0123456789" if old.isdigit() else "abcdefghijklmnopqrstuvwxyz"
        other = chance.choice([letter for letter in letters if letter != old])
        if kind == "put":
            pieces[at] = Piece(other, ())
        elif kind == "add":
            pieces.insert(at, Piece(other, ()))
        elif kind == "lose":
            del pieces[at]
        elif not old.isspace() and pieces[at + 1].character not in {old, *" \r\n\t\u00a0"}:
            pieces[at : at + 2] = [Piece(pieces[at + 1].character, ()), Piece(old, ())]
    return pieces


_LINE_STEPS: Final[dict[str, Callable[[list[int | str], random.Random], list[int | str]]]] = {
    "drop": _drop,
    "reorder": _reorder,
    "add": _add,
}
_CHARACTER_STEPS: Final[dict[str, Callable[[Pieces, random.Random], Pieces]]] = {
    "typos": _typos,
    "white space": _white_space,
    "quotes": _quotes,
}


def seeds(runs: int, first: int = 0) -> Iterable[tuple[str, int]]:
    """Yield the kind and the seed of each of some runs, the kinds in turn."""
    kinds = tuple(KINDS)
    for run in range(first, first + runs):
        yield kinds[run % len(kinds)], run
