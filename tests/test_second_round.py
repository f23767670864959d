"""The second round: the cases that an audit of the first one found wrong, and the two rounds compared."""

from pathlib import Path

import pytest

import corpus_pkg
from benchmarks import audit, first_round
from corpus_pkg.layers.labels import StanceLabel

CORPUS = corpus_pkg.load(Path(__file__).parents[1])
NEW, SECTION, TRADE, RUSSIA = (
    "new-era-cooperation",
    "section-907-repeal",
    "trade-nearly-doubles",
    "countering-russia-iran",
)


def rows(document: str, words: str) -> set[tuple[str, str, str, str | None]]:
    """Return holder, target, label and basis of all stances on the one sentence with some words."""
    (sentence,) = [s for s in CORPUS[document].sentences if words in s.text]
    return {
        (s.holder, s.target, s.label.value, s.basis and s.basis.value)
        for s in CORPUS[document].stance
        if s.sentence == sentence.id
    }


@pytest.mark.parametrize(
    ("document", "words", "row"),
    [
        (TRADE, "such ingratitude", ("zaur-shukyurov", "united-states", "against", "statement")),
        (TRADE, "such ingratitude", ("author", "united-states", "none", None)),
        (TRADE, "Shukyurov noted, Section 907 was reinstated", ("author", "section-907", "none", None)),
        (NEW, "added in 1992 by Congress", ("united-states-congress", "section-907", "favor", "act")),
        (SECTION, "sought to block U.S. military assistance", ("author", "azerbaijan", "none", None)),
        (SECTION, "passed the Armenian Protection Act", ("author", "azerbaijan", "none", None)),
        (RUSSIA, "assisting Russia to import prohibited goods", ("armenia", "russia", "favor", "act")),
        (RUSSIA, "help Russia to circumvent", ("armenia", "russia", "favor", "act")),
        (NEW, "Political obstacle and crisis of trust", ("author", "section-907", "against", "statement")),
        (RUSSIA, "contrasts with the policies of two", ("author", "armenia", "none", None)),
        (RUSSIA, "contrasts with the policies of two", ("author", "iran", "none", None)),
    ],
)
def test_an_audited_case_is_decided_by_the_rules(
    document: str, words: str, row: tuple[str, str, str, str | None]
) -> None:
    assert row in rows(document, words)


def test_who_is_no_doer_of_a_law_has_no_row() -> None:
    assert {row[0] for row in rows(SECTION, "passed the Armenian Protection Act")} == {"author"}
    assert {row[0] for row in rows(TRADE, "Shukyurov noted, Section 907 was reinstated")} == {"author"}


def test_each_target_that_a_sentence_is_about_has_one_row_of_the_author() -> None:
    for document in CORPUS:
        pairs = [(s.sentence, s.target) for s in document.stance if s.holder == "author"]
        assert len(pairs) == len(set(pairs))
        assert {(s.sentence, s.target) for s in document.stance} == set(pairs)


def test_only_the_author_has_none_and_only_none_has_no_basis() -> None:
    for stance in (s for document in CORPUS for s in document.stance):
        assert (stance.label is StanceLabel.NONE) == (stance.basis is None)
        assert stance.holder == "author" or stance.label is not StanceLabel.NONE


def test_the_first_round_is_kept_and_compared() -> None:
    page = first_round.PAGE.read_text("utf-8")
    assert first_round.with_first_round(page, first_round.table(CORPUS)) == page, "run benchmarks.first_round"
    log = first_round.CHANGELOG.read_text("utf-8")
    assert first_round.with_changes(log, first_round.changes(CORPUS)) == log, "run benchmarks.first_round"
    old = first_round.first_round(CORPUS)
    counts = [sum(len(document.layer(layer)) for document in old) for layer in audit.LAYERS]
    assert counts == [110, 208, 632, 65, 36, 209, 55]


def test_an_audit_draws_the_same_annotations_again_and_from_every_layer() -> None:
    drawn = audit.sample(CORPUS)
    assert [record for _, _, record in drawn] == [record for _, _, record in audit.sample(CORPUS)]
    assert len(drawn) == audit.COUNT
    assert {layer for _, layer, _ in drawn} == set(audit.LAYERS)
    assert any(layer == "stance" and record.basis is None for _, layer, record in drawn)
