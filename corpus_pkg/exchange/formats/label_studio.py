"""Label Studio: one file of tasks with the annotations as predictions, and the labelling interface.

Regions count code points, as Label Studio does; older versions counted UTF-16 code units, which the
words of the regions prove. Of a task's annotations the latest that was not cancelled is read, the ground
truth before others. Predictions are read of files that have not been in Label Studio, where a task has
no `annotations`: there they are what somebody prepared, elsewhere what nobody has accepted.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import FileFormat, World
from corpus_pkg.exchange.formats.jsonfile import dump_json, number, objects, offsets, string
from corpus_pkg.exchange.formats.label_studio_config import TEXT, control, declared_layers, label_config
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.words import Proof, Spans
from corpus_pkg.layers import DOCUMENT_STANCE, ENTITIES, SPAN_LAYERS

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
    yield CONFIG, label_config(world.targets, layers or HOLDS, world.labels)
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
    for name, value in source.json_files():
        tasks = objects(value if isinstance(value, list) else [value])
        if not tasks or any(not isinstance(task.get("data"), dict) for task in tasks):
            source.wrong(name, "it is not a list of tasks; export the project as JSON (not JSON-MIN)")
            continue
        for place, task in enumerate(tasks, 1):
            text = _text_of(task, source)
            if text is None:
                called = string(task.get("id")) or f"number {place}"
                source.odd(name, f"the task {called} has no text; export it with its data")
                continue
            file = string(task.get("file_upload"))
            names = (string(task["data"].get("document")), file.partition("-")[2], file)
            document = source.document(name, *names, text=text)
            finished = _finished(task, source)
            document.annotated = bool(finished)
            if finished:
                _Reader(finished, document, source).read()
                document.layers = declared
            yield document


def _text_of(task: dict[str, Any], source: Source) -> str | None:
    """Return the text of a task: what is called so, or else the one value that is a text of the corpus."""
    text = task["data"].get(TEXT)
    if isinstance(text, str):
        return text
    values = [value for value in task["data"].values() if isinstance(value, str)]
    known = [value for value in values if source.new or source.texts.find((), value)]
    return known[0] if len(known) == 1 else None


def _declared(source: Source) -> frozenset[str]:
    """Return the layers that the labelling interface declares; none where the files come without one."""
    data = source.read(CONFIG) if source.root.joinpath(CONFIG).is_file() else None
    try:
        return declared_layers(data) if data is not None else frozenset()
    except ValueError as error:
        source.wrong(CONFIG, str(error))
        return frozenset()


def _finished(task: dict[str, Any], source: Source) -> list[dict[str, Any]]:
    """Return what was submitted of a task, by one annotator or any, the one to read last.

    The rest is counted as kept apart: predictions next to annotations, skipped tasks, annotations of others.
    """
    apart, by = source.losses.kept_apart, source.by
    for one in objects(task.get("annotations")):
        source.meet(*_names(one.get("completed_by")))
    if "annotations" in task:
        apart["predictions"] += len(objects(task.get("predictions")))
        given = objects(task["annotations"])
        submitted = [one for one in given if not one.get("was_cancelled")]
        apart["skipped tasks"] += len(given) - len(submitted)
        done = [one for one in submitted if by is None or by in _names(one.get("completed_by"))]
        apart["annotations of others"] += len(submitted) - len(done)
    else:
        given = objects(task.get("predictions"))
        for one in given:
            source.meet(string(one.get("model_version")))
        done = [one for one in given if by is None or by == string(one.get("model_version"))]
        apart["predictions of others"] += len(given) - len(done)
    source.losses.kept_apart = +apart
    return sorted(done, key=_rank)


def _names(annotator: Any) -> list[str]:
    """Return what an annotator is called: the names where the export has them, and the id in the project."""
    if not isinstance(annotator, dict):
        return [name for name in (string(annotator),) if name]
    first, last = (string(annotator.get(name)) for name in ("first_name", "last_name"))
    email, username, id_ = (string(annotator.get(name)) for name in ("email", "username", "id"))
    names = (email, username, f"{first} {last}".strip(), id_, first, last)
    return [name for name in names if name]


def _rank(annotation: dict[str, Any]) -> tuple[bool, str, int]:
    preferred = annotation.get("ground_truth") is True
    return preferred, string(annotation.get("updated_at")), number(annotation.get("id"))


def _quote(result: dict[str, Any]) -> tuple[Spans, str | None]:
    """Return the offsets of a region and its words, if it has them.

    Raises:
        ValueError: Its offsets are not whole numbers.
    """
    value = result.get("value")
    about = value if isinstance(value, dict) else {}
    words = about.get("text")
    # Label Studio writes a line end as a backslash and an n.
    words = words.replace("\\n", "\n") if isinstance(words, str) else None
    return (offsets(about, "start", "end"),), words


def _quotes(regions: Iterable[dict[str, Any]]) -> Iterator[tuple[Spans, str | None]]:
    for region in regions:
        with suppress(ValueError):
            yield _quote(region)


class _Reader:
    """Reads one task."""

    def __init__(self, finished: list[dict[str, Any]], document: FlatDocument, source: Source) -> None:
        self.source = source
        self.document = document
        *self.others, self.chosen = finished
        self.found: dict[str, list[Item]] = {}
        self.stances: dict[str, dict[str, str]] = {}

    def read(self) -> None:
        """Read the annotation that counts into the document."""
        for other in self.others:
            self._lose("annotation", string(other.get("id")), "other-annotator")
        results = self.source.objects(self.document, self.chosen, "result")
        regions = [result for result in results if result.get("type") == "labels"]
        self.proof = Proof(self.document.text or "", _quotes(regions))
        for place, result in enumerate(regions, 1):
            self._region(result, place)
        for result in results:
            if result.get("type") == "relation":
                self._relation(result)
            elif result.get("type") != "labels":
                self._field(result)
        self.document.items = [item for items in self.found.values() for item in items]
        self.document.stances = list(self.stances.values())

    def _lose(self, what: str, key: str, reason: str) -> None:
        self.source.losses.add(self.document.id, what, key, reason)

    def _region(self, result: dict[str, Any], place: int) -> None:
        # A region without an id can't be pointed to; otherwise it is a region.
        key, value = string(result.get("id")) or f"region {place}", result.get("value")
        labels = value.get("labels") if isinstance(value, dict) else None
        label = string(labels[0]) if isinstance(labels, list) and labels else ""
        control_of = string(result.get("from_name"))
        is_name = control_of not in _KINDS or control_of == ENTITIES.name
        mine = self.source.label(self.document, label, key, is_name=is_name)
        if mine is None:
            return
        kind = control_of if control_of in _KINDS else self.source.kinds[mine]
        for other in labels[1:] if isinstance(labels, list) else ():
            self._lose(kind, f"{key} {string(other)}", "annotation-not-held")
        try:
            quote = _quote(result)
        except ValueError as error:
            self.source.refuse(self.document, kind, key, str(error))
            return
        spans = self.source.placed(self.proof, self.document, kind, key, *quote)
        if spans is None:
            return
        # The labels of two layers on one region have its one id.
        items = self.found.setdefault(key, [])
        if any(item.kind == kind for item in items):
            self.source.refuse(self.document, kind, key, "two regions have this id; export the project again")
            return
        note = result["meta"].get("text") if isinstance(result.get("meta"), dict) else None
        parts = [string(part) for part in (note if isinstance(note, list) else [note])]
        fields = {"note": "; ".join(parts)} if any(parts) and kind != SUBJECT else {}
        items.append(Item(f"{key} {kind}" if items else key, kind, *spans[0], mine, fields, {}))

    def _item(self, key: str, field: str, kind: str | None = None) -> Item | None:
        """Return the item of a region that has a field, of one kind or any."""
        for item in self.found.get(key, ()):
            known = item.kind != SUBJECT and kind in (None, item.kind)
            if known and field in layer_fields(item.kind).names:
                return item
        return None

    def _relation(self, result: dict[str, Any]) -> None:
        labels = result.get("labels")
        name = string(labels[0]) if isinstance(labels, list) and labels else ""
        item = self._item(string(result.get("from_id")), name)
        target = self._target(item, name, string(result.get("to_id")))
        if item is None or target is None:
            self._lose(f"relation {name}".strip(), string(result.get("from_id")), "label-unknown")
        else:
            item.refs[name] = target

    def _target(self, item: Item | None, name: str, key: str) -> str | None:
        """Return the key of the item of a region that a field may point to; None where it points to none."""
        kind = layer_fields(item.kind).refs.get(name) if item is not None else None
        items = self.found.get(key, [])
        fitting = [other.key for other in items if other.kind == kind]
        return fitting[0] if fitting else key if kind and not items else None

    def _field(self, result: dict[str, Any]) -> None:
        key, name, value = (result.get(part) for part in ("id", "from_name", "value"))
        kind, _, field = string(name).partition("-")
        given = value.get("choices", value.get("text")) if isinstance(value, dict) else None
        parts = [string(part) for part in given] if isinstance(given, list) else [string(given)]
        item = self._item(string(key), field, kind)
        if kind == DOCUMENT_STANCE.name and field:
            target = field.removesuffix(_NOTE) if result.get("type") == "textarea" else field
            stance = self.stances.setdefault(target, {"target": target})
            stance["note" if result.get("type") == "textarea" else "label"] = parts[0]
            for part in parts[1:]:
                self._lose(kind, f"{target} {part}", "annotation-not-held")
        elif item is None:
            self._lose(string(name), string(key), "label-unknown")
        else:
            if parts and parts[0]:
                both = field == "note" and field in item.fields
                item.fields[field] = f"{item.fields[field]}; {parts[0]}" if both else parts[0]
            for part in parts[1:]:
                self._lose(string(name), f"{string(key)} {part}", "annotation-not-held")


HOLDS: Final = frozenset((*SPAN_LAYERS, DOCUMENT_STANCE.name))
FORMAT: Final = FileFormat(
    "label-studio", "Label Studio JSON", (".json",), HOLDS, encode, decode_files, says_who=True
)
