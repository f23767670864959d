"""The texts of a block as one array of code points, and the spans of a layer in it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy
import pyarrow as arrow

from corpus_pkg.build.fast import characters
from corpus_pkg.build.fast.flat import Suspects, indices, string_bytes, string_offsets

PAD: Final = 4
"""Empty places before and after the texts, so that a look at a neighbour never leaves the array."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of all documents, one after the other.

    Attributes:
        points: The code points, padded.
        base: Where each document's text begins, not counting the padding.
        counts: The length of each text in code points.
        data: The bytes in UTF-8.
        extra: For each byte that continues a code point, the place of this code point.
    """

    points: Any
    base: Any
    counts: Any
    data: Any
    extra: Any

    @property
    def size(self) -> int:
        """How many code points all texts have."""
        return len(self.points) - 2 * PAD

    def at(self, places: Any) -> Any:
        """Return the code points at some places, which may be up to `PAD` before or after all texts."""
        return self.points[places + PAD]

    def kinds(self, places: Any) -> Any:
        """Return what kind of character is at some places (see `letters`)."""
        return characters.kinds(self.at(places))

    def bytes_at(self, places: Any) -> Any:
        """Return where the code points at some places begin in `data`."""
        return places + numpy.searchsorted(self.extra, places)

    def slices(self, starts: Any, ends: Any) -> list[str]:
        """Return the characters between pairs of places."""
        pairs = zip(self.bytes_at(starts).tolist(), self.bytes_at(ends).tolist(), strict=True)
        return [str(self.data[first:last], "utf-8") for first, last in pairs]


def texts(column: Any) -> Texts:
    """Return the texts of a column without nulls or empty texts."""
    offsets = string_offsets(column)
    data = string_bytes(column)[offsets[0] : offsets[-1]]
    offsets = offsets - offsets[0]
    # Most code points have one byte, so the others are kept.
    first = data.view("i1") >= _CONTINUING_END
    continuing = numpy.flatnonzero(~first)
    heads = data[first] if len(continuing) else data
    points = numpy.zeros(len(heads) + 2 * PAD, dtype="u4")
    points[PAD:-PAD] = heads
    if len(continuing):
        points[numpy.flatnonzero(heads >= _TWO_BYTES) + PAD] = _decoded(data)
    extra = (continuing - numpy.arange(1, len(continuing) + 1)).astype("i4")
    ends = offsets - numpy.searchsorted(continuing, offsets).astype("i4")
    return Texts(points, ends[:-1], numpy.diff(ends), data, extra)


_CONTINUING_END: Final = -64
"""The first byte of a code point in UTF-8 as a signed number is this at least (RFC 3629)."""
_TWO_BYTES: Final = 0xC0
_THREE_BYTES: Final = 0xE0
_FOUR_BYTES: Final = 0xF0


def _decoded(data: Any) -> Any:
    """Return the code points of valid UTF-8 that have more than one byte, in order."""
    at = numpy.flatnonzero(data >= _TWO_BYTES)
    head = data[at].astype("u4")
    more = [numpy.take(data, at + step, mode="clip").astype("u4") & 0x3F for step in (1, 2, 3)]
    points = (head & 0x1F) << 6 | more[0]
    three = (head & 0x0F) << 12 | more[0] << 6 | more[1]
    points = numpy.where(head < _THREE_BYTES, points, three)
    four = (head & 0x07) << 18 | more[0] << 12 | more[1] << 6 | more[2]
    return numpy.where(head < _FOUR_BYTES, points, four)


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of the records of a layer.

    Attributes:
        doc: The number of each one's document.
        start: The first place among the texts of the block.
        end: The place after the last.
    """

    doc: Any
    start: Any
    end: Any

    def part(self, at: slice) -> "Spans":
        """Return some of the spans."""
        return Spans(self.doc[at], self.start[at], self.end[at])


def spans(doc: Any, start: Any, end: Any, known: Any, text: Texts, suspects: Suspects) -> Spans:
    """Return spans among all texts, after suspecting the documents of those that lie outside their text.

    Args:
        doc: The number of each one's document.
        start: Where each begins in its text.
        end: Where it ends.
        known: Whether it has both.
        text: The texts.
        suspects: What is suspected.
    """
    good = known & (start >= 0) & (start < end) & (end <= text.counts[doc])
    if not good.all():
        suspects.places(doc, ~good)
        start, end = numpy.where(good, start, 0), numpy.where(good, end, 1)
    base = text.base[doc]
    return Spans(doc, base + start, base + end)


def same_text(doc: Any, begin: Any, end: Any, stored: Any, text: Texts, suspects: Suspects) -> None:
    """Suspect the documents of records whose stored text is not what their text has at the span.

    Args:
        doc: The number of each record's document.
        begin: Where each span begins, in bytes of all texts.
        end: Where it ends.
        stored: The stored texts.
        text: The texts.
        suspects: What is suspected.
    """
    offsets = string_offsets(stored)
    sizes = end - begin
    wrong = numpy.diff(offsets) != sizes
    if wrong.any():
        suspects.places(doc, wrong)
        kept = numpy.flatnonzero(~wrong)
        stored = stored.take(indices(kept))
        offsets, begin, sizes, doc = string_offsets(stored), begin[kept], sizes[kept], doc[kept]
    own = string_bytes(stored)[offsets[0] : offsets[-1]]
    if not len(own):
        return
    found = _cut(text.data, begin, sizes)
    if not numpy.array_equal(found, own):
        places = numpy.searchsorted(offsets - offsets[0], numpy.flatnonzero(found != own), "right") - 1
        suspects.flags[doc[places]] = True


SHORT: Final = 32
"""Pieces shorter than this on average are cut byte by byte; to copy each as a whole would take longer."""


def _cut(data: Any, begin: Any, sizes: Any) -> Any:
    """Return the bytes of pieces of `data`, one piece after the other."""
    ends = numpy.cumsum(sizes, dtype="i8")
    if ends[-1] < SHORT * len(sizes):
        return data[numpy.arange(ends[-1]) + numpy.repeat(begin - ends + sizes, sizes)]
    # Spans that follow each other are every other string of an array; one may occur several times.
    new = numpy.ones(len(begin), dtype=bool)
    new[1:] = (begin[1:] != begin[:-1]) | (sizes[1:] != sizes[:-1])
    edges = numpy.stack([begin[new], begin[new] + sizes[new]], axis=1, dtype="i4").ravel()
    if (edges[1:] >= edges[:-1]).all():
        strings = arrow.Array.from_buffers(
            arrow.binary(), len(edges) - 1, [None, arrow.py_buffer(edges), arrow.py_buffer(data)]
        )
        return string_bytes(strings.take(indices(2 * (numpy.cumsum(new) - 1))))[: ends[-1]]
    values = arrow.Array.from_buffers(arrow.uint8(), len(data), [None, arrow.py_buffer(data)])
    cut = arrow.ListViewArray.from_arrays(indices(begin), indices(sizes), values).flatten()
    return numpy.frombuffer(cut.buffers()[1], "u1", len(cut), cut.offset)
