"""Every program that takes the answers reports the same numbers: see `benchmarks.harness_proof`."""

from pathlib import Path

import pytest

from benchmarks.harness_proof import KINDS, SCORED, by_reward, rows


@pytest.mark.clients
@pytest.mark.filterwarnings("default", "ignore::ResourceWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_all_programs_agree(kind: str, tmp_path: Path) -> None:
    found = list(rows(kind, tmp_path))
    assert [row.task for row in found] == SCORED
    for row in found:
        assert row.agrees, row
        if kind != "spoilt":
            assert row.score == (1 if kind == "oracle" else 0)


@pytest.mark.parametrize("name", SCORED)
def test_the_reward_of_an_answer_is_what_errors_counts(name: str) -> None:
    reward, units = by_reward("spoilt", name)
    assert reward == pytest.approx(units, abs=1e-12)
    assert reward < 1
