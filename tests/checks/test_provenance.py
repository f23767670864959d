"""What is kept next to the layers agrees with them: who annotated, and what was decided."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.checks.validate import validate

ROOT = Path(__file__).parents[2]
DECISIONS = "annotations/adjudication.jsonl"
ANNOTATORS = "annotations/annotators/annotators.jsonl"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def lines(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in place.read_text("utf-8").splitlines()]


def write(place: Path, records: list[dict[str, Any]]) -> None:
    place.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def found(folder: Path) -> set[tuple[str, int, str]]:
    return {(problem.file, problem.line, problem.code) for problem in validate(folder)}


@pytest.mark.parametrize("field", ["context", "note", "rule"])
def test_what_an_adjudicator_wrote_is_free_text_and_what_is_quoted_is_not(copy: Path, field: str) -> None:
    records = lines(copy / DECISIONS)
    records[0][field] = "one\ntwo\u202e"
    write(copy / DECISIONS, records)
    assert found(copy) == (set() if field == "context" else {(DECISIONS, 1, "free-text")})


def test_what_is_said_of_an_annotator_is_free_text(copy: Path) -> None:
    records = lines(copy / ANNOTATORS)
    records[1]["changes"] = ["fine", " not fine"]
    write(copy / ANNOTATORS, records)
    assert found(copy) == {(ANNOTATORS, 2, "free-text")}


def other_document(decision: dict[str, Any]) -> None:
    decision["document"] = "nowhere"


def other_id(decision: dict[str, Any]) -> None:
    decision["id"] = "trade-nearly-doubles/ent-0-1"


def moved_quote(decision: dict[str, Any]) -> None:
    for record in decision["proposals"].values():
        if record:
            length = record["end"] - record["start"]
            record |= {"start": 0, "end": length, "id": f"ent-0-{length}"}
            decision["id"] = f"{decision['document']}/{record['id']}"


def other_side(decision: dict[str, Any]) -> None:
    decision["decision"] = "c" if decision["decision"] == "d" else "d"


def other_link(decision: dict[str, Any]) -> None:
    decision["proposals"][decision["decision"]]["entity"] = "nobody"


@pytest.mark.parametrize("change", [other_document, other_id, moved_quote, other_side, other_link])
def test_a_decision_that_does_not_fit_is_reported(
    copy: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    decisions = lines(copy / DECISIONS)
    number = next(
        index
        for index, decision in enumerate(decisions)
        if decision["layer"] == "entities"
        and decision["decision"] in ("c", "d")
        and all(decision["proposals"].values())
    )
    change(decisions[number])
    write(copy / DECISIONS, decisions)
    assert found(copy) == {(DECISIONS, number + 1, "decision")}


def test_every_decision_of_the_corpus_when_flipped_is_reported(copy: Path) -> None:
    decisions = lines(copy / DECISIONS)
    flipped = [index for index, decision in enumerate(decisions) if decision["decision"] in ("c", "d")]
    for index in flipped:
        other_side(decisions[index])
    write(copy / DECISIONS, decisions)
    assert found(copy) == {(DECISIONS, index + 1, "decision") for index in flipped}


def test_an_annotator_without_layers_is_reported(copy: Path) -> None:
    annotators = lines(copy / ANNOTATORS)
    annotators[1]["name"] = "zed"
    write(copy / ANNOTATORS, annotators)
    assert found(copy) == {(ANNOTATORS, 2, "annotator"), ("annotations/annotators/d", 0, "annotator")}


def test_an_annotator_named_twice_is_reported(copy: Path) -> None:
    annotators = lines(copy / ANNOTATORS)
    write(copy / ANNOTATORS, [*annotators, annotators[0]])
    assert found(copy) == {(ANNOTATORS, len(annotators) + 1, "annotator")}


TRADE = "trade-nearly-doubles"


def _other_label(records: list[dict[str, Any]]) -> int:
    records[0]["label"] = "mixed"
    return 1


def _dropped(records: list[dict[str, Any]]) -> int:
    del records[-1]
    return 0


def _other_modifier(records: list[dict[str, Any]]) -> int:
    records[1]["modifier"] = "LESS_THAN"
    return 2


@pytest.mark.parametrize(
    ("layer", "change"),
    [
        ("document_stance", _other_label),
        ("entities", _dropped),
        ("dates", _dropped),
        ("figures", _other_modifier),
    ],
)
def test_a_record_that_neither_both_annotators_nor_a_decision_explain_is_reported(
    copy: Path, layer: str, change: Callable[[list[dict[str, Any]]], int]
) -> None:
    file = f"annotations/{layer}/{TRADE}.jsonl"
    records = lines(copy / file)
    line = change(records)
    write(copy / file, records)
    problems = [problem for problem in validate(copy) if problem.code == "adjudication"]
    assert [(problem.file, problem.line, problem.severity) for problem in problems] == [
        (file, line, "warning")
    ]
    (copy / DECISIONS).unlink()
    assert not [problem for problem in validate(copy) if problem.code == "adjudication"]
