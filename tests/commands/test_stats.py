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
    run("stats", tmp_path / "nothing").refused("file-missing: there is no such file or folder", status=2)
    run("stats", "--json", "--markdown").refused("use --json or --markdown, not both", status=2)


def test_only_the_measures_that_are_named_are_counted() -> None:
    named = run("stats", "--measure", "text", "--measure", "layers", "--json").succeeded().json()
    whole = run("stats", "--json").json()
    assert named == {name: whole[name] for name in ("text", "layers")}
    run("stats", "--measure", "moods").refused("no measure 'moods'; choose from: text, layers", status=2)


def test_the_table_is_put_between_its_comments_and_nothing_else_is_changed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- stats: begin -->\nold\n<!-- stats: end -->\nafter\n", "utf-8")
    run("stats", "--markdown", "--measure", "text", "--into", page).succeeded()
    table = run("stats", "--markdown", "--measure", "text").stdout
    assert "| documents " in table
    said = page.read_text("utf-8")
    assert said.startswith("before\n<!-- stats: begin -->\n")
    assert said.endswith("\n<!-- stats: end -->\nafter\n")
    assert table.strip() in said
    assert "old" not in said
    run("stats", "--into", page).refused("--into needs --markdown", status=2)
    bare = tmp_path / "bare.md"
    bare.write_text("no comments\n", "utf-8")
    run("stats", "--markdown", "--into", bare).refused("the page has no <!-- stats: begin -->", status=2)
    assert bare.read_text("utf-8") == "no comments\n"
