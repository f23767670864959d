"""The default tokenizer cuts where the guidelines let a span begin or end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.train.tokens import checked_tokens, simple_tokens, token_range
from tests.strategies import words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("US–Azerbaijan ties", "US – Azerbaijan ties"),
        ("Azerbaijan–U.S. Trade", "Azerbaijan – U.S. Trade"),
        ("post-Soviet 30-year", "post - Soviet 30 - year"),
        ("H.E. Mr. Aliyev, D.C.", "H.E. Mr . Aliyev , D.C."),
        ("the visit. He", "the visit . He"),
        ("$1.7 billion, 12,000 or 94%.", "$ 1.7 billion , 12,000 or 94 % ."),
        ("5th C5 1.7bn 9/11", "5th C5 1.7 bn 9 / 11"),
        ("Russia’s O'Brien's states’", "Russia ’s O ' Brien 's states ’"),
        ("‘s “s’", "‘ s “ s ’"),
        ("a_b", "a _ b"),
    ],
)
def test_the_documented_cases(text: str, tokens: Any) -> None:
    assert [text[start:end] for start, end in simple_tokens(text)] == tokens.split(" ")


@pytest.mark.parametrize("word", ["e\u0301a", "\u0928\u093f\u0928", "x\u00adx", "☂\ufe0f", "a\u200db"])
def test_marks_and_joiners_belong_to_the_character_before_them(word: str) -> None:
    assert simple_tokens(f"{word} {word}") == [(0, len(word)), (len(word) + 1, 2 * len(word) + 1)]


@given(st.text() | st.lists(words(), min_size=1).map(" ".join))
def test_tokens_cover_every_character_that_is_no_space_and_nothing_else(text: str) -> None:
    covered = [place for start, end in checked_tokens(simple_tokens, text) for place in range(start, end)]
    spaces = {place for place, character in enumerate(text) if character.isspace()}
    assert set(covered).isdisjoint(spaces)
    # \x1c to \x1f are spaces to str.isspace and to \s alike; nothing else may be left out.
    assert set(range(len(text))) - set(covered) <= spaces


def test_every_span_of_the_corpus_begins_and_ends_with_a_token() -> None:
    for document in corpus_pkg.load():
        spans = simple_tokens(document.text)
        marked: list[Any] = [*document.entities, *document.dates, *document.figures]
        for annotation in marked:
            assert token_range(spans, annotation.start, annotation.end), annotation


@pytest.mark.parametrize("spans", [[(0, 2), (1, 3)], [(2, 3), (0, 1)], [(1, 1)], [(0, 9)], [(-1, 1)]])
def test_a_tokenizer_with_wrong_spans_is_refused(spans: Any) -> None:
    with pytest.raises(ValueError, match="give spans in order"):
        checked_tokens(lambda _text: spans, "abcd")


@pytest.mark.parametrize(
    ("start", "end", "tokens"),
    [(0, 2, (0, 1)), (0, 6, (0, 2)), (3, 6, (1, 2)), (1, 6, None), (0, 5, None), (3, 5, None), (2, 6, None)],
)
def test_token_range_is_none_where_an_edge_falls_inside_or_between_tokens(
    start: int, end: int, tokens: Any
) -> None:
    assert token_range([(0, 2), (3, 6)], start, end) == tokens
