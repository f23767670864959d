"""A rule is declared where it is written; what is forgotten or stands twice is refused at import."""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

import corpus_pkg.checks
from corpus_pkg.build.fast.judge import STEPS
from corpus_pkg.checks import rules
from corpus_pkg.checks.findings import Case, Hit, Part
from corpus_pkg.checks.registry import Shared
from corpus_pkg.checks.rule import SCOPES, Rule, collect, require_different, rule
from corpus_pkg.corpus.problems import Severity
from corpus_pkg.layers import DATES, ENTITIES


def _module(*functions: Any) -> ModuleType:
    made = ModuleType("made")
    for number, function in enumerate(functions):
        written = function.check if isinstance(function, Rule) else function
        written.__module__ = "made"
        setattr(made, f"function_{number}", function)
    return made


def _written() -> Callable[[Case], Iterator[Hit]]:
    def dates_are_odd(case: Case) -> Iterator[Hit]:
        """Dates are odd."""
        yield Hit(DATES.name, None, f"{case.document.id} has an odd date; remove it")

    return dates_are_odd


def test_a_function_that_looks_like_a_rule_and_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match=r"made.function_0 is not declared as a rule; put @rule"):
        collect([_module(_written())], Case)
    declared = rule("date-odd", "A date is odd; remove it.", DATES.name)(_written())
    assert collect([_module(declared)], Case) == (declared,)
    assert collect([_module(declared)], Shared) == ()


def test_rules_are_in_the_order_of_what_they_are_about() -> None:
    last = rule("date-odd", "A date is odd; remove it.", DATES.name)(_written())
    first = rule("entity-odd", "A name is odd; remove it.", ENTITIES.name)(_written())
    assert [one.code for one in collect([_module(last), _module(first)], Case)] == ["entity-odd", "date-odd"]
    places = [SCOPES.index(one.scope) for one in rules.ALL_RULES]
    assert places == sorted(places)


def test_a_code_that_has_another_meaning_is_refused() -> None:
    declared = rule("date-odd", "A date is odd; remove it.", DATES.name)(_written())
    with pytest.raises(ValueError, match="two things have the code date-odd"):
        require_different([declared, declared], ())
    with pytest.raises(ValueError, match="two things have the code date-odd"):
        require_different([declared], ["date-odd"])


@pytest.mark.parametrize(
    ("meaning", "scope"),
    [("It is odd.", DATES.name), ("It is odd; remove it", DATES.name), ("It is odd; remove it.", "moods")],
)
def test_a_rule_says_what_is_wrong_and_what_to_do_and_what_it_is_about(meaning: str, scope: str) -> None:
    with pytest.raises(ValueError, match="the rule date-odd"):
        rule("date-odd", meaning, scope)(_written())


def test_a_rule_is_called_as_the_function_it_is_made_of() -> None:
    declared = rule("entry-odd", "It is odd; remove it.", Part.REGISTRY, severity=Severity.WARNING)

    @declared
    def entries_are_odd(shared: Shared) -> Iterator[Hit]:
        for index, _ in enumerate(shared.registry):
            yield Hit(Part.REGISTRY, index, "it is odd; remove it")

    assert list(entries_are_odd(Shared((), ()))) == []
    assert entries_are_odd.severity is Severity.WARNING


def test_every_module_with_rules_is_read() -> None:
    names = [found.name for found in pkgutil.iter_modules(corpus_pkg.checks.__path__)]
    modules = [import_module(f"corpus_pkg.checks.{name}") for name in names]
    assert set(collect(modules, Case)) == set(rules.RULES)
    assert set(collect(modules, Shared)) == set(rules.SHARED_RULES)


def test_the_nets_that_rules_name_are_the_steps_of_the_fast_build() -> None:
    names = [step.__name__ for step in STEPS]
    assert len(set(names)) == len(names)
    # Free text is a matter of the models, and of no rule.
    assert {name for one in rules.RULES for name in one.nets} | {"check_free_text"} == set(names)
