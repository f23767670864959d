"""A command that is killed, or whose disk is full, is run again: right output, and nothing is left over."""

import os
import random
import signal
from pathlib import Path

import pytest

from corpus_pkg.checks.validate import validate
from tests.commands.writers import (
    STOPPED,
    WRITERS,
    copy_of,
    hidden,
    hidden_name,
    in_child,
    limited,
    make_world,
    stopped_before,
    tree,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")

SEED = 11
MOMENTS = 6
"""At how many moments each command is killed in the slow test; some are at one, in the quick one."""


class Expected:
    """What each command makes when nothing stops it, and by how many changes of the file system."""

    def __init__(self, folder: Path) -> None:
        self.world = make_world(folder / "world")
        self._folder = folder
        self._known: dict[str, tuple[dict[str, bytes | None], int]] = {}

    def of(self, name: str) -> tuple[dict[str, bytes | None], int]:
        if name not in self._known:
            copy = copy_of(self.world, self._folder / f"expected {name}")
            ended = in_child(WRITERS[name], copy, stopped_before(-1))
            assert ended.status == 0, ended
            assert ended.changes > 3
            assert not hidden(copy)
            self._known[name] = tree(copy), ended.changes
        return self._known[name]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    return Expected(tmp_path_factory.mktemp("stopped"))


def run_again(name: str, world: Path, expected: Expected) -> None:
    """Run a command that was stopped, and check that all is as if nothing had stopped it."""
    whole, _ = expected.of(name)
    done = {path: data for path, data in tree(world).items() if not hidden_name(path)} == whole
    status, said = WRITERS[name].run(world)
    if status:  # it was stopped after its work was done, at the latest when this run finished it
        assert WRITERS[name].again
        assert WRITERS[name].again in said
        assert done or "finished what an interrupted command had begun" in said
    assert tree(world) == whole


def kill_and_run_again(name: str, change: int, world: Path, expected: Expected) -> None:
    ended = in_child(WRITERS[name], world, stopped_before(change))
    assert ended.status == -signal.SIGKILL, ended
    leaves = {WRITERS[name].leaves} - {""}
    problems = {problem.code for problem in validate(world / "corpus")}
    assert problems <= leaves or "corpus-unfinished" in problems
    run_again(name, world, expected)
    if name != "new in a folder":
        assert {problem.code for problem in validate(world / "corpus")} == leaves


@pytest.mark.parametrize("name", ["add", "convert from", "draft", "convert to", "new", "explore"])
def test_a_command_that_was_killed_is_run_again(name: str, expected: Expected, tmp_path: Path) -> None:
    _, changes = expected.of(name)
    change = random.Random(f"{SEED} {name}").randrange(changes)
    kill_and_run_again(name, change, copy_of(expected.world, tmp_path / "world"), expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", STOPPED)
def test_a_command_that_was_killed_at_many_moments_is_run_again(
    name: str, expected: Expected, tmp_path: Path
) -> None:
    _, changes = expected.of(name)
    chance = random.Random(f"{SEED} {name}, many")
    for change in sorted(chance.sample(range(changes), min(MOMENTS, changes))):
        kill_and_run_again(name, change, copy_of(expected.world, tmp_path / f"world {change}"), expected)


@pytest.mark.parametrize("name", ["convert from"])
def test_a_command_that_was_interrupted_is_run_again(name: str, expected: Expected, tmp_path: Path) -> None:
    interrupt_and_run_again(name, 1, tmp_path, expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", STOPPED)
def test_a_command_that_was_interrupted_at_many_moments_is_run_again(
    name: str, expected: Expected, tmp_path: Path
) -> None:
    interrupt_and_run_again(name, MOMENTS, tmp_path, expected)


def interrupt_and_run_again(name: str, moments: int, folder: Path, expected: Expected) -> None:
    _, changes = expected.of(name)
    chance = random.Random(f"{SEED} {name}, interrupted")
    for change in sorted(chance.sample(range(changes), min(moments, changes))):
        copy = copy_of(expected.world, folder / f"world {change}")
        ended = in_child(WRITERS[name], copy, stopped_before(change, signal.SIGINT))
        assert ended.status != 2, ended
        run_again(name, copy, expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", STOPPED)
@pytest.mark.parametrize("length", [0, 50, 700])
def test_a_command_that_was_killed_within_a_file_is_run_again(
    name: str, length: int, expected: Expected, tmp_path: Path
) -> None:
    copy = copy_of(expected.world, tmp_path / "world")
    ended = in_child(WRITERS[name], copy, limited(length, kill=True))
    assert ended.status in (-signal.SIGXFSZ, 0), ended
    run_again(name, copy, expected)


@pytest.mark.parametrize("name", ["convert from", "explore"])
def test_a_command_whose_disk_is_full_leaves_all_as_it_was(
    name: str, expected: Expected, tmp_path: Path
) -> None:
    fill_and_run_again(name, 300, copy_of(expected.world, tmp_path / "world"), expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", STOPPED)
@pytest.mark.parametrize("length", [0, 40, 300])
def test_a_command_whose_disk_is_full_sooner_or_later_leaves_all_as_it_was(
    name: str, length: int, expected: Expected, tmp_path: Path
) -> None:
    fill_and_run_again(name, length, copy_of(expected.world, tmp_path / "world"), expected)


def fill_and_run_again(name: str, length: int, world: Path, expected: Expected) -> None:
    before = tree(world)
    ended = in_child(WRITERS[name], world, limited(length, kill=False))
    if ended.status:
        assert ended.status == 2, ended
        assert "File too large" in ended.said
        left = {path: data for path, data in tree(world).items() if not hidden_name(path)}
        assert left == before
    run_again(name, world, expected)
