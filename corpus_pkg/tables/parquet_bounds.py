"""How much memory the columns of a Parquet file can take, seen before they are read.

A dictionary stores a value once however often it occurs, so a file of some kilobytes can hold gigabytes.
The metadata say how many values a column has and how large its pages are; the dictionary page, which is read
alone, says how long the longest value is. A null of a type with a fixed size takes that size in memory and
nothing in the file. What lists take besides their values is not counted here.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.extras import need

FLOOR_BYTES: Final = 64 << 20
"""What any file may take in memory."""
RATIO: Final = 100
"""How many times its own size a larger file may take; those of a build take about ten times theirs."""
VALUE_BYTES: Final = 8
"""What a value takes at least, besides the bytes of a string."""
_DICTIONARIES: Final = frozenset({"PLAIN_DICTIONARY", "RLE_DICTIONARY"})
_IN_PLACE: Final = frozenset({"PLAIN", "RLE", "BIT_PACKED", "DELTA_LENGTH_BYTE_ARRAY"})
"""Encodings that store every string whole where it occurs, and those of what is not a string."""
_STRINGS: Final = frozenset({"BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"})
_HEADER_BYTES: Final = 64
_MAX_PAGE_BYTES: Final = 1 << 30


class Leaf(NamedTuple):
    """A stored column: one part of a column of a table, or the whole of one that has no parts.

    Attributes:
        number: Its number among all of the file.
        width: The bytes of a value, besides those of a string.
        slots: How many values a list of a fixed size has, which a null takes too.
        in_list: Whether it is in a list of any size, so that the number of rows says nothing of it.
    """

    number: int
    width: int
    slots: int
    in_list: bool


def leaves(schema: Any, columns: frozenset[str]) -> list[Leaf]:
    """Return what is stored of some columns of a table.

    Args:
        schema: The schema of the whole table, as pyarrow reads it from the file.
        columns: The names of the columns.
    """
    stored = [(field.name in columns, part) for field in schema for part in _parts(field.type)]
    return [Leaf(number, *part) for number, (is_wanted, part) in enumerate(stored) if is_wanted]


def _parts(kind: Any, slots: int = 1, *, in_list: bool = False) -> Iterator[tuple[int, int, bool]]:
    types = need("pyarrow", "arrow").types
    kind = getattr(kind, "storage_type", kind)  # of an extension
    kind = kind.value_type if types.is_dictionary(kind) else kind
    if types.is_fixed_size_list(kind):
        slots *= kind.list_size
    elif types.is_nested(kind) and not types.is_struct(kind):
        in_list = True
    if types.is_nested(kind):
        for number in range(kind.num_fields):
            yield from _parts(kind.field(number).type, slots, in_list=in_list)
    else:
        is_wide = types.is_fixed_size_binary(kind) or types.is_decimal(kind)
        yield max(kind.byte_width if is_wide else 0, VALUE_BYTES), slots, in_list


def allowance(file_bytes: int) -> int:
    """Return how many bytes the columns of a file of some size may take in memory."""
    return max(FLOOR_BYTES, RATIO * file_bytes)


def require_stored_bounded(metadata: Any, columns: Sequence[Leaf], name: str, allowed: int) -> None:
    """Refuse a file whose columns, without what a dictionary repeats, take more memory than is allowed.

    Args:
        metadata: The file's metadata, as pyarrow reads them.
        columns: What is stored of the columns that are read.
        name: The file's name, for problems.
        allowed: The most bytes that the columns may take.

    Raises:
        CorpusError: They take more.
    """
    groups = range(metadata.num_row_groups)
    if sum(stored for group in groups for stored, _ in _chunks(metadata, group, columns)) > allowed:
        raise too_large(name, allowed)


def require_group_bounded(
    raw: Any, metadata: Any, group: int, columns: Sequence[Leaf], name: str, left: int
) -> None:
    """Refuse a row group whose columns may take more memory than is left of what is allowed.

    Dictionary pages are read only where the metadata alone do not show that the group is small enough.

    Args:
        raw: The file, opened for reading.
        metadata: Its metadata, as pyarrow reads them.
        group: The number of the row group.
        columns: What is stored of the columns that are read.
        name: The file's name, for problems.
        left: The most bytes that the columns may take.

    Raises:
        CorpusError: They may take more.
    """
    chunks = [(_at_most(*part), *part) for part in _chunks(metadata, group, columns)]
    total = sum(most for most, _, _ in chunks)
    for most, stored, chunk in sorted(chunks, key=lambda part: part[0], reverse=True):
        if total <= left:
            return
        if most > stored:
            total += stored + _repeated(raw, chunk, name, left) - most
    if total > left:
        raise too_large(name, left)


def too_large(name: str, allowed: int) -> CorpusError:
    """Return the error for a file that would take too much memory."""
    message = f"its values would take more than {allowed:,} bytes; split it, or write it without dictionaries"
    return CorpusError([Problem(name, 0, "file-too-large", message)])


def _chunks(metadata: Any, group: int, columns: Sequence[Leaf]) -> Iterator[tuple[int, Any]]:
    """Yield the columns of a row group, each with what its values take if each is stored where it occurs."""
    row_group = metadata.row_group(group)
    for leaf in columns:
        chunk = row_group.column(leaf.number)
        values: int = max(chunk.num_values, 0)
        if leaf.slots > 1:
            values = max(values, leaf.slots * (values if leaf.in_list else row_group.num_rows))
        yield max(chunk.total_uncompressed_size, 0) + values * leaf.width, chunk


def _at_most(stored: int, chunk: Any) -> int:
    """Return what the values of a column of a row group take at most, by the metadata alone."""
    if chunk.physical_type not in _STRINGS or set(chunk.encodings) <= _IN_PLACE:
        return stored
    values: int = max(chunk.num_values, 0)
    pages: int = max(chunk.total_uncompressed_size, 0)
    return stored + values * pages


def _repeated(raw: Any, chunk: Any, name: str, left: int) -> int:
    """Return what the values of a column of a row group take at most if each is its dictionary's longest."""
    known = set(chunk.encodings) <= _IN_PLACE | _DICTIONARIES and chunk.physical_type == "BYTE_ARRAY"
    if not known or not chunk.has_dictionary_page:
        raise too_large(name, left)  # the encoding gives values that are longer than what is stored of them
    longest: int = _longest(raw, chunk, name, left) * chunk.num_values
    return longest


def _longest(raw: Any, chunk: Any, name: str, left: int) -> int:
    """Return the length of the longest value in a column's dictionary."""
    raw.seek(chunk.dictionary_page_offset)
    header = raw.read(_HEADER_BYTES)
    size, stored, length = _page_header(header)
    if not 0 <= size <= min(left, _MAX_PAGE_BYTES) or not 0 <= stored <= chunk.total_compressed_size:
        raise too_large(name, left)
    raw.seek(chunk.dictionary_page_offset + length)
    page: Any = raw.read(stored)
    if chunk.compression != "UNCOMPRESSED":
        codec = need("pyarrow", "arrow").Codec(chunk.compression.lower())
        page = codec.decompress(page, decompressed_size=size, asbytes=True)
    longest = at = 0
    while at + 4 <= len(page):
        value = int.from_bytes(page[at : at + 4], "little")
        longest, at = max(longest, value), at + 4 + value
    return longest


def _page_header(data: bytes) -> tuple[int, int, int]:
    """Return the size of a dictionary page, its size as stored, and the length of the header before it.

    The header is a Thrift structure in the compact protocol: the type of the page, its size, its size as
    stored, maybe a checksum, and a structure of the number of values, their encoding and their order.

    Raises:
        ValueError: It is not the header of a dictionary page.
    """
    reader = _Compact(data)
    found = reader.numbers()
    if found.get(1) != 2 or not {2, 3} <= found.keys():
        raise ValueError("a column's dictionary page has no header")
    return found[2], found[3], reader.at


class _Compact:
    """Reads a Thrift structure of whole numbers, booleans and structures of these."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def numbers(self) -> dict[int, int]:
        """Return the whole numbers of a structure by the numbers of their fields."""
        found: dict[int, int] = {}
        field = 0
        while head := self._byte():
            kind, step = head & 0x0F, head >> 4
            field = field + step if step else self._number()
            if kind in (3, 4, 5, 6):
                found[field] = self._number()
            elif kind == 12:
                self.numbers()
            elif kind not in (1, 2):
                raise ValueError("a column's dictionary page has an unknown header")
        return found

    def _byte(self) -> int:
        if self.at >= len(self.data):
            raise ValueError("the header of a column's dictionary page is cut off")
        self.at += 1
        return self.data[self.at - 1]

    def _number(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return (value >> 1) ^ -(value & 1)
