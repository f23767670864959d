"""Disagreement as data: every annotator's label of every unit, next to what was decided."""

import json
from collections import defaultdict
from pathlib import Path

import corpus_pkg
from corpus_pkg import tasks
from corpus_pkg.corpus import layout
from corpus_pkg.layers import LAYERS
from tests.small_corpus import write_small_corpus

CORPUS = corpus_pkg.load()
LABELLED = [spec for spec in LAYERS if spec.label is not None]


def test_every_label_of_every_annotator_is_there_once() -> None:
    view = tasks.judgements(CORPUS)
    assert len({(row.document, row.layer, row.unit, row.annotator) for row in view}) == len(view)
    merged = len(view.misfits)
    for name in CORPUS.annotators:
        own = CORPUS.annotator(name)
        expected = sum(len(document.layer(spec.name)) for document in own for spec in LABELLED)
        given = [row for row in view if row.annotator == name and row.judgement is not None]
        assert expected - merged <= len(given) <= expected
    gold = {(row.document, row.layer, row.unit) for row in view if row.adjudicated is not None}
    assert len(gold) == sum(len(document.layer(spec.name)) for document in CORPUS for spec in LABELLED)


def test_the_share_is_that_of_the_annotators_who_say_so() -> None:
    units = defaultdict(list)
    for row in tasks.judgements(CORPUS):
        units[row.document, row.layer, row.unit].append(row)
    for rows in units.values():
        assert [row.annotator for row in rows] == list(CORPUS.annotators)
        for row in rows:
            alike = sum(other.judgement == row.judgement for other in rows)
            assert float(row.share) == alike / len(rows)
    assert any(row.share != "1" for rows in units.values() for row in rows)


def test_rules_are_those_of_the_decisions() -> None:
    assert CORPUS.source is not None
    lines = CORPUS.source.joinpath(*layout.DECISIONS_FILE.split("/")).read_bytes().decode().splitlines()
    decided = defaultdict(set)
    for line in map(json.loads, lines):
        for record in [*line["proposals"].values(), *line["own"]]:
            if record is not None and line["rule"] is not None:
                decided[line["document"], line["layer"]].add(line["rule"])
    with_rule = [row for row in tasks.judgements(CORPUS) if row.rule is not None]
    assert with_rule
    for row in with_rule:
        assert row.rule in decided[row.document, row.layer]


def test_a_corpus_without_annotators_has_no_judgements(tmp_path: Path) -> None:
    corpus = corpus_pkg.load(write_small_corpus(tmp_path / "alone", ()))
    assert len(tasks.judgements(corpus)) == 0
    two = corpus_pkg.load(write_small_corpus(tmp_path / "two", ("x", "y")))
    view = tasks.judgements(two)
    assert {row.annotator for row in view} == {"x", "y"}
    assert {row.share for row in view} == {"1"}
    assert all(row.judgement == row.adjudicated for row in view)
