"""`corpus-pkg llm`: questions to a file, replies scored, and tasks for a harness."""

import json
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.harness.questions import QUESTIONS
from tests.command_line import run
from tests.llm.replies import oracle, spoilt

CORPUS = corpus_pkg.load()


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_replies(path: Path, replies: list[llm.Reply]) -> Path:
    said = [{"document": r.document, "sentence": r.sentence, "reply": r.text, "more": 1} for r in replies]
    path.write_text("".join(json.dumps(line) + "\n" for line in said), "utf-8")
    return path


def test_questions_are_those_of_the_prompter(tmp_path: Path) -> None:
    out = tmp_path / "questions.jsonl"
    run("llm", "ask", "--layer", "dates", "--shots", 1, "--out", out).succeeded("wrote 208 questions")
    asked = lines(out)
    prompter = llm.Prompter(CORPUS, "dates", shots=1)
    for line in asked[::50]:
        made = prompter.prompt(CORPUS[line["document"]], line["sentence"])
        assert line["messages"] == made.as_dicts()
        assert line["tokens"] == made.tokens
        assert line["schema"] == llm.answer_schema("dates")
    first = out.read_bytes()
    run("llm", "ask", "--layer", "dates", "--shots", 1, "--out", out).succeeded()
    assert out.read_bytes() == first
    run("llm", "ask", "--layer", "document_stance", "--no-guidelines", "--out", out).succeeded("5 questions")


def test_replies_are_scored(tmp_path: Path) -> None:
    replies = spoilt(CORPUS, "dates", "sentence")
    path = write_replies(tmp_path / "replies.jsonl", replies)
    found = run("llm", "score", "--layer", "dates", "--replies", path, "--samples", 0, "--json").json()
    expected = llm.score_replies(CORPUS, "dates", replies, samples=0)
    assert found == json.loads(json.dumps(expected.as_dict()))
    said = run("llm", "score", "--layer", "dates", "--replies", path, "--samples", 20).succeeded()
    for words in ("well-formed", "grounded", "label", "value", "malformed"):
        assert words in said.output
    one = write_replies(tmp_path / "some.jsonl", replies[:30])
    whole = run("llm", "score", "--layer", "dates", "--replies", one, "--samples", 0)
    whole.succeeded("178 missing replies counted as empty")
    part = run(
        "llm", "score", "--layer", "dates", "--replies", one, "--samples", 0, "--only-replied", "--json"
    )
    assert part.json()["missing"] == 0
    by_document = write_replies(tmp_path / "documents.jsonl", oracle(CORPUS, "dates", "document"))
    options = ("--layer", "dates", "--replies", by_document, "--by-document", "--samples", 0, "--json")
    assert run("llm", "score", *options).json()["scores"]["strict"]["value"] == 1


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ('{"document": "section-907-repeal", "reply": "x"}', 2, "not asked about"),
        ('{"document": "other", "sentence": "sen-0-1", "reply": "x"}', 2, "not asked about"),
        ('{"document": 1, "sentence": "sen-0-1", "reply": "x"}', 1, "`document` is 1; write the id"),
        ('{"document": "section-907-repeal", "sentence": "sen-0-1"}', 1, "there is no `reply`"),
        ("{", 1, "replies.jsonl"),
    ],
)
def test_replies_that_can_not_be_scored_are_refused(
    line: str, status: int, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text(f"{line}\n", "utf-8")
    run("llm", "score", "--layer", "dates", "--replies", path, "--samples", 0).refused(said, status=status)


def test_tasks_of_a_harness_are_written(tmp_path: Path, small_corpus_folder: Path) -> None:
    out = tmp_path / "tasks"
    run("llm", "lm-eval", "--out", out).succeeded("files")
    assert {path.stem for path in out.iterdir()} == {
        "corpus_pkg",
        *(f"corpus_pkg_{name}" for name in QUESTIONS),
    }
    assert 'source: "packaged"' in (out / "corpus_pkg_dates.yaml").read_text("utf-8")
    run("llm", "lm-eval", small_corpus_folder, "--shots", 0, "--out", out).succeeded()
    said = (out / "corpus_pkg_dates.yaml").read_text("utf-8")
    assert f"source: {json.dumps(str(small_corpus_folder.resolve()))}" in said
    assert "shots: 0" in said


def test_tasks_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    run("llm", "lm-eval", "--shots", 0, "--out", tmp_path).succeeded()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "corpus_pkg_stance.yaml").unlink()
    (tmp_path / "corpus_pkg_stance.yaml").mkdir()
    run("llm", "lm-eval", "--shots", 1, "--out", tmp_path).refused("in the way", status=1)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert after == {name: data for name, data in before.items() if name != "corpus_pkg_stance.yaml"}


def test_a_file_of_another_kind_is_not_replaced(tmp_path: Path) -> None:
    place = tmp_path / "corpus_pkg_dates.yaml"
    place.write_text("mine: true\n", "utf-8")
    run("llm", "lm-eval", "--out", tmp_path).refused("is not a task", status=2)
    run("llm", "ask", "--layer", "dates", "--out", place).refused("is not a file of questions", status=2)
    assert place.read_text("utf-8") == "mine: true\n"


def test_layers_without_answers_are_refused(tmp_path: Path) -> None:
    run("llm", "ask", "--layer", "sentences", "--out", tmp_path / "x").refused(
        "choose from: entities", status=2
    )


def test_wrong_replies_are_listed_once_and_end_with_1(tmp_path: Path) -> None:
    document = corpus_pkg.load().documents[0]
    places = [{"document": document.id, "sentence": one.id} for one in document.sentences[:5]]
    replies: list[Any] = [None, None, {"dates": []}, 1, '{"dates": []}']
    rows = [{**place, "reply": reply} for place, reply in zip(places, replies, strict=True)]
    rows[-1]["layer"] = "figures"
    path = tmp_path / "replies.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in [*rows, places[0]]) + "\n", "utf-8")
    ended = run("llm", "score", "--layer", "dates", "--replies", path)
    ended.refused(
        "replies.jsonl:1: format-syntax: `reply` is null, and not a text; write it with json.dumps; a "
        "refusal is an empty text (2 rows; this is the first)",
        "replies.jsonl:3: format-syntax: `reply` is an object",
        "replies.jsonl:4: format-syntax: `reply` is 1",
        "replies.jsonl:5: format-syntax: the reply is about 'figures' and not 'dates'",
        "replies.jsonl:6: format-syntax: there is no `reply`",
        status=1,
    )
    assert len(ended.output.splitlines()) == 5


def test_what_can_not_be_asked_is_said(tmp_path: Path) -> None:
    out = tmp_path / "q.jsonl"
    run("llm", "ask", "--layer", "date", "--out", out).refused("'date' is not a layer to ask for", status=2)
    said = run("llm", "ask", "--layer", "document_stance", "--shots", "50", "--out", out).succeeded("wrote")
    assert "no more than 4 demonstrations for a question, and not 50" in said.stderr
