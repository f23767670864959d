"""Where words may be cut, and what belongs to their edges, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.checks import words


def cuts(marked: str) -> bool:
    """Return True if the place of the bar is inside a word."""
    at = marked.index("|")
    text = marked.replace("|", "", 1)
    return words.cuts_word(text, at, 0, len(text))


@pytest.mark.parametrize(
    "marked",
    [
        "Azer|baijan",
        "G|7",
        "U.S|.",
        "in U.S|. trade",
        "U.|S.",
        "U|.S.",
        "Oxu|.Az",
        "Oxu.|Az",
        "1|.7",
        "1.|7",
        "2,|500",
        "9|/11",
        "14|:30",
        "O|’Brien",
        "O’|Brien",
        "don|'t",
        "Azerbaijan’|s",
        "AT|&T",
        "e|\u0301",
        "на|й",
        "字|字",
        "नि|या",
        "न|ि",
        "👩|\u200d👧",
        "👩\u200d|👧",
        "👍|🏽",
        "☂|\ufe0f",
        "🇦|🇿",
        "🇦🇿🇺|🇸",
        "spot|_img",
    ],
)
def test_the_inside_of_a_word_is_no_edge(marked: str) -> None:
    assert cuts(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "|word",
        "word|",
        "US|–Azerbaijan",
        "US–|Azerbaijan",
        "30|-year",
        "post-|Soviet",
        "Azerbaijan|’s gas",
        "Azerbaijan|'s",
        "states|’ rights",
        "U.S.|",
        "U.S.|-led",
        "Plan B|. Then",
        "ab.c|. To be",
        "Baku|. Then",
        "$|1.7",
        "94|%",
        "“|Road|",
        "Trump|/Biden",
        "🇦🇿|🇺🇸",
        "one|\u00a0two",
        "é|🙂",
    ],
)
def test_an_edge_between_words_or_at_a_hyphen_is_one(marked: str) -> None:
    assert not cuts(marked)


def test_only_the_stretch_that_is_named_counts() -> None:
    text = "MənbələrWASHINGTON"
    assert words.cuts_word(text, 8, 0, len(text))
    assert not words.cuts_word(text, 8, 8, len(text))
    assert not words.cuts_word(text, 8, 0, 8)


def test_a_sentence_may_end_at_a_full_stop_that_is_glued_to_the_next() -> None:
    assert words.cuts_word("end.Next", 4, 0, 8)
    assert not words.cuts_word("end.Next", 4, 0, 8, whole_sentence=True)


@given(st.text(min_size=1), st.data())
def test_every_place_in_any_text_has_an_answer(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    low = data.draw(st.integers(0, at))
    high = data.draw(st.integers(at, len(text)))
    assert words.cuts_word(text, at, low, high) in (True, False)


@pytest.mark.parametrize(
    "text", ["U.S.", "the U.S.", "Acme Inc.", "George W.", "Azerbaijan–U.S.", "early Sept."]
)
def test_the_full_stop_of_an_abbreviation_belongs_to_it(text: str) -> None:
    assert words.ends_in_abbreviation(text)


@pytest.mark.parametrize("text", ["Baku.", "C5.", "Section 907.", "2025.", "U.S", "…", "Oxu.Az."])
def test_any_other_full_stop_does_not(text: str) -> None:
    assert not words.ends_in_abbreviation(text)


@pytest.mark.parametrize("text", ["He met Mr.", "with H.E.", "H. E.", "Gen."])
def test_a_title_ends_no_sentence(text: str) -> None:
    assert words.ends_in_title(text)


def test_brackets_that_close_inside_belong_to_the_name() -> None:
    assert words.closes_inside("Nabucco (NB)")
    assert not words.closes_inside("(EU)")
    assert not words.closes_inside("EU)")
    assert words.opens_inside("(Re)build")
    assert not words.opens_inside("(EU)")
    assert not words.opens_inside("(EU")
