"""A quote is found where it is said to be, and where it is not the nearest pieces are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.annotate.drafts.locate import NotFoundError, departure, folded, locate, nearest, occurrences

TEXT = "US troops and the US; “Baku’s” troops – Azerbaijani and Azerbaijan."


@pytest.mark.parametrize(("quote", "n", "start"), [("US", 1, 0), ("US", 2, 18), ("Azerbaijan", 2, 56)])
def test_occurrences_are_counted_as_text_search_finds_them(quote: str, n: int, start: int) -> None:
    assert locate(TEXT, quote, 0, len(TEXT), n=n) == start


def test_occurrences_may_overlap() -> None:
    assert occurrences("aaa", "aa", 0, 3) == [0, 1]
    assert occurrences("aaa", "", 0, 3) == []


def test_context_narrows_the_search() -> None:
    assert locate(TEXT, "US", 0, len(TEXT), context="the US") == 18


def test_search_stays_in_its_stretch() -> None:
    with pytest.raises(NotFoundError, match="does not occur"):
        locate(TEXT, "Azerbaijan", 0, 20)


def test_an_n_is_left_out_where_there_is_one() -> None:
    with pytest.raises(NotFoundError, match="occurs once there; leave out n"):
        locate("a gate", "gate", 0, 6, n=2)


def test_too_high_a_number_is_refused() -> None:
    with pytest.raises(NotFoundError, match=r"occurs 2 times there; write an n up to that, not 3"):
        locate(TEXT, "US", 0, len(TEXT), n=3)


def test_an_ambiguous_quote_is_refused_with_each_place() -> None:
    with pytest.raises(NotFoundError, match=r"'US' occurs 2 times .*n 1 in 'US troops.*n 2 in '.*the US"):
        locate(TEXT, "US", 0, len(TEXT), n=None)
    with pytest.raises(NotFoundError, match="'troops' occurs 2 times"):
        locate(TEXT, "troops", 0, len(TEXT), context="troops", context_n=None)


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ('"Baku\'s"', "“Baku’s”"),  # straight quotation marks
        ("troops - Azerbaijani", "troops – Azerbaijani"),  # hyphen for dash
        ("us Troops", "US troops"),
        ("Azerbaidjani", "Azerbaijani"),
    ],
)
def test_the_nearest_piece_is_named(quote: str, near: str) -> None:
    assert any(near.startswith(piece.split(" and")[0]) or near in piece for piece in nearest(TEXT, quote))
    with pytest.raises(NotFoundError, match="the nearest"):
        locate(TEXT, quote, 0, len(TEXT))


@pytest.mark.parametrize("quote", ["Olaf Sholz", "Olaf Schollz", "Olafff Schollz", "Ollaff Scholtzz"])
def test_the_nearest_piece_ends_with_a_word(quote: str) -> None:
    assert nearest("Then Olaf Scholz said no.", quote)[0] == "Olaf Scholz"
    assert nearest("Then said Olaf Scholz", quote)[0] == "Olaf Scholz"


@given(st.text("ab ,.", max_size=60), st.text("abc ", min_size=1, max_size=12))
def test_a_piece_that_is_near_is_a_piece_of_the_text(text: str, quote: str) -> None:
    for piece in nearest(text, quote):
        assert piece in text


def test_what_is_like_nothing_has_no_candidates() -> None:
    assert nearest(TEXT, "Chile") == []


def test_folding_keeps_every_offset() -> None:
    odd = "İßﬁ\u00a0– “Ж” 🙂"
    assert len(folded(odd)) == len(odd)


def test_a_long_quote_is_followed_to_where_it_leaves_the_text() -> None:
    hint = departure(TEXT, "US troops and the UK", 0)
    assert "'US troops and the UK'" in hint
    assert "the US;" in hint
    assert departure(TEXT, "Chile", 0) == ""
