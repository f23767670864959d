"""Rules on the registry and the targets of a corpus."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_pkg.checks.findings import Hit, Part
from corpus_pkg.records import RegistryEntry, Target
from corpus_pkg.schema.ids import AUTHOR


@dataclass(frozen=True, slots=True)
class Shared:
    """What all documents share: every entry and target, in the order of their files."""

    registry: Sequence[RegistryEntry]
    targets: Sequence[Target]


def entries_are_unique(shared: Shared) -> Iterator[Hit]:
    """Every registry entry has its own id."""
    seen: set[str] = set()
    for index, entry in enumerate(shared.registry):
        if entry.id in seen:
            yield Hit(Part.REGISTRY, index, f"another entry has the id {entry.id!r}; keep one or rename it")
        seen.add(entry.id)


def entries_are_different_things(shared: Shared) -> Iterator[Hit]:
    """All mentions of one thing share one entry: no Wikipedia title, QID or country code stands in two."""
    for field in ("wikipedia", "wikidata", "iso_3166"):
        first: dict[str, str] = {}
        for index, entry in enumerate(shared.registry):
            value = getattr(entry, field)
            if value is None:
                continue
            other = first.setdefault(value, entry.id)
            if other != entry.id:
                message = f"{other} has the {field} {value!r} too; make the two one entry"
                yield Hit(Part.REGISTRY, index, message)


def no_entry_is_the_author(shared: Shared) -> Iterator[Hit]:
    """The id `author` is kept for the holder of stance that is the document's author."""
    for index, entry in enumerate(shared.registry):
        if entry.id == AUTHOR:
            yield Hit(Part.REGISTRY, index, f"the id {AUTHOR!r} means the document's author; choose another")


def targets_are_unique(shared: Shared) -> Iterator[Hit]:
    """Every target has its own id."""
    seen: set[str] = set()
    for index, target in enumerate(shared.targets):
        if target.id in seen:
            yield Hit(Part.TARGETS, index, f"another target has the id {target.id!r}; keep one or rename it")
        seen.add(target.id)


def target_entities_are_registered(shared: Shared) -> Iterator[Hit]:
    """The entities of a target are in the registry."""
    known = {entry.id for entry in shared.registry}
    for index, target in enumerate(shared.targets):
        for entity in target.target_entities:
            if entity not in known:
                message = f"the registry has no {entity!r}; add it, or take it out of target_entities"
                yield Hit(Part.TARGETS, index, message)
