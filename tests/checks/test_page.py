"""The docs list every code as the package has it, each with its remedy."""

from pathlib import Path

from corpus_pkg.checks.page import problems_page
from corpus_pkg.checks.rules import CODES

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == problems_page()


def test_every_code_says_what_is_wrong_and_what_to_do() -> None:
    for code, meaning in CODES.items():
        wrong, separator, remedy = meaning.rpartition("; ")
        assert wrong, code
        assert separator, code
        assert remedy.endswith("."), code
        assert "|" not in meaning, code
        assert code == code.lower(), code
