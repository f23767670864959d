"""Tags of tokens (IOB1, IOB2, IOBES, BILOU) as names, and what fits no scheme."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

OUTSIDE: Final = "O"
EMPTY: Final = ("_", "*", "", OUTSIDE)
"""The cells of a column that say nothing."""
_TAG: Final = re.compile(r"([BIESLU])-(\S.*)")
_LAST: Final = frozenset("EL")
_SINGLE: Final = frozenset("SU")
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Chunk:
    """A name, or a mention that is not one: a range of tokens, half open, with its label, line and link."""

    first: int
    last: int
    label: str
    line: int
    is_name: bool = True
    link: str = ""


class _Tag(NamedTuple):
    """A tag in its parts; `O` has no label."""

    prefix: str
    label: str


@dataclass(slots=True)
class Chunks:
    """The names that tags stand for, and what is wrong with the tags, by line."""

    found: list[Chunk] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def read_chunks(
    tags: Sequence[str], lines: Sequence[int], sentences: Sequence[int], documents: Sequence[int] = ()
) -> Chunks:
    """Return the names of tags in any scheme with the prefixes B, I, E, S, L and U.

    Where a file ends its names (E, S, L or U), every name must be ended. Else a name ends before `O`, before
    B and before another label; at the end of a sentence it goes on only where the file begins every name
    with B.

    Args:
        tags: A tag for each token.
        lines: The line of each token.
        sentences: The number of the first token of each sentence.
        documents: The number of the first token of each document.
    """
    chunks = Chunks()
    parts = []
    for tag, line in zip(tags, lines, strict=True):
        match = _TAG.fullmatch(tag)
        if match is None and tag != OUTSIDE:
            message = f"{tag[:_SHOWN]!r} is not a tag such as B-PER, I-PER or O; correct it"
            chunks.faults.append((line, message))
        parts.append(_Tag(match[1], match[2]) if match else _Tag(OUTSIDE, ""))
    if any(tag.prefix in _LAST | _SINGLE for tag in parts):
        _ended(parts, lines, frozenset(documents), chunks)
    else:
        _open_ended(parts, lines, frozenset(sentences), frozenset(documents), chunks)
    return chunks


def _ended(tags: Sequence[_Tag], lines: Sequence[int], documents: frozenset[int], chunks: Chunks) -> None:
    """Read tags of IOBES or BILOU."""
    first: int | None = None
    for at, tag in enumerate([*tags, _Tag(OUTSIDE, "")]):
        line = lines[min(at, len(lines) - 1)]
        goes_on = tag.prefix == "I" or tag.prefix in _LAST
        if first is not None and not (goes_on and tag.label == tags[first].label and at not in documents):
            message = f"the name that begins in line {lines[first]} has no end; correct its tags"
            chunks.faults.append((line, message))
            first = None
        elif first is None and goes_on:
            message = (
                f"{tag.prefix}-{tag.label[:_SHOWN]} continues a name that does not begin; correct its tags"
            )
            chunks.faults.append((line, message))
        elif first is not None and tag.prefix in _LAST:
            chunks.found.append(Chunk(first, at + 1, tag.label, lines[first]))
            first = None
        if tag.prefix == "B":
            first = at
        elif tag.prefix in _SINGLE:
            chunks.found.append(Chunk(at, at + 1, tag.label, line))


def _open_ended(
    tags: Sequence[_Tag],
    lines: Sequence[int],
    begins: frozenset[int],
    documents: frozenset[int],
    chunks: Chunks,
) -> None:
    """Read tags of IOB1 or IOB2."""
    crosses = _begins_all_with_b(tags, begins)
    first: int | None = None
    for at, tag in enumerate([*tags, _Tag(OUTSIDE, "")]):
        goes_on = tag.prefix == "I" and first is not None and tag.label == tags[first].label
        if goes_on and at not in documents and (crosses or at not in begins):
            continue
        if first is not None:
            chunks.found.append(Chunk(first, at, tags[first].label, lines[first]))
        first = None if tag.prefix == OUTSIDE else at


def _begins_all_with_b(tags: Sequence[_Tag], begins: frozenset[int]) -> bool:
    """Return True if a file is in IOB2, in which a name begins with B also where no other is before it."""
    second = False
    before = _Tag(OUTSIDE, "")
    for at, tag in enumerate(tags):
        alone = before.prefix == OUTSIDE or before.label != tag.label
        if tag.prefix == "I" and alone:
            return False
        second = second or (tag.prefix == "B" and (alone or at in begins))
        before = tag
    return second
