"""One fault gives the line that says so, and not what follows from it, such as unused entries."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from tests.small_corpus import FIRST

ROOT = Path(__file__).parents[2]
DOCUMENT = "section-907-repeal"
DOCUMENTS = layout.DOCUMENTS_FILE


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packaged corpus, with its two annotators, their registries and 195 decisions."""
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "corpus.toml", tmp_path)
    return tmp_path


def first_line(name: str, field: str, value: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        first, *others = (root / name).read_text("utf-8").splitlines()
        lines = [json.dumps(json.loads(first) | {field: value}, ensure_ascii=False), *others]
        (root / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")

    return change


def cut(name: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / name).write_text((root / name).read_text("utf-8")[1:], "utf-8")

    return change


def gone(name: str) -> Callable[[Path], object]:
    return lambda root: shutil.rmtree(root / name) if (root / name).is_dir() else (root / name).unlink()


def renamed(name: str, new: str) -> Callable[[Path], object]:
    return lambda root: (root / name).rename((root / name).with_name(new))


A, C = "annotations", f"{layout.ANNOTATORS}/c"
Case = tuple[Callable[[Path], object], set[tuple[str, str]]]
CASES: tuple[Case, ...] = (
    (first_line(DOCUMENTS, "date", "5 May 2025"), {(DOCUMENTS, "schema")}),
    (
        first_line(DOCUMENTS, "id", "another"),
        {("raw/another.txt", "file-missing"), (f"raw/{DOCUMENT}.txt", "file-unexpected")},
    ),
    (
        renamed(f"{A}/entities", "names"),
        {(f"{A}/entities", "file-missing"), (f"{A}/names", "file-unexpected")},
    ),
    (renamed(f"{C}/dates", "days"), {(f"{C}/days", "file-unexpected")}),
    (gone(layout.TOPICS_FILE), {(layout.TOPICS_FILE, "file-missing")}),
)
MORE: tuple[Case, ...] = (
    (cut(DOCUMENTS), {(DOCUMENTS, "json")}),
    (gone(f"raw/{DOCUMENT}.txt"), {(f"raw/{DOCUMENT}.txt", "file-missing")}),
    (gone(f"{A}/claims/{DOCUMENT}.jsonl"), {(f"{A}/claims/{DOCUMENT}.jsonl", "file-missing")}),
    (cut(f"{A}/entities/{DOCUMENT}.jsonl"), {(f"{A}/entities/{DOCUMENT}.jsonl", "json")}),
    (gone(f"{A}/entities"), {(f"{A}/entities", "file-missing")}),
    (gone(f"{A}/claims"), {(f"{A}/claims", "file-missing")}),
    *(
        (
            renamed(f"{A}/{layer}", "layr"),
            {(f"{A}/{layer}", "file-missing"), (f"{A}/layr", "file-unexpected")},
        )
        for layer in ("segments", "sentences", "dates")
    ),
    *(
        (renamed(f"{C}/{layer}", "layr"), {(f"{C}/layr", "file-unexpected")})
        for layer in ("segments", "sentences", "entities")
    ),
    (cut(layout.REGISTRY_FILE), {(layout.REGISTRY_FILE, "json")}),
    (cut(layout.TARGETS_FILE), {(layout.TARGETS_FILE, "json")}),
    (cut(layout.TOPICS_FILE), {(layout.TOPICS_FILE, "json")}),
    (gone(layout.REGISTRY_FILE), {(layout.REGISTRY_FILE, "file-missing")}),
    (cut(layout.DECISIONS_FILE), {(layout.DECISIONS_FILE, "json")}),
)


@pytest.mark.parametrize(
    ("change", "expected"), [*CASES, *(pytest.param(*case, marks=pytest.mark.slow) for case in MORE)]
)
def test_one_fault_is_told_without_what_follows_from_it(
    copy: Path, change: Callable[[Path], object], expected: set[tuple[str, str]]
) -> None:
    change(copy)
    found = validate(copy)
    assert {(problem.file, problem.code) for problem in found} == expected
    assert len(found) == len(expected)


def test_decisions_of_a_corpus_that_lost_all_layers_are_still_wrong(copy: Path) -> None:
    for layer in ("entities", "dates", "figures", "stance", "document_stance", "claims"):
        gone(f"{A}/{layer}")(copy)
    assert (layout.DECISIONS_FILE, "decision") in {(problem.file, problem.code) for problem in validate(copy)}


def test_the_nearest_layer_is_named_for_a_folder_that_is_none(small_corpus_folder: Path) -> None:
    renamed(f"{A}/dates", "dats")(small_corpus_folder)
    message = next(problem.message for problem in validate(small_corpus_folder) if "dats" in problem.file)
    assert message == "there is no layer 'dats'; the nearest are: dates; rename or remove it"


def test_a_broken_segment_of_the_corpus_is_not_told_of_those_who_share_it(small_corpus_folder: Path) -> None:
    for layer in ("segments", "sentences"):
        shutil.rmtree(small_corpus_folder / layout.layer_folder(layer, "a"))
    place = f"{A}/sentences/{FIRST}.jsonl"
    cut(place)(small_corpus_folder)
    assert {problem.file for problem in validate(small_corpus_folder)} == {place}
