"""Label Studio projects that this package did not make."""

from pathlib import Path
from typing import Any

import pytest

from tests.command_line import run
from tests.formats.foreign.project import (
    TEXT,
    bring,
    corpus,
    document,
    names,
    region,
    span,
    task,
    words,
    wrote,
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return corpus(tmp_path)


def tasks(folder: Path, *found: Any) -> Path:
    return wrote(folder / "tasks.json", list(found))


def test_a_project_with_names_of_its_own_is_read_by_text_and_label(made: Path, tmp_path: Path) -> None:
    bring("label-studio", tasks(tmp_path, task(region("Porto"), region("Eva Lind", "PER"))), made).succeeded()
    assert [found[2:] for found in names(made)] == [("Porto", "GPE"), ("Eva Lind", "PERSON")]


def test_the_text_may_have_another_name_in_the_task(made: Path, tmp_path: Path) -> None:
    one = task(region("Porto"))
    one["data"] = {"body": TEXT, "headline": "Ferries"}
    bring("label-studio", tasks(tmp_path, one), made).succeeded()
    assert words(made) == ["Porto"]


def test_a_region_without_an_id_is_a_region(made: Path, tmp_path: Path) -> None:
    regions = [region("Porto"), region("Lisbon")]
    for one in regions:
        del one["id"]
    bring("label-studio", tasks(tmp_path, task(*regions)), made).succeeded()
    assert words(made) == ["Lisbon", "Porto"]


def test_two_regions_with_one_id_are_not_both_certain(made: Path, tmp_path: Path) -> None:
    source = tasks(tmp_path, task(region("Porto", id="a"), region("Lisbon", id="a")))
    bring("label-studio", source, made).succeeded("tasks.json", "two regions have this id")
    assert words(made) == ["Porto"]


def test_labels_of_two_layers_on_one_region_are_both_read(made: Path, tmp_path: Path) -> None:
    date = region("June 2023", "DATE", id="a", from_name="dates")
    value = {"id": "a", "from_name": "dates-value", "type": "textarea", "value": {"text": ["2023-06"]}}
    source = tasks(tmp_path, task(region("June 2023", "EVENT", id="a"), date, value))
    bring("label-studio", source, made).succeeded()
    assert words(made) == ["June 2023"]
    assert [found.value for found in document(made).dates] == ["2023-06"]


@pytest.mark.parametrize("as_", [float, str])
def test_offsets_may_be_written_as_other_numbers(as_: Any, made: Path, tmp_path: Path) -> None:
    one = region("Porto")
    one["value"] |= {key: as_(one["value"][key]) for key in ("start", "end")}
    bring("label-studio", tasks(tmp_path, task(one)), made).succeeded()
    assert words(made) == ["Porto"]


@pytest.mark.parametrize("start", ["x", None, 1.5, "-1", True, []])
def test_what_is_not_an_offset_is_refused_as_it_is(start: Any, made: Path, tmp_path: Path) -> None:
    source = tasks(tmp_path, task(region("Porto"), region("Lisbon", value={"start": start})))
    bring("label-studio", source, made).succeeded("tasks.json", "r2 start is ", "which is not an offset")
    assert words(made) == ["Porto"]


@pytest.mark.parametrize("note", [["check this"], "check this"])
def test_the_note_on_a_region_is_its_note(note: Any, made: Path, tmp_path: Path) -> None:
    bring("label-studio", tasks(tmp_path, task(region("Porto", meta={"text": note}))), made).succeeded()
    assert [entity.note for entity in document(made).entities] == ["check this"]


def test_a_region_over_a_line_end_is_stored(made: Path, tmp_path: Path) -> None:
    one = region("euros.\n\nA second", "EVENT")
    one["value"]["text"] = one["value"]["text"].replace("\n", "\\n")
    bring("label-studio", tasks(tmp_path, task(one)), made).succeeded()
    assert words(made) == ["euros.\n\nA second"]


@pytest.mark.parametrize("said", ["words", "no words"])
def test_code_points_are_counted(said: str, made: Path, tmp_path: Path) -> None:
    one = region("Porto")
    if said == "no words":
        del one["value"]["text"]
    bring("label-studio", tasks(tmp_path, task(one)), made).succeeded()
    assert words(made) == ["Porto"]


def test_older_versions_that_counted_utf_16_are_recognised_by_the_words(made: Path, tmp_path: Path) -> None:
    start, end = span("Porto")
    source = tasks(tmp_path, task(region("Porto", value={"start": start + 1, "end": end + 1})))
    bring("label-studio", source, made).succeeded("1 × entities: offset-unit")
    assert words(made) == ["Porto"]


def test_a_skipped_task_is_not_annotated_whatever_a_model_predicted(made: Path, tmp_path: Path) -> None:
    one = task(region("Porto"))
    one["annotations"][0]["was_cancelled"] = True
    one["predictions"] = [{"result": [region("Lisbon")]}]
    ended = bring("label-studio", tasks(tmp_path, one), made)
    ended.succeeded("1 × document: not-annotated", "kept apart: predictions (1), skipped tasks (1)")
    assert words(made) == []


def test_predictions_next_to_annotations_are_counted_as_kept_apart(made: Path, tmp_path: Path) -> None:
    guesses = [{"id": 5, "result": [region("Lisbon")]}, {"id": 6, "result": [region("Eva Lind", "PER")]}]
    one = task(region("Porto"), predictions=guesses)
    ended = bring("label-studio", tasks(tmp_path, one), made)
    ended.succeeded("kept apart: predictions (2)")
    assert words(made) == ["Porto"]


def test_the_ground_truth_counts_and_the_others_are_reported(made: Path, tmp_path: Path) -> None:
    one = task(region("Porto"), region("Lisbon"))
    one["annotations"][0] |= {"ground_truth": True, "updated_at": "2024-01-01"}
    one["annotations"].append({"id": 2, "updated_at": "2024-05-05", "result": [region("Porto")]})
    bring("label-studio", tasks(tmp_path, one), made).succeeded("1 × annotation: other-annotator")
    assert words(made) == ["Lisbon", "Porto"]


@pytest.mark.parametrize(
    ("name", "read"), [("3", ["Porto"]), ("b@example.org", ["Lisbon"]), ("Bo Ek", ["Lisbon"])]
)
def test_one_of_several_annotators_is_chosen_by_name(
    name: str, read: list[str], made: Path, tmp_path: Path
) -> None:
    one = task(region("Porto"))
    other = {"id": 4, "email": "b@example.org", "first_name": "Bo", "last_name": "Ek"}
    one["annotations"].append({"id": 2, "completed_by": other, "result": [region("Lisbon")]})
    bring("label-studio", tasks(tmp_path, one), made, "--by", name).succeeded(
        "kept apart: annotations of others (1)"
    )
    assert words(made) == read


def test_an_annotator_who_did_not_do_the_task_annotated_nothing(made: Path, tmp_path: Path) -> None:
    one = task(region("Porto"))
    one["annotations"].append({"id": 2, "completed_by": 9, "was_cancelled": True, "result": []})
    ended = bring("label-studio", tasks(tmp_path, one), made, "--by", "9")
    ended.succeeded("not-annotated", "stored 0 documents")


def test_an_annotator_whom_the_files_do_not_name_is_refused(made: Path, tmp_path: Path) -> None:
    one = task(region("Porto"))
    for email in ("tim@example.org", "eva@example.org"):
        one["annotations"].append({"id": 2, "completed_by": {"id": 4, "email": email}, "result": []})
    said = "no annotator 'evi'; the files have: 3, eva@example.org, tim@example.org"
    bring("label-studio", tasks(tmp_path, one), made, "--by", "evi").refused(said, status=2)
    new = tmp_path / "new"
    run("new", new, tasks(tmp_path, one), "--from", "label-studio", "--by", "evi").refused(said, status=2)
    assert not new.exists()
    for annotation in one["annotations"]:
        annotation.pop("completed_by", None)
    said = "there is nobody 'evi': the files do not say whose an annotation is; leave out --by"
    bring("label-studio", tasks(tmp_path, one), made, "--by", "evi").refused(said, status=2)


@pytest.mark.parametrize(
    ("format_", "said"), [("brat", "do not say whose an annotation is"), ("timeml", "do not say whose")]
)
def test_by_is_for_files_that_say_who(format_: str, said: str, made: Path, tmp_path: Path) -> None:
    bring(format_, tmp_path, made, "--by", "9").refused(said, status=2)


def test_a_task_of_another_text_is_refused_alone(made: Path, tmp_path: Path) -> None:
    other = task(region("Oslo", text="Oslo!"), text="Oslo!") | {"file_upload": "oslo.txt"}
    source = tasks(tmp_path, other, task(region("Porto")))
    bring("label-studio", source, made).refused("the corpus has no document 'oslo.txt'", status=1)
    assert words(made) == ["Porto"]


def test_what_is_not_a_region_is_refused_and_an_unknown_control_reported(made: Path, tmp_path: Path) -> None:
    source = tasks(
        tmp_path, task(region("Porto"), "odd", {"id": "x", "type": "rating", "from_name": "stars"})
    )
    bring("label-studio", source, made).succeeded('result 2 is "odd"', "1 × stars: label-unknown")
    assert words(made) == ["Porto"]
