"""Parsers of free text take time in proportion to it, whatever it is."""

import inspect
from collections.abc import Callable
from contextlib import suppress

import pytest

from corpus_pkg.corpus.files import RefusedError
from tests.growth import parsers
from tests.growth.growing import assert_linear, repeated

CASES = [
    pytest.param(parser.read, repeated(unit, end), id=f"{name}-{unit}-{end}")
    for name, parser in parsers.PARSERS.items()
    for unit in parser.units
    for end in parser.ends
]


def test_every_public_function_of_the_parsers_modules_is_in_the_table() -> None:
    names = {name: module for name, module in vars(parsers).items() if module in parsers.MODULES}
    found = {
        f"{alias}.{name}"
        for alias, module in names.items()
        for name, value in vars(module).items()
        if callable(value)
        and not inspect.isclass(value)
        and getattr(value, "__module__", None) == module.__name__
        and not name.startswith("_")
    }
    assert found == parsers.PARSERS.keys() | parsers.NO_PARSERS
    assert not parsers.PARSERS.keys() & parsers.NO_PARSERS


def answered(read: Callable[[str], object]) -> Callable[[str], None]:
    def work(text: str) -> None:
        with suppress(ValueError, LookupError, RefusedError):
            read(text)

    return work


@pytest.mark.parametrize(("read", "make"), CASES)
def test_growth_as_far_as_it_takes_no_time(read: Callable[[str], object], make: Callable[[int], str]) -> None:
    assert_linear(answered(read), make, first=2_500, most=1_280_000, enough=0.008)


@pytest.mark.slow
@pytest.mark.parametrize(("read", "make"), CASES)
def test_growth_to_a_megabyte(read: Callable[[str], object], make: Callable[[int], str]) -> None:
    assert_linear(answered(read), make, most=1_280_000)
