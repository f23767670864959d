"""Rows for trainers hold every record or say why not, and rewards are the scores of the package."""

import json
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import llm, rewards
from corpus_pkg.layers import DATES, ENTITIES, LAYERS, STANCE, Role
from corpus_pkg.train import scoring, tasks
from corpus_pkg.train.misfits import Reason
from tests.llm.replies import ASKED, FILLED, oracle, spoilt

CORPUS = corpus_pkg.load()
LABELLED = [spec for spec in LAYERS if spec.role is Role.ANNOTATION and spec.has_spans and not spec.in_id]


def test_a_chat_row_asks_and_answers() -> None:
    view = tasks.chat(CORPUS, layers=["dates", "document_stance"], shots=2, guidelines=True)
    assert len(view) == sum(len(document.sentences) for document in CORPUS) + len(CORPUS)
    assert view.report == {}
    for row in [*view][::23]:
        document = CORPUS[row.document]
        assert CORPUS.ids[row.fold] == row.document
        assert row.messages == row.prompt + row.completion
        made = llm.prompt(CORPUS, row.layer, document, row.sentence, shots=2)
        assert row.prompt == made.messages
        answer = llm.parse_answer(row.completion[0].content, row.layer)
        assert answer == llm.answer_of(document, row.layer, row.sentence)
    tokens = tasks.chat(CORPUS, layers=["dates"], tokenizer=list)[0]
    assert tokens.tokens == sum(len(message.content) for message in tokens.messages)


def test_every_layer_is_asked_for_by_default() -> None:
    view = tasks.chat(CORPUS)
    assert {(row.layer, "sentence" if row.sentence else "document") for row in view} == {
        (layer, "sentence" if any(asked == (layer, "sentence") for asked in ASKED) else "document")
        for layer, _ in ASKED
    }
    assert [row.fold for row in view] == sorted(row.fold for row in view)


def test_gliner_rows_hold_every_span_or_report_it() -> None:
    view = tasks.gliner(CORPUS)
    kept = 0
    for row in view:
        document = CORPUS[row.document]
        sentence = document[row.sentence]
        for span in row.ner:
            start = row.starts[span.first]
            end = row.starts[span.last] + len(row.tokenized_text[span.last])
            records = [
                document[id_]
                for spec in LABELLED
                if (id_ := f"{spec.prefix}-{sentence.start + start}-{sentence.start + end}") in document
            ]
            assert row.text[start:end] in {record.text for record in records}
            labels = {str(getattr(record, "type", "") or getattr(record, "kind", "")) for record in records}
            assert span.span_label in labels
            kept += 1
        assert row.example()["tokenized_text"] == list(row.tokenized_text)
    claims = sum(len(d.claims) for d in CORPUS)
    labelled = sum(len(d.layer(spec.name)) for d in CORPUS for spec in LABELLED)
    assert kept + len(view.misfits) == labelled + claims
    assert view.report.keys() <= {Reason.EDGE_INSIDE_TOKEN, Reason.TOO_WIDE, Reason.SEVERAL_ON_SPAN}
    for every in (view, tasks.gliner2(CORPUS), tasks.langextract(CORPUS)):
        assert every.report[Reason.SEVERAL_ON_SPAN] == claims > 0
    all_kept = tasks.gliner(CORPUS, layers=["entities"], tokenizer=tasks.simple_tokens, max_width=100)
    assert all_kept.report == {}
    assert sum(len(row.ner) for row in all_kept) == sum(len(d.entities) for d in CORPUS)


def test_gliner2_and_langextract_rows_hold_every_span_in_its_place() -> None:
    two, extract = tasks.gliner2(CORPUS), tasks.langextract(CORPUS, nested=True)
    expected = sum(len(d.layer(spec.name)) for d in CORPUS for spec in LABELLED)
    assert sum(len(row.entities) for row in two) == sum(len(row.extractions) for row in extract) == expected
    for row in two:
        for span in row.entities:
            assert row.text[span.start : span.end] == span.text
        for structure in row.structures:
            assert structure.start is None or row.text[structure.start : structure.end] == structure.value
        output = row.example()["output"]
        assert list(output["entities"]) == list(row.labels)
        assert output["entity_descriptions"].keys() <= set(row.labels)
    for line in extract:
        for one in line.extractions:
            assert line.text[one.start : one.end] == one.extraction_text
    flat = tasks.langextract(CORPUS, layers=[spec.name for spec in LABELLED])
    assert sum(len(row.extractions) for row in flat) + len(flat.misfits) == expected
    assert flat.report.keys() <= {Reason.NESTED, Reason.CROSSING}
    assert all(row.extractions for row in flat)
    outside = two.report.get("subject_outside_sentence", 0)
    assert outside == sum(
        figure.subject is not None and d.sentence_of(figure.subject) != d.sentence_of(figure)
        for d in CORPUS
        for figure in d.figures
    )


def test_layers_that_share_labels_or_have_none_are_refused() -> None:
    for view in (tasks.gliner, tasks.gliner2, tasks.langextract):
        with pytest.raises(ValueError, match="choose from: entities"):
            view(CORPUS, layers=["stance"])


@pytest.mark.parametrize("task", ["ner", "chat", "gliner", "gliner2", "langextract"])
def test_a_view_is_a_data_frame(task: str) -> None:
    view = tasks.task_view(CORPUS, task)
    frame = view.to_pandas()
    assert list(frame["document"]) == [row.document for row in view]
    assert str(frame["fold"].dtype) == "Int32"


def columns(replies: list[llm.Reply], layer: str) -> dict[str, list[Any]]:
    return {
        "document": [reply.document for reply in replies],
        "sentence": [reply.sentence for reply in replies],
        "layer": [layer] * len(replies),
        "fold": [0] * len(replies),
    }


@pytest.mark.parametrize(("layer", "unit"), FILLED)
def test_rewards_are_one_for_gold_and_less_for_faults(layer: str, unit: Any) -> None:
    gold, bad = oracle(CORPUS, layer, unit), spoilt(CORPUS, layer, unit)
    for reward in rewards.functions(CORPUS):
        assert reward([reply.text for reply in gold], **columns(gold, layer)) == [1.0] * len(gold)
        chat = [[{"role": "assistant", "content": reply.text}] for reply in bad]
        found = reward(chat, **columns(bad, layer), trainer_state=None)
        assert len(found) == len(bad)
        assert all(0 <= value <= 1 for value in found)
        if reward.__name__ == "span_f1":
            assert sum(found) < len(found)
    well_formed, grounded, span_f1 = rewards.functions(CORPUS)
    for said in ("", "none", '{"other": []}'):
        for reward in (well_formed, grounded, span_f1):
            assert reward([said], **columns(bad[:1], layer)) == [0.0]
    assert well_formed([[]], **columns(bad[:1], layer)) == [0.0]


@pytest.mark.parametrize("layer", [ENTITIES.name, DATES.name, STANCE.name])
def test_the_reward_of_a_sentence_is_its_score(layer: str) -> None:
    measure = "attributed" if layer == STANCE.name else "strict"
    document = CORPUS[CORPUS.ids[0]]
    _, _, span_f1 = rewards.functions(CORPUS)
    bad = [reply for reply in spoilt(CORPUS, layer, "sentence") if reply.document == document.id]
    checked = 0
    for reply, value in zip(bad, span_f1([reply.text for reply in bad], **columns(bad, layer)), strict=True):
        sentence = document[reply.sentence or ""]
        here = [record for record in document.layer(layer) if document.sentence_of(record) == sentence]
        try:
            answer = llm.parse_answer(reply.text, layer)
        except llm.AnswerError:
            assert value == 0
            continue
        placed = llm.place(document, answer, reply.sentence)
        if placed.unplaced or not (here or placed.records):
            continue
        gold = document.model_copy(update={layer: tuple(here)})
        said = document.model_copy(update={layer: placed.records})
        scores = scoring.score([gold], [said], layers=[layer], samples=0)
        assert value == pytest.approx(scores[layer, measure, "micro"].value, abs=1e-12)
        checked += 1
    assert checked > 5


def test_what_has_no_place_costs_reward() -> None:
    _, grounded, span_f1 = rewards.functions(CORPUS)
    reply = next(
        reply for reply in oracle(CORPUS, DATES.name, "sentence") if len(json.loads(reply.text)["dates"]) == 1
    )
    value = json.loads(reply.text)
    value["dates"].append(value["dates"][0] | {"quote": "not there"})
    asked = columns([reply], DATES.name)
    assert grounded([json.dumps(value)], **asked) == [0.5]
    assert span_f1([json.dumps(value)], **asked) == [pytest.approx(2 / 3)]
