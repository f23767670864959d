"""Slugs of names: every letter counts, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.values.ids import SLUG_MAX_LENGTH, is_slug
from corpus_pkg.values.slugs import slug_of


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Canadá", "canada"),
        ("Cámara Vélez", "camara-velez"),
        ("Gülnarə Əliyeva", "gulnare-eliyeva"),
        ("Şuşa", "susa"),
        ("Dağlıq çay", "dagliq-cay"),
        ("Łukasz", "lukasz"),
        ("Straße Ærø", "strasse-aero"),
        ("Córdoba", "cordoba"),
        ("Gazpromʼ", "gazprom"),
        ("Ельцин", "eltsin"),
        ("北京", "beijing"),
        ("U.S.–Azerbaijan", "u-s-azerbaijan"),
        ("🚢 ship", "ship"),
        ("¿…?", ""),
        ("O’Hara & Co", "o-hara-co"),
    ],
)
def test_every_letter_counts(words: str, slug: str) -> None:
    assert slug_of(words) == slug


@given(st.text())
def test_a_slug_is_a_slug_or_empty(words: str) -> None:
    slug = slug_of(words)
    assert slug == "" or len(slug) <= SLUG_MAX_LENGTH
    assert not slug or is_slug(f"x-{slug}"[:SLUG_MAX_LENGTH].rstrip("-"))
    assert slug_of(slug) == slug
