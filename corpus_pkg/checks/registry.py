"""Rules on the registry and the targets of a corpus."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.checks.findings import Hit, Part
from corpus_pkg.checks.references import STATES
from corpus_pkg.checks.rule import rule
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry, Target, Topic
from corpus_pkg.corpus.problems import Severity
from corpus_pkg.layers import LAYER_NAMES, LAYERS
from corpus_pkg.values import codes
from corpus_pkg.values.ids import AUTHOR, UNNAMED


@dataclass(frozen=True, slots=True)
class Shared:
    """What all documents share: every entry, target and topic, in the order of their files."""

    registry: Sequence[RegistryEntry]
    targets: Sequence[Target]
    topics: Sequence[Topic] = ()
    used: Container[str] | None = None
    """The entries to which something refers; None where that is not known."""


@rule("registry-duplicate", "Two registry entries have one id; keep one or rename it.", Part.REGISTRY)
def entries_are_unique(shared: Shared) -> Iterator[Hit]:
    """Every registry entry has its own id."""
    return doubled(Part.REGISTRY, "entry", shared.registry)


def doubled(part: Part, kind: str, records: Iterable[RegistryEntry | Target | Topic]) -> Iterator[Hit]:
    """Yield the records of a list whose id one before them has.

    Args:
        part: The list.
        kind: What messages call one of its records.
        records: The records, in the order of their file.
    """
    seen: set[str] = set()
    for index, record in enumerate(records):
        if record.id in seen:
            yield Hit(part, index, f"another {kind} has the id {record.id!r}; keep one or rename it")
        seen.add(record.id)


@rule(
    "registry-same",
    "Two entries have one Wikipedia title, Wikidata item or country; make them one.",
    Part.REGISTRY,
)
def entries_are_different_things(shared: Shared) -> Iterator[Hit]:
    """All mentions of one thing share one entry: no Wikipedia title, QID or country code is in two."""
    for field in ("wikipedia", "wikidata", "iso_3166"):
        first: dict[str, str] = {}
        for index, entry in enumerate(shared.registry):
            value = getattr(entry, field)
            if value is None:
                continue
            value = value[:1].upper() + value[1:]  # to Wikipedia the first letter is the same in both cases
            other = first.setdefault(value, entry.id)
            if other != entry.id:
                message = f"{other} has the {field} {value!r} too; make the two one entry"
                yield Hit(Part.REGISTRY, index, message)


@rule(
    "registry-seat",
    "seat_of names the entry itself, or not a state or bloc of states; correct it.",
    Part.REGISTRY,
    needs=(Part.REGISTRY,),
)
def seats_are_of_states(shared: Shared) -> Iterator[Hit]:
    """A seat of government is that of other entries, each a state or a bloc of states, named once."""
    known = {entry.id: entry for entry in shared.registry}
    for index, entry in enumerate(shared.registry):
        for number, id_ in enumerate(entry.seat_of):
            state = known.get(id_)
            if state is None:
                message = f"the registry has no {id_!r}; add it, or take it out of seat_of"
            elif state is entry or state.type not in STATES:
                message = f"{id_} is not a state or bloc with its seat in {entry.id}; correct seat_of"
            elif id_ in entry.seat_of[:number]:
                message = f"seat_of names {id_} twice; keep one"
            else:
                continue
            yield Hit(Part.REGISTRY, index, message)


@rule(
    "registry-country",
    "The entry has no name of its country; correct one, or confirm it in a note.",
    Part.REGISTRY,
    severity=Severity.WARNING,
)
def codes_belong_to_names(shared: Shared) -> Iterator[Hit]:
    """An entry with a country code has a name of that country, or a note that names the code."""
    for index, entry in enumerate(shared.registry):
        if entry.iso_3166 is None or _mentions(entry.note, entry.iso_3166):
            continue
        if not codes.is_country_name(entry.iso_3166, entry.name):
            names = ", ".join(codes.country_names(entry.iso_3166)[:-1])
            message = (
                f"{entry.iso_3166} is {names}, and the entry is called {entry.name!r}; correct one of them, "
                "or name the code in the entry's note"
            )
            yield Hit(Part.REGISTRY, index, message)


@rule(
    "registry-name",
    "Two entries have one name; make them one, or name one in the note of the other.",
    Part.REGISTRY,
    severity=Severity.WARNING,
)
def names_are_different(shared: Shared) -> Iterator[Hit]:
    """No two entries of a type have one name, unless other identifiers or a note tell them apart."""
    first: dict[tuple[str, str], RegistryEntry] = {}
    for index, entry in enumerate(shared.registry):
        name = " ".join(unicodedata.normalize("NFKC", entry.name).casefold().split())
        other = first.setdefault((entry.type, name), entry)
        if other.id == entry.id or _are_told_apart(entry, other):
            continue
        message = f"{other.id} is called {other.name!r} too; make them one entry, or name it in a note"
        yield Hit(Part.REGISTRY, index, message)


def _are_told_apart(entry: RegistryEntry, other: RegistryEntry) -> bool:
    pairs = ((entry.wikipedia, other.wikipedia), (entry.wikidata, other.wikidata))
    if any(one is not None and two is not None and one != two for one, two in pairs):
        return True
    return _mentions(entry.note, other.id) or _mentions(other.note, entry.id)


def _mentions(note: str | None, word: str) -> bool:
    return note is not None and word in re.findall(r"[A-Za-z0-9-]+", note)


@rule(
    "registry-unused",
    "Nothing refers to the entry; remove it, or link what it is about.",
    Part.REGISTRY,
    severity=Severity.WARNING,
)
def entries_are_used(shared: Shared) -> Iterator[Hit]:
    """Every entry is referred to."""
    for index, entry in enumerate(shared.registry):
        if shared.used is not None and entry.id not in shared.used:
            yield Hit(Part.REGISTRY, index, "nothing refers to it; remove it, or link what it is about")


REFERRING: Final = {
    spec.name: tuple(name for name, listed in spec.lists.items() if listed == "registry") for spec in LAYERS
}
"""The fields of each layer that name entries."""


def references_of(document: Document) -> Iterator[str]:
    """Yield the ids of entries to which the annotations of a document refer."""
    for layer in LAYER_NAMES:
        for record in document.layer(layer):
            yield from entries_named(layer, record)


def entries_named(layer: str, record: Any) -> Iterator[str]:
    """Yield the ids of entries that a record of a layer names."""
    for field in REFERRING[layer]:
        value = getattr(record, field)
        if isinstance(value, str):
            yield value
        else:
            yield from value or ()


@rule(
    "registry-author", "The id `author` is kept for the author of a document; choose another.", Part.REGISTRY
)
def no_entry_has_a_reserved_id(shared: Shared) -> Iterator[Hit]:
    """The ids `author` and `unnamed` are kept for holders and asserters that are not in the registry."""
    for index, entry in enumerate(shared.registry):
        if entry.id in (AUTHOR, UNNAMED):
            whom = "the document's author" if entry.id == AUTHOR else "someone without an entry"
            yield Hit(Part.REGISTRY, index, f"the id {entry.id!r} means {whom}; choose another")


@rule("target-duplicate", "Two targets have one id; keep one or rename it.", Part.TARGETS)
def targets_are_unique(shared: Shared) -> Iterator[Hit]:
    """Every target has its own id."""
    return doubled(Part.TARGETS, "target", shared.targets)


@rule(
    "target-entity",
    "A target names an entity that the registry does not have; add or remove it.",
    Part.TARGETS,
    needs=(Part.REGISTRY,),
)
def target_entities_are_registered(shared: Shared) -> Iterator[Hit]:
    """The entities of a target are in the registry."""
    known = {entry.id for entry in shared.registry}
    for index, target in enumerate(shared.targets):
        for entity in target.target_entities:
            if entity not in known:
                message = f"the registry has no {entity!r}; add it, or take it out of target_entities"
                yield Hit(Part.TARGETS, index, message)
