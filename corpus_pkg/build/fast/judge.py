"""Blocks of lines to runs of documents that are surely valid."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy
import pyarrow as arrow

from corpus_pkg.build.fast import claims, layers, span_layers, values, whole
from corpus_pkg.build.fast.block import Block
from corpus_pkg.build.fast.coverage import suspect_uncovered, uncovered
from corpus_pkg.build.fast.flat import Suspects, indices, string_offsets, valid
from corpus_pkg.build.fast.free_text import check_free_text
from corpus_pkg.build.fast.known import Known
from corpus_pkg.build.fast.labels import Names
from corpus_pkg.build.fast.metadata import metadata
from corpus_pkg.build.fast.parse import parse
from corpus_pkg.build.fast.rows import table_rows
from corpus_pkg.build.fast.text import texts
from corpus_pkg.build.groups import Rows
from corpus_pkg.build.ids import id_digest
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.references import References
from corpus_pkg.tables.definitions import table

STEPS = (
    span_layers.check_spans,
    layers.segments,
    layers.sentences,
    span_layers.check_places,
    layers.entities,
    values.dates,
    values.figures,
    layers.stance,
    claims.claims,
    layers.document_stance,
    metadata,
    check_free_text,
    *whole.NETS,
    suspect_uncovered,
)
"""What checks a block, in this order: the nets of the rules, and last what none of them has looked at."""


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that follow each other and are all valid.

    Attributes:
        start: The place of the first line in the block.
        end: The place after the last.
        rows: The rows of each table.
        ids: The digest of each document's id.
    """

    start: int
    end: int
    rows: dict[str, Rows]
    ids: list[bytes]


class FastJudge:
    """Judges blocks; one serves all threads of a build.

    Attributes:
        uncovered: What may be wrong with any document and is not checked here: with anything in it, every
            line goes alone.
    """

    def __init__(self, references: References, tables: tuple[str, ...]) -> None:
        self.tables = [table(name, references.labels) for name in tables]
        self.names = Names(references)
        self.known = Known(references)
        self.uncovered = uncovered({step.__name__ for step in STEPS})

    def runs(self, lines: Lines, refused: list[int]) -> Iterator[Run]:
        """Yield the runs of valid lines; what is in none goes line by line.

        Args:
            lines: The lines of a block.
            refused: Places of lines that are not to be looked at.
        """
        found = [] if self.uncovered else list(parse(lines, refused))
        if not found:
            return
        batch = found[0].batch
        if len(found) > 1:
            batch = arrow.concat_batches([parsed.batch for parsed in found])
        places = numpy.concatenate(
            [numpy.arange(parsed.start, parsed.start + parsed.batch.num_rows) for parsed in found]
        )
        batch, places = _usable(batch, places)
        if not batch.num_rows:
            return
        block = Block(
            batch,
            texts(batch.column("text")),
            Suspects(batch.num_rows),
            self.names,
            self.known,
            lines,
            places,
        )
        for step in STEPS:
            step(block)
        yield from self._cut(block, places)

    def _cut(self, block: Block, places: Any) -> Iterator[Run]:
        good = ~block.suspects.flags
        if not good.any():
            return
        made = {wanted.name: table_rows(block, wanted) for wanted in self.tables}
        ids = block.batch.column("id").to_pylist()
        # A run ends where a document is suspected, or where a line in between was not parsed.
        breaks = numpy.flatnonzero((numpy.diff(places) != 1) | ~good[1:] | ~good[:-1]) + 1
        edges = [0, *breaks.tolist(), len(good)]
        for start, end in pairwise(edges):
            if not good[start]:
                continue
            rows = {}
            for name, (batch, sizes, ends) in made.items():
                first, last = int(ends[start - 1]) if start else 0, int(ends[end - 1])
                rows[name] = Rows(batch.slice(first, last - first), sizes[first:last])
            digests = [id_digest(id_) for id_ in ids[start:end]]
            yield Run(int(places[start]), int(places[end - 1]) + 1, rows, digests)


def _usable(batch: Any, places: Any) -> tuple[Any, Any]:
    """Return the rows with an id, a text and metadata, and no NUL in any string."""
    text = batch.column("text")
    good = numpy.diff(string_offsets(text)) > 0
    for name in ("id", "text", "metadata"):
        good &= valid(batch.column(name))
    if any(_may_have_nul(column) for column in batch.columns):
        rows = batch.to_pylist()
        good &= numpy.array(["\\u0000" not in json.dumps(row) for row in rows])
    if good.all():
        return batch, places
    kept = numpy.flatnonzero(good)
    return batch.take(indices(kept)), places[kept]


def _may_have_nul(array: Any) -> bool:
    """Return True if a byte of the strings in an array is zero, those between its values included."""
    buffers = array.buffers()
    strings = (buffers[at] for at in _string_buffers(array.type))
    return any(
        buffer is not None and buffer.size and not numpy.frombuffer(buffer, "u1").min() for buffer in strings
    )


@cache
def _string_buffers(kind: arrow.DataType) -> tuple[int, ...]:
    """Return which of the buffers of an array of a type hold the bytes of strings."""

    def buffers(kind: arrow.DataType) -> Iterator[bool]:
        yield False  # which values are not null
        if arrow.types.is_string(kind):
            yield from (False, True)
        elif arrow.types.is_struct(kind):
            for at in range(kind.num_fields):
                yield from buffers(kind.field(at).type)
        else:
            yield False
            if arrow.types.is_list(kind):
                yield from buffers(kind.value_type)

    return tuple(at for at, buffer in enumerate(buffers(kind)) if buffer)
