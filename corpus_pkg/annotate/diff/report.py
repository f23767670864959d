"""A diff for people: lines of text, and Markdown for a changelog."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from corpus_pkg.annotate.diff.changes import Change, CorpusDiff, DocumentDiff, Kind
from corpus_pkg.corpus.markdown import inline
from corpus_pkg.corpus.order import name_of
from corpus_pkg.corpus.problems import printable
from corpus_pkg.values.counted import counted

_SHOWN: Final = 60
"""How many characters of a text are shown."""
_HEADINGS: Final = {
    Kind.ADDED: "Added",
    Kind.REMOVED: "Removed",
    Kind.MOVED: "Moved",
    Kind.CHANGED: "Changed",
}
_TITLES: Final = ("text", "name", "description", "question")
"""The fields that people know a record by."""
_PLACE: Final = frozenset({"id", "start", "end"})


class Line(NamedTuple):
    """One line of the report."""

    document: str
    """The document's id, or the part of the corpus that is in no document."""
    layer: str
    """The layer, or nothing for what concerns the whole document."""
    kind: Kind
    """What happened."""
    what: str
    """The rest of the line."""


def lines(diff: CorpusDiff) -> Iterator[Line]:
    """Yield what a diff says, line by line: documents first, then their layers and shared lists."""
    for _, document in diff.removed:
        yield Line(document.id, "", Kind.REMOVED, "the document")
    for document in diff.added:
        count = sum(1 for _ in document.annotations) + len(document.document_stance)
        yield Line(document.id, "", Kind.ADDED, f"the document, with {counted(count, 'annotation')}")
    if diff.order is not None:
        yield Line("documents", "", Kind.CHANGED, "their order")
    for changed in diff.changed:
        yield from _document_lines(changed)
    for part, found in diff.lists.items():
        for change in found.changes:
            yield Line(part, "", change.kind, describe(change))
        if found.reordered:
            yield Line(part, "", Kind.CHANGED, "the order")


def _document_lines(document: DocumentDiff) -> Iterator[Line]:
    name = document.new.id
    if document.old.id != name:
        yield Line(name, "", Kind.CHANGED, f"its id, from {document.old.id} (found by {document.by})")
    if document.new_text is not None:
        sizes = f"{len(document.old.text):,} → {counted(len(document.new_text), 'character')}"
        yield Line(name, "", Kind.CHANGED, f"the raw text: {sizes}")
    for field in document.metadata:
        values = _values(document.old.metadata, document.new.metadata, field)
        yield Line(name, "", Kind.CHANGED, f"metadata {field}: {values}")
    for layer, found in document.layers.items():
        for change in sorted(found.changes, key=_place):
            yield Line(name, layer, change.kind, describe(change))
        if found.reordered:
            yield Line(name, layer, Kind.CHANGED, "the order")


def _place(change: Change) -> tuple[int, str]:
    record = change.old if change.new is None else change.new
    return getattr(record, "start", 0), name_of(record)


def describe(change: Change) -> str:
    """Return what happened to a record, without its layer and kind."""
    if change.old is None or change.new is None:
        return _record(change.old if change.new is None else change.new)
    old, new = name_of(change.old), name_of(change.new)
    names = new if old == new else f"{old} → {new}"
    shown = {name: _values(change.old, change.new, name) for name in change.fields if name not in _PLACE}
    if change.kind is Kind.MOVED:
        # What only follows the move is not said.
        shown = {name: value for name, value in shown.items() if name == "text"}
    title = "" if "text" in shown else f" {_title(change.new)}"
    fields = "; ".join(f"{name} {value}" for name, value in shown.items())
    return f"{names}{title}{': ' if fields else ''}{fields} (by {change.by})"


def _record(record: Any) -> str:
    values = record.model_dump(mode="json")
    for name in (*_TITLES, "id", "start", "end", "note", "sentence", "segment"):
        values.pop(name, None)
    said = " ".join(f"{name}={_value(value)}" for name, value in values.items() if value not in (None, []))
    return " ".join(part for part in (name_of(record), _title(record), said) if part)


def _title(record: Any) -> str:
    for name in _TITLES:
        if isinstance(found := getattr(record, name, None), str):
            return f"“{_clipped(found)}”"
    return ""


def _values(old: Any, new: Any, field: str) -> str:
    before, after = (record.model_dump(mode="json")[field] for record in (old, new))
    return f"{_value(before)} → {_value(after)}"


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        if "text" in value:
            return f"“{_clipped(value['text'])}” at {value['start']}"
        return _clipped(", ".join(f"{name}={_value(item)}" for name, item in value.items()))
    if isinstance(value, list):
        return _clipped("[" + ", ".join(map(_value, value)) + "]")
    return f"“{_clipped(value)}”" if isinstance(value, str) and " " in value else _clipped(str(value))


def _clipped(text: str) -> str:
    plain = printable(text)
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"


def summary(diff: CorpusDiff) -> list[tuple[str, ...]]:
    """Return the counts by layer and kind as rows of text, the first the heading; no row without changes."""
    rows: list[tuple[str, ...]] = []
    documents = {
        Kind.ADDED: len(diff.added), Kind.REMOVED: len(diff.removed), Kind.CHANGED: len(diff.changed)
    }  # fmt: skip
    counts: dict[str, dict[Kind, int]] = {"documents": documents, **diff.counts()}
    for part, kinds in counts.items():
        if any(kinds.values()):
            rows.append((part, *(f"{kinds.get(kind, 0):,}" for kind in Kind)))
    return [("", *(kind.value for kind in Kind)), *rows] if rows else []


def as_text(diff: CorpusDiff, *, only_counts: bool = False) -> str:
    """Return the diff as plain text, one line per change, then the counts; empty for no difference."""
    said = (
        ""
        if only_counts
        else "".join(
            "\t".join(part for part in (line.document, line.layer, line.kind.value, line.what) if part) + "\n"
            for line in lines(diff)
        )
    )
    return said + "".join("\t".join(row) + "\n" for row in summary(diff))


def as_markdown(diff: CorpusDiff, *, only_counts: bool = False) -> str:
    """Return the diff as the part of a changelog: a list under each of `Added`, `Changed` and so on.

    The headings are of the fourth level, as those under `### Data` in a changelog that is kept after
    https://keepachangelog.com.
    """
    if only_counts:
        head, *rows = summary(diff) or [("",)]
        table = [" | ".join(row) for row in (head, ("---", *("---:" for _ in head[1:])), *rows)]
        return "".join(f"| {row} |\n" for row in table) if rows else ""
    found = list(lines(diff))
    parts = []
    for kind in (Kind.ADDED, Kind.CHANGED, Kind.MOVED, Kind.REMOVED):
        of_kind = [line for line in found if line.kind is kind]
        if of_kind:
            items = "".join(f"- {_markdown_line(line)}\n" for line in of_kind)
            parts.append(f"#### {_HEADINGS[kind]}\n\n{items}")
    return "\n".join(parts)


def _markdown_line(line: Line) -> str:
    place = f"`{line.document}`" + (f", {line.layer.replace('_', ' ')}" if line.layer else "")
    return f"{place}: {inline(line.what)}"
