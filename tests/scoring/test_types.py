"""Scores of some types alone: those that a model knows."""

import pytest

import corpus_pkg
from corpus_pkg import compare, errors, score
from tests.command_line import run

CORPUS = corpus_pkg.load()
TYPES = ["PERSON", "ORG"]
OTHER = CORPUS.with_documents(
    one.model_copy(
        update={
            "entities": tuple(
                name.model_copy(update={"type": "ORG" if name.type in ("NORP", "ORG") else name.type})
                for name in one.entities
                if name.type in ("NORP", *TYPES)
            )
        }
    )
    for one in CORPUS
)
"""A prediction that knows three types and takes one of them for another."""


def number(*types: str) -> int:
    return sum(name.type in types for one in CORPUS for name in one.entities)


def test_both_sides_have_these_types_alone() -> None:
    found = score(CORPUS, OTHER, types=TYPES, samples=0)
    assert {one.layer for one in found.scores} == {"entities"}
    strict = found["entities", "strict", "micro"]
    assert (strict.gold, strict.predicted) == (number(*TYPES), number("NORP", *TYPES))
    assert strict.recall == 1
    counts = errors(CORPUS, OTHER, types=TYPES).counts["entities"]
    assert (counts.gold, counts.predicted, counts.right) == (strict.gold, strict.predicted, strict.gold)
    (difference,) = compare(CORPUS, OTHER, CORPUS, types=TYPES, samples=5).differences
    assert (difference.first, difference.second) == (strict.value, 1)
    both = score(CORPUS, CORPUS, types=["ORG", "DURATION"], samples=0)
    assert {one.layer for one in both.scores} == {"entities", "dates"}


def test_the_commands_take_types() -> None:
    quick = ("--types", "PERSON, ORG", "--json")
    scored = run("score", "packaged", "packaged#c", "--samples", "0", *quick).json()["scores"]
    assert scored["entities"]["strict"]["micro"]["gold"] == number(*TYPES)
    assert list(scored) == ["entities"]
    counted = run("errors", "packaged", "packaged#c", *quick).json()["packaged#c"]["layers"]
    assert counted["entities"]["gold"] == number(*TYPES)
    compared = run("compare", "packaged", "packaged#c", "packaged#d", "--samples", "5", *quick).json()
    assert [one["layer"] for one in compared["differences"]] == ["entities"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--types", "PERSONS"), "there is no type 'PERSONS'; the nearest are: PERSON"),
        (("--types", ","), "no type is named"),
        (
            ("--types", "ORG", "--layer", "dates"),
            "no type of dates is named; name one, or leave the layer out",
        ),
    ],
)
def test_types_that_can_not_be_scored_are_refused(options: tuple[str, ...], said: str) -> None:
    run("score", "packaged", "packaged#c", *options).refused(said, status=2)
