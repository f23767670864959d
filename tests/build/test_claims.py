"""A wrong claim is never taken by the fast path, wherever it is in a block; its neighbours are."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import corpus_pkg
from benchmarks.build_workload import as_line
from corpus_pkg.build.fast.judge import FastJudge
from corpus_pkg.build.line import judge
from corpus_pkg.checks.rules import RULES
from corpus_pkg.layers import CLAIMS, annotation_id
from tests.build.damage import Tally, block_of, disagreements
from tests.build.records import line, lines_with_claims, references
from tests.build.test_fast import judge_of

COUNT = 5
PLACES = (0, COUNT // 2, COUNT - 1)
Change = Callable[[dict[str, Any]], object]


def _claim(document: dict[str, Any], fits: Callable[[dict[str, Any]], object] = bool) -> dict[str, Any]:
    found: dict[str, Any] = next(claim for claim in document["claims"] if fits(claim))
    return found


def _kind(claim: dict[str, Any]) -> str:
    return str(references().topics[claim["topic"]].kind)


def _set(fits: Callable[[dict[str, Any]], object] = bool, **fields: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        claim = _claim(document, fits)
        for name, value in fields.items():
            claim[name] = value(claim[name]) if callable(value) else value
        named = {name: claim[name] for name in ("topic", "asserter")}
        if all(isinstance(value, str) for value in named.values()) and "id" not in fields:
            claim["id"] = annotation_id(CLAIMS.name, claim["start"], claim["end"], **named)

    return change


def _beyond_its_sentence(document: dict[str, Any]) -> None:
    claim = _claim(document)
    claim["end"] = claim["start"] + 700
    claim["text"] = document["text"][claim["start"] : claim["end"]]
    _set()(document)


def _again(document: dict[str, Any]) -> None:
    """Say a claim twice in one sentence, by two spans."""
    claim = _claim(document, lambda claim: " " in claim["text"])
    shorter = claim | {"end": claim["start"] + claim["text"].rindex(" "), "via": []}
    shorter["text"] = document["text"][shorter["start"] : shorter["end"]].rstrip(" ,")
    shorter["end"] = shorter["start"] + len(shorter["text"])
    named = {name: claim[name] for name in ("topic", "asserter")}
    shorter["id"] = annotation_id(CLAIMS.name, shorter["start"], shorter["end"], **named)
    document["claims"].insert(document["claims"].index(claim) + 1, shorter)


def _within(document: dict[str, Any]) -> None:
    claim = _claim(document)
    word = claim["text"].split()[0].strip(",.")
    claim["antecedent"] = {"start": claim["start"], "end": claim["start"] + len(word), "text": word}


def _misquoted(document: dict[str, Any]) -> None:
    claim = _claim(document, lambda claim: claim["antecedent"])
    claim["antecedent"]["text"] = claim["antecedent"]["text"][::-1]


def _cut(document: dict[str, Any]) -> None:
    claim = _claim(document, lambda claim: claim["antecedent"] and len(claim["antecedent"]["text"]) > 5)
    claim["antecedent"]["end"] -= 1
    claim["antecedent"]["text"] = claim["antecedent"]["text"][:-1]


def _from_elsewhere(document: dict[str, Any]) -> None:
    claim = _claim(document, lambda claim: _kind(claim) == "entity" and claim["carriers"])
    known = {mention["id"]: mention["entity"] for mention in document["entities"]}
    for mention in document["entities"]:
        apart = mention["end"] < claim["start"] - 2000 or mention["start"] > claim["end"] + 2000
        if apart and known[mention["id"]] in claim["entities"]:
            claim["carriers"] = [mention["id"]]
            return
    raise AssertionError("no such mention")


def _of_another_value(document: dict[str, Any]) -> None:
    claim = _claim(document, lambda claim: _kind(claim) == "entity" and claim["carriers"])
    claim["entities"] = ["armenia"] if claim["entities"] != ["armenia"] else ["azerbaijan"]


FAULTS: dict[str, tuple[str, Change]] = {
    "unknown topic": ("topic-unknown", _set(topic="no-such-topic")),
    "unknown asserter": ("claim-asserter", _set(asserter="nobody-knows-this")),
    "unknown name between": ("claim-asserter", _set(via=["nobody-knows-this"])),
    "the author between": ("claim-asserter", _set(via=["unnamed", "author"])),
    "the asserter between": (
        "claim-asserter",
        _set(lambda c: c["asserter"] == "author", asserter="azerbaijan", via=["azerbaijan"]),
    ),
    "null between": ("schema", _set(via=[None])),
    "unknown entity": ("claim-entity", _set(lambda c: c["entities"], entities=["nobody-knows-this"])),
    "entity twice": ("claim-entity", _set(lambda c: c["entities"], entities=lambda e: [*e, e[0]])),
    "an answer of another kind": ("claim-value", _set(lambda c: _kind(c) == "closed", value="no-value")),
    "a number in place of a date": ("claim-value", _set(lambda c: _kind(c) == "date", value="a5")),
    "another unit": ("claim-value", _set(lambda c: _kind(c) == "quantity", unit="kg")),
    "no answer": (
        "schema",
        _set(lambda c: c["value"] and not c["modifier"], value=None),
    ),
    "an extent of no interval": (
        "schema",
        _set(
            lambda c: not c["extent"] and c["value"] and "/" not in c["value"], extent="throughout", time=None
        ),
    ),
    "a time that is none": ("schema", _set(time="2025-13")),
    "a number in another spelling": (
        "schema",
        _set(lambda c: c["modifier"], value=None, value_min="1.0", value_max=None),
    ),
    "unknown modality": ("schema", _set(modality="odd")),
    "no modality": ("schema", _set(modality=None)),
    "presupposed or not": ("schema", _set(presupposed=None)),
    "blank note": ("free-text", _set(note=" ")),
    "another id": ("schema", _set(id="clm-0-1-a-b")),
    "beyond its sentence": ("claim-sentence", _beyond_its_sentence),
    "said twice": ("claim-repeated", _again),
    "antecedent within": ("claim-antecedent", _within),
    "antecedent misquoted": ("span-text", _misquoted),
    "antecedent cut": ("span-in-word", _cut),
    "unknown carrier": ("claim-carrier", _set(carriers=["ent-999990-999999"])),
    "carrier of no layer": ("schema", _set(carriers=["xyz-1-2"])),
    "carrier twice": ("claim-carrier", _set(lambda c: c["carriers"], carriers=lambda ids: [*ids, ids[0]])),
    "carrier elsewhere": ("claim-carrier", _from_elsewhere),
    "carrier of another value": ("claim-carrier-value", _of_another_value),
    "carrier of a value of a list": (
        "claim-carrier-value",
        lambda d: _set(lambda c: _kind(c) == "closed", carriers=[_in_sentence_of(d)])(d),
    ),
    "disorder": ("annotation-order", lambda document: document["claims"].reverse()),
    "doubled": ("annotation-duplicate", lambda d: d["claims"].insert(1, d["claims"][0])),
}
"""For each fault the code by which the slow path refuses it, and the change that makes it."""


def _in_sentence_of(document: dict[str, Any]) -> str:
    claim = _claim(document, lambda claim: _kind(claim) == "closed" and _mention(document, claim))
    document["claims"] = [claim]
    return str(_mention(document, claim))


def _mention(document: dict[str, Any], claim: dict[str, Any]) -> str | None:
    sentence = next(
        one for one in document["sentences"] if one["start"] <= claim["start"] and claim["end"] <= one["end"]
    )
    return next(
        (
            one["id"]
            for one in document["entities"]
            if sentence["start"] <= one["start"] and one["end"] <= sentence["end"]
        ),
        None,
    )


@cache
def _judge() -> FastJudge:
    return judge_of(references())


def _damaged(change: Change) -> bytes:
    """Return the line of the first packaged document that has what a change needs, changed."""
    for document in corpus_pkg.load():
        value = document.model_dump(mode="json")
        try:
            change(value)
        except (StopIteration, AssertionError):
            continue
        return as_line(value)[:-1]
    raise AssertionError("no packaged document has such a claim")


@pytest.mark.parametrize("fault", FAULTS)
def test_no_wrong_claim_is_taken_and_its_neighbours_are(fault: str) -> None:
    code, change = FAULTS[fault]
    bad = _damaged(change)
    assert code in {problem.code for problem in judge(bad, references(), "lines", 1)[1]}
    fast = _judge()
    for place in PLACES:
        lines = [one[:-1] for one in lines_with_claims(COUNT)]
        lines[place] = bad
        taken = {at for run in fast.runs(block_of(lines), []) for at in range(run.start, run.end)}
        assert taken == set(range(COUNT)) - {place}


def test_every_rule_on_claims_has_a_fault() -> None:
    assert {rule.code for rule in RULES if rule.scope == CLAIMS.name} <= {code for code, _ in FAULTS.values()}


def test_a_claim_that_leaves_out_what_may_be_null_is_taken_or_judged_by_the_slow_path() -> None:
    document = json.loads(lines_with_claims(1)[0])
    for claim in document["claims"]:
        for name in [name for name, value in claim.items() if value in (None, [])]:
            del claim[name]
    lines = [as_line(document)[:-1], line(0)[:-1]]
    assert judge(lines[0], references(), "lines", 1)[1] == []
    assert disagreements(lines, judge_of(references()), references(), Tally()) == []
