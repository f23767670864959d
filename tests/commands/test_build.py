"""`corpus-pkg build` and `verify`: exit statuses, output, and what they refuse."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus_pkg.commands import app
from corpus_pkg.problems import CorpusError

ROOT = Path(__file__).parents[2]
runner = CliRunner()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_build_says_what_it_wrote_and_verify_finds_it_whole(out: Path) -> None:
    result = runner.invoke(app, ["build", "--out", str(out)])
    assert result.exit_code == 0
    assert "documents.parquet" in result.output
    assert "built 5 documents" in result.output
    result = runner.invoke(app, ["verify", str(out)])
    assert (result.exit_code, result.output) == (0, f"{out} is as it was built\n")


def test_verify_exits_with_1_for_a_changed_file_and_2_for_no_build(out: Path, tmp_path: Path) -> None:
    runner.invoke(app, ["build", "--out", str(out)])
    (out / "dates.parquet").write_bytes(b"")
    result = runner.invoke(app, ["verify", str(out)])
    assert result.exit_code == 1
    assert "dates.parquet: build-file:" in result.stderr
    result = runner.invoke(app, ["verify", str(tmp_path)])
    assert result.exit_code == 2
    assert "it is no build" in result.stderr


def test_a_folder_of_somebody_elses_is_refused_with_2(out: Path) -> None:
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    result = runner.invoke(app, ["build", "--out", str(out)])
    assert result.exit_code == 2
    assert "not replaced" in result.stderr
    assert (out / "mine.txt").read_text() == "mine"


def test_a_source_that_is_not_there_is_unreadable_not_faulty(out: Path, tmp_path: Path) -> None:
    result = runner.invoke(app, ["build", str(tmp_path / "nothing"), "--out", str(out)])
    # `main` exits with 2 for every command that raises this (see `test_exit_statuses`).
    assert isinstance(result.exception, CorpusError)
    assert result.exception.unreadable
    assert not out.exists()


def test_a_corpus_without_one_of_its_texts_is_faulty_not_unreadable(out: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, broken / name)
    min((broken / "raw").glob("*.txt")).unlink()
    result = runner.invoke(app, ["build", str(broken), "--out", str(out)])
    assert isinstance(result.exception, CorpusError)
    assert not result.exception.unreadable


def test_a_corpus_with_problems_is_refused_with_all_of_them(out: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, broken / name)
    for text in (broken / "raw").glob("*.txt"):
        text.write_bytes(text.read_bytes() + b" ")
    result = runner.invoke(app, ["build", str(broken), "--out", str(out)])
    # `main` prints the problems and exits with 1 for every command that raises this.
    assert isinstance(result.exception, CorpusError)
    assert len(result.exception.problems) >= 10
    assert not out.exists()
