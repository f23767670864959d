"""Drafts come to the layers that they say, and every line that can't be used is named."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

import corpus_pkg
from corpus_pkg.annotate.drafts import Resolved, resolve
from corpus_pkg.annotate.drafts.claims import Known
from corpus_pkg.annotate.drafts.locate import occurrences
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    ENTITIES,
    FIGURES,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    STANCE,
    Claim,
)
from tests.drafts.drafting import Lines, flat_draft, nested_draft, number
from tests.strategies import corpora

FEW = settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
TEXT = "Ties\n\nBaku said Baku grew 5% in 2024. It met Baku’s press.\n\nShare"
BASE: list[dict[str, Any]] = [
    {"segment": "title"},
    {"sentence": "Ties"},
    {"segment": "paragraph"},
    {"sentence": "Baku said Baku grew 5% in 2024."},
    {"sentence": "It met Baku’s press."},
    {"segment": "boilerplate", "quote": "Share"},
]
ENTITY = {"entity": "Baku", "type": "GPE", "id": "baku"}


def numbered(lines: list[dict[str, Any]]) -> Lines:
    return list(enumerate(lines, 1))


def draft(*lines: dict[str, Any], after: int = 4) -> Resolved:
    """Resolve a draft with lines under the given line of the base (the first long sentence)."""
    return resolve(TEXT, numbered([*BASE[:after], *lines, *BASE[after:]]), "d.jsonl", "d")


CUT = draft()


def flat(*lines: dict[str, Any]) -> Resolved:
    base = CUT.layers[SEGMENTS.name], CUT.layers[SENTENCES.name]
    return resolve(TEXT, numbered(list(lines)), "d.jsonl", "d", base)


def messages(result: Resolved) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in result.problems]


def layers_of(document: Document) -> dict[str, list[Any]]:
    return {layer: list(document.layer(layer)) for layer in LAYER_NAMES}


def _can_be_drafted(document: Document, claim: Claim) -> bool:
    """Return True if a draft can name the antecedent and the carriers of a claim.

    An antecedent is the nearest such words. A carrier outside the claim can't be named where it is no later
    among such words in the sentence than there are in the claim, in which they are looked for first.
    """
    words, sentence = claim.antecedent, document.sentence_of(claim)
    assert sentence is not None
    if words is not None and document.text.rfind(words.text, 0, claim.start) != words.start:
        return False
    return all(
        number(document.text, carrier, sentence.start, sentence.end)
        > len(occurrences(document.text, carrier.text, claim.start, claim.end))
        for layer in CLAIMS.many_refs["carriers"]
        for carrier in document.layer(layer)
        if carrier.id in claim.carriers and not claim.start <= carrier.start <= carrier.end <= claim.end
    )


@FEW
@given(corpora(1, 1))
def test_any_document_comes_back_from_its_nested_and_its_flat_draft(corpus: Corpus) -> None:
    (document,) = corpus
    assume(all(_can_be_drafted(document, claim) for claim in document.claims))
    known = Known(corpus.topics)
    result = resolve(document.text, nested_draft(document), "d.jsonl", document.id, known=known)
    assert result.problems == []
    assert result.layers == layers_of(document)
    base = document.segments, document.sentences
    result = resolve(document.text, flat_draft(document), "d.jsonl", document.id, base, known=known)
    assert result.problems == []
    assert not result.named & {SEGMENTS.name, SENTENCES.name}
    for layer in result.named:
        assert result.layers[layer] == list(document.layer(layer))


def test_the_annotators_layers_come_back_from_their_drafts() -> None:
    corpus = corpus_pkg.load()
    for name in corpus.annotators:
        for document in corpus.annotator(name):
            known = Known(corpus.topics)
            result = resolve(document.text, nested_draft(document), "d.jsonl", document.id, known=known)
            assert result.problems == []
            assert result.layers == layers_of(document)


def test_n_and_in_say_which_occurrence() -> None:
    result = draft(ENTITY, ENTITY | {"n": 2}, {**ENTITY, "in": "said Baku", "note": "x"})
    assert [entity.start for entity in result.layers[ENTITIES.name]] == [6, 16]
    assert messages(result) == [(7, "the entity 'Baku' is there already; remove one of the two")]


def test_keys_may_be_used_before_their_date() -> None:
    figure = {"figure": "5%", "kind": "PERCENT", "value": "5", "unit": "%", "date": "d1", "subject": "Baku"}
    date = {"date": "2024", "type": "DATE", "value": "2024", "key": "d1", "anchor": "document"}
    result = draft(figure, date)
    assert result.problems == []
    (found,) = result.layers[FIGURES.name]
    assert found.date == result.layers[DATES.name][0].id
    assert (found.modifier, found.change, found.subject.text) == ("EXACT", "LEVEL", "Baku")


def test_a_subject_may_stand_elsewhere_in_the_segment() -> None:
    figure = {"figure": "5%", "kind": "PERCENT", "value": "5", "unit": "%", "subject": "press"}
    assert "does not occur" in messages(draft(figure))[0][1]
    (found,) = draft(figure | {"subject_scope": "segment"}).layers[FIGURES.name]
    assert TEXT[found.subject.start : found.subject.end] == "press"


BAD: list[tuple[dict[str, Any], str]] = [
    ({**ENTITY, "entity": "Bacu"}, "'Bacu' does not occur there; the nearest: 'Baku'"),
    ({**ENTITY, "n": 3}, "occurs 2 times there; write an n up to that, not 3"),
    ({**ENTITY, "n": "2"}, "n is the number of an occurrence"),
    ({**ENTITY, "n": True}, "n is the number of an occurrence"),
    ({**ENTITY, "in": 5}, "in is a text"),
    ({**ENTITY, "type": "CITY"}, "type: the corpus has no such label"),
    ({**ENTITY, "colour": "red"}, "there is no key colour; a line of kind entity has: type, id, "),
    ({"entity": "Baku", "typ": "GPE", "id": "baku"}, "there is no key typ; did you mean type?"),
    ({**ENTITY, "start": 6}, "there is no key start; "),
    ({"entity": "Baku", "type": "GPE"}, "id: missing; give the id of the registry's entry"),
    ({**ENTITY, "id": None}, "id: missing; give the id of the registry's entry"),
    (
        {**ENTITY, "id": "Olaf Scholz"},
        "id: write lower-case letters and digits with single hyphens, such as ",
    ),
    ({"figure": "5%", "kind": "PERCENT", "value": 5, "unit": "%"}, 'value: put it in quotes: "5"'),
    (
        {"figure": "5%", "kind": "MONEY", "value": "5", "unit": "€"},
        'unit: write a currency code of three capitals, such as EUR (found "€")',
    ),
    ({"stance": "good", "target": "peace", "basis": "act"}, "stance: write 'favor', 'against'"),
    ({"entity": "", "type": "GPE", "id": "baku"}, "entity holds a text that is not empty"),
    ({"entity": None}, "entity holds a text"),
    ({"entity": "Baku", "id": "baku"}, "type: missing; give it a value"),
    ({"person": "Baku"}, "a draft has no line of kind 'person'"),
    ({}, "a draft has no line of kind None"),
    ({"removed": "Baku"}, "`removed` holds the line"),
    ({"document_stance": ["favor"]}, "document_stance holds an object"),
    ({"document_stance": {"russia": "neutral"}}, "document_stance: write 'favor'"),
    ({"date": "2024", "type": "DATE", "value": "yesterday", "key": "d"}, "value:"),
    ({"date": "2024", "type": "DATE", "value": "2024", "anchor": "d9"}, "no date of this draft has the key"),
    ({"stance": "favor", "target": "Baku!", "basis": "statement"}, "target:"),
]


@pytest.mark.parametrize(("line", "message"), BAD)
def test_a_bad_line_is_one_problem_with_its_place(line: dict[str, Any], message: str) -> None:
    result = draft(line)
    assert {problem.line for problem in result.problems} == {5}
    assert message in result.problems[0].message
    assert {(p.file, p.code, p.document) for p in result.problems} == {("d.jsonl", "draft", "d")}


@pytest.mark.parametrize("line", [{"sentence": "Ties"}, {"segment": "title"}, {"document_date": "2024"}])
def test_a_misspelt_key_of_any_line_is_refused(line: dict[str, Any]) -> None:
    found = messages(resolve(TEXT, [(1, {**line, "nnote": "x"})], "d.jsonl", "d"))
    assert (1, "there is no key nnote; did you mean note?") in found


def test_a_stance_without_a_holder_is_the_authors() -> None:
    (found,) = draft({"stance": "favor", "target": "peace", "basis": "statement"}).layers[STANCE.name]
    assert (found.holder, found.id) == ("author", "sta-6-37-author-peace")


def test_a_key_that_stands_twice_is_refused() -> None:
    date = {"date": "2024", "type": "DATE", "value": "2024", "key": "d1"}
    found = messages(draft(date, date | {"date": "in 2024"}))
    assert found == [(6, "another date has the key 'd1'; choose another key")]


def test_text_that_is_left_out_is_reported() -> None:
    lines = [line for line in BASE if line != {"sentence": "It met Baku’s press."}]
    ((line, message),) = messages(resolve(TEXT, numbered(lines), "d.jsonl", "d"))
    assert (line, message) == (
        5,
        "no line covers the text before this segment: 'It met Baku’s press.'; write one for it",
    )
    assert (
        "no line covers the text after the last segment: 'Share'; write one for it"
        in messages(resolve(TEXT, numbered(BASE[:5]), "d.jsonl", "d"))[0][1]
    )


def test_a_sentence_that_is_not_in_the_text_is_told_once_with_where_it_departs() -> None:
    lines = [*BASE[:3], {"sentence": "Baku says Baku grew 5% in 2024."}, *BASE[4:]]
    ((line, message),) = messages(resolve(TEXT, numbered(lines), "d.jsonl", "d"))
    assert line == 4
    assert "does not follow" in message
    assert "Baku says" in message
    assert "Baku said" in message


def test_a_gap_is_told_again_once_a_line_is_placed() -> None:
    lines = [{"segment": "title"}, {"sentence": "Tie"}, {"sentence": "Tis"}, *BASE[2:4], BASE[5]]
    found = messages(resolve(TEXT, numbered(lines), "d.jsonl", "d"))
    assert [line for line, _ in found] == [3, 6]
    assert "It met Baku’s press." in found[1][1]


def test_lines_below_a_lost_sentence_say_so() -> None:
    lines = [*BASE[:3], {"sentence": "Baku says."}, ENTITY, *BASE[4:]]
    assert messages(resolve(TEXT, numbered(lines), "d.jsonl", "d"))[1] == (
        5,
        "the sentence above this entity could not be placed: fix that first",
    )


def test_a_line_without_a_sentence_and_a_sentence_without_a_segment_are_refused() -> None:
    found = messages(resolve(TEXT, numbered([{"sentence": "Ties"}, ENTITY]), "d.jsonl", "d"))
    assert "write a segment line above this sentence" in found[0][1]
    assert any("write a sentence line above this line of kind entity" in message for _, message in found)


def test_an_unknown_kind_of_segment_is_a_problem() -> None:
    found = messages(resolve("Ties", numbered([{"segment": "verse"}, {"sentence": "Ties"}]), "d.jsonl", "d"))
    assert found[0][0] == 1
    assert "segment: the corpus has no such label" in found[0][1]


def test_an_adjudicators_notes_are_understood() -> None:
    result = draft(
        ENTITY | {"rule": "section 2", "was": ENTITY, "by": "a"},
        {"removed": ENTITY | {"n": 2, "by": "b"}, "rule": "section 0"},
        {
            "stance": "favor",
            "holder": "baku",
            "target": "peace",
            "basis": "statement",
            "new": True,
            "rule": "5",
        },
        {"removed": {"stance": "against", "holder": "author", "target": "peace", "basis": "statement"}},
    )
    assert result.problems == []
    assert len(result.layers[ENTITIES.name]) == len(result.layers[STANCE.name]) == 1
    assert [(r.line, r.key, r.rule, r.removed) for r in result.rulings] == [
        (5, "ent-6-10", "section 2", False),
        (6, "ent-16-20", "section 0", True),
        (7, "sta-6-37-baku-peace", "5", False),
    ]


def test_a_flat_quote_must_be_the_only_one_or_say_which() -> None:
    message = messages(flat(ENTITY))[0][1]
    assert "'Baku' occurs 3 times there; say which with n or in" in message
    result = flat(ENTITY | {"n": 3}, ENTITY | {"in": "said Baku"})
    assert [entity.start for entity in result.layers[ENTITIES.name]] == [16, 45]


def test_a_flat_context_must_be_the_only_one_too() -> None:
    assert "'Bak' occurs 3 times" in messages(flat(ENTITY | {"entity": "Ba", "in": "Bak"}))[0][1]


def test_a_flat_quote_in_boilerplate_is_refused() -> None:
    assert "lies in no sentence" in messages(flat(ENTITY | {"entity": "Share"}))[0][1]


def test_a_flat_stance_names_words_of_its_sentence() -> None:
    stance = {"stance": "favor", "holder": "author", "target": "peace", "basis": "statement"}
    assert "words of its sentence as `in`" in messages(flat(stance))[0][1]
    (found,) = flat(stance | {"in": "grew"}).layers[STANCE.name]
    assert found.text == "Baku said Baku grew 5% in 2024."


def test_a_flat_draft_may_name_a_date_of_the_corpus_by_its_id() -> None:
    figure = {"figure": "5%", "kind": "PERCENT", "value": "5", "unit": "%", "date": "dat-32-36"}
    (found,) = flat(figure).layers[FIGURES.name]
    assert found.date == "dat-32-36"
    assert flat(figure).named == {FIGURES.name}


def test_a_draft_without_segments_needs_a_corpus_that_has_them() -> None:
    assert messages(resolve(TEXT, [(1, ENTITY)], "d.jsonl", "d"))
