"""Arrow columns of a block as flat numpy arrays, each row with the number of its document."""

from dataclasses import dataclass, field
from typing import Any

import numpy
import pyarrow as arrow


def numbers(array: Any) -> Any:
    """Return an Arrow array of int32 as a numpy array; what stands for null is anything."""
    return numpy.frombuffer(array.buffers()[1], "i4", len(array), array.offset * 4)


def indices(values: Any, known: Any = None) -> Any:
    """Return numbers as an Arrow array of int32, null where they are not known."""
    plain = numpy.ascontiguousarray(values, dtype="i4")
    bits = None if known is None else arrow.py_buffer(numpy.packbits(known, bitorder="little"))
    return arrow.Array.from_buffers(arrow.int32(), len(plain), [bits, arrow.py_buffer(plain)])


def valid(array: Any) -> Any:
    """Return which values of an Arrow array are not null, as booleans."""
    if array.null_count == 0:
        return numpy.ones(len(array), dtype=bool)
    bits = numpy.frombuffer(array.buffers()[0], "u1")
    flags = numpy.unpackbits(bits, bitorder="little", count=array.offset + len(array))
    return flags[array.offset :].astype(bool)


def are_true(array: Any) -> Any:
    """Return an Arrow array of booleans as a numpy array; null is false."""
    if not len(array):
        return numpy.zeros(0, dtype=bool)
    bits = numpy.frombuffer(array.buffers()[1], "u1")
    flags = numpy.unpackbits(bits, bitorder="little", count=array.offset + len(array))
    found = flags[array.offset :].astype(bool)
    return found & valid(array) if array.null_count else found


def lengths(array: Any) -> Any:
    """Return the bytes of each string; those of null are 0."""
    return numpy.diff(string_offsets(array))


def string_offsets(array: Any) -> Any:
    """Return the byte offsets of an Arrow string array, one more than it has values."""
    return numpy.frombuffer(array.buffers()[1], "i4", len(array) + 1, array.offset * 4)


def string_bytes(array: Any) -> Any:
    """Return all bytes that an Arrow string array's offsets count in."""
    buffer = array.buffers()[2]
    return numpy.frombuffer(buffer, "u1") if buffer is not None and buffer.size else numpy.zeros(0, "u1")


Codes = tuple[Any, list[Any]]
"""A string array as numbers: for each string that of its value, and the values."""


def codes(array: Any) -> Codes:
    """Return a number for each different value of a string array, and the values; null is one of them."""
    made = array.dictionary_encode()
    indices = made.indices
    values: list[Any] = made.dictionary.to_pylist()
    if not indices.null_count:
        return numbers(indices), values
    return numpy.where(valid(indices), numbers(indices), len(values)), [*values, None]


@dataclass(frozen=True, slots=True)
class LayerColumn:
    """A layer of all documents of a block.

    Attributes:
        records: The struct array of its records.
        doc: The number of each record's document.
        ends: Where the records of each document end.
        read: The fields that were looked at.
    """

    records: Any
    doc: Any
    ends: Any
    read: set[str] = field(default_factory=set)
    _codes: dict[str, Codes] = field(default_factory=dict)

    def field(self, name: str) -> Any:
        """Return a field of the records as an Arrow array, and note that it was looked at."""
        self.read.add(name)
        return self.records.field(name)

    def codes(self, name: str) -> Codes:
        """Return a field of strings as numbers, made once."""
        if name not in self._codes:
            self._codes[name] = codes(self.field(name))
        return self._codes[name]

    def __len__(self) -> int:
        return len(self.records)


def layer_column(column: Any) -> LayerColumn:
    """Return a column of lists of structs as a layer; a null list has no records."""
    offsets = numpy.frombuffer(column.buffers()[1], "i4", len(column) + 1, column.offset * 4)
    counts = numpy.diff(offsets)
    records = column.values.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))
    doc = numpy.repeat(numpy.arange(len(column), dtype="i4"), counts)
    return LayerColumn(records, doc, offsets[1:] - offsets[0])


def elements(layer: LayerColumn, name: str) -> tuple[Any, Any]:
    """Return the elements of a field that holds lists, one list after the other.

    Returns:
        For each element the place of its record; the elements as an Arrow array.
    """
    column = layer.field(name)
    offsets = numpy.frombuffer(column.buffers()[1], "i4", len(column) + 1, column.offset * 4)
    values = column.values.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))
    return numpy.repeat(numpy.arange(len(column)), numpy.diff(offsets)), values


class Suspects:
    """The documents of a block that the fast path is not sure about."""

    def __init__(self, documents: int) -> None:
        self.flags = numpy.zeros(documents, dtype=bool)

    def records(self, layer: LayerColumn, wrong: Any) -> None:
        """Suspect the documents of the records of a layer for which `wrong` is true."""
        self.places(layer.doc, wrong)

    def places(self, doc: Any, wrong: Any) -> None:
        """Suspect the documents whose numbers are where `wrong` is true."""
        if wrong.any():
            self.flags[doc[wrong]] = True

    def nulls(self, layer: LayerColumn, *names: str) -> None:
        """Suspect the documents whose records have no value in one of the fields."""
        for name in names:
            array = layer.field(name)
            if array.null_count:
                self.records(layer, ~valid(array))
