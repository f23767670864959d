"""Tables in a narrow terminal: numbers are whole, and columns that find no room are counted."""

import re

import pytest

from tests.command_line import run

SCORE = ("score", "packaged", "packaged#c", "--layer", "entities", "--samples", "5")
COMPARE = ("compare", "packaged", "packaged#c", "packaged#d", "--layer", "entities", "--samples", "5")
ERRORS = ("errors", "packaged", "packaged#c", "packaged#d", "--layer", "entities", "--confusion")


@pytest.mark.parametrize(
    ("arguments", "first", "width"),
    [(SCORE, "score", 80), (COMPARE, "difference", 80), (ERRORS, "kind", 50)],
)
def test_a_narrow_terminal_gets_the_first_columns_whole(
    arguments: tuple[str, ...], first: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more column" not in run(*arguments).succeeded(first).stdout
    for name, value in (("FORCE_COLOR", "1"), ("TERM", "xterm"), ("COLUMNS", str(width))):
        monkeypatch.setenv(name, value)
    said = re.sub(r"\x1b\[[0-9;]*m", "", run(*arguments).succeeded(first, "more column").stdout)
    assert "…" not in said
    rows = [line for line in said.splitlines() if line.startswith((" ", " ─"))]
    assert max(map(len, rows)) <= width
