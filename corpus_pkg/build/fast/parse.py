"""Lines to columns, by Arrow's JSON reader under the schema of the models.

The reader refuses what the schema does not have: unknown and doubled keys, values of other types, numbers
that are not whole, broken escapes. What it lets pass is looked for here: bytes that are not UTF-8, NUL
characters, several objects on a line or one object on several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy
import pyarrow as arrow
import pyarrow.json as reader

from corpus_pkg.build.lines import Lines
from corpus_pkg.corpus.files import MAX_LINE_BYTES
from corpus_pkg.tables.arrow_schema import arrow_type
from corpus_pkg.tables.columns import model_columns

CHUNK_BYTES: Final = 1 << 20
"""About how much is parsed at once where a line can't be, which costs its neighbours another parse."""
MOST_FAILED: Final = 64
"""So many attempts to parse lines together may fail in a block, and as many more as lines were parsed."""
_ROW: Final = re.compile(r"in row ([0-9]+)\Z")


@dataclass(frozen=True, slots=True)
class Parsed:
    """Consecutive lines that could be parsed.

    Attributes:
        start: The first line's place in the block.
        batch: A row a line, with the columns of the model `Document`.
    """

    start: int
    batch: arrow.RecordBatch


@cache
def record_schema() -> arrow.Schema:
    """Return the Arrow schema of a line of a record file, made from the model."""
    from corpus_pkg.corpus.document import Document

    return arrow.schema([arrow.field(c.name, arrow_type(c.type)) for c in model_columns(Document)])


@cache
def _parse_options() -> Any:
    return reader.ParseOptions(explicit_schema=record_schema(), unexpected_field_behavior="error")


def parse(lines: Lines, refused: list[int]) -> Iterator[Parsed]:
    """Yield the lines that can be parsed, in order.

    Args:
        lines: The lines of a block.
        refused: Places of lines that are not to be parsed.
    """
    plain = _plain(lines)
    plain[refused] = False
    if plain.all() and len(lines):
        whole, _ = _table(lines, 0, len(lines))
        if whole is not None:
            yield Parsed(0, whole)
            return
    start = rows = failed = 0
    for stop in [*numpy.flatnonzero(~plain).tolist(), len(lines)]:
        while start < stop:
            full = int(numpy.searchsorted(lines.ends, lines.starts[start] + CHUNK_BYTES)) + 1
            end = min(full, stop)
            for parsed in _run(lines, start, end):
                if parsed is None:
                    failed += 1
                    if failed > MOST_FAILED + rows:
                        return  # the rest goes line by line, which is quicker where most can't be parsed
                else:
                    rows += parsed.batch.num_rows
                    yield parsed
            start = end
        start = stop + 1


def _plain(lines: Lines) -> Any:
    """Return which lines may be one object each, as booleans.

    `}` at the end of one line and `{` at the start of the next can only come between two objects, so with
    as many rows as lines each line is one object.
    """
    data = numpy.frombuffer(lines.data, "u1", lines.size)
    sizes = lines.ends - lines.starts
    plain = (sizes > 1) & (sizes <= MAX_LINE_BYTES)
    plain &= (data[lines.starts.clip(0, len(data) - 1)] == ord("{")) & (data[lines.ends - 1] == ord("}"))
    if len(data) and not data.min():
        plain &= [b"\0" not in line for line in lines]
    return plain


def _run(lines: Lines, start: int, end: int) -> Iterator[Parsed | None]:
    """Yield what can be parsed of the lines from start to end, and None for each attempt that failed."""
    waiting = [(start, end)]
    while waiting:
        start, end = waiting.pop()
        if start >= end:
            continue
        batch, bad = _table(lines, start, end)
        if batch is not None:
            yield Parsed(start, batch)
            continue
        yield None
        if end - start > 1:
            # Parsed in halves, or around the line that the reader names: in order, so the rest waits.
            cut = start + bad if bad is not None and 0 <= bad < end - start else (start + end) // 2
            waiting.append((cut + 1 if bad is not None else cut, end))
            waiting.append((start, cut))


def _table(lines: Lines, start: int, end: int) -> tuple[Any, int | None]:
    data = lines.between(start, end)
    try:
        made = reader.read_json(
            arrow.BufferReader(arrow.py_buffer(data)),
            read_options=reader.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=_parse_options(),
        )
        if made.num_rows != end - start:
            return None, None
        made.validate(full=True)
    except arrow.ArrowInvalid as error:
        found = _ROW.search(str(error))
        row = int(found[1]) if found else None
        return None, row if row is not None and row < end - start else None
    return made.combine_chunks().to_batches()[0], None
