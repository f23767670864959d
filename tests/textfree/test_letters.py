"""The normal form: what changes no letter, and how spans go there and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.textfree.letters import FIRST, LAST, letters_of
from tests.strategies import documents


def plain(text: str) -> str:
    return letters_of(text).text.removeprefix(FIRST).removesuffix(LAST)


@pytest.mark.parametrize(
    "other",
    [
        "“It’s 5–6 km…”\r\n",
        '"It\'s  5-6\u00a0km..."',
        "«It's 5--6\u2009km…»",
        "``It‘s\n5—6 km...''",
        "\ufeff„It's 5-6 k\u00adm...“\u200b",
    ],
)
def test_white_space_quotes_and_dashes_change_no_letter(other: str) -> None:
    assert plain(other) == "'It's5-6km...'"


def test_composed_and_decomposed_accents_have_the_same_letters() -> None:
    assert plain("é ﬁ") == plain("e\u0301 fi")


@pytest.mark.parametrize(("one", "other"), [("Baku", "baku"), ("4th", "5th"), ("U.S.", "US")])
def test_other_words_have_other_letters(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_span_that_begins_on_a_space_has_no_letters() -> None:
    letters = letters_of("a bc")
    assert letters.span(1, 4) is None
    assert letters.span(2, 4) == (2, 4)


def test_letters_that_cut_a_character_have_no_characters() -> None:
    letters = letters_of("ﬁn")  # one ligature, two letters
    assert letters.text[1:4] == "fin"
    assert letters.characters(1, 3) == (0, 1)
    assert letters.characters(1, 2) is None
    assert letters.characters(2, 4) is None


@settings(max_examples=25, deadline=None)
@given(documents())
def test_spans_go_to_letters_and_back(document: Document) -> None:
    letters = letters_of(document.text)
    for record in document.annotations:
        found = letters.span(record.start, record.end)
        if found is not None:
            assert letters.characters(*found) == (record.start, record.end)


@given(st.text())
def test_letters_stand_at_rising_places_of_the_text(text: str) -> None:
    letters = letters_of(text)
    assert len(letters.text) == len(letters.starts) == len(letters.ends)
    assert list(letters.starts) == sorted(letters.starts)
    assert all(a < b for a, b in zip(letters.starts, letters.ends, strict=True))
    for first in range(1, len(letters.text) - 1):
        span = letters.characters(first, first + 1)
        assert span is None or letters.span(*span) == (first, first + 1)
