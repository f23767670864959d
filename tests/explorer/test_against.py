"""Two versions of a corpus, side by side in the explorer."""

import json
import shutil
from pathlib import Path

import pytest

from tests.command_line import run
from tests.explorer.conftest import Open
from tests.small_corpus import FIRST, Editor


@pytest.fixture
def compared(small_corpus_folder: Path) -> Path:
    """The page of a corpus next to one in which a name had another type."""
    old = small_corpus_folder.parent / "old-release"
    shutil.copytree(small_corpus_folder, old)
    Editor(old).change(f"annotations/entities/{FIRST}.jsonl", 1, type="LOC")
    place = small_corpus_folder.parent / "page.html"
    command = ["explore", str(small_corpus_folder), "--against", str(old), "--out", str(place)]
    run(*command).succeeded()
    return place


def test_the_page_names_the_version_that_it_compares_with(compared: Path) -> None:
    data = compared.read_text("utf-8").split('id="corpus">')[1].split("</script>")[0]
    assert json.loads(data)["info"]["versions"] == ["old-release"]


def test_the_changed_type_is_listed_as_a_difference(compared: Path, open_page: Open) -> None:
    page = open_page(f"#/disagreement/{FIRST}?layer=entities", compared.as_uri())
    shown = page.inner_text("main")
    assert "The versions of the corpus next to each other." in shown
    assert "This version" in shown
    assert "old-release" in shown
    assert "1 difference in entities" in shown


def test_a_version_is_not_compared_page_by_page(small_corpus_folder: Path) -> None:
    command = ["explore", str(small_corpus_folder), "--serve", "--against", "packaged"]
    run(*command).refused("use --serve or --against, not both", status=2)


def test_a_text_that_is_not_the_same_is_named(small_corpus_folder: Path, tmp_path: Path) -> None:
    command = [
        "explore",
        str(small_corpus_folder),
        "--against",
        "packaged",
        "--out",
        str(tmp_path / "p.html"),
    ]
    run(*command).succeeded("5 documents of packaged without the same text here")
