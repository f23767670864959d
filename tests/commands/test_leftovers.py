"""What killed commands leave is removed with proof, and nothing that only looks like it."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus.change import write_together
from corpus_pkg.corpus.ownership import make_private, private_name
from corpus_pkg.corpus.staging import WRITING, scratch, staging, write_atomically
from tests.command_line import run
from tests.commands.writers import WRITERS, copy_of, hidden, in_child, make_world, stopped_before, tree

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_world(tmp_path_factory.mktemp("leftovers") / "world")


@pytest.fixture
def world(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "world")


def kill_amid_moves(name: str, made: Path, world: Path) -> None:
    """Kill a command when it has given some of its files their places, and not all."""
    changes = in_child(WRITERS[name], copy_of(made, world.parent / "whole"), stopped_before(-1)).changes
    in_child(WRITERS[name], world, stopped_before(changes - 6))
    assert [problem.code for problem in unfinished(world)] == ["corpus-unfinished"]


def unfinished(world: Path) -> list[corpus_pkg.Problem]:
    return [problem for problem in validate(world / "corpus") if problem.code == "corpus-unfinished"]


def test_validate_names_a_change_that_is_not_finished_and_the_next_command_finishes_it(
    made: Path, world: Path
) -> None:
    kill_amid_moves("draft", made, world)
    run("validate", world / "corpus").refused("corpus-unfinished", "run it again", status=1)
    again = run("add", world / "corpus", world / "new-text.txt")
    again.succeeded("note: finished what an interrupted command had begun", "added new-text")
    run("validate", world / "corpus").succeeded("no problems")
    assert "d" in corpus_pkg.load(world / "corpus").annotators
    assert not hidden(world)


def test_a_file_that_was_edited_since_stays_as_it_is(made: Path, world: Path) -> None:
    kill_amid_moves("adjudicate apply", made, world)
    place = world / "corpus/annotations/adjudication.jsonl"
    place.write_bytes(b"\n")
    before = tree(world / "corpus/annotations")
    run("add", world / "corpus", world / "new-text.txt")
    after = tree(world / "corpus/annotations")
    assert {path: after[path] for path in before} == before
    assert not hidden(world)


def test_what_is_only_named_like_a_leftover_stays(world: Path) -> None:
    corpus = world / "corpus"
    folder = world / private_name("explorer.html", "writing")
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    for name in (".explorer.html.abcdefgh", ".explorer.html.writing-0123456789", ".brat.12345678"):
        (world / name).write_text("mine")
    (corpus / private_name("corpus", "changing")).mkdir()
    next(corpus.glob(".corpus.*")).joinpath("notes.txt").write_text("mine")
    before = {path: data for path, data in tree(world).items() if data == b"mine"}
    assert len(before) == 5
    for name in ("explore", "convert to", "draft"):
        status, said = WRITERS[name].run(world)
        assert status == 0, said
    assert {path: data for path, data in tree(world).items() if data == b"mine"} == before


def test_a_leftover_into_which_somebody_put_a_file_stays(made: Path, world: Path) -> None:
    in_child(WRITERS["explore"], world, stopped_before(3))
    left = next(world.glob(".explorer.html.*"))
    (left / "notes.txt").write_text("mine")
    run("explore", world / "corpus", "--out", world / "explorer.html").succeeded()
    assert (left / "notes.txt").read_text() == "mine"


def test_what_a_living_command_prepares_is_not_removed(world: Path) -> None:
    with staging(world / "explorer.html") as folder:
        (folder / "content").write_text("half")
        run("explore", world / "corpus", "--out", world / "explorer.html").succeeded()
        assert (folder / "content").read_text() == "half"
    assert not hidden(world)


def test_validate_passes_over_what_a_killed_command_left_among_the_annotations(world: Path) -> None:
    in_child(WRITERS["agree"], world, stopped_before(3))
    assert hidden(world)
    run("validate", world / "corpus").succeeded("no problems")
    run("agree", world / "corpus", "--out", world / "corpus/annotations/AGREEMENT.md").succeeded()
    assert not hidden(world)


def forge(corpus: Path, path: str) -> None:
    """Let the journal of an unfinished change name another file."""
    place = next(corpus.glob(".corpus.*")) / "journal"
    journal = json.loads(place.read_bytes())
    journal["files"] = [[path, None]] * len(journal["files"])
    place.write_text(json.dumps(journal))


@pytest.mark.parametrize("path", ["annotations/registry.jsonl", ".git/hooks/pre-commit", "../outside.txt"])
def test_a_change_never_replaces_what_it_did_not_see_or_leads_elsewhere(
    path: str, made: Path, world: Path
) -> None:
    kill_amid_moves("draft", made, world)
    forge(world / "corpus", path)
    before = tree(world)
    run("add", world / "corpus", world / "new-text.txt")
    after = tree(world)
    assert {name for name in after if name not in before} <= {name for name in after if "new-text" in name}
    assert after["corpus/annotations/registry.jsonl"] == before["corpus/annotations/registry.jsonl"]


def test_a_change_that_came_with_a_copied_corpus_is_not_carried_out(made: Path, world: Path) -> None:
    kill_amid_moves("draft", made, world)
    forge(world / "corpus", "raw/planted.txt")
    received = Path(shutil.copytree(world / "corpus", world / "received"))
    run("add", received, world / "new-text.txt")
    assert not (received / "raw/planted.txt").exists()


def test_files_are_not_written_through_a_link_that_leads_out(world: Path) -> None:
    outside = world / "outside"
    outside.mkdir()
    shutil.rmtree(world / "corpus/annotations/annotators/a/entities")
    (world / "corpus/annotations/annotators/a/entities").symlink_to(outside)
    run("draft", world / "corpus", world / "first-text.jsonl", "--annotator", "a").refused(
        "file-outside", status=1
    )
    with pytest.raises(corpus_pkg.CorpusError, match="file-outside"):
        write_together(world / "corpus", {"../x": b""})
    assert not list(outside.iterdir())
    assert not hidden(world)


def test_an_annotators_layers_that_are_broken_can_be_replaced(world: Path) -> None:
    command = ("convert", "--from", "brat", world / "foreign", "--out", world / "corpus", "--annotator", "c")
    run(*command).succeeded()
    (world / "corpus/annotations/annotators/c/entities/second-text.jsonl").unlink()
    run(*command).succeeded()
    assert validate(world / "corpus") == []


def test_a_temporary_folder_of_a_killed_command_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = make_private(tmp_path, "corpus-pkg-edition", WRITING)
    (left / "content").mkdir()
    (left / "content/edition.json").write_text("{}")
    with scratch("edition") as folder:
        assert not left.exists()
        assert folder.parent.stat().st_mode & 0o777 == 0o700
        assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_strange_file_in_what_a_killed_command_left_is_named_once(
    world: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left = make_private(world, "out.jsonl", WRITING)
    (left / "mine.txt").write_text("mine")
    for _ in range(2):
        write_atomically(world / "out.jsonl", b"{}")
    assert (left / "mine.txt").read_text() == "mine"
    assert caplog.text.count("mine.txt was not made by corpus-pkg") == 1


def test_a_change_that_fails_before_it_moves_anything_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "corpus"
    write_together(root, {"annotations/dates/a.jsonl": b"1"})
    before = sorted(root.rglob("*"))

    def full(*_: object) -> None:
        raise OSError("no space is left")

    monkeypatch.setattr("corpus_pkg.corpus.change._stage", full)
    with pytest.raises(OSError, match="no space is left"):
        write_together(root, {"annotations/dates/a.jsonl": b"2"})
    assert sorted(root.rglob("*")) == before
