"""A standard output that is closed, full or no longer read: no traceback, and never "problems found"."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import pytest
import typer

from corpus_pkg.commands import app
from tests.command_line import PROGRAM, ROOT, run
from tests.small_corpus import write_small_corpus

ON_A_VALID_CORPUS = {
    "--help": "--help",
    "--version": "--version",
    "adjudicate": "adjudicate {corpus} --out {out}",
    "add": "add {corpus} {texts}/new-text.txt",
    "agree": "agree {corpus}",
    "attach": "attach {free} --texts {corpus}/raw --out {out}",
    "build": "build {corpus} --out {out}",
    "compare": "compare {corpus} {corpus}#a {corpus}#b --samples 1",
    "convert": "convert {corpus} --to brat --out {out}",
    "detach": "detach {corpus} --out {out}",
    "diff": "diff {corpus} {corpus} --counts",
    "draft": "draft {corpus} {corpus}/annotations/registry.jsonl",
    "errors": "errors {corpus}#a {corpus}#b",
    "explore": "explore {corpus} --out {out}",
    "explore, serve": "explore {corpus} --serve",
    "hub build": "hub build {corpus} --out {out}",
    "hub push": "hub push org/name {repository} --dry-run --no-tag",
    "llm ask": "llm ask {corpus} --layer dates --shots 0 --no-guidelines --out {out}",
    "llm lm-eval": "llm lm-eval {corpus} --shots 0 --no-guidelines --out {out}",
    "llm score": "llm score {corpus} --layer dates --replies {texts}/replies.jsonl --samples 0",
    "new": "new {out}",
    "pairs": "pairs {corpus}",
    "remove": "remove {corpus} second-text",
    "rename": "rename {corpus} second-text other-text",
    "schema": "schema --out {out}",
    "score": "score {corpus}#a {corpus}#b --samples 0",
    "score, json": "score {corpus}#a {corpus}#b --samples 0 --json",
    "stats": "stats {corpus}",
    "validate": "validate {corpus}",
    "validate, json": "validate {corpus} --json",
    "validate, github": "validate {corpus} --format github",
    "verify": "verify {built}",
}
"""Every command, called so that it succeeds."""
ELSEWHERE = {
    "explore, serve": "it would serve without an end",
    "hub push": "it needs a Hub",
}


WITHOUT_OUTPUT = {"diff"}
"""Those that have nothing to say to the standard output."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and what the commands make of it."""
    folder = tmp_path_factory.mktemp("made")
    corpus = write_small_corpus(folder / "corpus", ("a", "b"))
    (folder / "texts").mkdir()
    (folder / "texts/new-text.txt").write_text("A text.\n", "utf-8")
    (folder / "texts/replies.jsonl").write_text("", "utf-8")
    run("build", corpus, "--out", folder / "built").succeeded()
    run("detach", corpus, "--out", folder / "free").succeeded()
    return folder


@contextmanager
def taking_nothing(kind: str) -> Iterator[TextIO | None]:
    """Give a standard output that takes nothing: one that was closed, is full, or is no longer read."""
    if kind == "closed":
        yield None
        return
    if kind == "full":
        descriptor = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, descriptor = os.pipe()
        os.close(reader)
    with suppress(OSError), os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        yield stream


NAMES = sorted(ON_A_VALID_CORPUS.keys() - ELSEWHERE.keys())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, kind) for name in NAMES for kind in ("closed", "unread")),
        *((name, "full") for name in ("--help", "build", "stats", "validate") if Path("/dev/full").exists()),
    ],
)
def test_an_output_that_takes_nothing_does_not_look_like_problems(
    name: str, kind: str, made: Path, tmp_path: Path
) -> None:
    places = {place.name: place for place in made.iterdir()}
    if name in ("add", "draft", "remove", "rename"):
        places["corpus"] = Path(shutil.copytree(made / "corpus", tmp_path / "corpus"))
    command = ON_A_VALID_CORPUS[name].format(**places, out=tmp_path / "out")
    with taking_nothing(kind) as stdout:
        ended = run(*command.split(), stdout=stdout)
    said = "the output can't be written: No space left on device" in ended.stderr
    assert said == (kind == "full"), ended
    assert ended.status == (0 if kind == "closed" or name in WITHOUT_OUTPUT else 2), ended


def test_every_command_is_here() -> None:
    names = {name.partition(",")[0] for name in ON_A_VALID_CORPUS}
    commands = {command.name for command in app.registered_commands}
    groups = {
        f"{group.name} {command.name}"
        for group in app.registered_groups
        for command in (group.typer_instance or typer.Typer()).registered_commands
    }
    assert names == {"--help", "--version"} | commands | groups


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX is needed")
@pytest.mark.parametrize(
    ("where", "buffered", "status"),
    [(">&- 2>&-", "", 0), (">/dev/full", "", 2), (">/dev/full 2>&1", "1", 2), ("| true", "", 2)],
)
def test_the_program_ends_as_it_should(where: str, buffered: str, status: int, made: Path) -> None:
    command = f"{{ sleep 0.5; exec {' '.join(PROGRAM)} validate {made / 'corpus'}; }} {where}"
    if "|" in where:
        command = f"set -o pipefail; {command}"
    env = os.environ | {"PYTHONUNBUFFERED": buffered}
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done
    said = "the output can't be written: No space left on device\n"
    assert done.stderr == (said if where == ">/dev/full" else "")


def test_a_closed_standard_output_leaves_its_descriptor_to_no_file_of_a_build(
    made: Path, tmp_path: Path
) -> None:
    command = f"exec {' '.join(PROGRAM)} build {made / 'corpus'} --out {tmp_path / 'out'} >&- 2>&-"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, check=False)
    assert done.returncode == 0
    run("verify", tmp_path / "out").succeeded()
