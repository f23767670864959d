"""The examples in docstrings print what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import corpus_pkg

PACKAGE = Path(corpus_pkg.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_examples_of_a_module_print_what_they_say(path: Path) -> None:
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    examples = doctest.DocTestFinder().find(importlib.import_module(name))
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    wrong: list[str] = []
    for example in examples:
        runner.run(example, out=wrong.append)
    assert runner.tries
    assert not wrong, "".join(wrong)
