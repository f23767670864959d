"""Scores of replies: four numbers of their own, and span scores that are those of the package."""

import json
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, ENTITIES, STANCE
from corpus_pkg.train import scoring
from tests.llm.replies import FILLED, empty, oracle, spoilt, units

CORPUS = corpus_pkg.load()


@pytest.mark.parametrize(("layer", "unit"), FILLED)
def test_an_oracle_scores_one_and_an_empty_model_nothing(layer: str, unit: Any) -> None:
    perfect = llm.score_replies(CORPUS, layer, oracle(CORPUS, layer, unit), unit=unit, samples=0)
    assert perfect.headline.value == 1
    assert {score.value for score in perfect.scores} <= {1, None}
    assert (perfect.missing, perfect.faults) == ((), ())
    nothing = llm.score_replies(CORPUS, layer, empty(CORPUS, layer, unit), unit=unit, samples=0)
    assert nothing.headline.value == 0
    assert nothing.well_formed.value == 1
    assert {score.value for score in (nothing.grounded, nothing.label, nothing.value)} == {None}
    absent = llm.score_replies(CORPUS, layer, [], unit=unit, samples=0)
    assert absent.headline.value == absent.well_formed.value == 0
    assert len(absent.missing) == len(units(CORPUS, unit))


@pytest.mark.parametrize(("layer", "unit"), FILLED)
def test_records_score_as_the_package_scores_them(layer: str, unit: Any) -> None:
    found = llm.score_replies(CORPUS, layer, spoilt(CORPUS, layer, unit), unit=unit, samples=50)
    other = scoring.score(CORPUS, found.predicted, layers=[layer], samples=50)
    assert found.records == other
    assert 0 < (found.headline.value or 0) < 1
    assert found.headline in other.scores
    for name, score in found.fields.items():
        for criterion in (f"{name} (boundary)",):
            try:
                expected = other[layer, criterion, "accuracy"]
            except KeyError:
                continue
            if name not in ("value", "unit") or layer == DATES.name:
                assert score.value == pytest.approx(expected.value, abs=1e-12)


def reply(document: Any, sentence: Any, text: str) -> llm.Reply:
    return llm.Reply(document.id, sentence.id, text)


def test_the_four_numbers_are_counted_apart() -> None:
    document = next(d for d in CORPUS if len(d.dates) >= 4)
    one = Corpus([document], CORPUS.registry, CORPUS.targets)
    replies = oracle(one, DATES.name, "sentence")
    dated = [at for at, made in enumerate(replies) if json.loads(made.text)["dates"]][:4]
    assert len(dated) == 4

    def change(at: int, **fields: Any) -> None:
        value = json.loads(replies[at].text)
        value["dates"][0] |= fields
        replies[at] = replies[at]._replace(text=json.dumps(value))

    items = sum(len(json.loads(made.text)["dates"]) for made in replies)
    lost = len(json.loads(replies[dated[0]].text)["dates"])
    replies[dated[0]] = replies[dated[0]]._replace(text="I found some dates.")  # not well-formed
    change(dated[1], quote="nowhere at all")  # not grounded
    change(dated[2], type="SET", value="P1Y")  # label and value wrong
    change(dated[3], mod="APPROX" if json.loads(replies[dated[3]].text)["dates"][0]["mod"] is None else None)
    found = llm.score_replies(one, DATES.name, replies, samples=0)
    sentences = len(document.sentences)
    assert found.well_formed.value == pytest.approx((sentences - 1) / sentences)
    assert found.grounded.value == pytest.approx((items - lost - 1) / (items - lost))
    matched = items - lost - 1
    assert found.label.value == pytest.approx((matched - 1) / matched)
    assert found.value.value == pytest.approx((matched - 2) / matched)
    assert found.fields["value"].value == pytest.approx((matched - 1) / matched)
    assert found.fields["mod"].value == pytest.approx((matched - 1) / matched)
    assert [fault.trouble for fault in found.faults] == ["malformed", "not_found"]
    assert all(fault.document == document.id and fault.message for fault in found.faults)


def test_intervals_are_those_of_the_bootstrap() -> None:
    found = llm.score_replies(CORPUS, ENTITIES.name, spoilt(CORPUS, ENTITIES.name, "sentence"), samples=200)
    for score in (found.headline, found.well_formed, found.grounded, found.label, found.value):
        for interval in (score.documents, score.sentences):
            assert interval is not None
            assert interval.low <= (score.value or 0) <= interval.high
    assert found == llm.score_replies(
        CORPUS, ENTITIES.name, spoilt(CORPUS, ENTITIES.name, "sentence"), samples=200
    )
    json.dumps(found.as_dict())
    assert "well-formed" in str(found)
    by_document = llm.score_replies(
        CORPUS, DOCUMENT_STANCE.name, oracle(CORPUS, DOCUMENT_STANCE.name, "document"), samples=20
    )
    assert by_document.headline.sentences is None
    assert by_document.well_formed.documents == (1, 1)


def test_replies_that_were_not_asked_for_are_refused() -> None:
    document = CORPUS[CORPUS.ids[0]]
    said = '{"stance": []}'
    first = reply(document, document.sentences[0], said)
    for replies, message in (
        ([llm.Reply("other", None, said)], "other"),
        ([llm.Reply(document.id, None, said)], "not asked about"),
        ([first, first], "two replies"),
    ):
        with pytest.raises(scoring.ScoringError, match=message):
            llm.score_replies(CORPUS, STANCE.name, replies, samples=0)
