"""A first proposal of segments and sentences for a text that nobody has annotated yet.

The rules are few and their errors plain to see, because a person is to correct them; and what they
propose passes `corpus-pkg validate` on any text, because they cut where its rules on words, titles and
abbreviations allow it. Libraries for sentences cut well in one language and know none of those rules.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from corpus_pkg.checks import words
from corpus_pkg.checks.whole import as_title, plain
from corpus_pkg.corpus.models import Segment, Sentence
from corpus_pkg.layers import SEGMENTS, SENTENCES, annotation_id
from corpus_pkg.layers.labels import DEFAULT_LABELS, SegmentKind

TITLE_LENGTH: Final = 200
"""A longer first line is not a title, in Unicode code points."""
HEADING_LENGTH: Final = 80
"""A longer line is not a heading, in Unicode code points."""

_LINE: Final = re.compile("[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")
_BULLET: Final = re.compile(r"(?:[•‣▪◦*–—-]|\d{1,3}[.)])\s")
_CLOSING: Final = "\"'”’»)\\]"
# Each run of signs is looked at once: no attempt begins inside one, and none gives a sign back.
_STOP: Final = re.compile(rf"(?<![.!?…])[.!?…]++[{_CLOSING}]*+(?=\s)|[。！？]++[」』{_CLOSING}]*+")
_LOOK_BACK: Final = 64
"""As far before a full stop as an abbreviation or a number may begin, in Unicode code points."""
_UNENDED: Final = re.compile(rf"[.!?…。！？:;,][{_CLOSING}」』]*\Z")
# Words that often begin a sentence and seldom follow an abbreviation within one.
_OPENERS: Final = re.compile(
    r"(?:The|An?|In|On|At|Its?|This|That|These|Those|He|She|They|We|I|But|And|So|As|If|When|While|For|From|By"
    r"|With|After|Before|Since|However|His|Her|Their|Our|There|Then|Yet|Still|Also|Not|No|What|Why|How)\b"
)
ORDINALS: Final = frozenset(
    {"bs", "cs", "da", "de", "dsb", "et", "eu", "fi", "fo", "gsw", "hr", "hsb", "hu", "is", "lb", "lv", "nb"}
    | {"nds", "nn", "no", "pl", "sh", "sk", "sl", "sr", "tr"}
)
"""Languages that write an ordinal as a number with a full stop: `am 5. Mai`."""
_ORDINAL: Final = re.compile(r"(?<![\w.,:])[0-9]{1,2}\.\Z")
_ORDINAL_LENGTH: Final = len("31.") + 1
"""As far before its end an ordinal may begin, with the sign before it."""
_BARE: Final = frozenset({SegmentKind.TITLE, SegmentKind.HEADING})


class Blocks(StrEnum):
    """What parts a text into blocks."""

    AUTO = "auto"
    """Blank lines where there are any between lines, else the ends of lines."""
    BLANK = "blank"
    """Blank lines."""
    LINES = "lines"
    """The ends of lines."""


def propose(
    text: str,
    by: Blocks = Blocks.AUTO,
    title: str | None = None,
    kinds: Iterable[str] = DEFAULT_LABELS.segment_kinds,
    language: str | None = None,
) -> tuple[list[Segment], list[Sentence]]:
    """Return segments and sentences that cover a text as the rules of the corpus demand.

    Each block is a segment: a `title` (the first, where it is one line of at most 200 characters without
    a full stop), a `heading` (another such line of at most 80 before a longer block), a `list_item` (it
    begins with a bullet or number) or a `paragraph`. Sentences end at full stops, question and exclamation
    marks and the like before a space and no lower-case letter, but not after initials and abbreviations,
    unless a word such as `The` follows, nor, in a language that writes ordinals so, after `5.` before a word
    or number. The rest is made for English, and for languages that write as it does. The metadata of the
    text should have the title that `title_of` returns, because a title segment and the title in the metadata
    are one.

    Args:
        text: The text.
        by: What parts its blocks.
        title: The title, where it is known: only a first line that is the title is then a `title`.
        kinds: The kinds of segments of the corpus. Instead of one that it does not have there is a
            `paragraph`, or else the first kind of the list.
        language: The language of the text (BCP 47), where it is known.
    """
    ordinals = (language or "").partition("-")[0].lower() in ORDINALS
    spans = _blocks(text, by)
    listed = list(kinds)
    usual = SegmentKind.PARAGRAPH.value if SegmentKind.PARAGRAPH in listed else listed[0]
    segments = []
    sentences = []
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1] if number + 1 < len(spans) else None
        found = _kind(text, number, (start, end), following, title)
        kind = found.value if found in listed else usual
        segment = Segment(
            id=annotation_id(SEGMENTS.name, start, end),
            start=start,
            end=end,
            text=text[start:end],
            kind=kind,
        )
        segments.append(segment)
        cuts = [start, *_cuts(text, (start, end), kind, ordinals=ordinals), end]
        for low, high in pairwise(cuts):
            piece = text[low:high]
            first = low + len(piece) - len(piece.lstrip())
            last = first + len(piece.strip())
            sentences.append(
                Sentence(
                    id=annotation_id(SENTENCES.name, first, last),
                    start=first,
                    end=last,
                    text=text[first:last],
                    segment=segment.id,
                )
            )
    return segments, sentences


def title_of(segments: Sequence[Segment]) -> str | None:
    """Return the title of a text by its segments, on one line and of what is seen; None where it has none."""
    first = segments[0] if segments else None
    return as_title(first.text) if first and first.kind == SegmentKind.TITLE else None


def _blocks(text: str, by: Blocks) -> list[tuple[int, int]]:
    """Return the blocks of a text, without the spaces at their edges."""
    lines: list[tuple[int, int]] = []
    parted: list[int] = []  # the numbers of the lines before which there is a blank one
    for start, end in _lines(text):
        if lines and _is_blank(text[lines[-1][1] : start]):
            parted.append(len(lines))
        lines.append((start, end))
    if by is Blocks.LINES or (by is Blocks.AUTO and not parted):
        return lines
    edges = [0, *parted, len(lines)] if lines else []
    return [(lines[first][0], lines[after - 1][1]) for first, after in pairwise(edges)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for found in _LINE.finditer(text):
        line = found[0].strip()
        if line:
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield start, start + len(line)


def _is_blank(gap: str) -> bool:
    """Return True if what lies between two lines holds more than one line break."""
    return len(re.findall("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]", gap)) > 1


def _kind(
    text: str, number: int, span: tuple[int, int], following: tuple[int, int] | None, title: str | None
) -> SegmentKind:
    block = text[slice(*span)]
    if _BULLET.match(block):
        return SegmentKind.LIST_ITEM
    if following is None or _LINE.fullmatch(block) is None or _UNENDED.search(block):
        return SegmentKind.PARAGRAPH
    if number == 0 and len(block) <= TITLE_LENGTH and _may_be_title(block, title):
        return SegmentKind.TITLE
    if len(block) <= HEADING_LENGTH and following[1] - following[0] > len(block):
        return SegmentKind.HEADING
    return SegmentKind.PARAGRAPH


def _may_be_title(line: str, title: str | None) -> bool:
    """Return True if a line can be the title: the known one, or one that the metadata can hold."""
    return as_title(line) is not None if title is None else plain(line) == plain(title)


def _cuts(text: str, span: tuple[int, int], kind: str, *, ordinals: bool) -> Iterator[int]:
    """Yield the offsets after which a new sentence of a segment begins."""
    start, end = span
    begin = start
    for found in _STOP.finditer(text, start, end):
        at = after = found.end()
        while after < end and text[after].isspace():
            after += 1
        if after == end:
            return
        if kind in _BARE and not found[0].rstrip("\"'”’»)]").endswith("."):
            continue  # titles and headings are cut at full stops only
        if ordinals and text[after].isalnum() and _ORDINAL.search(text, max(begin, at - _ORDINAL_LENGTH), at):
            continue
        if _ends_here(text, begin, found, after) and not _in_word(text, (at, after), start, end):
            yield at
            begin = after


def _ends_here(text: str, begin: int, stop: re.Match[str], after: int) -> bool:
    """Return True if a sentence that began somewhere ends at a stop, and not only an abbreviation."""
    if text[after].islower():
        return False
    if not stop[0].startswith("."):
        return True
    so_far = text[max(begin, stop.start() - _LOOK_BACK) : stop.start() + 1]
    if words.ends_in_title(so_far) or (stop.start() - begin < _LOOK_BACK and so_far[:-1].isdigit()):
        return False
    if words.ends_in_abbreviation(so_far):
        return _OPENERS.match(text, after) is not None
    return True


def _in_word(text: str, edges: tuple[int, int], low: int, high: int) -> bool:
    return any(words.cuts_word(text, at, low, high, whole_sentence=True) for at in edges)
