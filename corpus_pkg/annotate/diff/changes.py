"""What a diff holds: changes of records, of documents and of a whole corpus."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.order import name_of
from corpus_pkg.corpus.tabular import Grid, Tabular
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.values.counted import counted


class Kind(StrEnum):
    """What became of a record."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """Its fields are the same and its span is another."""
    CHANGED = "changed"


class By(StrEnum):
    """What an old and a new record were recognised by as one and the same."""

    ID = "id"
    """They have the same id (document stances: the same target)."""
    SPAN = "span"
    """They have other ids and the same span of the same text (stances: also holder and target)."""
    TEXT = "text"
    """The raw text changed, and they are at the same place of it; documents: they have the same text."""
    OVERLAP = "overlap"
    """Their spans overlap."""
    NEAREST = "nearest"
    """They have the same words and fields and are the nearest such pair."""
    NAME = "name"
    """Registry entries: the same type and name; targets: the same description; topics: the same question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One record that was added, removed, moved or changed."""

    kind: Kind
    at: int | None
    """The record's place in the old list, from 0; None where it was added."""
    old: Any = None
    """The old record; None where it was added."""
    new: Any = None
    """The new record; None where it was removed."""
    by: By | None = None
    """How the two were matched; None where there is only one."""
    fields: tuple[str, ...] = ()
    """The names of the fields that differ, in the model's order."""

    def as_dict(self) -> dict[str, Any]:
        """Return the change as JSON values."""
        record = self.old if self.new is None else self.new
        found: dict[str, Any] = {"kind": self.kind.value, "id": name_of(record)}
        if self.old is None or self.new is None:
            return {**found, "record": record.model_dump(mode="json")}
        if name_of(self.old) != name_of(self.new):
            found["old_id"] = name_of(self.old)
        old, new = self.old.model_dump(mode="json"), self.new.model_dump(mode="json")
        found["by"] = self.by
        found["fields"] = {name: {"old": old[name], "new": new[name]} for name in self.fields}
        return found


@dataclass(frozen=True, slots=True)
class ListDiff:
    """What differs between two lists of records."""

    changes: tuple[Change, ...] = ()
    """The changes; those of one record are one change."""
    order: tuple[int, ...] | bool = False
    """The order of the new list. False: that of the old one, with what was added at the end, in the order of
    `changes`. True: the order that the layer's rules give. Else the places of the new list's records in
    such a list."""

    @property
    def reordered(self) -> bool:
        """Whether records are in an order that follows neither from the old one nor from the rules."""
        return self.order is not False and (not self.changes or self.order is not True)

    def __bool__(self) -> bool:
        return bool(self.changes) or self.order is not False

    def as_dict(self) -> dict[str, Any]:
        """Return the changes as JSON values."""
        return {
            "reordered": self.reordered,
            "changes": [change.as_dict() for change in self.changes],
        }


def without_layers(document: Document) -> Document:
    """Return a document without its layers."""
    return document.model_copy(update=dict.fromkeys(LAYER_NAMES, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDiff:
    """What differs between two versions of a document."""

    at: int
    """The document's place in the old corpus, from 0."""
    old: Document
    """The old document, without its layers."""
    new: Document
    """The new document, without its layers."""
    by: By
    """How the two were matched."""
    metadata: tuple[str, ...] = ()
    """The names of the metadata's fields that differ."""
    layers: dict[str, ListDiff] = field(default_factory=dict)
    """The layers that differ."""

    @property
    def new_text(self) -> str | None:
        """The new raw text; None where it is the old one."""
        return None if self.old.text == self.new.text else self.new.text

    def as_dict(self) -> dict[str, Any]:
        """Return the differences as JSON values."""
        found: dict[str, Any] = {"id": self.new.id, "by": self.by.value}
        if self.old.id != self.new.id:
            found["old_id"] = self.old.id
        old, new = self.old.metadata.model_dump(mode="json"), self.new.metadata.model_dump(mode="json")
        found["text_changed"] = self.new_text is not None
        found["metadata"] = {name: {"old": old[name], "new": new[name]} for name in self.metadata}
        found["layers"] = {layer: changes.as_dict() for layer, changes in self.layers.items()}
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusDiff(Tabular):
    """What differs between two corpora."""

    added: tuple[Document, ...] = ()
    """The documents that only the new corpus has."""
    removed: tuple[tuple[int, Document], ...] = ()
    """The documents that only the old corpus has, with their places in it."""
    changed: tuple[DocumentDiff, ...] = ()
    """The documents that both have and that differ."""
    order: tuple[int, ...] | None = None
    """The places of the new corpus's documents among those kept, in the old order, and those added after
    them; None where that is the order."""
    lists: Mapping[str, ListDiff] = field(default_factory=dict)
    """What differs in the lists that all documents share, by the list's name; those that differ alone."""

    def __bool__(self) -> bool:
        documents = self.added or self.removed or self.changed or self.order is not None
        return bool(documents) or bool(self.lists)

    def __repr__(self) -> str:
        found = sum(count for by in self.counts().values() for count in by.values())
        return (
            f"<Differences: {counted(len(self.added), 'document')} added, {len(self.removed):,} removed, "
            f"{len(self.changed):,} changed; {counted(found, 'record')}>"
        )

    def _grid(self) -> Grid:
        found = {"documents": {Kind.ADDED: len(self.added), Kind.REMOVED: len(self.removed)}, **self.counts()}
        kinds = [kind.value for kind in Kind]
        rows = ((part, *(by.get(kind, 0) for kind in Kind)) for part, by in found.items() if any(by.values()))
        return Grid(head=("", *kinds), rows=rows, caption=repr(self), numbers=kinds)

    def _frame_rows(self) -> Iterator[dict[str, Any]]:
        whole = [(Kind.ADDED, one) for one in self.added] + [(Kind.REMOVED, one) for _, one in self.removed]
        for kind, one in whole:
            yield _row("documents", one, kind, one.id)
        for part, document, change in self.changes():
            yield _row(
                part,
                document.new if document else None,
                change.kind,
                name_of(change.old if change.new is None else change.new),
                change.fields,
            )

    def counts(self) -> dict[str, dict[Kind, int]]:
        """Return how many changes of each kind there are, by layer; without those of whole documents."""
        found: dict[str, dict[Kind, int]] = {}
        for part, _, change in self.changes():
            kinds = found.setdefault(part, dict.fromkeys(Kind, 0))
            kinds[change.kind] += 1
        order = [*LAYER_NAMES, *LISTS]
        return {part: found[part] for part in order if part in found}

    def changes(self) -> Iterator[tuple[str, DocumentDiff | None, Change]]:
        """Yield every change with its layer (or shared list) and its document, if it has one."""
        for document in self.changed:
            for layer, found in document.layers.items():
                for change in found.changes:
                    yield layer, document, change
        for part, found in self.lists.items():
            for change in found.changes:
                yield part, None, change

    def as_dict(self) -> dict[str, Any]:
        """Return the whole diff as JSON values."""
        return {
            "same": not self,
            "counts": {part: {kind.value: n for kind, n in by.items()} for part, by in self.counts().items()},
            "documents": {
                "added": [document.id for document in self.added],
                "removed": [document.id for _, document in self.removed],
                "reordered": self.order is not None,
                "changed": [document.as_dict() for document in self.changed],
            },
            **{name: self.lists.get(name, ListDiff()).as_dict() for name in LISTS},
        }


def _row(
    part: str, document: Document | None, kind: Kind, name: str, fields: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "layer": part,
        "document": document and document.id,
        "change": kind.value,
        "id": name,
        "fields": ", ".join(fields),
    }
