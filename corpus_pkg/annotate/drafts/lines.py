"""The lines of a draft: what kind each is, and whether its parts have the right form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.layers import DATES, FIGURES, IN_SENTENCES, SPECS, STANCE
from corpus_pkg.values.nearest import meant

LAYERS: Final = {SPECS[layer].kind: layer for layer in IN_SENTENCES}
"""The kinds of lines that are annotations, each with its layer."""

BASE: Final = ("segment", "sentence")
KINDS: Final = ("document_date", "document_stance", *BASE, *reversed(LAYERS))
"""All kinds, those before others whose lines may hold the others' names as fields.

Layers refer to those before them.
"""

NOTES: Final = frozenset({"rule", "was", "new", "by", "why"})
"""Keys by which an adjudicator says what was decided; they are not part of the annotation."""

_COUNTS: Final = ("n", "subject_n", "antecedent_n")
_QUOTES: Final = (
    "in",
    "subject_in",
    "subject_scope",
    "subject",
    "quote",
    "key",
    "anchor",
    "antecedent",
    "antecedent_in",
    "rule",
)


_OCCURRENCE: Final = ("n", "in")


def _keys(kind: str) -> tuple[str, ...]:
    """Return the keys that a line of a kind may have in addition to its kind."""
    if kind not in LAYERS:
        return ("quote", "note") if kind == "segment" else ("note",)
    spec = SPECS[LAYERS[kind]]
    made = {"id", "start", "end", "text", spec.implied_ref, "label" if kind == STANCE.kind else ""}
    fields = ["id" if name == kind else name for name in spec.model.model_fields if name not in made]
    return (*fields, *_OCCURRENCE, *_of_spans(kind), *(("key",) if kind == DATES.kind else ()))


def _of_spans(kind: str) -> dict[str, str]:
    """Return the keys that say which occurrence the words of a field are, each with the field."""
    if kind not in LAYERS:
        return {}
    keys = (*_OCCURRENCE, "scope") if kind == FIGURES.kind else _OCCURRENCE
    return {f"{name}_{key}": name for name in SPECS[LAYERS[kind]].spans for key in keys}


KEYS: Final = {kind: _keys(kind) for kind in KINDS}
"""The keys that lines may have, by their kind."""
_WHICH: Final = {kind: _of_spans(kind) for kind in KINDS}


class LineError(ValueError):
    """A draft line that can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a draft."""

    number: int
    """Line number from 1."""
    kind: str
    """One of `KINDS`."""
    value: Any
    """What the line's kind names: the quote, the segment's kind or the stance's label."""
    fields: Mapping[str, Any]
    """The other keys, without an adjudicator's."""
    rule: str | None = None
    """The rule that an adjudicator cites."""
    removed: bool = False
    """Whether the line says that an annotation was thrown out."""


def parse_line(number: int, line: Mapping[str, Any]) -> Line:
    """Return what a line of a draft says.

    Args:
        number: Line number from 1.
        line: The parsed JSON object.

    Raises:
        LineError: The line is of no known kind, or a part has the wrong form.
    """
    removed = "removed" in line
    inner = line["removed"] if removed else line
    if not isinstance(inner, Mapping):
        raise LineError("`removed` holds the line that was thrown out: a JSON object")
    kind = _kind(inner)
    fields = {name: item for name, item in inner.items() if name != kind and name not in NOTES}
    if unknown := next((name for name in fields if name not in KEYS[kind]), None):
        near = meant(unknown, KEYS[kind])
        advice = f"did you mean {near}?" if near else f"a line of kind {kind} has: {', '.join(KEYS[kind])}"
        raise LineError(f"there is no key {unknown[:60]}; {advice}")
    for name in _COUNTS:
        if name in fields and (type(fields[name]) is not int or fields[name] < 1):
            raise LineError(f"{name} is the number of an occurrence, from 1, and not {fields[name]!r}")
    rule = line.get("rule", inner.get("rule"))
    for name, item in (*((name, fields.get(name)) for name in _QUOTES), ("rule", rule)):
        if item is not None and not isinstance(item, str):
            raise LineError(f"{name} is a text, and not {item!r}")
    for name, of in _WHICH[kind].items():
        if fields.get(name) is not None and fields.get(of) is None:
            raise LineError(f"{name} says which {of} is meant, and there is none; write its words as {of}")
    value = inner[kind]
    if kind == "document_stance":
        if not isinstance(value, Mapping):
            raise LineError("document_stance holds an object of targets and labels")
    elif not isinstance(value, str) or not value:
        raise LineError(f"{kind} holds a text that is not empty, and not {value!r}")
    return Line(number, kind, value, fields, rule or None, removed)


def _kind(line: Mapping[str, Any]) -> str:
    first = next(iter(line), None)
    if first in KINDS:
        return str(first)
    for kind in KINDS:
        if kind in line:
            return kind
    raise LineError(f"a draft has no line of kind {first!r}; it has: {', '.join(sorted(KINDS))}, removed")
