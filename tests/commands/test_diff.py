"""Facts about `corpus-pkg diff`: its sources, its forms and its exit status."""

import json
import shutil
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.build import build
from corpus_pkg.corpus import layout
from tests import command_line
from tests.small_corpus import FIRST, SECOND, Editor

DATES = layout.layer_file("dates", SECOND)
ENTITIES = layout.layer_file("entities", FIRST)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    ended = command_line.run("diff", *arguments)
    return ended.status, ended.stdout, ended.stderr


@pytest.fixture
def edited(small_corpus_folder: Path) -> tuple[Path, Path]:
    """A corpus, and a copy in which a name was taken out, a date changed and an entry added."""
    copy = small_corpus_folder.parent / "edited"
    shutil.copytree(small_corpus_folder, copy)
    editor = Editor(copy)
    editor.drop(ENTITIES, 1)
    editor.change(DATES, 1, note="a <b>*Tuesday*</b> # of no week")
    editor.append("annotations/registry.jsonl", {"id": "zug", "type": "GPE", "name": "Zug"})
    return small_corpus_folder, copy


def test_a_corpus_is_the_same_as_itself(small_corpus_folder: Path) -> None:
    assert run(small_corpus_folder, small_corpus_folder) == (0, "", "")


def test_each_change_is_a_line(edited: tuple[Path, Path]) -> None:
    code, out, _ = run(*edited)
    assert code == 1
    lines = out.splitlines()
    assert lines[0] == f"{FIRST}\tentities\tremoved\tent-17-21 “BAKU” type=GPE entity=baku"
    assert lines[1].startswith(f"{SECOND}\tdates\tchanged\tdat-3-10 “Tuesday”: note none → “a <b>")
    assert lines[1].endswith("(by id)")
    assert lines[2] == "registry\tadded\tzug “Zug” type=GPE"
    assert lines[3:] == [
        "\tadded\tremoved\tmoved\tchanged",
        "documents\t0\t0\t0\t2",
        "entities\t0\t1\t0\t0",
        "dates\t0\t0\t0\t1",
        "registry\t1\t0\t0\t0",
    ]


def test_json_holds_the_old_and_the_new_value(edited: tuple[Path, Path]) -> None:
    code, out, _ = run(*edited, "--json")
    assert code == 1
    value = json.loads(out)
    (_, changed) = value["documents"]["changed"]
    (change,) = changed["layers"]["dates"]["changes"]
    assert change["by"] == "id"
    assert change["fields"] == {"note": {"old": None, "new": "a <b>*Tuesday*</b> # of no week"}}
    assert value["counts"]["registry"]["added"] == 1


def test_markdown_has_a_list_for_each_kind_and_lets_no_markup_in(edited: tuple[Path, Path]) -> None:
    _, out, _ = run(*edited, "--markdown")
    assert [line for line in out.splitlines() if line.startswith("#")] == [
        "#### Added",
        "#### Changed",
        "#### Removed",
    ]
    assert "<b>" not in out.replace("\\<b\\>", "")
    assert f"- `{FIRST}`, entities: ent-17-21 “BAKU” type=GPE entity=baku" in out


def test_counts_alone_are_a_table(edited: tuple[Path, Path]) -> None:
    _, out, _ = run(*edited, "--markdown", "--counts")
    assert out.splitlines()[:2] == [
        "|  | added | removed | moved | changed |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    assert run(*edited, "--counts")[1].splitlines()[0] == "\tadded\tremoved\tmoved\tchanged"


def test_a_built_corpus_is_the_same_as_its_directory(small_corpus_folder: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    build(small_corpus_folder, built)
    assert run(small_corpus_folder, built) == (0, "", "")


def test_record_files_are_compared_without_a_registry(edited: tuple[Path, Path], tmp_path: Path) -> None:
    record_file = tmp_path / "records.jsonl"
    corpus_pkg.load(edited[0]).to_jsonl(record_file)
    assert run(edited[0], record_file)[0] == 0
    code, out, err = run(record_file, edited[1])
    assert code == 1
    assert "registry" not in out
    assert "they were not compared" in err


def test_two_annotators_of_one_corpus_are_compared() -> None:
    code, out, _ = run("packaged#c", "packaged#d", "--counts")
    assert code == 1
    assert "\nstance\t20\t9\t" in out


@pytest.mark.parametrize("name", ["nothing", "nothing.jsonl", "hf://datasets/nowhere"])
def test_what_can_not_be_read_ends_with_2(small_corpus_folder: Path, name: str) -> None:
    code, out, err = run(small_corpus_folder, name)
    assert (code, out) == (2, "")
    assert name in err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["packaged"], "Missing argument"),
        (["packaged#c", "packaged#z"], "no annotator 'z'; the corpus has: c, d"),
        (["packaged#c", "packaged#"], "there is no annotator's name after the #"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], reason: str) -> None:
    command_line.run("diff", *arguments).refused(reason, status=2)


def test_json_has_nothing_that_a_terminal_would_obey(edited: tuple[Path, Path]) -> None:
    (edited[1] / ENTITIES).write_bytes(b"")
    ended = command_line.run("diff", *edited, "--json")
    assert "Bello\u00a0Díaz" in json.dumps(ended.json(), ensure_ascii=False)
    assert [character for character in ended.stdout if not character.isprintable()] == ["\n"] * (
        ended.stdout.count("\n")
    )


def test_control_characters_are_shown_as_escapes(edited: tuple[Path, Path]) -> None:
    Editor(edited[1]).change(DATES, 1, note="\x1b[31m\u202ered")
    command_line.run("diff", *edited).refused(f"{DATES}:1: ", "note: ", status=2)
    assert not {"\x1b", "\u202e"} & set(command_line.run("diff", *edited).output)
