"""Commands that change one corpus at the same time wait for one another, and nothing is lost."""

import os
import subprocess
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import change, locks
from tests.command_line import PROGRAM, ROOT, run
from tests.small_corpus import write_small_corpus

TEXT = "Ports grow\n\nThe port of Chancay grew.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_small_corpus(tmp_path / "corpus")


def begin(*arguments: object) -> subprocess.Popen[str]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def text(folder: Path, name: str) -> Path:
    place = folder / f"{name}.txt"
    place.write_text(TEXT + name, "utf-8")
    return place


def test_two_that_add_at_once_both_end_up_in_the_list(corpus: Path, tmp_path: Path) -> None:
    with change.changing(corpus):
        both = [begin("add", corpus, text(tmp_path, name)) for name in ("one", "two")]
        for process in both:
            assert process.stderr is not None
            assert "waiting for another command that is changing" in process.stderr.readline()
    for process in both:
        said, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        assert "added" in said
    assert {"one", "two"} <= set(corpus_pkg.load(corpus).ids)
    assert validate(corpus) == []


def test_one_that_waits_too_long_says_so_and_changes_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    before = (corpus / "raw/documents.jsonl").read_bytes()
    handle = locks._take(corpus)
    assert handle is not None
    try:
        run("add", corpus, text(tmp_path, "two")).refused(
            " corpus-busy: ", "another command is still changing the corpus", status=2
        )
    finally:
        os.close(handle)
    assert (corpus / "raw/documents.jsonl").read_bytes() == before
    assert not [place for place in corpus.iterdir() if place.name.startswith(".")]
    run("add", corpus, text(tmp_path, "two")).succeeded("added two")


def test_a_corpus_can_be_read_while_it_is_changed(corpus: Path) -> None:
    with change.changing(corpus):
        run("validate", corpus).succeeded("no problems")
        run("draft", corpus, "--help").succeeded()
