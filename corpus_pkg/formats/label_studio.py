"""Label Studio: one file of tasks with the annotations as predictions, and the labelling interface.

Regions count UTF-16 code units, as the browser does. What an annotator made comes first when reading:
of a task's annotations the latest that was not cancelled, and only where there is none the prediction.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from corpus_pkg.corpus.document import SPAN_LAYERS
from corpus_pkg.formats.flat import SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.formats.format import EVERY_LAYER, FileFormat, Source, World
from corpus_pkg.formats.jsonfile import dump_json, json_files, number, objects, string
from corpus_pkg.formats.label_studio_config import TEXT, control, label_config
from corpus_pkg.formats.losses import LossReport
from corpus_pkg.offsets import OffsetError, OffsetMap
from corpus_pkg.schema.labels import Layer

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
    yield CONFIG, label_config(world.targets)
    yield TASKS, dump_json([_task(document) for document in documents])


def _task(document: FlatDocument) -> dict[str, Any]:
    data = {TEXT: document.text, "document": document.id}
    return {"data": data, "predictions": [{"model_version": MODEL, "result": list(_results(document))}]}


def _results(document: FlatDocument) -> Iterator[dict[str, Any]]:
    text = document.text or ""
    offsets = OffsetMap(text)
    for item in document.items:
        span = {"start": offsets.to_utf16(item.start), "end": offsets.to_utf16(item.end)}
        words = {"text": text[item.start : item.end]}
        yield _result(item.key, item.kind, "labels", {**span, **words, "labels": [item.label]})
        closed = layer_fields(Layer(item.kind)).closed if item.kind != SUBJECT else {}
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
        where = control(Layer.DOCUMENT_STANCE, stance["target"])
        yield _result(where, where, "choices", {"choices": [stance["label"]]})
        if "note" in stance:
            yield _result(where + _NOTE, where + _NOTE, "textarea", {"text": [stance["note"]]})


def _result(id_: str, name: str, type_: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": id_, "from_name": str(name), "to_name": TEXT, "type": type_, "value": value}


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of exports in Label Studio's own JSON (not JSON-MIN)."""
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
                source.losses.add(about, "task", string(task.get("id")), "not-annotated")
            else:
                yield _Reader(task, text, name, source).document


def _finished(task: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the annotations of a task that were not cancelled, or else its predictions, the latest last."""
    done = [one for one in objects(task.get("annotations")) if not one.get("was_cancelled")]
    # Label Studio's export names predictions by number alone.
    done = done or objects(task.get("predictions"))
    return sorted(done, key=lambda one: (string(one.get("updated_at")), number(one.get("id"))))


class _Reader:
    """Reads one task."""

    def __init__(self, task: dict[str, Any], text: str, place: str, source: Source) -> None:
        self.source = source
        self.text = text
        self.offsets = OffsetMap(text)
        self.document = FlatDocument(string(task["data"].get("document")), text, [], place=place)
        self.found: dict[str, Item] = {}
        self.stances: dict[str, dict[str, str]] = {}
        *others, chosen = _finished(task)
        for other in others:
            self._lose("annotation", string(other.get("id")), "other-annotator")
        results = objects(chosen.get("result"))
        for result in results:
            if result.get("type") == "labels":
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
        try:
            start, end = (self.offsets.from_utf16(number(value.get(name))) for name in ("start", "end"))
        except OffsetError as error:
            self._wrong(str(error), key)
            return
        words = value.get("text")
        # The browser may write line ends otherwise than the text has them.
        if isinstance(words, str) and words.split() != self.text[start:end].split():
            message = (
                f"the text at its offsets is {self.text[start:end][:40]!r} and the region's {words[:40]!r}"
            )
            self._wrong(f"{message}; mark it again", key)
        elif not key or key in self.found:
            self._wrong("two regions of a task have one id; export it again", key)
        else:
            self.found[key] = Item(key, kind, start, end, string(labels[0]), {}, {})

    def _relation(self, result: dict[str, Any]) -> None:
        item = self.found.get(string(result.get("from_id")))
        labels = result.get("labels")
        name = string(labels[0]) if isinstance(labels, list) and labels else ""
        known = layer_fields(Layer(item.kind)).refs if item is not None and item.kind != SUBJECT else {}
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
        if kind == Layer.DOCUMENT_STANCE and field:
            target = field.removesuffix(_NOTE) if result.get("type") == "textarea" else field
            stance = self.stances.setdefault(target, {"target": target})
            stance["note" if result.get("type") == "textarea" else "label"] = parts[0]
        elif (
            item is None
            or item.kind != kind
            or kind == SUBJECT
            or field not in layer_fields(Layer(kind)).names
        ):
            self._lose(string(name), string(key), "label-unknown")
        else:
            if parts and parts[0]:
                item.fields[field] = parts[0]
            for part in parts[1:]:
                self._lose(string(name), f"{string(key)} {part}", "annotation-not-held")


FORMAT: Final = FileFormat("label-studio", "Label Studio JSON", (".json",), EVERY_LAYER, encode, decode_files)
