"""Names that Windows keeps for devices are not ids: no file or folder could have them there."""

from pathlib import Path

import pytest

from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.corpus.write import json_line
from tests.command_line import run
from tests.small_corpus import FIRST, Editor

NAMES = ("con", "prn", "aux", "nul", "com1", "lpt9")
SAID = "names a device on Windows"


@pytest.mark.parametrize("name", NAMES)
def test_a_document_can_not_have_the_name_of_a_device(small_corpus_folder: Path, name: str) -> None:
    Editor(small_corpus_folder).change("raw/documents.jsonl", 1, id=name)
    run("validate", small_corpus_folder).refused("raw/documents.jsonl:1: schema: id:", SAID, status=1)


@pytest.mark.parametrize("file", ["registry", "targets"])
def test_nor_can_an_entry_or_target(small_corpus_folder: Path, file: str) -> None:
    Editor(small_corpus_folder).change(f"annotations/{file}.jsonl", 1, id="con")
    run("validate", small_corpus_folder).refused(f"annotations/{file}.jsonl:1: schema: id:", SAID, status=1)


@pytest.mark.parametrize("fast", ["--fast", "--no-fast"])
@pytest.mark.parametrize("name", NAMES)
def test_a_build_of_record_files_refuses_it(
    small_corpus_folder: Path, tmp_path: Path, name: str, fast: str
) -> None:
    value = load_folder(small_corpus_folder)[FIRST].model_dump(mode="json")
    value |= {"id": name, "metadata": {**value["metadata"], "id": name}}
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json_line(value), "utf-8", newline="")
    arguments = ("--registry", small_corpus_folder, "--out", tmp_path / "out", fast)
    run("build", lines, *arguments).refused("lines.jsonl:1: schema: id:", SAID, status=1)
    assert not (tmp_path / "out").exists()


def test_a_name_that_only_begins_like_one_is_an_id(small_corpus_folder: Path) -> None:
    Editor(small_corpus_folder).append(
        "annotations/registry.jsonl", {"id": "con-edison", "type": "ORG", "name": "Con Edison"}
    )
    run("validate", small_corpus_folder).succeeded()


@pytest.mark.parametrize("name", ["con", "CON"])
def test_add_makes_no_such_document(small_corpus_folder: Path, tmp_path: Path, name: str) -> None:
    text = tmp_path / f"{name}.txt"
    text.write_text("One sentence.\n")
    before = (small_corpus_folder / "raw/documents.jsonl").read_bytes()
    refused = run("add", small_corpus_folder, text, "--date", "2024", "--basis", "x")
    refused.refused(SAID, status=1)
    run("add", small_corpus_folder, text, "--id", name).refused("id", status=2)
    assert (small_corpus_folder / "raw/documents.jsonl").read_bytes() == before


def test_an_annotators_folder_has_a_name_that_is_an_id(small_corpus_folder: Path) -> None:
    place = small_corpus_folder / "annotations/annotators"
    (place / "a").rename(place / "aux")
    run("validate", small_corpus_folder).refused("annotations/annotators/aux: file-unexpected:", status=1)
