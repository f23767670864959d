"""The public names of the package, and nothing else, are in `dir` and in the reference."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus_pkg

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"


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


def module_of(path: str) -> Path | None:
    """Return the file of a module of the package, or None where the path does not name one."""
    place = ROOT.joinpath(*path.split("."))
    return next((one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()), None)


def names_at(path: str) -> Iterator[str]:
    """Yield the names that the reference shows for a path: of a module, its public classes and functions."""
    place = module_of(path)
    if place is None:
        yield path.rpartition(".")[2]
        return
    nodes = ast.parse(place.read_text("utf-8")).body
    for node in nodes:
        if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"]:
            yield from ast.literal_eval(node.value)
            return
    for node in nodes:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name


def test_no_two_public_names_of_the_reference_are_the_same() -> None:
    places = defaultdict(list)
    for path in described_names():
        for name in names_at(path):
            places[name].append(path)
    assert {"Document", "UnplacedItem", "Tally", "guidelines_template"} <= places.keys()
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
