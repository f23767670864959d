"""What a rule is: a function that is declared where it is written, with its code and its sentence."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any, Final, Generic, TypeVar

from corpus_pkg.checks.findings import Hit, Part
from corpus_pkg.corpus.problems import Severity
from corpus_pkg.layers import LAYER_NAMES

SPANS: Final = "spans"
"""The scope of a rule on the spans of several layers."""
SCOPES: Final = (SPANS, *LAYER_NAMES, *Part)
"""What a rule can be about, in the order in which rules run and the docs list them."""

S = TypeVar("S")


@dataclass(frozen=True)
class Rule(Generic[S]):
    """A rule, which is called as the function that it was made of.

    Attributes:
        code: The code of its problems, which no other rule has.
        meaning: What is wrong and, after a semicolon, what to do: one sentence for the docs.
        check: Yields the breaches.
        scope: What it is about, one of `SCOPES`.
        severity: Whether a breach is a fault, or is only probably one.
        needs: The layers and parts that must have been read whole: where a line of them was unreadable, the
            rule would only repeat that problem in other places.
        resolves: Whether the rule looks up ids in the layers that it needs: it then holds where the corpus
            has no such layer too.
        nets: The steps of `corpus_pkg.build.fast` that suspect every document that breaks it; with none, a
            build checks every document by the rule itself.
    """

    code: str
    meaning: str
    check: Callable[[S], Iterator[Hit]]
    scope: str | Part
    severity: Severity = Severity.ERROR
    needs: tuple[str | Part, ...] = ()
    resolves: bool = False
    nets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise ValueError(
                f"the rule {self.code} is about {self.scope!r}; name one of: {', '.join(SCOPES)}"
            )
        wrong, _, remedy = self.meaning.rpartition("; ")
        if not wrong or not remedy.endswith("."):
            raise ValueError(f"the rule {self.code} must say what is wrong; and what to do.")

    def __call__(self, about: S) -> Iterator[Hit]:
        """Yield the breaches."""
        return self.check(about)


def rule(
    code: str,
    meaning: str,
    scope: str | Part,
    *,
    severity: Severity = Severity.ERROR,
    needs: tuple[str | Part, ...] = (),
    resolves: bool = False,
    nets: tuple[str, ...] = (),
) -> Callable[[Callable[[S], Iterator[Hit]]], Rule[S]]:
    """Declare a function as a rule (see `Rule` for what the arguments say)."""

    def declared(check: Callable[[S], Iterator[Hit]]) -> Rule[S]:
        return Rule(code, meaning, check, scope, severity, needs, resolves, nets)

    return declared


def collect(modules: Iterable[ModuleType], about: type[S]) -> tuple[Rule[S], ...]:
    """Return the rules of modules on one kind of thing, by scope, then as the modules have them.

    Args:
        modules: The modules.
        about: What the rules look at: the type of their one argument.

    Raises:
        TypeError: A function looks like a rule and is not declared as one.
    """
    found: list[Rule[S]] = []
    for module in modules:
        for name, value in vars(module).items():
            function = value.check if isinstance(value, Rule) else value
            if not isinstance(function, FunctionType) or function.__module__ != module.__name__:
                continue
            if not _looks_like_a_rule(function, about):
                continue
            if not isinstance(value, Rule):
                if name.startswith("_"):
                    continue  # what several rules share
                raise TypeError(f"{module.__name__}.{name} is not declared as a rule; put @rule(…) on it")
            found.append(value)
    return tuple(sorted(found, key=lambda rule: SCOPES.index(rule.scope)))


def _looks_like_a_rule(function: FunctionType, about: type[Any]) -> bool:
    hints = dict(function.__annotations__)
    return hints.pop("return", None) == Iterator[Hit] and list(hints.values()) == [about]


def require_different(rules: Iterable[Rule[Any]], known: Iterable[str]) -> None:
    """Refuse codes that two rules have, or that are known to be of something else.

    Raises:
        ValueError: There is such a code.
    """
    seen = set(known)
    for one in rules:
        if one.code in seen:
            raise ValueError(f"two things have the code {one.code}; a code means one thing")
        seen.add(one.code)
