"""Decisions make the layers that they say, whatever the two annotators have."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from corpus_pkg.annotate.adjudication import DecidedDifference, apply, derive, differences
from corpus_pkg.annotate.adjudication.apply import ConflictError
from corpus_pkg.annotate.adjudication.difference import NEITHER, Difference
from corpus_pkg.annotate.adjudication.sources import parse_decision
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, ENTITIES, LAYER_NAMES
from tests.adjudication.annotated_twice import Documents, annotated
from tests.agreement import test_measure as case
from tests.small_corpus import SECOND, small_corpus

FEW = settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
NAMES = ("a", "b")


def decided(difference: Difference, decision: str) -> DecidedDifference:
    return DecidedDifference(
        document=difference.document,
        layer=difference.layer,
        proposals=difference.proposals,
        fields=difference.fields,
        context=difference.context,
        decision=decision,
    )


def same(first: Documents, second: Documents) -> None:
    assert list(first) == list(second)
    for name, document in first.items():
        for layer in LAYER_NAMES:
            mine, theirs = document.layer(layer), second[name].layer(layer)
            if layer == DOCUMENT_STANCE.name:  # the order is that of the first annotator's file
                mine, theirs = (tuple(sorted(side, key=lambda s: s.target)) for side in (mine, theirs))
            assert mine == theirs, layer


@FEW
@given(annotated(times=3))
def test_decisions_make_the_layers_that_they_say(made: tuple[Corpus, list[Documents]]) -> None:
    _, (first, second, final) = made
    found = list(differences(first, second, NAMES))
    same(apply(first, second, [decided(d, "a") for d in found]), first)
    same(apply(first, second, [decided(d, "b") for d in found]), second)
    decided_for_neither(first, second, found)
    derived_decisions_make_the_adjudicated_layers(first, second, final, found)


def decided_for_neither(first: Documents, second: Documents, found: list[Difference]) -> None:
    result = apply(first, second, [decided(d, NEITHER) for d in found])
    for name, document in result.items():
        for layer in LAYER_NAMES:
            both = set(first[name].layer(layer)) & set(second[name].layer(layer))
            assert set(document.layer(layer)) == both


def derived_decisions_make_the_adjudicated_layers(
    first: Documents, second: Documents, final: Documents, found: list[Difference]
) -> None:
    decisions = derive(first, second, final, NAMES)
    same(apply(first, second, decisions), final)
    ids = [decision.id for decision in decisions]
    assert len(set(ids)) == len(ids)
    assert {difference.id for difference in found} <= set(ids)
    for decision in decisions:
        line = json.loads(json.dumps(decision.as_dict()))
        assert parse_decision(line, first) == decision


def final_of(**changes: object) -> Document:
    return case.FIRST.model_copy(update=changes)


def derived(final: Document) -> list[DecidedDifference]:
    both = {"case": case.FIRST}
    rules = {("case", ENTITIES.name, "ent-0-4"): ("rule 1",)}
    return derive(both, both, {"case": final}, NAMES, rules)


def test_what_both_have_alike_and_is_thrown_out_is_a_decision_for_neither() -> None:
    (decision,) = derived(final_of(entities=case.FIRST.entities[1:]))
    assert (decision.decision, decision.fields, decision.rule) == ("neither", (), "rule 1")
    assert decision.proposals["a"] == decision.proposals["b"] == case.FIRST.entities[0]


def test_what_both_missed_is_an_addition() -> None:
    added = case.entity("trade", "ORG", "trade-body")
    entities = tuple(sorted((*case.FIRST.entities, added), key=lambda e: e.start))
    (decision,) = derived(final_of(entities=entities))
    assert decision.proposals == {"a": None, "b": None}
    assert (decision.decision, decision.own) == ("own", (added,))
    assert decision.context == case.ONE


def test_a_new_record_over_a_thrown_out_one_is_one_decision() -> None:
    wider = case.entity("Baku and U.S.", "ORG", "trade-body")
    (decision,) = derived(final_of(entities=(wider, *case.FIRST.entities[1:])))
    assert decision.own == (wider,)
    assert decision.proposals["a"] == case.FIRST.entities[0]


def test_a_record_that_one_has_rightly_or_wrongly() -> None:
    with_it, without = {"case": case.FIRST}, {"case": final_of(entities=case.FIRST.entities[1:])}
    (kept,) = derive(with_it, without, with_it, NAMES)
    (dropped,) = derive(with_it, without, without, NAMES)
    assert (kept.decision, dropped.decision) == ("a", "b")


def test_two_decisions_about_one_record_are_refused() -> None:
    (difference,) = [
        d for d in differences({"case": case.FIRST}, {"case": case.SECOND}, NAMES) if d.id == "case/ent-0-4"
    ]
    twice = replace(decided(difference, "own"), proposals=dict.fromkeys(NAMES), own=(case.FIRST.entities[0],))
    with pytest.raises(ConflictError, match="adopts ent-0-4 too"):
        apply({"case": case.FIRST}, {"case": case.SECOND}, [decided(difference, "a"), twice])


def test_an_addition_of_what_both_have_is_refused() -> None:
    both = {"case": case.FIRST}
    addition = DecidedDifference(
        document="case",
        layer=ENTITIES.name,
        proposals=dict.fromkeys(NAMES),
        decision="own",
        own=(case.FIRST.entities[0],),
    )
    with pytest.raises(ConflictError, match="alike already"):
        apply(both, both, [addition])


def test_a_decision_about_another_document_is_refused() -> None:
    stray = DecidedDifference(document="other", layer=DATES.name, proposals={}, decision="neither")
    with pytest.raises(ConflictError, match="no document 'other'"):
        apply({"case": case.FIRST}, {"case": case.SECOND}, [stray])


def test_an_own_claim_may_be_written_as_a_line_of_a_draft() -> None:
    corpus = small_corpus(claims=True)
    line = {"claim": "Tuesday the U.S. and Paris signed", "topic": "signing-day", "value": "2024-05-07"}
    value = {
        "document": SECOND,
        "layer": "claims",
        "context": corpus[SECOND].sentences[0].text,
        "proposals": {"a": None, "b": None},
        "decision": "own",
        "own": [line | {"asserter": "author", "carriers": ["Tuesday"]}],
        "rule": "7.1",
    }
    documents = {document.id: document for document in corpus}
    made = parse_decision(value, documents, corpus.labels, corpus.topics)
    assert isinstance(made, DecidedDifference)
    (claim,) = made.own
    day = next(date.id for date in corpus[SECOND].dates if date.text == "Tuesday")
    assert (claim.topic, claim.value, claim.carriers) == ("signing-day", "2024-05-07", (day,))
    assert not isinstance(parse_decision(value, documents, corpus.labels), DecidedDifference)
