"""Which record of an old layer is which of a new one.

Records are matched in steps, each with what the step before has left: by id, by span, by overlap, and
at last by equal words and fields. No step looks at more than a few neighbours of a record, so the time
grows with the number of records and not with its square.
"""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from corpus_pkg.annotate.diff.align import Alignment
from corpus_pkg.annotate.diff.changes import By
from corpus_pkg.layers import DOCUMENT_STANCE, LAYERS, STANCE

PLACE: Final = frozenset({"id", "start", "end", "text"})
"""The fields that say where an annotation is."""
REFERENCES: Final = frozenset(name for spec in LAYERS for name in (*spec.refs, *spec.many_refs, *spec.spans))
"""The fields that refer to a place or to another annotation, so change when that moves."""
NEIGHBOURS: Final = 8
"""How many records before and after a place are looked at for one that overlaps."""

_LABEL: Final = {
    spec.name: spec.label for spec in LAYERS if spec.label and spec.has_spans and not spec.whole_sentence
}


class Pair(NamedTuple):
    """An old and a new record that are one and the same."""

    old: int
    new: int
    by: By


@dataclass(frozen=True, slots=True)
class _Placed:
    """A record that is not yet matched, and where it is in the new text."""

    index: int
    record: Any
    start: int
    end: int


def pair(layer: str, old: Sequence[Any], new: Sequence[Any], alignment: Alignment | None) -> list[Pair]:
    """Match the records of one layer of two versions of a document one to one.

    Args:
        layer: The layer.
        old: The old records.
        new: The new records.
        alignment: Which stretches the two raw texts have in common; None where they are the same.

    Returns:
        The pairs, in the order of the old records.
    """
    if layer == DOCUMENT_STANCE.name:
        by_target = _by_keys([record.target for record in old], [record.target for record in new])
        return [Pair(i, j, By.ID) for i, j in by_target]
    found = _exact(layer, old, new, alignment)
    left = [
        _Placed(i, old[i], *_about(old[i], alignment)) for i in rest(len(old), (one.old for one in found))
    ]
    right = [_Placed(j, new[j], new[j].start, new[j].end) for j in rest(len(new), (one.new for one in found))]
    for by, step in ((By.OVERLAP, _overlapping), (By.NEAREST, _nearest)):
        if not left or not right:
            break
        pairs = step(layer, left, right)
        found += [Pair(i, j, by) for i, j in pairs]
        gone_old, gone_new = {i for i, _ in pairs}, {j for _, j in pairs}
        left = [item for item in left if item.index not in gone_old]
        right = [item for item in right if item.index not in gone_new]
    return sorted(found)


def _exact(layer: str, old: Sequence[Any], new: Sequence[Any], alignment: Alignment | None) -> list[Pair]:
    spans = [_span_key(layer, record, (record.start, record.end)) for record in new]
    if alignment is not None:
        # Ids are made of offsets: in a text that has changed, an equal id may be another place.
        mapped = [alignment.span(record.start, record.end) for record in old]
        keys = [
            _span_key(layer, record, span) if span is not None else None
            for record, span in zip(old, mapped, strict=True)
        ]
        return [Pair(i, j, By.ID if old[i].id == new[j].id else By.TEXT) for i, j in _by_keys(keys, spans)]
    found = [Pair(i, j, By.ID) for i, j in _by_keys([r.id for r in old], [r.id for r in new])]
    left, right = rest(len(old), (one.old for one in found)), rest(len(new), (one.new for one in found))
    same = _by_keys(
        [_span_key(layer, old[i], (old[i].start, old[i].end)) for i in left], [spans[j] for j in right]
    )
    return found + [Pair(left[i], right[j], By.SPAN) for i, j in same]


def _span_key(layer: str, record: Any, span: tuple[int, int]) -> Hashable:
    return (*span, record.holder, record.target) if layer == STANCE.name else span


def _by_keys(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the pairs of indexes with equal keys: the first of a key with the first, and so on."""
    places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for j, key in enumerate(new):
        places[key].append(j)
    return [(i, places[key].popleft()) for i, key in enumerate(old) if key is not None and places.get(key)]


def rest(count: int, taken: Iterable[int]) -> list[int]:
    """Return the numbers below a count that are not taken."""
    gone = set(taken)
    return [number for number in range(count) if number not in gone]


def _about(record: Any, alignment: Alignment | None) -> tuple[int, int]:
    if alignment is None:
        return record.start, record.end
    start = alignment.near(record.start)
    return start, max(start + 1, alignment.near(record.end))


def content(record: Any, *, words: bool) -> tuple[Hashable, ...]:
    """Return what a record says, without where: its fields but for places and references.

    Args:
        record: The record.
        words: Whether its text is part of it.
    """
    kind: Any = type(record)
    names = [name for name in kind.model_fields if name not in PLACE | REFERENCES]
    return tuple(getattr(record, name) for name in ([*names, "text"] if words else names))


def _overlapping(layer: str, left: Sequence[_Placed], right: Sequence[_Placed]) -> list[tuple[int, int]]:
    """Pair what overlaps, first what has the same fields, then what shares more of its characters."""
    right = sorted(right, key=lambda item: (item.start, item.end))
    starts = [item.start for item in right]
    edges = []
    for item in left:
        at = bisect_left(starts, item.start)
        for other in right[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]:
            shared = min(item.end, other.end) - max(item.start, other.start)
            if shared <= 0:
                continue
            share = shared / (max(item.end, other.end) - min(item.start, other.start))
            if _may_be(layer, item.record, other.record, share):
                differ = content(item.record, words=False) != content(other.record, words=False)
                edges.append((differ, -share, item.index, other.index))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found = []
    for _, _, i, j in sorted(edges):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            found.append((i, j))
    return found


def _may_be(layer: str, old: Any, new: Any, share: float) -> bool:
    """Return True if overlapping records may be one: they share a label, or at least half of their span."""
    if layer == STANCE.name:
        return bool(old.target == new.target)
    label = _LABEL.get(layer)
    return label is None or share >= 0.5 or getattr(old, label) == getattr(new, label)


def _nearest(_layer: str, left: Sequence[_Placed], right: Sequence[_Placed]) -> list[tuple[int, int]]:
    """Pair what has the same words and fields, in reading order, each with the nearest that is left."""
    groups: dict[Hashable, tuple[list[_Placed], list[_Placed]]] = {}
    for side, items in enumerate((left, right)):
        for item in items:
            groups.setdefault(content(item.record, words=True), ([], []))[side].append(item)
    found: list[tuple[int, int]] = []
    for olds, news in groups.values():
        olds.sort(key=lambda item: item.start)
        news.sort(key=lambda item: item.start)
        if len(olds) <= len(news):
            found += _in_step(olds, news)
        else:
            found += [(i, j) for j, i in _in_step(news, olds)]
    return found


def _in_step(few: Sequence[_Placed], many: Sequence[_Placed]) -> list[tuple[int, int]]:
    found = []
    at = 0
    spare = len(many) - len(few)
    for item in few:
        while spare and abs(many[at + 1].start - item.start) <= abs(many[at].start - item.start):
            at += 1
            spare -= 1
        found.append((item.index, many[at].index))
        at += 1
    return found
