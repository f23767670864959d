"""The entries of drafts and those of a corpus: one registry, in which entries are told apart by their ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus_pkg.checks.registry import references_of
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.read import read_corpus, read_records
from corpus_pkg.layers.labels import LabelSets


@dataclass(frozen=True, slots=True)
class Merged:
    """A registry with the entries of drafts."""

    entries: tuple[RegistryEntry, ...]
    """All entries, those of the drafts among them."""
    added: int
    """How many of the drafts' entries are new."""
    changed: int
    """How many take the place of another one with the same id."""
    taken_over: int = 0
    """How many a registry that is new has from the corpus's."""

    def __bool__(self) -> bool:
        """Return True if anything changes."""
        return bool(self.added or self.changed or self.taken_over)

    def __str__(self) -> str:
        more = f", {self.taken_over:,} taken over from the corpus's" if self.taken_over else ""
        return f"registry: {self.added:,} added, {self.changed:,} changed{more}"


def merged_registry(
    root: Path,
    drafted: Iterable[RegistryEntry],
    named: Iterable[str],
    annotator: str | None,
    labels: LabelSets,
    problems: Problems,
) -> Merged | None:
    """Return a registry of a corpus with the entries of drafts, or None where it can't be read whole.

    An annotator without a registry works with the corpus's. When one is begun for them it takes over the
    entries that their annotations name and the drafts lack.

    Args:
        root: The corpus directory.
        drafted: The entries of the drafts.
        named: The ids of entries that the drafts' annotations name.
        annotator: Whose registry it is; the corpus's where None.
        labels: The lists of labels of the corpus.
        problems: Where it is added why a registry can't be read.
    """
    new = {entry.id: entry for entry in drafted}
    path = layout.registry_file(annotator)
    if files.is_there(root, path):
        old = _read(root, path, labels, problems)
        begun: dict[str, RegistryEntry] = {}
    else:
        old = {}
        begun = _taken_over(root, new, named, annotator, labels, problems)
    if problems:
        return None
    entries = {**old, **begun, **new}
    if list(old) == sorted(old):
        entries = dict(sorted(entries.items()))
    known = new.keys() & old.keys()
    changed = sum(new[id_] != old[id_] for id_ in known)
    return Merged(tuple(entries.values()), len(new) - len(known), changed, len(begun))


def _read(root: Path, path: str, labels: LabelSets, problems: Problems) -> dict[str, RegistryEntry]:
    entries: dict[str, RegistryEntry] = {}
    for number, entry in read_records(root, path, RegistryEntry, problems, labels=labels):
        if entry.id in entries:
            message = f"another entry has the id {entry.id!r}; keep one or rename it"
            problems.append(Problem(path, number, "registry-duplicate", message))
        entries[entry.id] = entry
    return entries


def _taken_over(
    root: Path,
    new: Mapping[str, RegistryEntry],
    named: Iterable[str],
    annotator: str | None,
    labels: LabelSets,
    problems: Problems,
) -> dict[str, RegistryEntry]:
    """Return the entries of the corpus that an annotator's annotations name and that are not new."""
    if annotator is None or not files.is_there(root, layout.REGISTRY_FILE):
        return {}
    common = _read(root, layout.REGISTRY_FILE, labels, problems)
    waiting = {*named, *(id_ for entry in new.values() for id_ in entry.seat_of)}
    for item in read_corpus(root, annotator).documents:
        waiting.update(references_of(item.document))
    found: dict[str, RegistryEntry] = {}
    while waiting := (waiting & common.keys()) - found.keys() - new.keys():
        found |= {id_: common[id_] for id_ in waiting}
        waiting = {id_ for one in waiting for id_ in common[one].seat_of}
    return found
