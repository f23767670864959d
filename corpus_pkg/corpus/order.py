"""The order of records in a layer: by start, the longer first, then by what tells them apart."""

from collections.abc import Iterable
from typing import Any, TypeVar

from corpus_pkg.layers import SPECS

R = TypeVar("R")


def sort_key(layer: str, record: Any) -> tuple[Any, ...]:
    """Return the key that orders a layer's records: `(start, -end)`, then the fields of the id."""
    spec = SPECS[layer]
    if not spec.has_spans:
        return (record.target,)
    return (record.start, -record.end, *(getattr(record, name) for name in spec.in_id))


def in_order(layer: str, records: Iterable[R]) -> list[R]:
    """Return the records of a layer in their order; the order of document stances is left as it is."""
    if not SPECS[layer].has_spans:
        return list(records)
    return sorted(records, key=lambda record: sort_key(layer, record))


def name_of(record: Any) -> str:
    """Return what tells a record from the others of its layer: its id; of a document stance, its target."""
    return str(record.id if hasattr(record, "id") else record.target)
