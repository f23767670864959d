"""`corpus-pkg score`: what it reads, what it writes and how it ends."""

import json
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.train.scoring import score
from tests.command_line import run

ROOT = Path(__file__).parents[2]
QUICK = ["--samples", "20", "--layer", "entities"]


def test_annotators_are_scored_by_name_and_json_holds_every_score() -> None:
    result = run("score", "packaged", "packaged#c", "--samples", "20", "--json").succeeded()
    corpus = corpus_pkg.load()
    assert json.loads(result.stdout) == json.loads(
        json.dumps(score(corpus, corpus.annotator("c"), samples=20).as_dict())
    )


def test_the_table_names_the_measures_and_says_how_the_intervals_were_made() -> None:
    words = ("strict", "overlap", "entity (boundary)", "95% of 20 bootstrap samples (seed 907)")
    result = run("score", "packaged#c", "packaged#d", *QUICK).succeeded(*words)
    assert "PERSON" not in result.stdout
    assert "PERSON" in run("score", "packaged#c", "packaged#d", "--by-type", *QUICK).stdout


def test_a_directory_and_a_record_file_of_the_same_corpus_score_1(tmp_path: Path) -> None:
    file = tmp_path / "predicted.jsonl"
    corpus_pkg.load().to_jsonl(file)
    scored = run("score", ROOT, file, "--json", *QUICK).json()
    assert scored["scores"]["entities"]["strict"]["micro"]["value"] == 1


def test_documents_that_were_not_predicted_are_named(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    corpus = corpus_pkg.load()
    corpus_pkg.Corpus(list(corpus)[:1], {}, {}).to_jsonl(file)
    ended = run("score", "packaged", file, *QUICK)
    ended.succeeded("Not predicted, so scored as empty", corpus.ids[1])


def test_an_unknown_side_ends_with_2_and_the_names_that_there_are() -> None:
    run("score", "packaged", "packaged#nobody").refused("the corpus has: c, d", status=2)


def test_another_text_ends_with_2_and_a_sentence(tmp_path: Path) -> None:
    first = next(iter(corpus_pkg.load()))
    metadata = first.metadata.model_copy(update={"id": "of-nobody"})
    file = tmp_path / "other.jsonl"
    other = first.model_copy(update={"id": "of-nobody", "metadata": metadata})
    corpus_pkg.Corpus([other], {}, {}).to_jsonl(file)
    ended = run("score", "packaged", file, *QUICK)
    ended.refused("of-nobody is predicted and not a gold document", status=2)


def test_a_broken_record_file_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text("{}\n", "utf-8")
    run("score", "packaged", file).refused(f"{file}:1: schema", status=1)


@pytest.mark.parametrize("option", [["--samples", "-1"], ["--layer", "parses"], ["--confidence", "1"]])
def test_options_out_of_range_end_with_2(option: list[str]) -> None:
    run("score", "packaged#c", "packaged#d", *option).refused(option[0], status=2)


def test_one_predicted_document_has_its_own_score_with_predicted_only(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    first = corpus.annotator("c").documents[0]
    file = tmp_path / "one.jsonl"
    corpus_pkg.Corpus([first], {}, {}).to_jsonl(file)
    own = score([corpus[first.id]], [first], layers=["stance"], samples=0).as_dict()["scores"]
    arguments = ("score", "packaged", file, "--layer", "stance", "--samples", "0", "--json")
    assert run(*arguments, "--predicted-only").json()["scores"] == own
    assert run(*arguments, "--documents", first.id).json()["scores"] == own
    assert run(*arguments, "--fold", "0").json()["scores"] == own
    assert run(*arguments).json()["scores"] != own


def test_a_choice_without_documents_is_refused() -> None:
    arguments = ("score", "packaged", "packaged#c", *QUICK)
    run(*arguments, "--fold", "5").refused("the folds are 0 to 4", status=2)
    run(*arguments, "--fold", "1", "--folds", "9").refused("9 folds of 5 documents", status=2)
    run(*arguments, "--documents", ",").refused("names no document", status=2)
    run(*arguments, "--documents", "x", "--fold", "1").refused("not both", status=2)


def test_scores_are_a_frame_and_a_table_in_notebooks() -> None:
    corpus = corpus_pkg.load()
    found = score(corpus, corpus, layers=["dates"], samples=0)
    frame = found.to_pandas()
    assert list(frame.columns[:4]) == ["layer", "measure", "group", "value"]
    assert len(frame) == len(found.scores)
    assert "<td>strict</td><td>micro</td><td>1.000</td>" in found._repr_html_()
