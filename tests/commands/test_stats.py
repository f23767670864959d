"""`corpus-pkg stats`: its three forms of output, and what it refuses."""

from pathlib import Path

import corpus_pkg
from corpus_pkg.corpus.write import write_corpus
from tests.command_line import run


def test_the_plain_form_is_three_columns_with_tabs() -> None:
    result = run("stats").succeeded()
    rows = [line.split("\t") for line in result.output.splitlines()]
    assert all(len(row) == 3 for row in rows)
    assert ["text", "documents", "5"] in rows


def test_json_and_markdown_are_the_same_for_a_copy_elsewhere(tmp_path: Path) -> None:
    write_corpus(tmp_path, corpus_pkg.load())
    for option in ("--json", "--markdown"):
        packaged = run("stats", option).succeeded()
        copy = run("stats", tmp_path, option).succeeded()
        assert packaged.output == copy.output
    assert run("stats", "--json").json()["text"]["documents"]["total"] == 5


def test_a_missing_folder_and_two_forms_at_once_are_refused_with_2(tmp_path: Path) -> None:
    run("stats", tmp_path / "nothing").refused("nothing is no folder", status=2)
    run("stats", "--json", "--markdown").refused("exclude each other", status=2)
