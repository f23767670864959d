"""What is wrong is kept up to the first thousand problems and counted beyond, and the count is said."""

import dataclasses
import pickle
from collections import Counter
from pathlib import Path

import pytest

from corpus_pkg.api import load
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems, Severity, errors
from tests.command_line import run
from tests.small_corpus import FIRST, write_small_corpus

BAD_LINES = 2_500
ENTITIES = f"annotations/entities/{FIRST}.jsonl"


@pytest.fixture
def broken(small_corpus_folder: Path) -> Path:
    """A corpus with a file of nothing but empty lines."""
    (small_corpus_folder / ENTITIES).write_bytes(b"\n" * BAD_LINES)
    return small_corpus_folder


def test_validate_says_how_many_more_there_are(broken: Path) -> None:
    ended = run("validate", broken).refused(f"{ENTITIES}:1: json: the line is empty", status=1)
    *shown, more, _, last = ended.stdout.splitlines()
    assert len(shown) == 1000
    assert more == "and 1,500 more"
    assert last.endswith("2,500 problems")
    reported = run("validate", broken, "--json").refused('"more": 1500', status=1).json()
    assert (len(reported["problems"]), reported["more"]) == (1000, 1500)
    run("validate", broken, "--format", "github").refused("::notice::and 1,500 more", status=1)


def test_python_has_the_first_and_the_count(broken: Path) -> None:
    found = validate(broken)
    assert (len(found), found.total) == (1000, BAD_LINES)
    assert [problem.line for problem in found] == list(range(1, 1001))
    with pytest.raises(CorpusError, match="and 2499 more") as caught:
        load(broken)
    assert caught.value.problems.total == BAD_LINES


@pytest.mark.parametrize("command", [("build",), ("hub", "build")])
def test_a_build_says_how_many_more_there_are(broken: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    run(*command, broken, "--out", tmp_path / "out").refused("the line is empty", "and 1,500 more", status=1)


def test_what_annotators_share_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write_small_corpus(tmp_path / "corpus", ("a", "b", "c"))
    shared = (layout.DOCUMENTS_FILE, layout.REGISTRY_FILE, layout.TARGETS_FILE, layout.raw_file(FIRST))
    for name in shared[1:3]:
        (corpus / name).write_bytes(b"\n" * 20)
    opened: Counter[str] = Counter()
    read = files.read_bytes

    def counted(root: Folder, path: str) -> bytes:
        opened[path] += 1
        return read(root, path)

    monkeypatch.setattr(files, "read_bytes", counted)
    assert {problem.file for problem in validate(corpus)} >= set(shared[1:3])
    assert {name: opened[name] for name in shared} == dict.fromkeys(shared, 1)


def test_the_reasons_of_rejected_lines_are_not_longer_than_the_lines(tmp_path: Path) -> None:
    source, corpus, out = tmp_path / "lines.jsonl", write_small_corpus(tmp_path / "corpus"), tmp_path / "out"
    source.write_bytes(b"\n" * BAD_LINES)
    ended = run("build", source, "--registry", corpus, "--out", out, "--on-error", "reject")
    ended.refused("rejected 2,500 lines", "problems.jsonl says why of 1,000", status=1)
    assert (out / "rejected/lines.jsonl").read_bytes() == b"\n" * BAD_LINES
    assert len((out / "rejected/problems.jsonl").read_text("utf-8").splitlines()) == 1000
    source.write_bytes((b"x" * 400 + b"\n") * BAD_LINES)
    run("build", source, "--registry", corpus, "--out", out, "--on-error", "reject").refused(
        "says why", status=1
    )
    assert len((out / "rejected/problems.jsonl").read_text("utf-8").splitlines()) == BAD_LINES


def test_a_draft_says_how_many_more_there_are(small_corpus_folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / f"{FIRST}.jsonl"
    draft.write_text('{"sentence": "Nowhere"}\n' * BAD_LINES, "utf-8")
    ended = run("draft", small_corpus_folder, draft)
    ended.refused("and 1,501 more", "2,501 problems; nothing was written", status=1)


def test_an_import_says_how_many_more_there_are(small_corpus_folder: Path, tmp_path: Path) -> None:
    (tmp_path / f"{FIRST}.txt").write_bytes((small_corpus_folder / layout.raw_file(FIRST)).read_bytes())
    (tmp_path / f"{FIRST}.ann").write_text("T1\n" * BAD_LINES, "utf-8")
    ended = run("convert", "--from", "brat", tmp_path, "--out", small_corpus_folder)
    ended.refused("it is not a line of brat standoff", "and 1,500 more", status=1)


def test_adjudication_says_how_many_more_there_are(tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path / "corpus", ("a", "b"))
    decisions = tmp_path / "decisions.jsonl"
    decisions.write_bytes(b"\n" * BAD_LINES)
    ended = run("adjudicate", corpus, "--apply", decisions)
    ended.refused("the line is empty", "and 1,500 more", "2,500 problems; nothing was written", status=1)


def test_warnings_hide_no_error() -> None:
    odd = Problem("a", 0, "entity-type", "it is odd", severity=Severity.WARNING)
    found = Problems(dataclasses.replace(odd, line=line) for line in range(BAD_LINES))
    assert not errors(found)
    assert errors(found, strict=True).total == BAD_LINES
    found.append(Problem("a", 1, "json", "it is broken"))
    assert [problem.code for problem in errors(found)] == ["json"]
    assert found.more[Severity.WARNING] == 1500
    assert found.total == BAD_LINES + 1


def test_a_bad_file_does_not_hide_another() -> None:
    found = Problems(Problem("a", line, "json", "it is broken") for line in range(BAD_LINES))
    found.extend(Problem("b", line, "json", "it is broken") for line in range(BAD_LINES))
    assert [problem.line for problem in found if problem.file == "b"] == [0, 1, 2]
    assert found.total == 2 * BAD_LINES


def test_a_problem_that_is_kept_is_not_counted_again() -> None:
    one = Problem("a", 1, "json", "it is broken")
    assert Problems([one, one]).total == 1


def test_counts_survive_what_is_done_with_problems() -> None:
    found = Problems(Problem(f"{line % 2}/a", line, "json", "it is broken", "a") for line in range(BAD_LINES))
    assert Problems(found).total == BAD_LINES
    assert pickle.loads(pickle.dumps(found)).total == BAD_LINES
    assert found.changed(lambda problem: dataclasses.replace(problem, file="b")).total == BAD_LINES
    assert found.under("1").total == BAD_LINES // 2
    assert found.under("1").files == {"1/a"}
    assert CorpusError(found).problems.total == BAD_LINES
