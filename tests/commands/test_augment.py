"""`corpus-pkg augment`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus_pkg.commands.app import app
from corpus_pkg.corpus.jsonl import read_jsonl


def test_documents_are_written_in_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for path in (one, two):
        done = CliRunner().invoke(app, ["augment", "--out", str(path), "--number", "7", "--seed", "3"])
        assert done.exit_code == 0
        assert "7 documents" in done.stdout
    assert one.read_bytes() == two.read_bytes()
    assert all(document.metadata.synthetic for document in read_jsonl(one, thorough=True))


def test_documents_go_to_standard_output_without_a_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["augment", "--number", "2", "--stance", "drop"])
    assert done.exit_code == 0
    (tmp_path / "made.jsonl").write_text(done.stdout, encoding="utf-8")
    assert [document.stance for document in read_jsonl(tmp_path / "made.jsonl")] == [(), ()]


@pytest.mark.parametrize("wrong", [["--seed", "-1"], ["--number", "-1"], ["--stance", "both"]])
def test_wrong_options_are_refused(wrong: list[str]) -> None:
    assert CliRunner().invoke(app, ["augment", *wrong]).exit_code == 2
