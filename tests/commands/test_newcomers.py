"""Whoever annotates a corpus for the first time is named, so that a slip of the pen is seen."""

from pathlib import Path

import pytest

from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from tests.command_line import run
from tests.formats.foreign.project import bring, corpus, region, task, wrote
from tests.small_corpus import Editor, write_small_corpus

NEW = "note: new annotator bne"


@pytest.fixture
def drafted(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus with the annotators a and b, and a draft of its first text."""
    draft = tmp_path / "first-text.jsonl"
    draft.write_text('{"entity": "BAKU", "type": "GPE", "id": "baku"}\n', "utf-8")
    return write_small_corpus(tmp_path / "corpus", ("a", "b")), draft


def test_a_draft_of_a_new_annotator_says_so(drafted: tuple[Path, Path]) -> None:
    corpus, draft = drafted
    arguments = ("draft", corpus, draft, "--annotator", "bne")
    ended = run(*arguments).succeeded(f"{NEW}; the corpus has: a, b\n")
    assert "annotators.jsonl" not in ended.stderr
    assert NEW not in run(*arguments).succeeded().stderr
    run("draft", corpus, draft, "--annotator", "bne", "--check").succeeded()


def test_a_line_about_a_new_annotator_is_asked_for_where_there_are_lines(drafted: tuple[Path, Path]) -> None:
    corpus, draft = drafted
    person = {"role": "annotator", "kind": "person", "who": "M", "date": "2026", "instructions": "X"}
    Editor(corpus).write(layout.ANNOTATORS_FILE, [{"name": name} | person for name in ("a", "b")])
    said = f"note: {layout.ANNOTATORS_FILE} has no line for bne; add one, since `validate` asks for it"
    run("draft", corpus, draft, "--annotator", "bne").succeeded(said)
    assert "annotator" in {problem.code for problem in validate(corpus)}


def test_a_text_that_is_added_for_a_new_annotator_says_so(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("A text.\n", "utf-8")
    run("new", tmp_path / "ports").succeeded()
    added = ("add", tmp_path / "ports", tmp_path / "one.txt", "--annotator")
    run(*added, "bne").succeeded(f"{NEW}\n")
    run(*added, "Eva Müller").refused("--annotator", "is not an id", status=2)


def test_an_imported_annotator_gets_the_entries_that_they_use_and_no_more(tmp_path: Path) -> None:
    made = corpus(tmp_path)
    (tmp_path / "note.txt").write_text("Oslo met Bergen.\n", "utf-8")
    run("add", made, tmp_path / "note.txt", "--language", "en", "--date", "2024").succeeded()
    (tmp_path / "note.txt").unlink()
    draft = tmp_path / "note.jsonl"
    draft.write_text('{"entity": "Oslo", "type": "GPE", "id": "oslo"}\n', "utf-8")
    entry = '{"id": "oslo", "type": "GPE", "name": "Oslo"}\n'
    (tmp_path / "registry.jsonl").write_text(entry, "utf-8")
    run("draft", made, tmp_path / "registry.jsonl", draft).succeeded()
    ended = bring(
        "label-studio", wrote(tmp_path / "t.json", [task(region("Porto"))]), made, "--annotator", "kai"
    )
    ended.succeeded("note: new annotator kai\n", "note: kai has no layers of 1 document: note\n")
    assert "validate" not in ended.stderr
    registry = (made / layout.registry_file("kai")).read_text("utf-8")
    assert ('"name": "Porto"' in registry, "oslo" in registry) == (True, False)
    assert [problem for problem in validate(made) if "kai" in problem.file] == []
    others = bring("label-studio", tmp_path / "t.json", made, "--annotator", "eva")
    others.succeeded(
        "note: new annotator eva; the corpus has: kai\n", "annotators.jsonl has a line for eva now"
    )


def test_a_list_of_annotators_that_there_is_not_is_spoken_of(tmp_path: Path) -> None:
    made = corpus(tmp_path)
    tasks = wrote(tmp_path / "t.json", [task(region("Porto"))])
    bring("label-studio", tasks, made, "--annotator", "kai").succeeded()
    (made / layout.ANNOTATORS_FILE).unlink()
    bring("label-studio", tasks, made, "--annotator", "eva").succeeded(
        f"note: there is no {layout.ANNOTATORS_FILE}, which would have to name all annotators; none was made"
    )
