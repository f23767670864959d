"""Files and folders of this machine: an address in the place of one is refused, and nothing is made."""

from pathlib import Path
from typing import get_type_hints

import pytest

from corpus_pkg.commands.app import app
from corpus_pkg.commands.paths import path
from corpus_pkg.commands.registered import functions
from tests.command_line import run

ADDRESS = "hf://datasets/org/name"


@pytest.mark.parametrize(
    "command",
    [
        f"new {ADDRESS}",
        f"attach packaged --texts texts --out {ADDRESS}",
        f"attach packaged --texts {ADDRESS} --out out",
        f"detach --out {ADDRESS}",
        f"convert {ADDRESS} --from brat --out out",
        f"convert --to brat --out {ADDRESS}",
        f"explore --out {ADDRESS}",
        f"hub build --out {ADDRESS}",
        f"hub push org/name {ADDRESS}",
        f"schema --out {ADDRESS}",
        f"add . {ADDRESS}",
        f"draft . {ADDRESS}",
    ],
)
def test_an_address_in_the_place_of_a_path_is_refused_as_it_was_written(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*command.split())
    ended.refused(f"{ADDRESS} is an address; name a file or folder of this machine", status=2)
    assert list(tmp_path.iterdir()) == []


def test_every_path_of_every_command_is_read_so() -> None:
    found = [
        info
        for function in functions(app).values()
        for hint in get_type_hints(function, include_extras=True).values()
        for info in getattr(hint, "__metadata__", ())
        if "Path" in str(hint)
    ]
    assert len(found) > 25
    assert all(info.parser is path or info.exists for info in found)


def test_a_path_that_was_given_is_the_path_that_is_named(tmp_path: Path) -> None:
    run("schema", "--out", tmp_path / "no" / "folder").succeeded()
    run("schema", "--out", "/proc/no-folder").refused(
        "/proc/no-folder: No such file or directory; name a file or folder", status=2
    )
