"""Differences are all that two annotators have differently, paired where they belong together."""

import pytest

from corpus_pkg.annotate.adjudication.difference import difference_id, differences
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, ENTITIES, STANCE
from tests.agreement import test_measure as case

FOUND = list(differences({"case": case.FIRST}, {"case": case.SECOND}, ("a", "b")))


def of(layer: str) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    return [
        (
            *(None if record is None else record.text for record in difference.proposals.values()),
            difference.fields,
        )  # type: ignore[misc]
        for difference in FOUND
        if difference.layer is layer
    ]


def test_entities_are_paired_by_span_and_then_by_overlap() -> None:
    assert of(ENTITIES.name) == [
        ("Baku", "Baku", ("stands_for",)),
        ("U.S.", "U.S. trade", ("end", "text", "type", "entity")),
        ("Paris", "Paris", ("type", "entity")),
    ]


def test_stances_are_paired_by_sentence_and_target() -> None:
    pairs = [
        tuple(None if s is None else (s.holder, s.target) for s in difference.proposals.values())
        for difference in FOUND
        if difference.layer == STANCE.name
    ]
    assert pairs == [
        (("author", "peace"), ("author", "peace")),
        (("us", "peace"), ("usa", "peace")),
        (None, ("author", "peace")),
        (("author", "trade"), None),
    ]


def test_a_difference_has_the_sentence_that_holds_it() -> None:
    assert {d.context for d in FOUND if d.layer == DATES.name} == {case.ONE, case.TWO}


def test_ids_are_unique_and_name_the_first_record() -> None:
    ids = [difference.id for difference in FOUND]
    assert len(set(ids)) == len(ids)
    assert "case/ent-0-4" in ids
    assert difference_id("case", DOCUMENT_STANCE.name, "trade") in ids


def test_equal_annotations_have_no_difference() -> None:
    assert list(differences({"case": case.FIRST}, {"case": case.FIRST}, ("a", "b"))) == []


@pytest.mark.parametrize("names", [("a", "a"), ("neither", "b"), ("a", "own")])
def test_names_that_stand_for_decisions_are_refused(names: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="two names"):
        differences({}, {}, names)
