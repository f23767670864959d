"""The public names of the package, and nothing else, are in `dir` and in the reference."""

import subprocess
import sys
from pathlib import Path

import pytest

import corpus_pkg

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def test_dir_shows_the_public_names_and_nothing_else() -> None:
    assert dir(corpus_pkg) == sorted(corpus_pkg.__all__)
    for name in corpus_pkg.__all__:
        assert getattr(corpus_pkg, name) is not None, name


def test_every_public_name_can_be_imported_first() -> None:
    code = "import importlib, sys; getattr(importlib.import_module('corpus_pkg'), sys.argv[1])"
    names = (
        "build",
        "compare",
        "diff",
        "errors",
        "llm",
        "open_records",
        "read_predictions",
        "rewards",
        "score",
        "tasks",
        "validate",
    )
    for name in names:
        subprocess.run([sys.executable, "-c", code, name], check=True)


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="module 'corpus_pkg' has no attribute 'parse'"):
        corpus_pkg.parse  # noqa: B018


def described_names() -> set[str]:
    """Return what the pages of the reference describe, by its path."""
    pages = "\n".join(place.read_text("utf-8") for place in REFERENCE.glob("*.md"))
    return {line.removeprefix("::: ") for line in pages.splitlines() if line.startswith("::: ")}


def test_the_public_names_are_those_that_users_are_promised() -> None:
    functions = {"load", "open_records", "folds", "diff", "score", "validate", "build", "tasks"}
    records = {"Segment", "Sentence", "Entity", "Date", "Figure", "Stance", "Claim", "DocumentStance"}
    assert {"Corpus", "Document", *functions, *records} <= set(corpus_pkg.__all__)
    corpus = corpus_pkg.load()
    first, second, *_ = corpus.documents
    assert corpus.version == corpus.about.version
    assert corpus.select([second.id]).documents == corpus.filter(lambda one: one is second).documents
    assert [entry.id for entry in corpus.search_registry("USA")] == ["united-states"]
    assert str(corpus.version) in corpus.cite()
    with pytest.raises(KeyError, match=f"the nearest are: {first.id}"):
        corpus.select([first.id[:-1]])


def test_the_reference_lists_the_public_names_and_no_other_names_of_the_package() -> None:
    at_the_top = {name.split(".")[1] for name in described_names() if name.count(".") == 1}
    modules = {"build", "llm", "tasks"}  # what is in them has its place
    assert at_the_top == set(corpus_pkg.__all__) - {"__version__"} - modules


def test_every_public_name_has_its_place_in_the_reference() -> None:
    described = described_names()
    for name in set(corpus_pkg.__all__) - {"__version__"}:
        public = f"corpus_pkg.{name}"
        # A module has its place, or what is in it has.
        assert any(f"{one}.".startswith(f"{public}.") for one in described), name
