"""Offsets between code points, UTF-8 bytes and UTF-16 code units."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.corpus.offsets import OffsetError, OffsetMap

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("a \x7f\x80\u07ff\u0800\uffff\U00010000\U0010ffffəİ–’\u0301🇦🇿"),
    ),
    max_size=40,
)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_every_code_point_offset_goes_to_the_length_of_what_is_before_it_encoded(text: str) -> None:
    offsets = OffsetMap(text)
    for n in range(len(text) + 1):
        assert offsets.to_utf8(n) == len(text[:n].encode())
        assert offsets.to_utf16(n) == utf16(text[:n])


@given(TEXTS)
def test_there_and_back_gives_the_same_offset(text: str) -> None:
    offsets = OffsetMap(text)
    for n in range(len(text) + 1):
        assert offsets.from_utf8(offsets.to_utf8(n)) == n
        assert offsets.from_utf16(offsets.to_utf16(n)) == n


@given(TEXTS)
def test_an_offset_inside_a_character_is_refused(text: str) -> None:
    offsets = OffsetMap(text)
    inside8 = set(range(len(text.encode()) + 1)) - {len(text[:n].encode()) for n in range(len(text) + 1)}
    inside16 = set(range(utf16(text) + 1)) - {utf16(text[:n]) for n in range(len(text) + 1)}
    for n in inside8:
        with pytest.raises(OffsetError, match="inside the character"):
            offsets.from_utf8(n)
    for n in inside16:
        with pytest.raises(OffsetError, match="inside the character"):
            offsets.from_utf16(n)


@given(TEXTS, st.integers(1, 5))
def test_an_offset_outside_the_text_is_refused(text: str, beyond: int) -> None:
    offsets = OffsetMap(text)
    for convert, length in [
        (offsets.to_utf8, len(text)),
        (offsets.to_utf16, len(text)),
        (offsets.from_utf8, len(text.encode())),
        (offsets.from_utf16, utf16(text)),
    ]:
        for n in (-beyond, length + beyond):
            with pytest.raises(OffsetError, match=f"give 0 to {length} "):
                convert(n)


def test_a_flag_emoji_counts_two_code_points_eight_bytes_and_four_code_units() -> None:
    offsets = OffsetMap("a🇦🇿–b")
    assert [offsets.to_utf8(n) for n in range(6)] == [0, 1, 5, 9, 12, 13]
    assert [offsets.to_utf16(n) for n in range(6)] == [0, 1, 3, 5, 6, 7]


@pytest.mark.parametrize("character", "\x7f\x80\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff")
def test_the_first_and_last_character_of_each_width_has_its_width(character: str) -> None:
    offsets = OffsetMap(character)
    assert (offsets.to_utf8(1), offsets.to_utf16(1)) == (len(character.encode()), utf16(character))


def test_the_message_names_where_the_character_begins() -> None:
    with pytest.raises(OffsetError, match=r"offset 3 \(UTF-8 bytes\) .* begins at 1;"):
        OffsetMap("a🇦").from_utf8(3)
    with pytest.raises(OffsetError, match=r"offset 2 \(UTF-16 code units\) .* begins at 1;"):
        OffsetMap("a🇦").from_utf16(2)


def test_an_offset_error_is_a_value_error() -> None:
    assert issubclass(OffsetError, ValueError)


@pytest.mark.parametrize("lone", [0xD800, 0xDC80, 0xDFFF])
def test_a_lone_surrogate_is_refused_with_its_place(lone: int) -> None:
    with pytest.raises(ValueError, match=f"lone surrogate U\\+{lone:04X} at offset 2"):
        OffsetMap(f"aé{chr(lone)}b")


def test_the_empty_text_has_one_offset() -> None:
    offsets = OffsetMap("")
    assert offsets.to_utf8(0) == offsets.from_utf8(0) == offsets.to_utf16(0) == offsets.from_utf16(0) == 0


def test_a_map_is_frozen_and_equal_to_another_of_the_same_text() -> None:
    offsets = OffsetMap("é")
    with pytest.raises(dataclasses.FrozenInstanceError):
        offsets.text = "e"  # type: ignore[misc]
    assert offsets == OffsetMap("é")
    assert hash(offsets) == hash(OffsetMap("é"))
