"""`corpus-pkg stats`: its three forms of output, and what it refuses."""

import json
from pathlib import Path

from typer.testing import CliRunner

import corpus_pkg
from corpus_pkg.commands import app
from corpus_pkg.corpus.write import write_corpus

runner = CliRunner()


def test_the_plain_form_is_three_columns_with_tabs() -> None:
    result = runner.invoke(app, ["stats"])
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.output.splitlines()]
    assert all(len(row) == 3 for row in rows)
    assert ["text", "documents", "5"] in rows


def test_json_and_markdown_are_the_same_for_a_copy_elsewhere(tmp_path: Path) -> None:
    write_corpus(tmp_path, corpus_pkg.load())
    for option in ("--json", "--markdown"):
        packaged = runner.invoke(app, ["stats", option])
        copy = runner.invoke(app, ["stats", str(tmp_path), option])
        assert (packaged.exit_code, copy.exit_code) == (0, 0)
        assert packaged.output == copy.output
    assert json.loads(runner.invoke(app, ["stats", "--json"]).output)["text"]["documents"]["total"] == 5


def test_a_missing_folder_and_two_forms_at_once_are_refused_with_2(tmp_path: Path) -> None:
    assert runner.invoke(app, ["stats", str(tmp_path / "nothing")]).exit_code == 2
    assert runner.invoke(app, ["stats", "--json", "--markdown"]).exit_code == 2
