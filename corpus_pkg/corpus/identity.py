"""When an id of one registry and an id of another name the same thing.

Two annotators who write a registry each give one thing different ids. Two entries are the same
where they have the same id, Wikidata item, or English Wikipedia article, or the same type and name.
"""

from collections.abc import Mapping
from typing import Final

from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.values.ids import AUTHOR

Registry = Mapping[str, RegistryEntry]
ADDRESSES: Final = ("wikidata", "wikipedia")
"""The fields that say what an entry is outside the corpus, the surest first."""


class Identity:
    """The comparison of ids of two registries; `author` and null are themselves only."""

    def __init__(self, first: Registry, second: Registry) -> None:
        self._first = first
        self._second = second

    def same(self, first: str | None, second: str | None) -> bool:
        """Return True if an id of the first registry and one of the second name the same thing."""
        if first == second:
            return True
        if first is None or second is None or AUTHOR in (first, second):
            return False
        a, b = self._first.get(first), self._second.get(second)
        if a is None or b is None:
            return False
        if not set(_addresses(a)).isdisjoint(_addresses(b)):
            return True
        return (a.type, a.name) == (b.type, b.name)


def translation(source: Registry, into: Registry) -> dict[str, str]:
    """Return, for each id of one registry, the id of the same thing in another.

    The same id goes before the same item, that before the same article, and that before the same type and
    name; of several entries with the same item, article or name, the first stands for all.

    Returns:
        The ids that the other registry knows; an id that it does not know is left out.
    """
    by_address: dict[tuple[str, str], str] = {}
    by_name: dict[tuple[str, str], str] = {}
    for entry in into.values():
        for address in _addresses(entry):
            by_address.setdefault(address, entry.id)
        by_name.setdefault((entry.type, entry.name), entry.id)
    found = {}
    for entry in source.values():
        known = entry.id if entry.id in into else None
        known = known or next((by_address[one] for one in _addresses(entry) if one in by_address), None)
        known = known or by_name.get((entry.type, entry.name))
        if known is not None:
            found[entry.id] = known
    return found


def _addresses(entry: RegistryEntry) -> list[tuple[str, str]]:
    return [(name, value) for name in ADDRESSES if (value := getattr(entry, name)) is not None]
