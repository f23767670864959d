"""What is said of files of predictions: each fault once, and what is passed over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import CorpusError, read_predictions
from tests.command_line import Ended, run

CORPUS = corpus_pkg.load()
FIRST = CORPUS.documents[0]
QUICK = ("--samples", "0", "--predicted-only")
Row = dict[str, Any]


def piped(**more: Any) -> list[Row]:
    """Return the names of a document as a pipeline of Transformers gives them, with CoNLL-2003's labels."""
    theirs = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}
    return [
        {
            "document": FIRST.id,
            "entity_group": theirs.get(one.type, "MISC"),
            "score": 0.9,
            "word": one.text.lower(),
            "start": one.start,
            "end": one.end,
            **more,
        }
        for one in FIRST.entities
    ]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[list[Row]], Path]:
    def written(rows: list[Row], end: str = "") -> Path:
        path = tmp_path / "p.jsonl"
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + end, "utf-8")
        return path

    return written


def scored(path: Path, *options: str) -> Ended:
    return run("score", "packaged", path, *QUICK, *options)


def test_unknown_labels_are_one_line_with_an_option_that_maps_them(write: Any) -> None:
    refused = scored(write(piped())).refused("the types 'PER', 'MISC'", "--map PER=PERSON,MISC=", status=1)
    assert len(refused.output.splitlines()) == 1
    ended = scored(write(piped()), "--map", "PER=PERSON,MISC=,LOC=GPE,PERS=PERSON", "--json")
    ended.succeeded("ignored: score, word", "no prediction has the label 'PERS', which is mapped")
    assert len(ended.stderr.splitlines()) == 2
    strict = json.loads(ended.stdout)["scores"]["entities"]["strict"]["micro"]
    known = [one for one in FIRST.entities if one.type in ("PERSON", "ORG", "GPE", "LOC")]
    assert strict["predicted"] == len(known)
    assert strict["precision"] == 1 - sum(one.type == "LOC" for one in known) / len(known)


def test_equal_faults_are_one_line_and_none_hides_another(write: Any) -> None:
    rows = [*piped(mood=1, colour=2), {"document": "nobody"}, {"doc": FIRST.id, "start": 0}]
    said = scored(write(rows)).refused("--map PER=PERSON", status=1).stderr
    lines = said.splitlines()
    assert len(lines) == 4
    assert f"no fields 'colour', 'mood'; leave them out ({len(rows) - 2} rows; this is the first)" in said
    assert "the corpus has no document 'nobody'; the nearest are:" in said
    assert "the row has no `document`; it has: doc, start" in said


def test_labels_that_an_import_does_not_know_are_said(tmp_path: Path) -> None:
    pairs = zip(FIRST.sentences[:2], ("B-MISC", "B-ORG"), strict=True)
    rows = [
        {"document": FIRST.id, "sentence": one.id, "tokens": [one.text], "tags": [tag]} for one, tag in pairs
    ]
    path = tmp_path / "p.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    scored(path).succeeded("1 annotation left out: no layer has the type 'MISC'; map with --map MISC=")
    assert not scored(path, "--map", "MISC=ORG").stderr


def test_what_a_file_has_not_is_said_once(write: Any) -> None:
    rows = [{**row, "entity_group": "ORG"} for row in piped()]
    path = write(rows)
    scored(path, "--layer", "stance").refused("p.jsonl has no stance; it has: entities", status=2)
    run("score", path, "packaged").refused("name the corpus first, and predictions after it", status=2)
    scored(path.parent / "nix.jsonl").refused("there is no file", "name a file of predictions", status=2)


def test_an_empty_file_has_no_scores(write: Any) -> None:
    assert len(scored(write([])).refused("holds no predictions", status=1).output.splitlines()) == 1
    nothing = [{"document": FIRST.id}]
    scored(write(nothing)).refused("has predictions of no layer", status=2)
    assert json.loads(scored(write(nothing), "--layer", "dates", "--json").succeeded().stdout)


def test_blank_lines_at_the_end_and_repeated_rows_are_read(write: Any) -> None:
    row = {"document": FIRST.id, "start": 0, "end": 4, "label": "ORG"}
    scored(write([row], "\n\n")).succeeded("entities")
    scored(write([row] * 3)).succeeded("p.jsonl: 2 predictions repeat another; each counts")
    assert read_predictions(write([row] * 3), CORPUS).notes == ("2 predictions repeat another; each counts",)
    refused = scored(write([row], f"\n{json.dumps(row)}\n"))
    refused.refused("p.jsonl:2: json: the line is empty", status=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("doc,start,end,type\na,0,4,ORG\n", "the heading lacks `document`; it has: doc, start, end, type"),
        ("document;start;end;type\na;0;4;ORG\n", "write commas between cells"),
        (
            ",document,start,end,type\n0,a,0,4,ORG\n",
            "column 1 has no name; name it, or leave it out (pandas:",
        ),
        ("document,start,start\n", "two columns are called 'start'"),
        ("", "the file is empty; write a heading"),
    ],
)
def test_a_wrong_heading_is_said_once(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(text, "utf-8")
    refused = scored(path).refused("p.csv:1: format-syntax:", said, status=1)
    assert len(refused.stderr.splitlines()) == 1


def test_options_for_files_leave_corpora_alone(write: Any) -> None:
    path = write(piped())
    options = ("--map", "PER=PERSON,MISC=,LOC=GPE", "--form", "spans")
    run("compare", "packaged", path, "packaged#c", "--samples", "5", *options).succeeded("packaged#c")
    run("errors", "packaged", "packaged#c", path, *options).succeeded("packaged#c")
    both = ("compare", "packaged", "packaged#d", "packaged#c")
    for more in (options[:2], options[2:]):
        run(*both, *more).refused("--form and --map are for files of predictions", status=2)


def test_ungrounded_predictions_are_counted_where_errors_are(write: Any) -> None:
    path = write([{"document": FIRST.id, "quote": "Atlantis", "type": "LOC"}])
    scored(path).succeeded("1 prediction made no annotation; see `corpus-pkg errors`")
    ended = run("errors", "packaged", path, "--predicted-only").succeeded("counts as ungrounded")
    assert "corpus-pkg errors" not in ended.stderr


def test_links_that_nobody_predicted_are_neither_scored_nor_errors(write: Any, tmp_path: Path) -> None:
    rows = [
        {"document": FIRST.id, "start": one.start, "end": one.end, "type": one.type} for one in FIRST.entities
    ]
    tags = tmp_path / "p.conll"
    tags.write_text(
        "".join(f"{word} O\n" for word in FIRST.text.split()).replace("Azerbaijan O", "Azerbaijan B-GPE")
    )
    for path in (write(rows), tags):
        found = scored(path).succeeded("No predicted name has a link (`entity`), so links are not scored.")
        assert not any(word in found.stdout for word in ("GERBIL", "entity (boundary)"))
        wrong = run("errors", "packaged", path, "--predicted-only").succeeded("so links are not compared")
        assert "\n link " not in wrong.stdout
    linked = [{**row, "entity": "azerbaijan"} for row in rows]
    assert "GERBIL strong" in scored(write(linked)).succeeded().stdout
    assert "\n link " in run("errors", "packaged", write(linked), "--predicted-only").succeeded().stdout


def test_the_first_block_of_errors_adds_up(write: Any) -> None:
    rows = [
        {"document": FIRST.id, "start": one.start, "end": one.end, "type": "ORG", "entity": "azerbaijan"}
        for one in FIRST.entities[5:]
    ]
    rows += [{"document": FIRST.id, "start": at, "end": at + 3, "type": "ORG"} for at in (900, 950)]
    table = run("errors", "packaged", write(rows), "--predicted-only").succeeded().stdout
    blocks = [block.splitlines() for block in table.split("\n                         ")]
    cells = [line.rsplit(None, 1) for block in blocks for line in block]
    number = {cell[0].strip(): int(cell[1]) for cell in cells if len(cell) == 2 and cell[1].isdecimal()}
    both = number["right"] + sum(
        number.get(kind, 0) for kind in ("type", "boundary", "boundary and type", "sentence")
    )
    assert number["gold"] == both + number["missed"]
    assert number["predicted"] == both + number["spurious"]
    assert list(number)[-1] == "link"


def test_the_nearest_documents_are_looked_for_of_some_wrong_names(
    write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def nearest(name: object, _known: object) -> str:
        asked.append(name)
        return "the nearest are: x"

    monkeypatch.setattr("corpus_pkg.exchange.predictions.gathered.nearest", nearest)
    rows = piped()[:1] * 2 + [{"document": f"none-{number}", "start": 0, "end": 3} for number in range(500)]
    with pytest.raises(CorpusError) as error:
        read_predictions(write(rows * 2), CORPUS, layer="entities")
    assert len(asked) == len(set(asked)) <= 100
    assert sum("has no document" in problem.message for problem in error.value.problems) > 1
