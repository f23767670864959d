"""`corpus-pkg errors`: its table, its JSON Lines and how it ends."""

import json
from pathlib import Path

import corpus_pkg
from corpus_pkg import errors
from tests.command_line import run


def test_each_prediction_has_a_column_and_its_counts_are_those_of_python() -> None:
    found = run("errors", "packaged", "packaged#c", "packaged#d", "--json").succeeded().json()
    corpus = corpus_pkg.load()
    for name in ("c", "d"):
        assert found[f"packaged#{name}"] == json.loads(
            json.dumps(errors(corpus, corpus.annotator(name)).as_dict())
        )
    ended = run("errors", "packaged", "packaged#c", "packaged#d", "--layer", "stance", "--confusion")
    ended.succeeded("packaged#c", "packaged#d", "missed", "type", "rows: gold; columns: predicted")


def test_every_error_is_a_line_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "errors.jsonl"
    run("errors", "packaged", "packaged#c", "--out", out).succeeded("wrote")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    counted = run("errors", "packaged", "packaged#c", "--json").json()["packaged#c"]["layers"]
    assert len(lines) == sum(sum(layer["kind"].values()) for layer in counted.values())
    assert {line["prediction"] for line in lines} == {"packaged#c"}
    link = next(line for line in lines if line["kind"] == "link" and line["layer"] == "entities")
    assert link["gold"]["entity"] != link["predicted"]["entity"]
    other = tmp_path / "notes.txt"
    other.write_text("mine", "utf-8")
    run("errors", "packaged", "packaged#c", "--out", other).refused("a file of errors", status=2)


def test_documents_and_folds_choose_what_is_compared() -> None:
    ids = corpus_pkg.load().ids
    by_id = run("errors", "packaged", "packaged#c", "--json", "--documents", ids[1]).json()
    by_fold = run("errors", "packaged", "packaged#c", "--json", "--fold", "1").json()
    assert by_id == by_fold
    assert by_id["packaged#c"]["documents"] == 1


def test_what_can_not_be_compared_ends_with_2() -> None:
    run("errors", "packaged", "packaged#c", "--by", "colour").refused("kind, type, document", status=2)
    run("errors", "packaged", "packaged#c", "--documents", "nobody").refused(
        "no document 'nobody'; the nearest are:", status=2
    )
    run("errors", "packaged", "packaged#c", "--fold", "9").refused("the folds are 0 to 4", status=2)
    run("errors", "packaged", "packaged#c", "--folds", "2").refused("goes with --fold", status=2)
    run("errors", "packaged", "packaged#c", "packaged#c").refused("named twice", status=2)
