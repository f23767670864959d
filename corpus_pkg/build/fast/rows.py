"""The rows of every table from the checked columns of a block, equal to those of the slow path."""

import re
from typing import Any, Final

import numpy
import pyarrow as arrow

from corpus_pkg.build.fast.block import Block, Found
from corpus_pkg.build.fast.flat import indices
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, IN_SENTENCES, STANCE
from corpus_pkg.tables.arrow_arrays import arrow_array
from corpus_pkg.tables.arrow_schema import schema_of
from corpus_pkg.tables.columns import FLOAT64, NUMBER
from corpus_pkg.tables.definitions import Table, number_column
from corpus_pkg.values.codes import DECIMAL_PATTERN

_NUMBER: Final = re.compile(DECIMAL_PATTERN).fullmatch


def table_rows(block: Block, wanted: Table) -> tuple[arrow.RecordBatch, Any, Any]:
    """Return the rows of a table for all documents of a block.

    Returns:
        The rows; the characters of each one's longest column; where the rows of each document end.
    """
    name = wanted.name
    if name == "documents":
        record = block.batch.column("metadata")
        own = set(block.batch.schema.names)
        arrays = [
            block.batch.column("id" if column.name == "document" else column.name)
            if column.name == "document" or column.name in own
            else record.field(column.name)
            for column in wanted.columns
        ]
        count = len(block.text.counts)
        ends = numpy.arange(1, count + 1)
        return arrow.RecordBatch.from_arrays(arrays, schema=schema_of(wanted)), block.text.counts, ends
    if name not in block.found:  # a layer that no step knows: documents with a record of it are suspected
        nothing = numpy.zeros(0, dtype="i8")
        batch = arrow.RecordBatch.from_pylist([], schema=schema_of(wanted))
        return batch, nothing, numpy.zeros(len(block.text.counts), dtype="i8")
    found = block.found[name]
    columns = _layer_columns(block, wanted, found)
    arrays = [columns[column.name] for column in wanted.columns]
    batch = arrow.RecordBatch.from_arrays(arrays, schema=schema_of(wanted))
    return batch, _sizes(block, name, found), found.layer.ends


def _layer_columns(block: Block, wanted: Table, found: Found) -> dict[str, Any]:
    layer = wanted.name
    records = found.layer.records
    columns = {"document": block.batch.column("id").take(indices(found.layer.doc))}
    for field, array in zip(records.type, records.flatten(), strict=True):
        if arrow.types.is_struct(field.type):
            for inner, part in zip(field.type, array.flatten(), strict=True):
                columns[f"{field.name}_{inner.name}"] = part
        else:
            columns[field.name] = array
    for column in wanted.columns:
        if column.type == NUMBER:
            columns[number_column(column)] = _floats(columns[column.name])
    if layer == DATES.name:
        columns["first_day"], columns["last_day"] = _days(block)
    if layer in IN_SENTENCES:
        outer = block.found["sentences"]
        at = indices(found.sentence.index, found.sentence.holds)
        if layer != STANCE.name:
            columns["sentence"] = outer.layer.field("id").take(at)
        columns["sentence_start"] = outer.layer.field("start").take(at)
        columns["sentence_text"] = outer.layer.field("text").take(at)
    return columns


def _floats(array: Any) -> Any:
    """Return numbers as floating-point numbers; null where, in a suspected document, a string is none."""
    coded = array.dictionary_encode()
    values = [float(v) if v is not None and _NUMBER(v) else None for v in coded.dictionary.to_pylist()]
    return arrow_array(values, FLOAT64).take(coded.indices)


def _days(block: Block) -> list[Any]:
    if block.day_codes is None:
        return [arrow.array([], arrow.date32())] * 2
    made = []
    for name in ("first", "last"):
        values = [None if days is None else getattr(days, name) for days in block.days]
        known = numpy.array([value is not None for value in values])[block.day_codes]
        days = numpy.array([value or 0 for value in values], dtype="i4")[block.day_codes]
        bits = arrow.py_buffer(numpy.packbits(known, bitorder="little"))
        made.append(arrow.Array.from_buffers(arrow.date32(), len(days), [bits, arrow.py_buffer(days)]))
    return made


def _sizes(block: Block, layer: str, found: Found) -> Any:
    if layer == DOCUMENT_STANCE.name:
        return numpy.zeros(len(found.layer), dtype="i8")
    own = (found.where.end - found.where.start).astype("i8")
    if layer not in IN_SENTENCES or not len(own):
        return own
    outer = block.found["sentences"].where
    if not len(outer.start):
        return own
    lengths = (outer.end - outer.start)[found.sentence.index]
    return numpy.where(found.sentence.holds, lengths, own).astype("i8")
