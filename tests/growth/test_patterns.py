"""Every regular expression of the package, tried on texts that are made of its own characters.

Expressions are found, not listed: those that modules have as names, those that functions without arguments
return, those that are written into a call, and those of the JSON Schemas.
"""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, islice
from pathlib import Path
from types import ModuleType

import pytest

import corpus_pkg
from corpus_pkg.corpus import layout
from tests.growth.growing import LEAST, assert_linear, repeated, seconds

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")
_FROM_ANY_PLACE = frozenset({"search", "finditer", "findall", "split", "sub"})
_CLASSES = "aA1.,- \n\"'é!"
_MOST_CHARACTERS = 10
_MOST = 8_000
"""As long as the texts are: what takes the square of this is seen, and takes no long time."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(corpus_pkg.__path__, "corpus_pkg."):
        if not found.name.endswith("__main__"):
            try:
                yield importlib.import_module(found.name)
            except ImportError:  # an extra that is not installed
                continue


def named(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the expressions that a module has by a name, or that a function of it returns."""
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield name, value
        elif callable(value) and getattr(value, "__module__", None) == module.__name__:
            made = getattr(value, "__annotations__", {}).get("return")
            if made in ("re.Pattern[str]", re.Pattern[str]) and not inspect.signature(value).parameters:
                yield name, value()


def written(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield the method and the expression of each call such as `re.search("…", text)`."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in METHODS
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.func.attr, node.args[0].value


def patterns() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield where each expression is, how it is used, and the expression."""
    loaded = list(modules())
    sources = "\n".join(inspect.getsource(module) for module in loaded)
    for module in loaded:
        for name, pattern in named(module):
            used = set(re.findall(rf"\b{name}(?:\(\))?\.(\w+)\(", sources)) & set(METHODS)
            whole = used and not used & _FROM_ANY_PLACE
            yield f"{module.__name__}.{name}", "fullmatch" if whole else "search", pattern
        for number, (method, text) in enumerate(written(module)):
            whole = method not in _FROM_ANY_PLACE
            yield f"{module.__name__}-{number}", "fullmatch" if whole else "search", re.compile(text)
    for place in sorted(Path(str(layout.packaged().joinpath("schema"))).glob("*.json")):
        for number, text in enumerate(sorted(set(_of_schema(json.loads(place.read_bytes()))))):
            yield f"{place.name}-{number}", "search", re.compile(text)


def _of_schema(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield value["pattern"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _of_schema(item)


def characters(pattern: str) -> list[str]:
    """Return one character of each class, and those that an expression names."""
    plain = re.sub(r"\\.|\(\?[a-zA-Z:=!<]+|[\[\](){}|*+?^$]", " ", pattern)
    found = list(dict.fromkeys(character for character in plain if not character.isspace()))
    return list(dict.fromkeys([*_CLASSES, *islice(found, _MOST_CHARACTERS)]))


FOUND = list({(pattern.pattern, how): (place, how, pattern) for place, how, pattern in patterns()}.values())


def test_expressions_are_found() -> None:
    places = {place for place, _, _ in FOUND}
    assert len(places) > 50
    assert {"corpus_pkg.checks.words.TITLE_END", "corpus_pkg.train.tokens._pattern"} <= places


EACH = pytest.mark.parametrize(("how", "pattern"), [pytest.param(h, p, id=place) for place, h, p in FOUND])


@EACH
def test_no_expression_takes_more_than_its_text(how: str, pattern: re.Pattern[str]) -> None:
    check_growth(how, pattern, characters(pattern.pattern))


@pytest.mark.slow
@EACH
def test_no_expression_takes_more_than_a_text_of_pairs(how: str, pattern: re.Pattern[str]) -> None:
    pairs = combinations(characters(pattern.pattern), 2)
    check_growth(how, pattern, ("".join(pair) for pair in pairs))


def check_growth(how: str, pattern: re.Pattern[str], units: Iterable[str]) -> None:
    work = _searched(pattern) if how == "search" else pattern.fullmatch
    for unit in units:
        for end in ("", "\x7f"):
            make = repeated(unit, end)
            if seconds(work, make(_MOST)) > 4 * LEAST:
                assert_linear(work, make, first=_MOST // 8, most=_MOST)


def _searched(pattern: re.Pattern[str]) -> Callable[[str], object]:
    """Search a text to its end, behind whatever is found."""
    return lambda text: sum(1 for _ in pattern.finditer(text))
