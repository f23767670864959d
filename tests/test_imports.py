"""The wings of the package: imports run one way, and no modules import each other in a circle."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "corpus_pkg"
WINGS = (
    "__about__",
    "extras",
    "values",
    "layers",
    "corpus",
    "checks",
    "tables",
    "annotate",
    "train",
    "exchange",
    "build",
    "explorer",
    "api",
    "harness",
    "__init__",
    "commands",
    "__main__",
)
"""Each may import those before it."""


def _modules() -> dict[str, Path]:
    found = {}
    for place in ROOT.rglob("*.py"):
        parts = place.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = place
    return found


MODULES = _modules()


def _imported(place: Path) -> Iterator[str]:
    """Yield the modules of the package that one imports: in functions and for types too."""
    for node in ast.walk(ast.parse(place.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in MODULES or node.module in MODULES:
                    yield name if name in MODULES else node.module


def _run(importer: str, module: str) -> Iterator[str]:
    """Yield a module that is imported, and the packages around it that run first."""
    parts = module.split(".")
    for count in range(2, len(parts) + 1):
        name = ".".join(parts[:count])
        if name == module or not f"{importer}.".startswith(f"{name}."):
            yield name


IMPORTS = {
    name: sorted({run for found in _imported(place) for run in _run(name, found)} - {name})
    for name, place in MODULES.items()
}


def _wing(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def test_every_module_is_in_a_wing() -> None:
    assert {_wing(name) for name in MODULES} == set(WINGS)


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_imports_none_that_comes_after_it(wing: str) -> None:
    later = set(WINGS[WINGS.index(wing) + 1 :])
    wrong = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        if _wing(name) == wing
        for other in others
        if _wing(other) in later
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:

    TopologicalSorter(IMPORTS).prepare()
