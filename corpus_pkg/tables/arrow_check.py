"""Whether the columns of an Arrow schema are those of a table: all there, none unknown, each of its type."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from corpus_pkg.corpus.problems import Problem
from corpus_pkg.extras import need
from corpus_pkg.layers import INSTALLED
from corpus_pkg.tables.columns import Column, ColumnType, Kind, ListOf, Scalar

if TYPE_CHECKING:
    import pyarrow


def column_problems(
    schema: "pyarrow.Schema", columns: Sequence[Column], name: str, known: Collection[str] = ()
) -> list[Problem]:
    """Return what is wrong with the columns of a table.

    Labels may be strings or, as in a dataset repository, whole numbers. The column of a layer of another
    package may be missing: a corpus that does not declare the layer has none.

    Args:
        schema: The Arrow schema.
        columns: The columns that it must have, in any order, and those of layers of other packages.
        name: The name of the file or table, for problems.
        known: Names of columns that it may have besides.
    """
    fields = [(field.name, field.type) for field in schema if field.name not in known]
    expected = [
        column for column in columns if column.name in schema.names or column.name not in INSTALLED.packages
    ]
    return [Problem(name, 0, "schema", message) for message in _faults(fields, expected, "")]


def _faults(fields: Sequence[tuple[str, Any]], columns: Sequence[Column], within: str) -> Iterator[str]:
    expected = {column.name: column.type for column in columns}
    found = [name for name, _ in fields]
    for name in expected:
        if name not in found:
            yield f"{within}{name}: there is no such column; build the table again"
    for at, (name, kind) in enumerate(fields):
        if name in found[:at]:
            yield f"{within}{name}: there are two such columns; remove one"
        elif name not in expected:
            yield f"{within}{name}: the column is unknown; remove it"
        else:
            yield from _type_faults(kind, expected[name], f"{within}{name}")


def _type_faults(kind: "pyarrow.DataType", expected: ColumnType, path: str) -> Iterator[str]:
    types = need("pyarrow.types", "arrow")
    if types.is_null(kind):
        return
    if isinstance(expected, ListOf):
        if types.is_list(kind) or types.is_large_list(kind):
            yield from _type_faults(kind.value_type, expected.item, path)
        else:
            yield f"{path}: it has the type {kind} and not a list; build the table again"
    elif isinstance(expected, Scalar):
        if not _fits(kind, expected):
            yield f"{path}: it has the type {kind} and not {expected.kind.value}; build the table again"
    elif types.is_struct(kind):
        inner = [(kind.field(at).name, kind.field(at).type) for at in range(kind.num_fields)]
        yield from _faults(inner, expected.columns, f"{path}.")
    else:
        yield f"{path}: it has the type {kind} and not a record; build the table again"


def _fits(kind: "pyarrow.DataType", expected: Scalar) -> bool:
    types = need("pyarrow.types", "arrow")
    if types.is_dictionary(kind):
        kind = kind.value_type
    if expected.kind is Kind.INT32 or (expected.labels is not None and types.is_integer(kind)):
        return bool(types.is_integer(kind))
    if expected.kind is Kind.BOOL:
        return bool(types.is_boolean(kind))
    if expected.kind is Kind.FLOAT64:
        return bool(types.is_float64(kind))
    if expected.kind is Kind.STRING:
        return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))
    return bool(types.is_date32(kind))
