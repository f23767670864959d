"""What counts as a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.exchange.textfree.quotations import Quotations, quoting

TEXT = "The President of the Republic met, in Baku, with the Minister."


@pytest.mark.parametrize("remark", ["he 'met, in Baku'", "THE PRESIDENT OF", "met in Baku"])
def test_three_words_in_a_row_are_a_quotation(remark: str) -> None:
    assert Quotations(TEXT).quotes(remark)


@pytest.mark.parametrize("remark", ["the text errs", "in Baku", "", "President, met, Minister"])
def test_fewer_words_are_none(remark: str) -> None:
    assert not Quotations(TEXT).quotes(remark)


def test_long_run_of_letters_is_a_quotation_in_a_script_without_spaces() -> None:
    text = "美国总统在华盛顿会见了阿塞拜疆总统并签署了一项备忘录"
    assert Quotations(text).quotes("参见" + text[3:20])
    assert not Quotations(text).quotes(text[3:10])


@given(
    st.lists(st.text("ab ", max_size=60), max_size=3),
    st.lists(st.text("ab ", max_size=60), max_size=3),
    st.integers(1, 9),
    st.integers(1, 12),
)
def test_what_quotes_many_texts_quotes_one_of_them(
    texts: list[str], asked: list[str], words: int, letters: int
) -> None:
    one_by_one = [Quotations(text, words=words, letters=letters) for text in texts]
    expected = {str(n) for n, said in enumerate(asked) if any(one.quotes(said) for one in one_by_one)}
    named = {str(n): said for n, said in enumerate(asked)}
    assert quoting(named, texts, words=words, letters=letters) == expected
