"""Tags of BIO and BILOU come back as the spans that they were made of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB2, Entities

from corpus_pkg.corpus.models import Span
from corpus_pkg.train.tasks.tags import Scheme, TaggedSpan, decode, encode, outermost, tag_list, tag_names

KINDS = ("PERSON", "WORK_OF_ART", "GPE")


@st.composite
def flat_spans(draw: DrawFn) -> tuple[list[TaggedSpan], int]:
    spans, place = [], 0
    for gap, length, kind in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(KINDS)), max_size=6)
    ):
        spans.append(TaggedSpan(place + gap, place + gap + length, kind))
        place += gap + length
    return spans, place + draw(st.integers(0, 3))


@given(flat_spans(), st.sampled_from(["BIO", "BILOU"]))
def test_spans_survive_encoding_and_decoding(case: Any, scheme: Scheme) -> None:
    spans, length = case
    tags = encode(length, spans, scheme)
    assert decode(tags) == spans
    assert set(tags) <= set(tag_names(scheme))


@given(flat_spans(), st.sampled_from(["BIO", "BILOU"]))
def test_seqeval_reads_the_same_spans_in_its_strict_mode(case: Any, scheme: Scheme) -> None:
    spans, length = case
    found = Entities([encode(length, spans, scheme)], IOB2 if scheme == "BIO" else BILOU)
    assert [(e.start, e.end, e.tag) for e in found.entities[0]] == [tuple(span) for span in spans]


@given(st.lists(st.sampled_from(["O", "B-GPE", "I-GPE", "B-LAW", "I-LAW"])))
def test_stray_tags_are_read_as_seqeval_and_conlleval_read_them(tags: list[str]) -> None:
    assert [(s.type, s.first, s.last - 1) for s in decode(tags)] == get_entities(tags)


def test_the_last_or_only_token_of_a_name_ends_it_whatever_comes_after() -> None:
    assert decode(["U-GPE", "I-GPE", "L-GPE", "L-GPE"]) == [
        TaggedSpan(0, 1, "GPE"),
        TaggedSpan(1, 3, "GPE"),
        TaggedSpan(3, 4, "GPE"),
    ]


def test_tags_of_every_scheme_stand_for_the_same_names() -> None:
    spans = [(0, 2, "PER"), (2, 3, "PER"), (3, 4, "LOC"), (5, 8, "LOC")]
    names = [TaggedSpan(*span) for span in spans]
    for tags in (
        "I-PER I-PER B-PER I-LOC O I-LOC I-LOC I-LOC",  # IOB1
        "B-PER I-PER B-PER B-LOC O B-LOC I-LOC I-LOC",
        "B-PER E-PER S-PER S-LOC O B-LOC I-LOC E-LOC",
        "B-PER L-PER U-PER U-LOC O B-LOC I-LOC L-LOC",
    ):
        assert decode(tags.split()) == names
    assert decode(["B-PER", "E-PER", "S-PER", "S-PER", "I-PER"]) == [
        TaggedSpan(first, last, "PER") for first, last in [(0, 2), (2, 3), (3, 4), (4, 5)]
    ]
    assert decode(["B", "I", "O", "I"]) == [TaggedSpan(0, 2, ""), TaggedSpan(3, 4, "")]


@pytest.mark.parametrize("tag", ["B_PER", "", "PER", "M-PER", "b-PER", "O-PER", "B-", "-PER", "1"])
def test_what_is_not_a_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="is not a tag of IOB1"):
        decode(["B-PER", tag])


def test_label_ids_begin_with_outside_and_are_the_places_of_the_tags() -> None:
    assert tag_names()[:3] == ("O", "B-PERSON", "I-PERSON")
    assert list(tag_list("BILOU")) == list(tag_names("BILOU"))
    assert (len(tag_names()), len(tag_names("BILOU"))) == (23, 45)


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a scheme; write 'BIO'"):
        tag_names("IOB1")


@pytest.mark.parametrize("spans", [[(0, 2), (1, 3)], [(2, 4)], [(1, 1)]])
def test_overlapping_or_missing_tokens_are_refused(spans: Any) -> None:
    with pytest.raises(ValueError, match="overlap another span or do not exist; give outermost spans"):
        encode(3, [TaggedSpan(first, last, "GPE") for first, last in spans])


def test_spans_are_parted_into_outermost_nested_and_crossing() -> None:
    spans = {
        name: Span(start=s, end=e, text="x" * (e - s))
        for name, s, e in [
            ("outer", 0, 9),
            ("first", 0, 3),
            ("last", 5, 9),
            ("crosses", 7, 12),
            ("next", 12, 14),
        ]
    }
    parts = outermost(reversed(spans.values()))
    assert parts == ([spans["outer"], spans["next"]], [spans["first"], spans["last"]], [spans["crosses"]])
