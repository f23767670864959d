"""How much memory the rows of an Arrow stream take, seen before they are read.

Rows that are stored as they are take about what the file has. A compressed batch, a null, a value that is
stored once and used often, or one without bytes can take any number of times that: of these, only nulls in
columns of their own are read, and counted.
"""

import struct
from typing import Any, Final

from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.extras import need
from corpus_pkg.tables.parquet_bounds import VALUE_BYTES, allowance, too_large

_HEADER: Final = 2
"""Which field of a message is its header (Message.fbs of the Arrow columnar format)."""
_ROWS: Final = 0
_COMPRESSION: Final = 3
"""Which fields of the header of a record batch say how many rows it has, and how it is compressed."""


def require_stream_bounded(data: bytes, name: str) -> None:
    """Refuse an Arrow stream whose rows may take far more memory than it.

    Args:
        data: The stream.
        name: The file's name, for problems.

    Raises:
        CorpusError: Its rows may take too much, or are stored as `datasets` does not store them.
        pyarrow.ArrowException: It is damaged.
    """
    ipc = need("pyarrow", "arrow").ipc
    allowed = left = allowance(len(data))
    columns = 1
    for message in ipc.MessageReader.open_stream(data):
        if message.type == "schema":
            types = [field.type for field in ipc.read_schema(message)]
            columns = max(len(types), 1)
            if odd := next((kind for kind in types if not _is_plain(kind)), None):
                raise _refused(name, f"a column of the type {str(odd)[:60]}")
        elif message.type == "record batch":
            rows, is_compressed = _batch(message.metadata.to_pybytes())
            if is_compressed:
                raise _refused(name, "rows that are compressed")
            left -= rows * columns * VALUE_BYTES
            if left < 0:
                raise too_large(name, allowed)
        else:
            raise _refused(name, f"a message of the kind {message.type}")


def _is_plain(kind: Any, *, inside: bool = False) -> bool:
    """Return True if every value of a type takes room in the file; a null of its own column need not."""
    types = need("pyarrow", "arrow").types
    kind = getattr(kind, "storage_type", kind)  # of an extension
    if types.is_struct(kind) and kind.num_fields:
        return all(_is_plain(kind.field(at).type, inside=True) for at in range(kind.num_fields))
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return _is_plain(kind.value_type, inside=True)
    if types.is_null(kind):
        return not inside
    tests = (
        *(types.is_boolean, types.is_integer, types.is_floating, types.is_decimal, types.is_temporal),
        *(types.is_string, types.is_large_string, types.is_binary, types.is_large_binary),
    )
    return any(test(kind) for test in tests)


def _refused(name: str, what: str) -> CorpusError:
    message = f"it holds {what}, which `save_to_disk` does not write; save the dataset again"
    return CorpusError([Problem(name, 0, "format-syntax", message)])


def _batch(metadata: bytes) -> tuple[int, bool]:
    """Return how many rows a record batch has, and whether it is compressed, by its flatbuffer.

    Raises:
        ValueError: It is damaged.
    """
    try:
        message = struct.unpack_from("<I", metadata)[0]
        at = _field(metadata, message, _HEADER)
        if at is None:
            raise ValueError("a message without a header")
        header = at + struct.unpack_from("<I", metadata, at)[0]
        rows = _field(metadata, header, _ROWS)
        count = 0 if rows is None else struct.unpack_from("<q", metadata, rows)[0]
        return max(count, 0), _field(metadata, header, _COMPRESSION) is not None
    except struct.error as error:
        raise ValueError(f"a damaged message: {error}") from None


def _field(data: bytes, table: int, number: int) -> int | None:
    """Return where a field of a table of a flatbuffer is; None if the table does not have it."""
    fields = table - struct.unpack_from("<i", data, table)[0]
    size = struct.unpack_from("<H", data, fields)[0]
    slot = 4 + 2 * number
    offset = struct.unpack_from("<H", data, fields + slot)[0] if slot + 2 <= size else 0
    return table + offset if offset else None
