"""What is written has the permissions that the umask allows, whichever command writes it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from corpus_pkg.commands import app
from tests.commands.writers import WRITERS, copy_of, make_world

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no umask")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_world(tmp_path_factory.mktemp("umask") / "world")


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(world: Path) -> dict[Path, tuple[int, int, int]]:
    """Return what tells whether something was written, and its permissions."""
    found = {}
    for place in world.rglob("*"):
        status = place.lstat()
        found[place] = (
            status.st_ino,
            0 if place.is_dir() else status.st_mtime_ns,
            stat.S_IMODE(status.st_mode),
        )
    return found


READING = {"compare", "diff", "hub push", "llm score", "pairs", "score", "validate", "verify"}
"""The commands that write no file."""
USUAL = ("convert from", "detach", "explore", "build")
"""A command of each kind, for the usual umask."""


@pytest.mark.parametrize(
    ("name", "mask"), [*((name, 0o077) for name in WRITERS), *((name, 0o022) for name in USUAL)]
)
def test_files_and_folders_have_what_the_umask_allows(
    name: str, mask: int, world: Path, tmp_path: Path, umask: None
) -> None:
    os.umask(0o022)
    copy = copy_of(world, tmp_path / "world")
    before = modes(copy)
    os.umask(mask)
    status, said = WRITERS[name].run(copy)
    assert status == 0, said
    written = {place: found[2] for place, found in modes(copy).items() if found != before.get(place)}
    assert written
    for place, mode in written.items():
        allowed = (0o777 if place.is_dir() else 0o666) & ~mask
        if place in before:  # what is replaced had 0644 and 0755, and gets no more
            allowed &= before[place][2]
        assert oct(mode) == oct(allowed), place


@pytest.mark.parametrize("name", ["stats", "adjudicate apply", "new in a folder"])
def test_what_replaces_a_private_file_or_folder_stays_private(
    name: str, world: Path, tmp_path: Path, umask: None
) -> None:
    os.umask(0o022)
    copy = copy_of(world, tmp_path / "world")
    for place in copy.rglob("*"):
        place.chmod(0o700 if place.is_dir() else 0o600)
    before = modes(copy)
    status, said = WRITERS[name].run(copy)
    assert status == 0, said
    replaced = [place for place, found in modes(copy).items() if place in before and found != before[place]]
    assert replaced or name == "new in a folder"
    for place, found in modes(copy).items():
        if place in before:
            assert oct(found[2]) == oct(before[place][2]), place


def names(group: Any, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from names(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_that_writes_is_held_to_it() -> None:
    commands = set(names(typer.main.get_command(app)))
    held = {
        name for name in commands for label in WRITERS if f"{label} ".startswith((f"{name} ", f"{name},"))
    }
    assert commands - held == READING
