"""Sealing: only the text opens it, and what counts as a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.exchange.textfree.seal import Quotations, seal, seal_bytes, unseal, unseal_bytes

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


@given(st.binary(max_size=200), st.lists(st.binary(max_size=50), min_size=1, max_size=3))
def test_what_is_sealed_comes_back(content: bytes, texts: list[bytes]) -> None:
    assert unseal_bytes(seal_bytes(content, *texts), *texts) == content


@given(st.binary(max_size=50), st.binary(max_size=50), st.binary(max_size=50))
def test_another_text_opens_nothing(content: bytes, text: bytes, other: bytes) -> None:
    sealed = seal_bytes(content, text)
    if other != text:
        with pytest.raises(ValueError, match="not those"):
            unseal_bytes(sealed, other)


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal_bytes(b"a remark", b"text"))
    sealed[-1] ^= 1
    with pytest.raises(ValueError, match="attach the texts"):
        unseal_bytes(bytes(sealed), b"text")


def test_two_remarks_are_masked_differently() -> None:
    one, other = (seal_bytes(content, b"text")[16:] for content in (b"remark one", b"remark two"))
    assert one[:6] != other[:6]


def test_json_comes_back_and_is_sealed_the_same_each_time() -> None:
    content = {"entities/3": "quotes “it”", "evidence/0": "é"}
    assert seal(content, b"t") == seal(content, b"t")
    assert unseal(seal(content, b"t"), b"t") == content
