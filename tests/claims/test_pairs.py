"""How two claims relate to each other: a table for every kind of topic, and what holds for all of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.corpus.claim_pairs import Rule, Verdict, claim_pairs, verdict
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import Claim
from corpus_pkg.layers.claims import ClaimModality, Relation
from tests.small_corpus import SECOND, small_corpus

VALUES = ["waived", "prolonged", "lifted", "kept", "reworded"]
TOPICS: dict[str, dict[str, Any]] = {
    "date": {"kind": "date"},
    "quantity": {"kind": "quantity", "unit": "a"},
    "entity": {"kind": "entity"},
    "several": {"kind": "entity", "several": True},
    "closed": {
        "kind": "closed",
        "values": [{"value": value, "definition": f"It was {value}."} for value in VALUES],
        "exclude": [["lifted", "waived"], ["lifted", "prolonged"], ["kept", "waived"], ["kept", "prolonged"]],
        "narrow": [["prolonged", "waived"]],
    },
}
SAME = (Relation.SAME, Rule.EQUAL)
COARSER = (Relation.COMPATIBLE, Rule.COARSER)
ROUNDING = (Relation.COMPATIBLE, Rule.ROUNDING)
OTHER_TIME = (Relation.COMPATIBLE, Rule.OTHER_TIME)
MODALITY = (Relation.COMPATIBLE, Rule.MODALITY)
NOT_EXCLUDED = (Relation.COMPATIBLE, Rule.NOT_EXCLUDED)
DENIED_ELSE = (Relation.COMPATIBLE, Rule.DENIED_ELSE)
APART = (Relation.CONTRADICT, Rule.APART)
EXCLUDED = (Relation.CONTRADICT, Rule.EXCLUDED)
DENIED = (Relation.CONTRADICT, Rule.DENIED)
APPROXIMATE = (Relation.OPEN, Rule.APPROXIMATE)


def topic(kind: str) -> Topic:
    return Topic.from_json({"id": "toll", "question": "What became of the toll?"} | TOPICS[kind])


def claim(
    answer: Any, modality: str = "asserted", time: str | None = None, modifier: str | None = None
) -> Claim:
    """A claim with an answer: a list of entities, the two ends of a number, a number, or another value."""
    fields: dict[str, Any] = {"value": str(answer)}
    if isinstance(answer, list):
        fields = {"entities": answer}
    elif isinstance(answer, tuple):
        fields = {"value_min": answer[0], "value_max": answer[1], "modifier": "EXACT"}
    elif isinstance(answer, int):
        fields |= {"modifier": modifier or "EXACT", "unit": "a"}
    has_interval = any("/" in str(part) for part in (answer, time))
    common = {"topic": "toll", "asserter": "author", "modality": modality, "presupposed": False, "time": time}
    place = {"id": "clm-0-4-toll-author", "start": 0, "end": 4, "text": "toll"}
    extent = "at_some_time" if has_interval else None
    return Claim.from_json(place | common | {"extent": extent} | fields)


TABLE: list[tuple[str, Any, Any, tuple[Relation, Rule]]] = [
    ("date", "1931-04-13", "1931-04-13", SAME),
    ("date", "1931-04-13", "1931-04", COARSER),
    ("date", "1931-04-13", "193X", COARSER),
    ("date", "1931/..", "1935", COARSER),
    ("date", "../1931", "1935", APART),
    ("date", "1931-04-13", "1931-04-14", APART),
    ("date", "1931-03-07/1931-03-08", "1931-04", APART),
    ("date", "1931-03-07/1931-03-08", "1931-03-08", COARSER),
    ("date", "1931~", "1932", APPROXIMATE),
    ("quantity", 30, 30, SAME),
    ("quantity", 30, 31, ROUNDING),
    ("quantity", 30, 36, APART),
    ("quantity", 31, 33, APART),
    ("quantity", 30, ("20", None), COARSER),
    ("quantity", 10, ("20", None), APART),
    ("quantity", 10, (None, "20"), COARSER),
    ("entity", ["lima"], ["lima"], SAME),
    ("entity", ["lima", "arica"], ["arica", "lima"], SAME),
    ("entity", ["lima"], ["lima", "arica"], APART),
    ("entity", ["lima"], ["arica"], APART),
    ("several", ["lima"], ["lima", "arica"], COARSER),
    ("several", ["lima"], ["arica"], NOT_EXCLUDED),
    ("closed", "waived", "waived", SAME),
    ("closed", "prolonged", "waived", COARSER),
    ("closed", "lifted", "waived", EXCLUDED),
    ("closed", "lifted", "prolonged", EXCLUDED),
    ("closed", "lifted", "reworded", NOT_EXCLUDED),
]


@pytest.mark.parametrize(("kind", "one", "two", "expected"), TABLE)
def test_asserted_values(kind: str, one: Any, two: Any, expected: tuple[Relation, Rule]) -> None:
    assert verdict(topic(kind), claim(one), claim(two)) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (("waived", "planned"), ("waived", "planned"), SAME),
        (("waived", "planned"), ("waived", "asserted"), MODALITY),
        (("waived", "possible"), ("lifted", "asserted"), MODALITY),
        (("waived", "planned"), ("lifted", "planned"), MODALITY),
        (("waived", "planned"), ("waived", "denied"), MODALITY),
        (("waived", "denied"), ("waived", "denied"), SAME),
        (("waived", "denied"), ("lifted", "denied"), DENIED_ELSE),
        (("waived", "denied"), ("waived", "asserted"), DENIED),
        (("waived", "denied"), ("prolonged", "asserted"), DENIED),
        (("prolonged", "denied"), ("waived", "asserted"), DENIED_ELSE),
        (("waived", "denied"), ("lifted", "asserted"), DENIED_ELSE),
    ],
)
def test_modalities(one: tuple[str, str], two: tuple[str, str], expected: tuple[Relation, Rule]) -> None:
    assert verdict(topic("closed"), claim(*one), claim(*two)) == expected


@pytest.mark.parametrize(
    ("kind", "asserted", "denied", "expected"),
    [
        ("date", "1931-04-13", "1931-04", DENIED),
        ("date", "1931-04", "1931-04-13", DENIED_ELSE),
        ("quantity", 30, ("20", None), DENIED),
        ("quantity", 30, ("40", None), DENIED_ELSE),
        ("several", ["lima", "arica"], ["lima"], DENIED),
        ("several", ["lima", "arica"], ["lima", "arica"], DENIED),
        ("entity", ["lima", "arica"], ["lima"], DENIED_ELSE),
    ],
)
def test_what_a_denial_rules_out(
    kind: str, asserted: Any, denied: Any, expected: tuple[Relation, Rule]
) -> None:
    assert verdict(topic(kind), claim(asserted), claim(denied, "denied")) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("1931", "1932", OTHER_TIME),
        ("1931", "1931-04", EXCLUDED),
        ("1931/..", "1935", EXCLUDED),
        (None, "1935", EXCLUDED),
        (None, None, EXCLUDED),
    ],
)
def test_values_exclude_each_other_at_one_time(
    one: str | None, two: str | None, expected: tuple[Relation, Rule]
) -> None:
    first, second = claim("lifted", time=one), claim("waived", time=two)
    assert verdict(topic("closed"), first, second) == expected


def test_the_same_at_other_times_is_not_the_same() -> None:
    found = verdict(topic("closed"), claim("waived", time="1931"), claim("waived", time="1932"))
    assert found == OTHER_TIME


DATES = st.sampled_from(["1931", "1931-04", "1931-04-13", "193X", "1931/..", "../1931", "1931~", "1940"])
ANSWERS = {
    "date": DATES,
    "quantity": st.one_of(
        st.integers(0, 120), st.tuples(st.sampled_from(["20", "40"]), st.sampled_from([None, "60"]))
    ),
    "entity": st.lists(st.sampled_from(["lima", "arica", "peru"]), min_size=1, unique=True),
    "several": st.lists(st.sampled_from(["lima", "arica", "peru"]), min_size=1, unique=True),
    "closed": st.sampled_from(VALUES),
}


@st.composite
def two_claims(draw: st.DrawFn) -> tuple[Topic, Claim, Claim]:
    """A topic of any kind and two claims on it."""
    kind = draw(st.sampled_from(sorted(ANSWERS)))
    claims = [
        claim(draw(ANSWERS[kind]), draw(st.sampled_from(ClaimModality)), draw(st.none() | DATES))
        for _ in range(2)
    ]
    return topic(kind), claims[0], claims[1]


@given(two_claims())
def test_the_order_of_two_claims_does_not_matter(drawn: tuple[Topic, Claim, Claim]) -> None:
    about, one, two = drawn
    assert verdict(about, one, two) == verdict(about, two, one)


@given(two_claims())
def test_a_claim_says_the_same_as_itself(drawn: tuple[Topic, Claim, Claim]) -> None:
    assert verdict(drawn[0], drawn[1], drawn[1]) == Verdict(*SAME)


@given(two_claims())
def test_what_is_planned_or_possible_contradicts_nothing(drawn: tuple[Topic, Claim, Claim]) -> None:
    about, one, two = drawn
    if {one.modality, two.modality} & {ClaimModality.PLANNED, ClaimModality.POSSIBLE}:
        assert verdict(about, one, two).relation in (Relation.SAME, Relation.COMPATIBLE)


@given(two_claims(), st.sampled_from(["lima", "unnamed"]), st.booleans())
def test_attribution_softens_nothing(
    drawn: tuple[Topic, Claim, Claim], asserter: str, presupposed: bool
) -> None:
    about, one, two = drawn
    other = two.model_copy(update={"asserter": asserter, "presupposed": presupposed})
    assert verdict(about, one, other) == verdict(about, one, two)


@given(st.sampled_from(VALUES), st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_a_special_case_excludes_what_its_general_value_excludes(
    special: str, general: str, other: str
) -> None:
    about = topic("closed")
    if (special, general) in about.narrow and verdict(about, claim(general), claim(other)) == EXCLUDED:
        assert verdict(about, claim(special), claim(other)) == EXCLUDED


def test_every_two_claims_on_a_topic_are_a_pair() -> None:
    corpus = small_corpus(claims=True)
    (pair,) = claim_pairs(corpus)
    assert pair.topic.id == "treaty-fate"
    assert [pair.first.claim.value, pair.second.claim.value] == ["signed", "left"]
    assert pair.first.document == pair.second.document == SECOND
    assert pair.within
    assert pair.aspect == "status"
    assert pair.verdict == Verdict(*NOT_EXCLUDED)
