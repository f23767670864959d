"""Lines of claims come to the claims that they say, with what carries them."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.annotate.drafts import Resolved, resolve
from corpus_pkg.annotate.drafts.claims import Known
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import CLAIMS, DATES, ENTITIES, FIGURES
from tests import command_line

ROOT = Path(__file__).resolve().parents[2]
TEXT = "It cost 5 million.\n\nThe ferry of Lima and Lima cost 5 million in 1931, said Silva. It sank."
TOPICS = {
    topic.id: topic
    for topic in (
        Topic.from_json({"id": "cost", "question": "What did it cost?", "kind": "quantity", "unit": "t"}),
        Topic.from_json({"id": "day", "question": "When was it built?", "kind": "date"}),
        Topic.from_json({"id": "owner", "question": "Who owned it?", "kind": "entity", "several": True}),
    )
}
CUT: list[dict[str, Any]] = [
    {"segment": "paragraph"},
    {"sentence": "It cost 5 million."},
    {"segment": "paragraph"},
    {"sentence": "The ferry of Lima and Lima cost 5 million in 1931, said Silva."},
    {"sentence": "It sank."},
]
LIMA = {"entity": "Lima", "type": "GPE", "id": "lima"}
FIGURE = {"figure": "5 million", "kind": "MONEY", "value": "5000000", "unit": "USD"}
OWNER = {"claim": "ferry of Lima", "topic": "owner", "asserter": "author", "value": "lima"}


def draft(*lines: dict[str, Any]) -> Resolved:
    """Resolve a draft with lines under the second sentence."""
    numbered = list(enumerate([*CUT[:4], *lines, *CUT[4:]], 1))
    return resolve(TEXT, numbered, "d.jsonl", "d", known=Known(TOPICS))


def claim(*lines: dict[str, Any]) -> Any:
    result = draft(*lines)
    assert result.problems == []
    (made,) = result.layers[CLAIMS.name]
    return made


@pytest.mark.parametrize(("annotator", "notes", "times"), [("c", 32, 2), ("d", 20, 1)])
def test_the_drafts_give_the_annotators_claims_but_for_what_annotators_jsonl_says(
    tmp_path: Path, annotator: str, notes: int, times: int
) -> None:
    changed = {"note": 0, "time": 0}
    drafts = []
    for place in sorted((ROOT / "annotations/drafts/2" / annotator / "claims").glob("*.jsonl")):
        lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
        for line in lines:
            if line.get("note") is not None:
                line["note"] = None  # the notes are left out
                changed["note"] += 1
            if line.get("time") == "199X/..":
                line["time"] = "1990~/.."  # from about the decade's first year
                changed["time"] += 1
        drafts.append(tmp_path / place.name)
        drafts[-1].write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8", newline="")
    assert len(drafts) == 5
    assert changed == {"note": notes, "time": times}
    ended = command_line.run("draft", ROOT, *drafts, "--annotator", annotator, "--check")
    assert (ended.status, ended.stdout, ended.stderr) == (0, "", "")


def test_fields_that_are_left_out_have_their_usual_value() -> None:
    made = claim(OWNER)
    assert (made.modality, made.presupposed, made.via, made.carriers) == ("asserted", False, (), ())
    assert (made.entities, made.value, made.text) == (("lima",), None, "ferry of Lima")


def test_a_quantity_is_an_object_and_exact_unless_it_says_otherwise() -> None:
    line = {"claim": "cost 5 million", "topic": "cost", "asserter": "silva"}
    made = claim(line | {"value": {"value": "5000000", "unit": "t"}})
    assert made.answer == ("5000000", None, None, "t", "EXACT")
    made = claim(line | {"value": {"value_min": "20", "unit": "t", "modifier": "APPROX"}})
    assert (made.value, str(made.value_min), made.modifier) == (None, "20", "APPROX")


def test_carriers_are_the_first_such_words_in_the_claim_whatever_stands_before_it() -> None:
    marked = (LIMA, LIMA | {"n": 2})
    line = {"claim": "Lima cost", "topic": "owner", "asserter": "author", "value": "lima"}
    second = TEXT.index("Lima cost")
    assert claim(*marked, line | {"carriers": ["Lima"]}).carriers == (f"ent-{second}-{second + 4}",)
    first = TEXT.index("Lima")
    made = claim(*marked, OWNER | {"carriers": ["Lima", {"quote": "Lima", "n": 2}]})
    assert made.carriers == (f"ent-{first}-{first + 4}", f"ent-{second}-{second + 4}")


def test_a_carrier_may_stand_on_a_later_line_and_outside_the_claim() -> None:
    line = {"claim": "in 1931", "topic": "cost", "asserter": "author", "carriers": ["5 million"]}
    at = TEXT.rindex("5 million")
    made = claim(line | {"value": {"value": "5000000", "unit": "t"}}, FIGURE)
    assert made.carriers == (f"fig-{at}-{at + 9}",)


def test_an_antecedent_is_the_nearest_before_the_claim_or_else_after_it() -> None:
    line = {"claim": "cost 5 million", "topic": "owner", "asserter": "author", "value": "lima"}
    assert claim(line | {"antecedent": "Lima"}).antecedent.start == TEXT.index("Lima cost")
    assert claim(line | {"antecedent": "Silva"}).antecedent.start == TEXT.index("Silva")


def test_an_antecedent_may_be_named_by_its_number_or_by_words_around_it() -> None:
    line = {"claim": "cost 5 million", "topic": "owner", "asserter": "author", "value": "lima", "n": 1}
    for which in (
        {"antecedent_n": 1},
        {"antecedent_in": "of Lima"},
        {"antecedent_in": "Lima and Lima", "antecedent_n": 1},
    ):
        assert claim(line | {"antecedent": "Lima"} | which).antecedent.start == TEXT.index("Lima")
    made = claim(line | {"antecedent": "It", "antecedent_in": "It sank"})
    assert made.antecedent.start == TEXT.rindex("It")


def test_a_carrier_outside_the_claim_may_be_named_though_the_claim_has_such_words() -> None:
    line = {"claim": "Lima cost", "topic": "owner", "asserter": "author", "value": "lima"}
    first, second = TEXT.index("Lima"), TEXT.index("Lima cost")
    marked = (LIMA, LIMA | {"n": 2})
    for which, at in (
        ({"in": "ferry of Lima"}, first),
        ({"in": "Lima and Lima", "n": 1}, first),
        ({"in": "Lima and Lima", "n": 2}, second),
        ({"n": 1}, second),
    ):
        made = claim(*marked, line | {"carriers": [{"quote": "Lima", **which}]})
        assert made.carriers == (f"ent-{at}-{at + 4}",), which


def test_an_occurrence_of_a_subject_without_words_is_refused() -> None:
    result = draft(FIGURE | {"subject_n": 2})
    ((line, found),) = [(problem.line, problem.message) for problem in result.problems]
    assert line == 5
    assert found == "subject_n says which subject is meant, and there is none; write its words as subject"


def test_a_draft_of_claims_alone_makes_claims_alone_and_finds_carriers_in_the_corpus() -> None:
    entities = draft(LIMA).layers[ENTITIES.name]
    lines = list(enumerate([*CUT[:4], OWNER | {"carriers": ["Lima"]}, *CUT[4:]], 1))
    known = Known(TOPICS, {ENTITIES.name: entities})
    result = resolve(TEXT, lines, "d.jsonl", "d", known=known)
    assert result.problems == []
    assert result.named == {CLAIMS.name}
    assert result.layers[CLAIMS.name][0].carriers == (entities[0].id,)
    # A draft that has the layer says all of it: what the corpus has does not count.
    lines = list(enumerate([*CUT[:4], FIGURE, OWNER | {"carriers": ["Lima"]}, *CUT[4:]], 1))
    result = resolve(TEXT, lines, "d.jsonl", "d", known=known)
    assert {DATES.name, ENTITIES.name, FIGURES.name} < result.named
    assert [problem.line for problem in result.problems] == [6]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topic": "colour"}, "there is no topic 'colour'; the nearest are: "),
        ({"value": {"value": "5"}}, "the topic owner asks for entities: value is an id or a list of ids"),
        ({"value": []}, "the topic owner asks for entities"),
        ({"topic": "day", "value": ["1931"]}, "the topic day asks for a date value: value is a text"),
        ({"topic": "cost", "value": "5"}, "the topic cost asks for a quantity: value is an object"),
        ({"topic": "cost", "value": {"value": "5", "sum": 1}}, "the topic cost asks for a quantity"),
        ({"carriers": "Lima"}, "carriers is a list of quotes, and not 'Lima'"),
        (
            {"carriers": [{"quote": "Lima", "n": 0}]},
            "a carrier is a quote, or an object with quote, n and in",
        ),
        (
            {"carriers": [{"quote": "Lima", "in": 3}]},
            "a carrier is a quote, or an object with quote, n and in",
        ),
        (
            {"carriers": [{"quote": "Lima", "at": 3}]},
            "a carrier is a quote, or an object with quote, n and in",
        ),
        ({"carriers": [{"quote": "Lima", "in": "Lima and Lima"}]}, "'Lima' occurs 2 times there; say which"),
        ({"carriers": [{"quote": "Lima", "in": "Lima"}]}, "'Lima' occurs 2 times there; say which"),
        ({"antecedent": "Lima", "antecedent_in": "Lima"}, "'Lima' occurs 2 times there; say which"),
        ({"antecedent": "Lima", "antecedent_n": 3}, "'Lima' occurs 2 times there; write an n up to that"),
        ({"antecedent": "Lima", "antecedent_n": 0}, "antecedent_n is the number of an occurrence, from 1"),
        ({"antecedent": "Lima", "antecedent_in": 5}, "antecedent_in is a text, and not 5"),
        ({"antecedent": "Lima", "antecedent_scope": "segment"}, "there is no key antecedent_scope"),
        ({"antecedent_n": 1}, "antecedent_n says which antecedent is meant, and there is none"),
        ({"carriers": ["Lima"]}, "no entity or date or figure is annotated on 'Lima'"),
        ({"carriers": ["Lyma"]}, "'Lyma' does not occur there; the nearest: 'Lima'"),
        ({"antecedent": "boat"}, "'boat' does not occur there"),
        ({"antecedent": 5}, "antecedent is a text, and not 5"),
        ({"modality": "sure"}, "modality"),
        ({"asserter": None}, "asserter"),
    ],
)
def test_a_line_that_can_not_be_used_says_why(changes: dict[str, Any], message: str) -> None:
    result = draft(OWNER | changes)
    ((line, found),) = [(problem.line, problem.message) for problem in result.problems]
    assert line == 5
    assert message in found
    assert result.layers[CLAIMS.name] == []


def test_words_of_two_annotations_are_refused() -> None:
    date = {"date": "5 million", "type": "DATE", "value": "1931"}
    result = draft(FIGURE, date, OWNER | {"carriers": ["5 million"]})
    ((line, found),) = [(problem.line, problem.message) for problem in result.problems]
    assert line == 7
    assert "a carrier names one annotation" in found
