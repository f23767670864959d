"""File names and titles of Wikipedia, with what to write in place of a wrong one."""

import pytest

from corpus_pkg.values.titles import file_name, wikipedia_title


@pytest.mark.parametrize("value", ["text.txt", "a b (1).html", "..a", "texte é.txt", "a:b"])
def test_a_plain_name_is_a_file_name(value: str) -> None:
    assert file_name(value) == value


@pytest.mark.parametrize(
    "value", [".", "..", "/a", "a/", "a\\b", "C:\\a", "a\nb", " a", "a" * 256, "é" * 128]
)
def test_a_path_is_not_a_file_name(value: str) -> None:
    with pytest.raises(ValueError, match="; "):
        file_name(value)


@pytest.mark.parametrize("value", ["Baku", "AC/DC", "Washington, D.C.", "Who? (film)", "100% (song)", "C:"])
def test_a_heading_is_a_title(value: str) -> None:
    assert wikipedia_title(value) == value


@pytest.mark.parametrize(
    "value",
    ["A_B", "A#B", "[[A]]", "{{A}}", "A|B", "<i>A</i>", "https://x.org/A", "A%20B", "", "é" * 128],
)
def test_what_no_article_has_is_not_a_title(value: str) -> None:
    with pytest.raises(ValueError, match="; "):
        wikipedia_title(value)
