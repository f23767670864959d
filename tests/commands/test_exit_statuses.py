"""The exit statuses are the same in all commands: 2 where there is nothing to read, 1 where it has faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from corpus_pkg.commands import app
from tests.command_line import run
from tests.small_corpus import Editor

OF_A_CORPUS = {
    "validate": "validate {corpus}",
    "stats": "stats {corpus}",
    "pairs": "pairs {corpus}",
    "agree": "agree {corpus} --annotators x y",
    "score": "score {corpus}#x {corpus}#y --samples 0",
    "score, one side": "score packaged {corpus} --samples 0",
    "errors": "errors {corpus}#x {corpus}#y",
    "errors, one side": "errors packaged {corpus}",
    "compare": "compare {corpus}#x {corpus}#y {corpus}#x",
    "compare, one side": "compare packaged packaged#c {corpus}",
    "diff": "diff {corpus} packaged",
    "diff, the new": "diff packaged {corpus}",
    "diff, annotators": "diff {corpus}#x {corpus}#y",
    "build": "build {corpus} --out {out}",
    "hub build": "hub build {corpus} --out {out}",
    "convert": "convert {corpus} --to brat --out {out}",
    "convert, from": "convert {drafts} --from brat --corpus {corpus} --out {out}",
    "llm ask": "llm ask {corpus} --layer dates --out {out}",
    "llm score": "llm score {corpus} --layer dates --replies {drafts}/text.jsonl",
    "llm lm-eval": "llm lm-eval {corpus} --out {out}",
    "detach": "detach {corpus} --out {out}",
    "explore": "explore {corpus} --out {out}",
    "explore, against": "explore --against {corpus} --out {out}",
    "explore, serve": "explore {corpus} --serve",
    "adjudicate": "adjudicate {corpus} --annotators x y --out {out}",
    "draft": "draft {corpus} {drafts}/text.jsonl",
    "add": "add {corpus} {drafts}/text.txt",
    "remove": "remove {corpus} first-text",
    "rename": "rename {corpus} first-text another-text",
}
"""Commands that take a corpus directory, with one in each place where they take one."""

OF_OTHER_SOURCES = {
    "attach": "attach {corpus} --texts {drafts} --out {out}",
    "convert, foreign files": "convert {corpus} --from label-studio --out {out} --corpus {drafts}/corpus",
    "verify": "verify {corpus}",
    "hub push": "hub push org/name {corpus} --dry-run",
}
"""Commands that take another folder."""

ALL = OF_A_CORPUS | OF_OTHER_SOURCES

TAKES_FILES = {"convert, foreign files"} | {
    name
    for name in OF_A_CORPUS
    if name.startswith(
        (
            "validate",
            "stats",
            "agree",
            "pairs",
            "score, one",
            "errors, one",
            "compare, one",
            "convert",
            "explore",
            "llm",
        )
    )
}
"""Where a file may be a source too, whose lines are judged: what is wrong with them gives 1."""

WITHOUT_SOURCE = {"new", "schema"}


@pytest.fixture
def drafts(tmp_path: Path, small_corpus_folder: Path) -> Path:
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "text.jsonl").write_text("{}\n", "utf-8")
    (folder / "text.txt").write_text("A text.\n", "utf-8")
    small_corpus_folder.rename(folder / "corpus")
    return folder


def no_source(kind: str, place: Path) -> Path:
    """Return a place where no source is: nothing, a file that is none, or a folder without a corpus."""
    if kind == "file":
        place.write_text("no corpus", "utf-8")
    elif kind == "empty":
        place.mkdir()
    elif kind == "unlisted":
        (place / "raw").mkdir(parents=True)
    return place


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for name in ALL
        for kind in ("missing", "file", "empty", "unlisted")
        if kind != "file" or name not in TAKES_FILES
    ],
)
def test_without_a_source_that_can_be_read_the_status_is_2_with_a_word_why(
    name: str,
    kind: str,
    drafts: Path,
    tmp_path: Path,
) -> None:
    nothing = no_source(kind, tmp_path / "nothing")
    out = tmp_path / "out"
    ended = run(*ALL[name].format(corpus=nothing, drafts=drafts, out=out).split())
    assert ended.status == 2, ended
    assert ended.output.strip()
    assert not out.exists()


READING = {
    name: command
    for name, command in OF_A_CORPUS.items()
    if name not in ("draft", "add", "remove", "rename", "explore, serve")
}
"""The commands that read all records of the corpus."""


@pytest.mark.parametrize("name", READING)
def test_a_corpus_with_a_fault_gives_1_but_to_a_comparison_where_1_says_that_two_differ(
    name: str,
    drafts: Path,
    tmp_path: Path,
) -> None:
    corpus = drafts / "corpus"
    editor = Editor(corpus)
    for annotator in ("x", "y"):
        for layer in ("segments", "sentences"):
            own = corpus / "annotations" / "annotators" / annotator / layer
            own.mkdir(parents=True)
            for file in (corpus / "annotations" / layer).iterdir():
                (own / file.name).write_bytes(file.read_bytes())
    editor.change("raw/documents.jsonl", 1, sha256="0" * 64)
    ended = run(*READING[name].format(corpus=corpus, drafts=drafts, out=tmp_path / "out").split())
    ended.refused("text-checksum", status=2 if name.startswith("diff") else 1)


def test_every_command_is_held_to_the_statuses() -> None:
    tested = {name.partition(",")[0] for name in ALL}
    assert tested | WITHOUT_SOURCE == set(_names(app, ""))


def _names(group: typer.Typer, before: str) -> Iterator[str]:
    for command in group.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__)
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from _names(inner.typer_instance, f"{before}{inner.name} ")
