"""`corpus-pkg validate`: its three formats and its exit statuses."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.api import load
from corpus_pkg.commands.validate import github_line, summary
from corpus_pkg.corpus.problems import Problem, printable
from corpus_pkg.layers import LAYER_NAMES
from tests import command_line
from tests.small_corpus import FIRST, SECOND, Editor, write_small_corpus

ENTITIES = f"annotations/entities/{SECOND}.jsonl"


def run(*arguments: str | Path) -> tuple[int, str]:
    ended = command_line.run("validate", *arguments)
    return ended.status, ended.output


@pytest.fixture
def broken(small_corpus_folder: Path) -> Path:
    Editor(small_corpus_folder).change(ENTITIES, 11, entity="nobody")
    return small_corpus_folder


def test_a_valid_corpus_gives_its_counts_and_status_0(small_corpus_folder: Path) -> None:
    status, output = run(small_corpus_folder)
    assert status == 0
    assert output == "1 annotator's own layers: 47 annotations\n2 documents, 47 annotations, no problems\n"


def test_the_packaged_corpus_is_checked_where_none_is_named() -> None:
    status, output = run()
    assert status == 0
    own, adjudicated = output.splitlines()
    assert own.startswith("2 annotators' own layers: ")
    assert adjudicated.startswith("5 documents, ")
    assert adjudicated.endswith(" annotations, no problems")


def test_a_layer_without_a_documents_file_asks_for_one_that_may_be_empty(
    small_corpus_folder: Path,
) -> None:
    (small_corpus_folder / ENTITIES).unlink()
    _, output = run(small_corpus_folder)
    said = "file-missing: there is no such file; create it, empty if the document has nothing of the layer"
    assert output.splitlines()[0] == f"{ENTITIES}: {said}"


def test_the_good_lines_of_a_record_file_are_checked_next_to_bad_ones(tmp_path: Path) -> None:
    corpus_pkg.load().to_jsonl(tmp_path / "records.jsonl")
    lines = (tmp_path / "records.jsonl").read_text("utf-8").splitlines()
    second, third = json.loads(lines[1]), json.loads(lines[2])
    second["entities"][0]["type"] = "CITY"
    del third["sentences"][0]  # which a rule finds, when all lines have been read
    lines[1], lines[2], lines[4] = json.dumps(second), json.dumps(third), "null"
    (tmp_path / "bad.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    status, output = run(tmp_path / "bad.jsonl")
    assert status == 1
    numbers = [int(line.split(":")[1]) for line in output.splitlines()[:-1]]
    assert numbers == sorted(numbers)
    assert set(numbers) == {2, 3, 5}
    assert output.splitlines()[-2].endswith(":5: json: the line holds null; write one JSON object a line")
    assert output.splitlines()[-1].startswith("3 documents, ")


def test_overall_stances_are_asked_for_once_a_text_is_annotated(small_corpus_folder: Path) -> None:
    annotations = small_corpus_folder / "annotations"
    shutil.rmtree(annotations / "document_stance")
    _, output = run(small_corpus_folder)
    assert "annotations/document_stance: file-missing: " in output
    for layer in set(LAYER_NAMES) - {"segments", "sentences", "document_stance"}:
        for place in (annotations / layer).iterdir():
            place.write_text("")
    _, output = run(small_corpus_folder)
    assert "file-missing" not in output


def test_text_is_a_line_a_problem_and_a_summary(broken: Path) -> None:
    status, output = run(broken)
    lines = output.splitlines()
    assert status == 1
    assert len(lines) == 3
    assert lines[0].startswith(f"{ENTITIES}:11: entity-unknown: ent-")
    assert lines[2] == "2 documents, 47 annotations, 1 problem"


@pytest.mark.parametrize("option", [("--json",), ("--format", "json")])
def test_json_holds_the_same(broken: Path, option: tuple[str, ...]) -> None:
    status, output = run(broken, *option)
    value = json.loads(output)
    assert status == 1
    assert (value["documents"], value["annotations"], value["own_annotations"]) == (2, 47, {"a": 47})
    problem = value["problems"][0]
    assert (problem["file"], problem["line"], problem["code"]) == (ENTITIES, 11, "entity-unknown")
    assert problem["document"] == SECOND
    assert problem["annotation"].startswith("ent-")


def test_github_annotates_the_line_of_the_file_under_the_working_folder(broken: Path) -> None:
    status, output = run(broken, "--format", "github")
    assert status == 1
    assert output.startswith(
        f"::error file={(broken / ENTITIES).as_posix()},line=11,title=entity-unknown::ent-"
    )


def test_a_github_line_can_not_be_broken_out_of() -> None:
    problem = Problem("raw/a,b:c%\n.txt", 0, "json", "50%\n::error::no \x1b[31m")
    assert github_line(problem, None) == (
        "::error file=raw/a%2Cb%3Ac%25\\n.txt,title=json::50%25\\n::error::no \\x1b[31m"
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("no-such-folder",), "no-such-folder: file-missing"),
        (("--format", "xml"), "'xml' is not one of"),
        (("--no-such-option",), "No such option: --no-such-option"),
        (("one", "two"), "unexpected extra argument"),
    ],
)
def test_what_can_not_be_checked_gives_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    command_line.run("validate", *arguments).refused(reason, status=2)


def test_a_folder_without_a_list_of_documents_gives_status_2(small_corpus_folder: Path) -> None:
    (small_corpus_folder / "raw/documents.jsonl").unlink()
    status, output = run(small_corpus_folder)
    assert status == 2
    assert output.startswith("raw/documents.jsonl: file-missing: ")


def test_what_a_terminal_would_obey_is_shown_as_escapes(small_corpus_folder: Path) -> None:
    (small_corpus_folder / "raw/\x1b[2J\u202e\n.txt").write_text("")
    _, output = run(small_corpus_folder)
    assert output.startswith("raw/\\x1b[2J\\u202e\\n.txt: file-unexpected: ")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
def test_a_file_name_that_is_not_utf_8_is_shown_as_escapes(small_corpus_folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(small_corpus_folder) + b"/raw/\xff.txt"))).write_text("")
    for form in ("text", "json", "github"):
        ended = command_line.run_program("validate", small_corpus_folder, "--format", form)
        assert ended.refused("udcff.txt", status=1).stderr == ""


def test_a_summary_counts_in_words_that_fit() -> None:
    assert summary(0, 1, 0) == "no documents, 1 annotation, no problems"
    assert summary(1, 1234, 2) == "1 document, 1,234 annotations, 2 problems"


def test_annotators_layers_are_counted_apart_from_the_adjudicated_ones(tmp_path: Path) -> None:
    """Segments and sentences that an annotator has from the corpus are not the annotator's own."""
    write_small_corpus(tmp_path, ("a", "b"))
    for layer in ("segments", "sentences"):
        for document in (FIRST, SECOND):
            tmp_path.joinpath(f"annotations/annotators/b/{layer}/{document}.jsonl").unlink()
    blocks = sum(len(document.segments) + len(document.sentences) for document in load(tmp_path))
    _, output = run(tmp_path)
    own = f"2 annotators' own layers: {47 + 47 - blocks} annotations"
    assert output.splitlines()[-2:] == [own, "2 documents, 47 annotations, no problems"]


def test_letters_of_every_script_stay_as_they_are() -> None:
    assert printable("Bəyənirəm “字” 🙂") == "Bəyənirəm “字” 🙂"
