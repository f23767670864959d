"""Numbers with the nouns that they count."""

import pytest

from corpus_pkg.values.counted import counted


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (0, ("document",), "0 documents"),
        (1, ("document",), "1 document"),
        (1, ("entity",), "1 entity"),
        (2, ("entity",), "2 entities"),
        (2, ("day",), "2 days"),
        (1234, ("line",), "1,234 lines"),
        (1, ("missing reply", "missing replies"), "1 missing reply"),
        (2, ("segment or sentence", "segments and sentences"), "2 segments and sentences"),
    ],
)
def test_a_noun_has_the_form_of_its_number(number: int, nouns: tuple[str, ...], said: str) -> None:
    assert counted(number, *nouns) == said
