"""`corpus-pkg agree`: the report, its check, and what it refuses."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.annotate.agreement.report import overall
from corpus_pkg.api import load
from corpus_pkg.corpus import layout
from corpus_pkg.layers import BLOCKS, DATES, ENTITIES, LAYER_NAMES
from tests.command_line import run
from tests.small_corpus import FIRST, SECOND, Editor, write_small_corpus

ROOT = Path(__file__).parents[2]
PEOPLE: list[dict[str, Any]] = [
    {"name": "a", "role": "annotator", "kind": "model", "who": "M", "date": "2026-11", "instructions": "X"},
    {"name": "b", "role": "annotator", "kind": "model", "who": "M", "date": "2026-11", "instructions": "X"},
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = write_small_corpus(tmp_path / "corpus", ("a", "b"))
    Editor(root).drop(layout.layer_file(ENTITIES.name, FIRST, "b"), 1)
    return root


def test_the_report_has_the_figures(corpus: Path) -> None:
    result = run("agree", corpus).succeeded()
    # 5 and 11 mentions; one of the second annotator's is gone: 2 · 15 / (16 + 15).
    row = next(line for line in result.output.splitlines() if line.startswith("| entities  |"))
    assert [cell.strip() for cell in row.split("|")[2:4]] == ["0.968", "0.968"]
    assert "16, 15; matched 15" in row


def test_json_gives_the_same_figures(corpus: Path) -> None:
    report = run("agree", corpus, "--json").json()
    exact = report["overall"]["layers"]["entities"]["exact"]
    assert exact == {"f1": pytest.approx(30 / 31), "first": 16, "second": 15, "matched": 15}
    assert report["documents"][FIRST]["layers"]["dates"]["exact"]["f1"] == 1.0
    assert report["against_adjudicated"]["a"]["layers"]["entities"]["exact"]["f1"] == 1.0
    assert report["overall"]["document_stance"]["units"] == 4


def test_check_says_whether_the_file_is_up_to_date(corpus: Path) -> None:
    place = corpus / layout.AGREEMENT_FILE
    run("agree", corpus, "--check").refused(
        f"there is no file {place}; run `corpus-pkg agree {corpus} --out {place}`", status=1
    )
    run("agree", corpus, "--out", place).succeeded()
    run("agree", corpus, "--check").succeeded()
    Editor(corpus).drop(layout.layer_file(DATES.name, FIRST, "a"), 1)
    run("agree", corpus, "--annotators", "b", "a", "--check").refused(
        f"{place} is out of date; run `corpus-pkg agree {corpus} --annotators b a --out {place}`", status=1
    )


def test_remarks_stay_when_the_report_is_made_again(corpus: Path) -> None:
    place = corpus / layout.AGREEMENT_FILE
    run("agree", corpus, "--out", place).succeeded()
    remarks = "<!-- remarks: begin -->\n## By hand\n\nRead this.\n<!-- remarks: end -->\n"
    place.write_text(place.read_text("utf-8").replace("## Overall", f"{remarks}\n## Overall"), "utf-8")
    run("agree", corpus, "--check").succeeded()
    Editor(corpus).drop(layout.layer_file(DATES.name, FIRST, "a"), 1)
    run("agree", corpus, "--check").refused("is out of date", status=1)
    run("agree", corpus, "--out", place).succeeded()
    assert remarks in place.read_text("utf-8")
    run("agree", corpus, "--check").succeeded()


@pytest.mark.parametrize(
    "lines",
    ["<!-- remarks: begin -->", "<!-- remarks: end --> <!-- remarks: begin -->", 2 * "<!-- remarks: end -->"],
)
def test_remarks_without_their_two_lines_are_not_lost_in_silence(corpus: Path, lines: str) -> None:
    place = corpus / layout.AGREEMENT_FILE
    run("agree", corpus, "--out", place).succeeded()
    text = place.read_text("utf-8") + f"\n{lines}\n"
    place.write_text(text, "utf-8")
    run("agree", corpus, "--out", place).refused("correct the two lines", status=2)
    assert place.read_text("utf-8") == text


def report_with(corpus: Path, *people: dict[str, Any]) -> str:
    Editor(corpus).write(layout.ANNOTATORS_FILE, list(people))
    return " ".join(run("agree", corpus).succeeded().output.split())


def test_the_report_says_that_models_annotated(corpus: Path) -> None:
    text = report_with(corpus, *PEOPLE)
    assert "No human annotator took part." in text
    assert "share its blind spots" in text


def test_two_models_are_not_called_one(corpus: Path) -> None:
    text = report_with(corpus, PEOPLE[0], PEOPLE[1] | {"who": "N"})
    assert "No human annotator took part." in text
    assert "blind spots" not in text


def test_nothing_is_said_of_an_annotator_that_nobody_stated(corpus: Path) -> None:
    unknown = {
        "kind": "person",
        "who": "not stated",
        "date": "/2026-11-30",
        "instructions": "not stated when the annotations were read from foreign files",
    }
    text = report_with(corpus, PEOPLE[0] | unknown, PEOPLE[1] | unknown | {"kind": "model"})
    assert "- `a`, annotator: by 2026-11-30. - `b`, annotator: a language model, by 2026-11-30. " in text
    assert "not stated" not in text
    text = report_with(corpus, *({**person, **unknown, "kind": "model"} for person in PEOPLE))
    assert "No human annotator took part." in text
    assert "blind spots" not in text


def test_what_an_adjudicator_did_is_said_only_where_the_corpus_says_it(corpus: Path, tmp_path: Path) -> None:
    text = report_with(corpus, *PEOPLE)
    assert "Something else" in text
    assert "adjudicator" not in text
    assert "adjudication.jsonl" not in text
    assert "the adjudicator, being the same model," in report_with(
        corpus, *PEOPLE, PEOPLE[0] | {"name": "c", "role": "adjudicator"}
    )
    todo = tmp_path / "todo.jsonl"
    run("adjudicate", corpus, "--out", todo).succeeded()
    todo.write_text(todo.read_text("utf-8").replace('"decision": null', '"decision": "a"'), "utf-8")
    run("adjudicate", corpus, "--apply", todo, "--without-rules").succeeded()
    assert "`annotations/adjudication.jsonl` says otherwise" in report_with(corpus, *PEOPLE)


def test_layers_that_nobody_annotated_have_no_rows(corpus: Path) -> None:
    assert "| figures" in run("agree", corpus).succeeded().output
    for name in ("a", "b"):
        for layer in ("figures", "stance", "document_stance"):
            for path in (corpus / layout.layer_folder(layer, name)).iterdir():
                path.write_text("")
    output = run("agree", corpus).succeeded().output
    tables = output[output.index("## Overall") : output.index("## How the figures")]
    assert "| entities" in tables
    assert not [word for word in ("figures", "tance", "claims") if word in tables]


def test_a_person_is_called_a_person(corpus: Path) -> None:
    text = report_with(corpus, PEOPLE[0], PEOPLE[1] | {"kind": "person", "changes": ["one date left out"]})
    assert "a person (M)" in text
    assert "Published with a change: one date left out" in text
    assert "No human" not in text


def test_a_broken_file_of_annotators_is_a_problem(corpus: Path) -> None:
    Editor(corpus).write(layout.ANNOTATORS_FILE, [{"name": "a"}])
    run("agree", corpus).refused("annotators.jsonl:1: schema", status=1)


@pytest.mark.parametrize("who", ["a", "b"])
def test_a_layer_that_one_of_the_two_took_from_the_corpus_is_not_compared(corpus: Path, who: str) -> None:
    for layer in BLOCKS:
        (corpus / layout.layer_file(layer, FIRST, who)).unlink()
    report = run("agree", corpus, "--json").json()
    assert set(BLOCKS) <= report["documents"][SECOND]["layers"].keys()
    assert set(BLOCKS).isdisjoint(report["documents"][FIRST]["layers"])
    both = report["overall"]["layers"]["sentences"]["exact"]
    assert both == report["documents"][SECOND]["layers"]["sentences"]["exact"]
    assert overall(load(corpus), ("a", "b")).as_dict() == report["overall"]


def test_without_adjudicated_layers_only_the_two_are_compared(corpus: Path) -> None:
    for layer in LAYER_NAMES:
        for path in (corpus / "annotations" / layer).iterdir():
            path.unlink()
        (corpus / "annotations" / layer).rmdir()
    assert "Something else" not in run("agree", corpus).succeeded().output


def test_one_adjudicated_layer_that_is_lost_is_refused(corpus: Path) -> None:
    shutil.rmtree(corpus / "annotations/dates")
    run("agree", corpus).refused("annotations/dates: file-missing", status=1)


def test_an_unknown_annotator_is_refused(corpus: Path) -> None:
    run("agree", corpus, "--annotators", "a", "x").refused("no annotator 'x'", status=2)


def test_the_packaged_report_is_up_to_date() -> None:
    run("agree", ROOT, "--check").succeeded()
