"""A build that was killed, or had no room, leaves the old output; the same command again does all of it."""

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus_pkg.build import verify
from tests.build.records import content, line, write_lines
from tests.small_corpus import write_small_corpus
from tests.stopping import How, Runner, Stopped, runner

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")
SEED = 11
REBUILD = ("build", "a build")
"""A build over an earlier one."""


@dataclass
class World:
    """A command, what its output was before, what it makes, and in how many steps.

    Attributes:
        runner: Runs it.
        root: The folder that holds the output and nothing else.
        old: A copy of the output that was there before; none: there was none.
        arguments: The command without its output.
        expected: The content of its output.
        steps: How many steps it makes.
    """

    runner: Runner
    root: Path
    old: Path | None
    arguments: tuple[object, ...]
    expected: dict[str, bytes]
    steps: int

    @property
    def out(self) -> Path:
        return self.root / "out"

    def run(self, *more: object, stop: int = 0, how: How = "killed") -> Stopped:
        return self.runner.run(*self.arguments, "--out", self.out, *more, stop=stop, how=how)

    def begin(self) -> None:
        """Put the old output back."""
        shutil.rmtree(self.root)
        self.root.mkdir()
        if self.old is not None:
            shutil.copytree(self.old, self.out)

    def left(self) -> dict[str, bytes] | None:
        """Return what is in the output; None: there is none."""
        return content(self.out) if self.out.exists() else None

    def check_again(self, *more: object) -> None:
        """Run the command again, and find its output whole and nothing next to it."""
        ended = self.run(*more)
        assert ended.status in (0, 1), ended.output  # 1: there are rejected lines
        assert self.left() == self.expected
        assert os.listdir(self.root) == ["out"]  # noqa: PTH208 - hidden ones too
        assert verify(self.out) == []


@pytest.fixture(scope="module")
def children() -> Iterator[Runner]:
    with runner() as started:
        yield started


def command_of(name: str, folder: Path) -> tuple[object, ...]:
    """Return a command without its output, and make what it reads."""
    if name == "hub build":
        return ("hub", "build", write_small_corpus(folder / "corpus"))
    source = write_lines(folder / "source" / "lines.jsonl", [line(0), b"{}\n", line(1)])
    named = ("--registry", source.registry, "--targets", source.targets, "--on-error", "reject")
    return ("build", *source.sources, *named)


@pytest.fixture(
    scope="module",
    params=[
        REBUILD,
        ("build", "nothing"),
        pytest.param(("hub build", "a build"), marks=pytest.mark.slow),
        pytest.param(("hub build", "nothing"), marks=pytest.mark.slow),
    ],
    ids=" over ".join,
)
def world(
    request: pytest.FixtureRequest, children: Runner, tmp_path_factory: pytest.TempPathFactory
) -> World:
    name, before = request.param
    folder = tmp_path_factory.mktemp("stopped")
    old = None
    if before == "a build":
        old = folder / "old"
        source = write_lines(folder / "source" / "old.jsonl", [line(2)])
        named = ("--registry", source.registry, "--targets", source.targets)
        assert children.run("build", *source.sources, *named, "--out", old).status == 0
    made = World(children, folder / "here", old, command_of(name, folder), {}, 0)
    made.root.mkdir()
    made.begin()
    made.steps = made.run().steps
    made.expected = content(made.out)
    assert made.steps > 10
    return made


def stop_and_run_again(world: World, stop: int, how: How, *more: object) -> None:
    world.begin()
    before = world.left()
    ended = world.run(stop=stop, how=how)
    assert world.left() in (before, world.expected), (stop, how)
    if ended.status not in (0, 1):
        assert ended.status == (-9 if how == "killed" else 2), ended.output
        assert how == "killed" or "No space left" in ended.output or "File too large" in ended.output
    world.check_again(*more)


def test_a_stopped_build_leaves_the_old_output_and_the_next_one_does_all(world: World) -> None:
    chance = random.Random(f"{SEED} {world.arguments[0]} {world.old is None}")
    stop_and_run_again(world, chance.randint(1, world.steps), "killed")
    if world.old is not None and world.arguments[0] == "build":
        stop_and_run_again(
            world, world.steps - chance.randint(1, 15), "killed"
        )  # while it removes the old one
        stop_and_run_again(world, chance.randint(1, world.steps), "full")
        stop_and_run_again(world, chance.randint(1, 3000), "short")


@pytest.mark.slow
def test_a_build_that_is_killed_before_any_step_is_done_by_the_next_one(world: World) -> None:
    for stop in range(1, world.steps + 1):
        stop_and_run_again(
            world, stop, "killed", *(["--resume"] * (world.arguments[0] == "build" and stop % 2))
        )


@pytest.mark.slow
def test_a_build_whose_disk_is_full_at_any_step_is_done_by_the_next_one(world: World) -> None:
    for stop in range(1, world.steps + 1):
        stop_and_run_again(world, stop, "full")
    chance = random.Random(SEED)
    for length in sorted({0, *(chance.randint(1, 10_000) for _ in range(10))}):
        stop_and_run_again(world, length, "short")


@pytest.mark.slow
def test_a_build_that_is_killed_again_and_again_is_done_in_the_end(world: World) -> None:
    chance = random.Random(SEED)
    for _ in range(10):
        world.begin()
        before = world.left()
        for _ in range(5):
            world.run(stop=chance.randint(1, world.steps))
            assert world.left() in (before, world.expected)
        world.check_again()


@pytest.mark.parametrize(
    "left",
    [
        "units, with a marker",
        pytest.param("building, with a marker", marks=pytest.mark.slow),
        pytest.param("building, with a manifest", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("world", [REBUILD], indirect=True, ids=" over ".join)
def test_what_was_put_into_the_folder_of_a_killed_build_stays(left: str, world: World) -> None:
    name, _, proof = left.partition(", with a ")
    proof = ".corpus-pkg-*" if proof == "marker" else "manifest.json"
    found: list[Path] = []
    for stop in range(world.steps - 4, 0, -1):
        world.begin()
        world.run(stop=stop)
        found = [proven.parent for proven in world.root.glob(f".out.{name}-*/{proof}")]
        if found and len(list(found[0].iterdir())) > 1:
            break
    thesis = found[0] / "thesis.txt"
    thesis.write_text("years of work")
    before = content(world.root)
    for more in ((), ("--resume",)):
        ended = world.run(*more)
        assert ended.status == 2, ended.output
        assert "building" not in ended.output.replace(".building-", "")  # it ends before the work
        assert str(found[0]) in ended.output
        assert "thesis.txt" in ended.output
        assert "move it away" in ended.output
        assert content(world.root) == before
    thesis.unlink()
    world.check_again()
