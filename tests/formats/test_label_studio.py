"""Label Studio: the interface and the tasks are what its server takes, and what it exports comes in."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from corpus_pkg.exchange.formats.label_studio import CONFIG, FORMAT, TASKS
from corpus_pkg.exchange.formats.reading import Reading
from tests.formats.round_trip import bare, world_of
from tests.formats.world import TEXT, small_corpus


def written(tmp_path: Path) -> Any:
    corpus = small_corpus()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    return json.loads(tmp_path.joinpath("out", TASKS).read_bytes())


def read(tmp_path: Path, tasks: Any) -> Reading:
    place = tmp_path / "export.json"
    place.write_text(json.dumps(tasks))
    return FORMAT.read(place, bare(small_corpus()))


def region(id_: str, layer: str, label: str, start: int, end: int, **value: Any) -> dict[str, Any]:
    span = {"start": start, "end": end, "labels": [label]}
    return {"id": id_, "from_name": layer, "to_name": "text", "type": "labels", "value": span | value}


def task(*results: dict[str, Any], **annotation: Any) -> dict[str, Any]:
    data = {"text": TEXT, "document": "growth"}
    return {
        "id": 1,
        "data": data,
        "annotations": [{"id": 7, "result": list(results), **annotation}],
        "predictions": [3],
    }


def test_regions_count_code_points(tmp_path: Path) -> None:
    (one,) = written(tmp_path)
    regions = [result for result in one["predictions"][0]["result"] if result.get("type") == "labels"]
    assert {"start": 2, "end": 6, "text": "Oslo", "labels": ["GPE"]} in [
        result["value"] for result in regions
    ]
    for result in regions:
        value = result["value"]
        assert TEXT[value["start"] : value["end"]] == value["text"]


def test_regions_in_utf_16_code_units_are_recognised_by_their_words(tmp_path: Path) -> None:
    results = (
        region("a", "entities", "GPE", 3, 7, text="Oslo"),
        region("b", "entities", "GPE", 11, 17),  # of the same file, without its words
    )
    reading = read(tmp_path, [task(*results)])
    assert reading.problems == []
    assert [e.text for e in reading.documents[0].entities] == ["Oslo", "Bergen"]
    assert reading.losses.counts()["offset-unit"] == 2


def test_a_region_over_a_line_end_is_read_as_label_studio_writes_it(tmp_path: Path) -> None:
    words = TEXT[18:24].replace("\r\n", "\\n")
    reading = read(tmp_path, [task(region("a", "entities", "EVENT", 18, 26, text=words + "by"))])
    assert reading.problems == []
    assert [e.text for e in reading.documents[0].entities] == [TEXT[18:26]]


def test_every_result_has_its_control_in_the_interface(tmp_path: Path) -> None:
    (one,) = written(tmp_path)
    view = ET.parse(tmp_path / "out" / CONFIG).getroot()
    controls = {element.get("name"): element for element in view if element.get("toName")}
    for result in one["predictions"][0]["result"]:
        if result["type"] == "relation":
            continue
        element = controls[result["from_name"]]
        assert element.tag.lower() == result["type"]
        allowed = {child.get("value") for child in element}
        assert set(result["value"].get("labels", result["value"].get("choices", []))) <= allowed


def test_new_annotation_comes_in_with_what_the_annotator_chose(tmp_path: Path) -> None:
    chosen = {
        "from_name": "dates-value",
        "to_name": "text",
        "type": "textarea",
        "id": "q",
        "value": {"text": ["2024"]},
    }
    reading = read(
        tmp_path,
        [task(region("a1B", "entities", "GPE", 10, 16), region("q", "dates", "DATE", 40, 44), chosen)],
    )
    assert reading.problems == []
    document = reading.documents[0]
    assert [(e.text, e.entity) for e in document.entities] == [("Bergen", "bergen")]
    assert [(d.text, d.value) for d in document.dates] == [("2024", "2024")]


def test_the_latest_annotation_that_was_not_cancelled_counts(tmp_path: Path) -> None:
    one = task(region("a", "entities", "GPE", 2, 6), updated_at="2026-01-02")
    other = task(region("b", "entities", "ORG", 2, 6), updated_at="2026-01-01")["annotations"][0] | {"id": 5}
    cancelled = other | {"was_cancelled": True, "updated_at": "2026-01-03"}
    one["annotations"] += [other, cancelled]
    reading = read(tmp_path, [one])
    assert [e.type for e in reading.documents[0].entities] == ["GPE"]
    assert [(loss.annotation, loss.reason) for loss in reading.losses.losses] == [("5", "other-annotator")]


def test_a_task_that_nobody_annotated_is_no_empty_document(tmp_path: Path) -> None:
    one = task() | {"annotations": []}
    reading = read(tmp_path, [one])
    assert reading.problems == []
    assert reading.losses.counts() == {"not-annotated": 1}
    assert reading.changed == {"growth": frozenset()}


def test_what_a_model_predicted_is_not_what_somebody_submitted(tmp_path: Path) -> None:
    one = task(region("a", "entities", "GPE", 2, 6), was_cancelled=True)
    one["predictions"] = [{"result": [region("b", "entities", "GPE", 10, 16)]}]
    reading = read(tmp_path, [one])
    assert reading.losses.counts() == {"not-annotated": 1}
    assert reading.documents[0].entities == ()


def test_offsets_outside_the_text_or_over_other_words_are_problems(tmp_path: Path) -> None:
    results = (region("a", "entities", "GPE", 1, 99), region("b", "entities", "GPE", 2, 6, text="Rome"))
    reading = read(tmp_path, [task(*results)])
    found = [(problem.annotation, problem.code) for problem in reading.problems]
    assert found == [("a", "span-range"), ("b", "span-text")]


def test_labels_and_controls_of_other_projects_are_losses(tmp_path: Path) -> None:
    mood = {
        "from_name": "mood",
        "to_name": "text",
        "type": "choices",
        "id": "m",
        "value": {"choices": ["glad"]},
    }
    arrow = {"from_id": "a", "to_id": "a", "type": "relation", "labels": ["loves"]}
    reading = read(
        tmp_path,
        [task(region("a", "entities", "GPE", 2, 6), region("x", "proteins", "P53", 2, 6), mood, arrow)],
    )
    assert reading.problems == []
    assert reading.losses.counts() == {"label-unknown": 3}


def test_choices_of_a_region_are_asked_of_each_region_and_others_once(tmp_path: Path) -> None:
    written(tmp_path)
    config = ET.parse(tmp_path / "out" / CONFIG).getroot()
    layers = {element.get("name") for element in config.iter("Labels")}
    for element in config.iter("Choices"):
        asked = (element.get("perRegion"), element.get("whenTagName"))
        layer = str(element.get("name")).partition("-")[0]
        assert asked == (("true", layer) if layer in layers else (None, None)), element.get("name")
