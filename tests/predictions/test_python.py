"""Predictions in Python: from names to a file, and from a file to a score, its errors and a comparison."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import compare, errors, read_predictions, score, write_predictions

CORPUS = corpus_pkg.load()
NAMES = {
    document.id: [
        (one.start, one.end, {"PERSON": "PER"}.get(one.type, one.type)) for one in document.entities
    ]
    for document in CORPUS
}
LABELS = {"PER": "PERSON", "LOC": ""}


def test_names_go_to_a_file_and_to_a_score(tmp_path: Path) -> None:
    empty = CORPUS.ids[0]
    path = write_predictions({**NAMES, empty: []}, tmp_path / "names.jsonl")
    predicted = read_predictions(path, CORPUS, labels=LABELS)
    assert predicted.corpus.ids == CORPUS.ids
    found = score(CORPUS, predicted, samples=0)
    assert {one.layer for one in found.scores} == {"entities"}
    strict = found["entities", "strict", "micro"]
    gold = [one for document in CORPUS if document.id != empty for one in document.entities]
    assert (strict.precision, strict.predicted) == (1, sum(one.type != "LOC" for one in gold))
    assert list(errors(CORPUS, predicted).counts) == ["entities"]
    compared = compare(CORPUS, predicted, predicted, samples=5)
    assert [one.difference for one in compared.differences] == [0]
    written = write_predictions(predicted, tmp_path / "again.jsonl")
    assert read_predictions(written, CORPUS).corpus.ids == CORPUS.ids


def test_the_layers_of_two_predictions_are_those_that_both_have(tmp_path: Path) -> None:
    both = read_predictions(write_predictions(CORPUS, tmp_path / "a.jsonl", ["entities", "dates"]), CORPUS)
    one = read_predictions(write_predictions(CORPUS, tmp_path / "b.jsonl", ["dates"]), CORPUS)
    other = read_predictions(write_predictions(CORPUS, tmp_path / "c.jsonl", ["entities"]), CORPUS)
    assert [found.layer for found in compare(CORPUS, both, one, samples=5).differences] == ["dates"]
    with pytest.raises(ValueError, match="no layer in common"):
        compare(CORPUS, one, other, samples=5)


@pytest.mark.parametrize("function", [score, errors])
@pytest.mark.parametrize("path", ["p.jsonl", Path("p.jsonl")])
def test_a_path_is_no_side(function: Callable[..., Any], path: Any) -> None:
    with pytest.raises(TypeError, match=re.escape("corpus_pkg.read_predictions(path, corpus)")):
        function(CORPUS, path)
    with pytest.raises(TypeError, match="the gold side is a path"):
        function(path, CORPUS)


def test_what_can_not_be_written_or_mapped_is_said(tmp_path: Path) -> None:
    path = write_predictions(NAMES, tmp_path / "names.jsonl")
    wrong: Any = [(0, 10, "GPE")]
    with pytest.raises(TypeError, match="tuple is not a document; write documents"):
        write_predictions(wrong, path)
    with pytest.raises(ValueError, match="leave out `layers`"):
        write_predictions(NAMES, path, ["entities"])
    with pytest.raises(ValueError, match="the corpus has no label 'HUMAN'"):
        read_predictions(path, CORPUS, labels={"PER": "HUMAN"})
    predicted = read_predictions(path, CORPUS, labels=LABELS)
    gold: Any = predicted
    with pytest.raises(TypeError, match="predictions come second"):
        score(gold, CORPUS)
