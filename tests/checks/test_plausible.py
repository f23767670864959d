"""The benchmark of well-formed mistakes makes what it says, and its page is up to date."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.plausible import count, mutants, section, with_section
from benchmarks.plausible_kinds import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"


def test_there_are_enough_mistakes_of_enough_kinds_always_the_same() -> None:
    made = list(mutants())
    kinds = Counter(mutant.kind for mutant in made)
    assert len(made) >= 150
    assert set(kinds) == set(KINDS)
    assert len(kinds) >= 25
    assert [mutant.files for mutant in mutants(kinds=KINDS[:3])] == [
        mutant.files for mutant in made if mutant.kind in KINDS[:3]
    ]


def test_it_tells_what_is_caught_from_what_nobody_can_see() -> None:
    wanted = ("date in the future", "author misspelt", "figure dropped")
    chosen = [kind for kind in KINDS if kind.name in wanted]
    rows, missed = count(mutants(each=1, kinds=chosen))
    assert {row.name: row[2:] for row in rows} == {
        "date in the future": (1, 1, 1),
        "author misspelt": (1, 0, 0),
        "figure dropped": (1, 1, 0),
    }
    assert [mutant.kind.name for mutant in missed] == ["author misspelt"]


@pytest.mark.slow
def test_the_page_has_the_figures_of_now() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_section(page, section(count(mutants())[0]))
