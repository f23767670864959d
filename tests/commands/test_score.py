"""`corpus-pkg score`: what it reads, what it writes and how it ends."""

import dataclasses
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import corpus_pkg
from corpus_pkg.commands import app
from corpus_pkg.scoring import score

RUN = CliRunner()
ROOT = Path(__file__).parents[2]
QUICK = ["--samples", "20", "--layer", "entities"]


def test_annotators_are_scored_by_name_and_json_holds_every_score() -> None:
    result = RUN.invoke(app, ["score", "adjudicated", "a", "--samples", "20", "--json"])
    assert result.exit_code == 0
    corpus = corpus_pkg.load()
    assert json.loads(result.stdout) == json.loads(
        json.dumps(score(corpus, corpus.annotator("a"), samples=20).as_dict())
    )


def test_the_table_names_the_measures_and_says_how_the_intervals_were_made() -> None:
    result = RUN.invoke(app, ["score", "a", "b", *QUICK])
    assert result.exit_code == 0
    for words in ("strict", "overlap", "entity (boundary)", "95% of 20 bootstrap samples (seed 907)"):
        assert words in result.stdout
    assert "PERSON" not in result.stdout
    assert "PERSON" in RUN.invoke(app, ["score", "a", "b", "--by-type", *QUICK]).stdout


def test_a_directory_and_a_record_file_of_the_same_corpus_score_1(tmp_path: Path) -> None:
    file = tmp_path / "predicted.jsonl"
    corpus_pkg.load().to_jsonl(file)
    result = RUN.invoke(app, ["score", str(ROOT), str(file), "--json", *QUICK])
    assert json.loads(result.stdout)["scores"]["entities"]["strict"]["micro"]["value"] == 1


def test_documents_that_were_not_predicted_are_named(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    corpus = corpus_pkg.load()
    corpus_pkg.Corpus(list(corpus)[:1], {}, {}).to_jsonl(file)
    result = RUN.invoke(app, ["score", "adjudicated", str(file), *QUICK])
    assert result.exit_code == 0
    assert "Not predicted, so scored as empty" in result.stdout
    assert corpus.ids[1] in result.stdout


def test_an_unknown_side_ends_with_2_and_the_names_that_there_are() -> None:
    result = RUN.invoke(app, ["score", "adjudicated", "nobody"], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert "none of: adjudicated, a, b" in " ".join(result.stderr.replace("│", " ").split())


def test_another_text_ends_with_2_and_a_sentence(tmp_path: Path) -> None:
    first = next(iter(corpus_pkg.load()))
    metadata = dataclasses.replace(first.metadata, id="of-nobody")
    file = tmp_path / "other.jsonl"
    corpus_pkg.Corpus([dataclasses.replace(first, id="of-nobody", metadata=metadata)], {}, {}).to_jsonl(file)
    result = RUN.invoke(app, ["score", "adjudicated", str(file), *QUICK])
    assert result.exit_code == 2
    assert "of-nobody is predicted and no gold document" in result.stderr


def test_a_broken_record_file_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text("{}\n", "utf-8")
    result = RUN.invoke(app, ["score", "adjudicated", str(file)])
    assert isinstance(result.exception, corpus_pkg.CorpusError)


@pytest.mark.parametrize("option", [["--samples", "-1"], ["--layer", "parses"], ["--confidence", "1"]])
def test_options_out_of_range_end_with_2(option: list[str]) -> None:
    assert RUN.invoke(app, ["score", "a", "b", *option]).exit_code == 2
