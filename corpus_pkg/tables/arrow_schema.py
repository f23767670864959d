"""Arrow schemas of the tables.

Every field is nullable and no string is dictionary-encoded: `datasets` reads other Arrow types than
these without their features, or not at all.
"""

from functools import cache
from typing import TYPE_CHECKING

from corpus_pkg.extras import need
from corpus_pkg.tables.columns import Column, ColumnType, Kind, ListOf, Scalar
from corpus_pkg.tables.definitions import Table, table

if TYPE_CHECKING:
    import pyarrow


def arrow_schema(name: str) -> "pyarrow.Schema":
    """Return the Arrow schema of a table.

    Offsets and lengths are int32, days are date32, numbers to compute with are float64, everything else
    is utf8 or bool.

    Raises:
        ValueError: There is no such table; the message lists those that there are.
        MissingExtraError: pyarrow is not installed.
    """
    return schema_of(table(name))


@cache
def schema_of(wanted: Table) -> "pyarrow.Schema":
    """Return the Arrow schema of a table that is at hand."""
    return need("pyarrow", "arrow").schema([_field(column) for column in wanted.columns])


def arrow_type(kind: ColumnType) -> "pyarrow.DataType":
    """Return the Arrow type of a column type."""
    arrow = need("pyarrow", "arrow")
    if isinstance(kind, Scalar):
        make = {
            Kind.STRING: arrow.string,
            Kind.INT32: arrow.int32,
            Kind.BOOL: arrow.bool_,
            Kind.DATE32: arrow.date32,
            Kind.FLOAT64: arrow.float64,
        }
        return make[kind.kind]()
    if isinstance(kind, ListOf):
        # "element" is the name that the Parquet format gives, and that Parquet files come back with.
        return arrow.list_(arrow.field("element", arrow_type(kind.item)))
    return arrow.struct([_field(column) for column in kind.columns])


def _field(column: Column) -> "pyarrow.Field":
    return need("pyarrow", "arrow").field(column.name, arrow_type(column.type))
