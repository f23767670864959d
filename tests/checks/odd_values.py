"""Records of every kind with a value of the wrong type or an odd form in every field, as lines of JSON."""

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import corpus_pkg
from corpus_pkg.corpus import layout
from corpus_pkg.layers import ENTITIES, FIGURES, LAYER_NAMES, STANCE
from tests.command_line import run
from tests.small_corpus import FIRST, SECOND, Editor, write_small_corpus

ODD_VALUES = (
    "null",
    "true",
    "0",
    "1.5",
    "1e400",
    "NaN",
    "9" * 30,
    "9" * 5000,
    '" "',
    '"\\ud800"',
    '"\\u0000"',
    '"\\u202e\\u001b[2J"',
    '"x\\n"',
    "[]",
    "[{}]",
    "{}",
    '{"id":{}}',
    "[" * 40 + "]" * 40,
    '{"a":' * 40 + "1" + "}" * 40,
    "[" * 3000 + "]" * 3000,
)
_MARK = "@odd value@"


def corpus_of_all_kinds(root: Path) -> Path:
    """Write a valid corpus that has a record of every kind, decisions and annotators among them."""
    write_small_corpus(root, ("a", "b"), claims=True)
    editor = Editor(root)
    editor.drop(layout.layer_file(ENTITIES.name, FIRST, "b"), 1)
    editor.change(layout.layer_file(STANCE.name, SECOND, "b"), 1, label="mixed")
    editor.change(layout.layer_file(FIGURES.name, FIRST, "b"), 2, date=None, note="no date")
    for layer in LAYER_NAMES:
        shutil.rmtree(root / "annotations" / layer)
    place = root.parent / "decisions.jsonl"
    run("adjudicate", root, "--out", place).succeeded()
    decisions = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    for decision in decisions:
        decision |= {"decision": "a", "rule": "section 1"}
    decisions[1] |= {"decision": "own", "own": [decisions[1]["proposals"]["a"]]}
    place.write_text("".join(json.dumps(decision) + "\n" for decision in decisions), "utf-8")
    run("adjudicate", root, "--apply", place).succeeded()
    place.unlink()
    person = {"role": "annotator", "kind": "person", "who": "P", "date": "2026-11", "instructions": "X"}
    entry = editor.records(layout.REGISTRY_FILE)[0]
    seen = {"source": "an atlas", "quote": entry["wikipedia"], "seen": "2026-11-29"}
    editor.write(
        layout.REGISTRY_EVIDENCE_FILE,
        [{"entry": entry["id"], "field": "wikipedia", "value": entry["wikipedia"], **seen}],
    )
    editor.write(layout.ANNOTATORS_FILE, [{"name": name, **person, "changes": ["one"]} for name in "ab"])
    run("validate", root).succeeded("no problems")
    return root


def kinds(root: Path) -> dict[str, list[dict[str, Any]]]:
    """Return records of each kind in that corpus, by the path of their file: one of each shape."""
    shared = (
        layout.DOCUMENTS_FILE,
        layout.REGISTRY_FILE,
        layout.REGISTRY_EVIDENCE_FILE,
        layout.TARGETS_FILE,
        layout.TOPICS_FILE,
        layout.DECISIONS_FILE,
        layout.ANNOTATORS_FILE,
    )
    layers = (layout.layer_file(layer, SECOND, whose) for layer in LAYER_NAMES for whose in (None, "a"))
    found = {}
    for path in (*shared, *layers):
        shapes = {(*record, record.get("layer")): record for record in Editor(root).records(path)}
        found[path] = list(shapes.values())
    return found


def odd_lines(record: dict[str, Any], values: tuple[str, ...] = ODD_VALUES) -> Iterator[str]:
    """Yield a record with each odd value in each place, at any depth, as lines of JSON."""
    marked = [_put(record, path) for path in _paths(record)]
    for odd in values:
        for line in marked:
            yield line.replace(json.dumps(_MARK), odd)


def document_line(root: Path) -> dict[str, Any]:
    """Return a document of a corpus as the object of a line of a record file."""
    return corpus_pkg.load(root)[SECOND].model_dump(mode="json")


def _paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*at, name))
    elif isinstance(value, list) and value:
        yield from _paths(value[0], (*at, 0))


def _put(record: dict[str, Any], path: tuple[str | int, ...]) -> str:
    changed: Any = copy.deepcopy(record)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = _MARK
    return json.dumps(changed, ensure_ascii=False)
