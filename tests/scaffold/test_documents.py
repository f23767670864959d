"""Facts about removing and renaming documents of a corpus."""

import json
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.annotate.scaffold.documents import rename_document
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.models import DocumentMetadata
from tests import command_line
from tests.small_corpus import FIRST, SECOND, Editor


def tree(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in root.rglob("*") if place.is_file()}


def errors(root: Path) -> set[str]:
    return {str(problem) for problem in validate(root) if problem.severity == "error"}


def decide(root: Path) -> None:
    """Record a decision on each document."""
    lines = []
    for id_ in (FIRST, SECOND):
        record = Editor(root).records(f"annotations/entities/{id_}.jsonl")[0]
        decision = {
            "id": f"{id_}/{record['id']}",
            "document": id_,
            "layer": "entities",
            "proposals": {"a": record, "b": None},
            "fields": [],
            "decision": "a",
        }
        lines.append(json.dumps(decision) + "\n")
    (root / layout.DECISIONS_FILE).write_text("".join(lines), "utf-8")


def test_a_removed_document_is_in_no_file(small_corpus_folder: Path) -> None:
    decide(small_corpus_folder)
    ended = command_line.run("remove", small_corpus_folder, SECOND)
    ended.succeeded(f"removed {SECOND}")
    assert corpus_pkg.load(small_corpus_folder).ids == (FIRST,)
    assert not [name for name, data in tree(small_corpus_folder).items() if SECOND in f"{name}{data!r}"]
    assert errors(small_corpus_folder) == set()


def test_a_renamed_document_keeps_all_but_its_id(small_corpus_folder: Path) -> None:
    decide(small_corpus_folder)
    before = corpus_pkg.load(small_corpus_folder)[SECOND]
    command_line.run("rename", small_corpus_folder, SECOND, "other").succeeded(f"renamed {SECOND} to other")
    corpus = corpus_pkg.load(small_corpus_folder)
    assert corpus.ids == (FIRST, "other")
    assert corpus["other"].text == before.text
    assert corpus["other"].entities == before.entities
    assert corpus["other"].metadata == DocumentMetadata.model_validate(
        before.metadata.model_dump() | {"id": "other"}
    )
    assert not [name for name in tree(small_corpus_folder) if SECOND in name]
    lines = (small_corpus_folder / layout.DECISIONS_FILE).read_text("utf-8").splitlines()
    assert [json.loads(line)["document"] for line in lines] == [FIRST, "other"]
    assert errors(small_corpus_folder) == set()


@pytest.mark.parametrize(
    ("command", "words", "status"),
    [
        (("remove", "secnd-text"), f"there is no document 'secnd-text'; the nearest are: {SECOND}", 1),
        (("remove", FIRST, "x"), "there is no document 'x'", 1),
        (("rename", "x", "y"), "there is no document 'x'", 1),
        (("rename", FIRST, SECOND), f"there is a document {SECOND!r} already; choose another id", 1),
        (("rename", FIRST, "../x"), "'../x' is not an id", 2),
    ],
)
def test_what_can_not_be_changed_leaves_all_as_it_was(
    small_corpus_folder: Path, command: tuple[str, ...], words: str, status: int
) -> None:
    before = tree(small_corpus_folder)
    name, *rest = command
    command_line.run(name, small_corpus_folder, *rest).refused(words, status=status)
    assert tree(small_corpus_folder) == before


def test_a_file_in_the_way_is_not_overwritten(small_corpus_folder: Path) -> None:
    (small_corpus_folder / "raw/other.txt").write_text("mine")
    before = tree(small_corpus_folder)
    ended = command_line.run("rename", small_corpus_folder, SECOND, "other")
    ended.refused("raw/other.txt: file-unexpected: there is such a file", status=1)
    assert tree(small_corpus_folder) == before


def test_a_dry_run_changes_nothing(small_corpus_folder: Path) -> None:
    before = tree(small_corpus_folder)
    ended = command_line.run("rename", small_corpus_folder, SECOND, "other", "--dry-run")
    ended.succeeded("would write raw/other.txt", f"would remove raw/{SECOND}.txt")
    command_line.run("remove", small_corpus_folder, SECOND, "--dry-run").succeeded(
        f"would remove raw/{SECOND}.txt"
    )
    assert tree(small_corpus_folder) == before


@pytest.mark.parametrize("at", [1, 3, 8])
@pytest.mark.parametrize("step", ["replace", "unlink"])
def test_a_stopped_renaming_is_finished_by_the_next_command(
    small_corpus_folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    real, count = getattr(Path, step), 0

    def stop(self: Path, *arguments: object) -> object:
        nonlocal count
        count += small_corpus_folder in self.parents and not self.name.startswith(".")
        if count == at:
            raise OSError("the disk is gone")
        return real(self, *arguments)

    with monkeypatch.context() as context:
        context.setattr(Path, step, stop)
        with pytest.raises(OSError, match="the disk is gone"):
            rename_document(small_corpus_folder, SECOND, "other")
    codes = {problem.code for problem in validate(small_corpus_folder)}
    assert "corpus-unfinished" in codes
    command_line.run("remove", small_corpus_folder, FIRST).succeeded("finished what an interrupted command")
    assert corpus_pkg.load(small_corpus_folder).ids == ("other",)
    assert not [name for name in tree(small_corpus_folder) if SECOND in name or ".corpus" in name]
