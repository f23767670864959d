"""Label Studio: one file of tasks with the annotations as predictions, and the labelling interface.

Regions count code points, as Label Studio does; older versions counted UTF-16 code units, which the
words of the regions prove. Of a task's annotations the latest that was not cancelled is read, the ground
truth before others. Predictions are read of files that have not been in Label Studio, where a task has
no `annotations`: there they are what somebody prepared, elsewhere what nobody has accepted.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from corpus_pkg.exchange.formats.brat_conf import COLOURED
from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import FileFormat, Source, World
from corpus_pkg.exchange.formats.jsonfile import dump_json, json_files, number, objects, string
from corpus_pkg.exchange.formats.label_studio_config import TEXT, control, declared_layers, label_config
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.words import Proof, Spans
from corpus_pkg.layers import DOCUMENT_STANCE, SPAN_LAYERS

TASKS: Final = "tasks.json"
CONFIG: Final = "label_config.xml"
MODEL: Final = "corpus"
"""The model version of the predictions."""
_NOTE: Final = "-note"
_KINDS: Final = frozenset({*map(str, SPAN_LAYERS), SUBJECT})


def encode(
    documents: Iterable[FlatDocument], world: World, _losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield the labelling interface and the tasks."""
    layers: set[str] = set()
    tasks = []
    for document in documents:
        layers |= document.layers
        tasks.append(_task(document))
    yield CONFIG, label_config(world.targets, layers or HOLDS)
    yield TASKS, dump_json(tasks)


def _task(document: FlatDocument) -> dict[str, Any]:
    data = {TEXT: document.text, "document": document.id}
    return {"data": data, "predictions": [{"model_version": MODEL, "result": list(_results(document))}]}


def _results(document: FlatDocument) -> Iterator[dict[str, Any]]:
    text = document.text or ""
    for item in document.items:
        span = {"start": item.start, "end": item.end}
        words = {"text": text[item.start : item.end]}
        yield _result(item.key, item.kind, "labels", {**span, **words, "labels": [item.label]})
        closed = layer_fields(item.kind).closed if item.kind != SUBJECT else {}
        for name, value in item.fields.items():
            where = control(item.kind, name)
            if name in closed:
                yield _result(item.key, where, "choices", {**span, **words, "choices": [value]})
            else:
                yield _result(item.key, where, "textarea", {**span, "text": [value]})
    for item in document.items:
        for name, key in item.refs.items():
            yield {
                "from_id": item.key,
                "to_id": key,
                "type": "relation",
                "direction": "right",
                "labels": [name],
            }
    for stance in document.stances:
        where = control(DOCUMENT_STANCE.name, stance["target"])
        yield _result(where, where, "choices", {"choices": [stance["label"]]})
        if "note" in stance:
            yield _result(where + _NOTE, where + _NOTE, "textarea", {"text": [stance["note"]]})


def _result(id_: str, name: str, type_: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": id_, "from_name": str(name), "to_name": TEXT, "type": type_, "value": value}


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of exports in Label Studio's own JSON (not JSON-MIN)."""
    declared = _declared(source)
    for name, value in json_files(source):
        tasks = objects(value if isinstance(value, list) else [value])
        if not tasks or any(not isinstance(task.get("data"), dict) for task in tasks):
            source.wrong(name, "it is no list of tasks; export the project as JSON (not JSON-MIN)")
            continue
        for task in tasks:
            text = task["data"].get(TEXT)
            about = string(task["data"].get("document"))
            if not isinstance(text, str):
                source.wrong(name, f"the task {string(task.get('id'))} has no text; export it with its data")
            elif not _finished(task):
                yield FlatDocument(about, text, [], place=name, annotated=False)
            else:
                document = _Reader(task, text, name, source).document
                document.layers = declared
                yield document


def _declared(source: Source) -> frozenset[str]:
    """Return the layers that the labelling interface declares; none where the files come without one."""
    data = source.read(CONFIG) if source.root.joinpath(CONFIG).is_file() else None
    try:
        return declared_layers(data) if data is not None else frozenset()
    except ValueError as error:
        source.wrong(CONFIG, str(error))
        return frozenset()


def _finished(task: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was submitted of a task, the one to read last."""
    if "annotations" in task:
        done = [one for one in objects(task["annotations"]) if not one.get("was_cancelled")]
    else:
        done = objects(task.get("predictions"))
    return sorted(done, key=_rank)


def _rank(annotation: dict[str, Any]) -> tuple[bool, str, int]:
    preferred = annotation.get("ground_truth") is True
    return preferred, string(annotation.get("updated_at")), number(annotation.get("id"))


def _quote(result: dict[str, Any]) -> tuple[Spans, str | None]:
    """Return the offsets of a region and its words, if it has them."""
    value = result.get("value")
    about = value if isinstance(value, dict) else {}
    words = about.get("text")
    # Label Studio writes a line end as a backslash and an n.
    words = words.replace("\\n", "\n") if isinstance(words, str) else None
    return ((number(about.get("start")), number(about.get("end"))),), words


class _Reader:
    """Reads one task."""

    def __init__(self, task: dict[str, Any], text: str, place: str, source: Source) -> None:
        self.source = source
        about = string(task["data"].get("document"))
        self.document = FlatDocument(about, text, [], place=place, annotated=True)
        self.found: dict[str, Item] = {}
        self.stances: dict[str, dict[str, str]] = {}
        *others, chosen = _finished(task)
        for other in others:
            self._lose("annotation", string(other.get("id")), "other-annotator")
        results = objects(chosen.get("result"))
        regions = [result for result in results if result.get("type") == "labels"]
        self.proof = Proof(text, [_quote(result) for result in regions])
        for result in regions:
            self._region(result)
        for result in results:
            if result.get("type") == "relation":
                self._relation(result)
            elif result.get("type") != "labels":
                self._field(result)
        self.document.items = list(self.found.values())
        self.document.stances = list(self.stances.values())

    def _lose(self, what: str, key: str, reason: str) -> None:
        self.source.losses.add(self.document.id, what, key, reason)

    def _wrong(self, message: str, key: str) -> None:
        self.source.wrong(self.document.place, message, 0, key)

    def _region(self, result: dict[str, Any]) -> None:
        key, kind, value = string(result.get("id")), string(result.get("from_name")), result.get("value")
        labels = value.get("labels") if isinstance(value, dict) else None
        if kind not in _KINDS or not isinstance(labels, list) or not labels:
            self._lose(kind, key, "label-unknown")
            return
        for label in labels[1:]:
            self._lose(kind, f"{key} {string(label)}", "annotation-not-held")
        assert isinstance(value, dict)  # noqa: S101 - it has labels
        spans = self.source.placed(self.proof, self.document, kind, key, *_quote(result))
        if spans is None:
            return
        if not key or key in self.found:
            self._wrong("two regions of a task have one id; export it again", key)
        else:
            ((start, end),) = spans
            self.found[key] = Item(key, kind, start, end, string(labels[0]), {}, {})

    def _relation(self, result: dict[str, Any]) -> None:
        item = self.found.get(string(result.get("from_id")))
        labels = result.get("labels")
        name = string(labels[0]) if isinstance(labels, list) and labels else ""
        known = layer_fields(item.kind).refs if item is not None and item.kind != SUBJECT else {}
        if item is None or name not in known:
            self._lose(f"relation {name}".strip(), string(result.get("from_id")), "label-unknown")
        else:
            item.refs[name] = string(result.get("to_id"))

    def _field(self, result: dict[str, Any]) -> None:
        key, name, value = (result.get(part) for part in ("id", "from_name", "value"))
        kind, _, field = string(name).partition("-")
        given = value.get("choices", value.get("text")) if isinstance(value, dict) else None
        parts = [string(part) for part in given] if isinstance(given, list) else [string(given)]
        item = self.found.get(string(key))
        if kind == DOCUMENT_STANCE.name and field:
            target = field.removesuffix(_NOTE) if result.get("type") == "textarea" else field
            stance = self.stances.setdefault(target, {"target": target})
            stance["note" if result.get("type") == "textarea" else "label"] = parts[0]
        elif item is None or item.kind != kind or kind == SUBJECT or field not in layer_fields(kind).names:
            self._lose(string(name), string(key), "label-unknown")
        else:
            if parts and parts[0]:
                item.fields[field] = parts[0]
            for part in parts[1:]:
                self._lose(string(name), f"{string(key)} {part}", "annotation-not-held")


HOLDS: Final = frozenset((*COLOURED, DOCUMENT_STANCE.name))
FORMAT: Final = FileFormat("label-studio", "Label Studio JSON", (".json",), HOLDS, encode, decode_files)
