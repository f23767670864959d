"""What a command changes in the layers of documents, by count: how many annotations go, come and differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.order import name_of
from corpus_pkg.values.counted import counted

SHOWN: Final = 20
"""How many changes a summary lists one by one."""


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What changes in one layer of one document."""

    document: str
    """The document's id."""
    layer: str
    """The layer."""
    before: int
    """How many annotations the corpus had."""
    after: int
    """How many it has now."""
    removed: int
    """How many of the old ones are gone."""
    altered: int
    """How many of the old ones have other fields."""

    @property
    def loses(self) -> bool:
        """Whether anything that the corpus had is gone."""
        return bool(self.removed or self.altered)

    def __str__(self) -> str:
        parts = [
            f"{count} {what}"
            for count, what in (
                (self.removed, "removed"),
                (self.after - self.before + self.removed, "added"),
                (self.altered, "altered"),
            )
            if count
        ]
        return f"{self.layer}: {self.before:,} → {self.after:,} in {self.document} ({', '.join(parts)})"


def layer_change(
    document: str, layer: str, before: Iterable[Any], after: Iterable[Any], unread: int = 0
) -> LayerChange | None:
    """Return what changes in a layer of a document, or None where nothing does.

    Args:
        document: The document's id.
        layer: The layer.
        before: The records that the corpus has.
        after: Those that take their place.
        unread: How many records the corpus has in addition that could not be read.
    """
    old, new = ({name_of(record): record for record in records} for records in (before, after))
    removed = len(old.keys() - new.keys()) + unread
    altered = sum(old[key] != new[key] for key in old.keys() & new.keys())
    if not removed and not altered and len(old) == len(new):
        return None
    return LayerChange(document, layer, len(old) + unread, len(new), removed, altered)


def summary(changes: Iterable[LayerChange]) -> list[str]:
    """Return changes in short: each that loses something, and one line a layer for what was only added."""
    changes = list(changes)
    losing = [str(change) for change in changes if change.loses]
    more = len(losing) - SHOWN
    shown = losing if more <= 0 else [*losing[:SHOWN], f"and {counted(more, 'more change')}"]
    return shown + _additions(change for change in changes if not change.loses)


def _additions(changes: Iterable[LayerChange]) -> list[str]:
    """Return a line for each layer to which annotations were only added."""
    by: dict[str, list[LayerChange]] = {}
    for change in changes:
        by.setdefault(change.layer, []).append(change)
    lines = []
    for layer, found in by.items():
        before, after = (sum(getattr(change, name) for change in found) for name in ("before", "after"))
        where = found[0].document if len(found) == 1 else counted(len(found), "document")
        lines.append(f"{layer}: {before:,} → {after:,} in {where} ({after - before:,} added)")
    return lines
