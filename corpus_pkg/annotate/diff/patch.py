"""Applying a diff: the new corpus out of the old one and what differs."""

from collections.abc import Iterable, Sequence
from typing import Any

from corpus_pkg.annotate.diff.changes import Change, CorpusDiff, DocumentDiff, ListDiff, without_layers
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.order import in_order


def apply(diff: CorpusDiff, old: Corpus) -> Corpus:
    """Return the corpus that a diff makes of an old one: `apply(diff(a, b), a)` equals `b`.

    Args:
        diff: The diff.
        old: The corpus that it was made from.

    Raises:
        ValueError: The corpus is not the one that the diff was made from.
    """
    documents: list[Document | None] = list(old)
    for at, document in diff.removed:
        _require(_item(documents, at), at, document)
        documents[at] = None
    for changed in diff.changed:
        before = _item(documents, changed.at)
        _require(before and without_layers(before), changed.at, changed.old)
        documents[changed.at] = _document(before, changed)
    made = [document for document in documents if document is not None] + list(diff.added)
    if diff.order is not None:
        made = [made[at] for at in diff.order]
    lists = {
        name: {
            record.id: record
            for record in patched(getattr(old, name).values(), diff.lists.get(name, ListDiff()))
        }
        for name in LISTS
    }
    return Corpus(made, lists["registry"], lists["targets"], topics=lists["topics"], about=old.about)


def _document(before: Document, diff: DocumentDiff) -> Document:
    changes: dict[str, Any] = {
        layer: tuple(patched(before.layer(layer), found, layer)) for layer, found in diff.layers.items()
    }
    metadata = {name: getattr(diff.new.metadata, name) for name in diff.metadata}
    text = before.text if diff.new_text is None else diff.new_text
    return before.model_copy(
        update={
            "id": diff.new.id,
            "text": text,
            "metadata": before.metadata.model_copy(update=metadata),
            **changes,
        }
    )


def patched(old: Iterable[Any], diff: ListDiff, layer: str | None = None) -> list[Any]:
    """Return the new list of records that a diff makes of an old one.

    Raises:
        ValueError: The list is not the one that the diff was made from.
    """
    records: list[Any] = list(old)
    added = []
    for change in diff.changes:
        if change.at is None:
            added.append(change.new)
        else:
            _require(_item(records, change.at), change.at, change.old)
            records[change.at] = _record(change)
    made = [record for record in records if record is not None] + added
    if diff.order is True and layer is not None:
        return in_order(layer, made)
    return [made[at] for at in diff.order] if isinstance(diff.order, tuple) else made


def _record(change: Change) -> Any:
    if change.new is None:
        return None
    return change.old.model_copy(update={name: getattr(change.new, name) for name in change.fields})


def _item(records: Sequence[Any], at: int) -> Any:
    return records[at] if at < len(records) else None


def _require(found: Any, at: int, wanted: Any) -> None:
    if found != wanted:
        raise ValueError(
            f"the diff was not made from this corpus: it has no {wanted.id!r} as item {at}"
            if hasattr(wanted, "id")
            else f"the diff was not made from this corpus (item {at})"
        )
