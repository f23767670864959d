"""Comparing two corpora: documents, layers, and the lists that documents share."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final, TypeVar

from corpus_pkg.annotate.diff.align import Alignment, align
from corpus_pkg.annotate.diff.changes import (
    By,
    Change,
    CorpusDiff,
    DocumentDiff,
    Kind,
    ListDiff,
    without_layers,
)
from corpus_pkg.annotate.diff.pair import PLACE, Pair, pair, rest
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, LAYERS

R = TypeVar("R")

_REFERRED: Final[Mapping[str, tuple[str, ...]]] = {
    name: layers for spec in LAYERS for name, layers in spec.all_refs.items()
}
"""The fields that hold ids of annotations, and their layers."""
_SPANS: Final = frozenset(name for spec in LAYERS for name in spec.spans)
"""The fields that hold a span."""


_SECOND_NAMES: Final[Mapping[str, Callable[[Any], Hashable]]] = {
    "registry": lambda entry: (entry.type, entry.name),
    "targets": lambda target: target.description,
    "topics": lambda topic: topic.question,
}
"""By what else than its id a record of each shared list is known again."""


def diff(old: Corpus, new: Corpus) -> CorpusDiff:
    """Return what differs between two corpora, annotation by annotation.

    Documents are matched by id, then by equal text; registry entries by id, then by type and name;
    annotations as `corpus_pkg.annotate.diff.pair` says. The time is in proportion to the size of the corpora,
    but for sorting.

    Args:
        old: The corpus to begin from.
        new: The corpus that `apply(diff, old)` gives.
    """
    olds, news = old.ids, new.ids
    pairs = _by_name(olds, news, old.__getitem__, new.__getitem__, lambda document: document.text, By.TEXT)
    kept, added = _kept_and_added(pairs, len(news))
    found = (_document_diff(i, old[olds[i]], new[news[j]], by) for i, j, by in pairs)
    gone = rest(len(olds), (one.old for one in pairs))
    return CorpusDiff(
        added=tuple(new[news[j]] for j in added),
        removed=tuple((i, old[olds[i]]) for i in gone),
        changed=tuple(document for document in found if _differs(document)),
        order=_permutation(kept + added),
        lists={
            name: differs
            for name, second in _SECOND_NAMES.items()
            if (differs := _named(getattr(old, name), getattr(new, name), second))
        },
    )


def _differs(document: DocumentDiff) -> bool:
    return bool(
        document.layers
        or document.metadata
        or document.old.id != document.new.id
        or document.new_text is not None
    )


def _by_name(
    old: Sequence[str],
    new: Sequence[str],
    old_record: Callable[[str], R],
    new_record: Callable[[str], R],
    second_name: Callable[[R], Hashable],
    by: By,
) -> list[Pair]:
    """Match records by their ids, which are unique, and what is left by a second name."""
    places = {id_: j for j, id_ in enumerate(new)}
    found = [Pair(i, places[id_], By.ID) for i, id_ in enumerate(old) if id_ in places]
    gone = rest(len(old), (one.old for one in found))
    left = {second_name(old_record(old[i])): i for i in reversed(gone)}
    for j in rest(len(new), (one.new for one in found)):
        i = left.pop(second_name(new_record(new[j])), None)
        if i is not None:
            found.append(Pair(i, j, by))
    return sorted(found)


def _document_diff(at: int, old: Document, new: Document, by: By) -> DocumentDiff:
    alignment = None if old.text == new.text else align(old.text, new.text)
    pairs = {layer: pair(layer, old.layer(layer), new.layer(layer), alignment) for layer in LAYER_NAMES}
    moves: dict[str, dict[str, str]] = {
        layer: {old.layer(layer)[i].id: new.layer(layer)[j].id for i, j, _ in pairs[layer]}
        for layer in LAYER_NAMES
        if layer != DOCUMENT_STANCE.name
    }
    layers = {}
    for layer in LAYER_NAMES:
        kinds = _Kinds(moves, alignment)
        found = list_diff(old.layer(layer), new.layer(layer), pairs[layer], kinds, layer)
        if found:
            layers[layer] = found
    metadata = differing(old.metadata, new.metadata)
    return DocumentDiff(
        at=at, old=without_layers(old), new=without_layers(new), by=by, metadata=metadata, layers=layers
    )


class _Kinds:
    """Says whether two records of a layer differ in more than their place."""

    def __init__(self, moves: Mapping[str, Mapping[str, str]], alignment: Alignment | None) -> None:
        self._moves = moves
        self._alignment = alignment

    def __call__(self, old: Any, new: Any, fields: Sequence[str]) -> Kind:
        """Return MOVED where each field that differs is a place, or refers to what has moved with it."""
        moved = "start" in fields or "end" in fields
        same = all(name in PLACE or self._only_moved(name, old, new) for name in fields)
        return Kind.MOVED if moved and same else Kind.CHANGED

    def _only_moved(self, name: str, old: Any, new: Any) -> bool:
        before, after = getattr(old, name), getattr(new, name)
        if before is None or after is None:
            return False
        if name in _SPANS:
            if before.text != after.text:
                return False
            if self._alignment is not None and self._alignment.span(before.start, before.end) == (
                after.start,
                after.end,
            ):
                return True
            return bool(after.start - before.start == new.start - old.start)
        if name not in _REFERRED:
            return False
        moves = {one: to for layer in _REFERRED[name] for one, to in self._moves[layer].items()}
        if isinstance(before, str):
            return bool(moves.get(before) == after)
        return bool(tuple(map(moves.get, before)) == after)


def _always_changed(_old: Any, _new: Any, _fields: Sequence[str]) -> Kind:
    return Kind.CHANGED


def list_diff(
    old: Sequence[Any],
    new: Sequence[Any],
    pairs: Sequence[Pair],
    kind: Callable[[Any, Any, Sequence[str]], Kind],
    layer: str | None = None,
) -> ListDiff:
    """Return what differs between two lists of records whose pairs are known.

    Args:
        old: The old records.
        new: The new records.
        pairs: Which of them are the same.
        kind: Says of two records and the fields in which they differ whether that is a change or a move.
        layer: The layer, whose rules may give the order.
    """
    changes = []
    for i, j, by in pairs:
        if fields := differing(old[i], new[j]):
            what = kind(old[i], new[j], fields)
            changes.append(Change(kind=what, at=i, old=old[i], new=new[j], by=by, fields=fields))
    gone = rest(len(old), (one.old for one in pairs))
    changes += [Change(kind=Kind.REMOVED, at=i, old=old[i]) for i in gone]
    kept, added = _kept_and_added(pairs, len(new))
    changes += [Change(kind=Kind.ADDED, at=None, new=new[j]) for j in added]
    return ListDiff(tuple(changes), _order([new[j] for j in kept + added], new, kept + added, layer))


def _order(
    made: list[Any], new: Sequence[Any], places: list[int], layer: str | None
) -> tuple[int, ...] | bool:
    if made == list(new):
        return False
    if layer is not None and layer != DOCUMENT_STANCE.name and in_order(layer, made) == list(new):
        return True
    return _permutation(places) or False


def _named(old: Mapping[str, R], new: Mapping[str, R], second_name: Callable[[R], Hashable]) -> ListDiff:
    pairs = _by_name(list(old), list(new), old.__getitem__, new.__getitem__, second_name, By.NAME)
    return list_diff(list(old.values()), list(new.values()), pairs, _always_changed)


def differing(old: Any, new: Any) -> tuple[str, ...]:
    """Return the names of the fields in which two records of a class differ."""
    kind: Any = type(old)
    return tuple(name for name in kind.model_fields if getattr(old, name) != getattr(new, name))


def _kept_and_added(pairs: Sequence[Pair], count: int) -> tuple[list[int], list[int]]:
    """Return the places in the new list of what is kept, in the old order, and of what is added."""
    kept = [one.new for one in sorted(pairs)]
    return kept, rest(count, kept)


def _permutation(places: list[int]) -> tuple[int, ...] | None:
    """Return, for each place of the new list, where its record is in a list; None where that is its place."""
    if places == list(range(len(places))):
        return None
    found = [0] * len(places)
    for at, place in enumerate(places):
        found[place] = at
    return tuple(found)
