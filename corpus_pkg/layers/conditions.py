"""Rules between the fields of one record, each with a sentence that says what to do.

A condition is written once, in terms of `Form`s. The generated JSON Schema has it as `if`/`then`, and the
Pydantic models check it when a record is made.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.layers import labels
from corpus_pkg.values import codes

Fragment = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """What the value of a field may be: as a JSON Schema fragment, and as the same test in Python."""

    schema: Fragment
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Fields:
    """Forms of some fields of a record, all of which must hold."""

    forms: Mapping[str, Form]
    required: bool = True
    """Whether, in JSON, a field that is left out does not have its form."""

    def schema(self) -> dict[str, Any]:
        """Return the forms as a JSON Schema fragment."""
        properties = {name: dict(form.schema) for name, form in self.forms.items()}
        return {"properties": properties} | ({"required": list(self.forms)} if self.required else {})

    def hold(self, record: Any) -> bool:
        """Return True if a record's fields have their forms."""
        for name, form in self.forms.items():  # noqa: SIM110 - a generator costs a frame for every record
            if not form.holds(getattr(record, name)):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Condition:
    """Where a record matches `when`, it must match `then`; `message` says so to a person."""

    when: Fields
    then: Fields
    message: str

    def schema(self) -> dict[str, Any]:
        """Return the condition as a JSON Schema fragment."""
        return {"if": self.when.schema(), "then": self.then.schema()}

    def holds(self, record: Any) -> bool:
        """Return True if a record meets the condition."""
        return not self.when.hold(record) or self.then.hold(record)


def fields(**forms: Form) -> Fields:
    """Return the forms of fields that must be there."""
    return Fields(forms)


def absent(name: str) -> Fields:
    """Return the form of a field that is null or left out."""
    return Fields({name: Form({"type": "null"}, lambda value: value is None)}, required=False)


TEXT: Final = Form({"type": "string"}, lambda value: isinstance(value, str))
"""Any string."""


GIVEN: Final = Form({"type": "string"}, lambda value: value is not None)
"""Any value of a field that is a string in JSON and another type in Python."""


FILLED: Final = Form({"type": "array", "minItems": 1}, bool)
"""A list that is not empty."""


def const(only: str) -> Form:
    """Return the form of one value."""
    return Form({"const": only}, lambda value: value == only)


def one_of(values: Iterable[str]) -> Form:
    """Return the form of a closed list of values."""
    listed = list(values)
    allowed = frozenset(listed)
    return Form({"enum": listed}, lambda value: value in allowed)


def text_but(values: Iterable[str]) -> Form:
    """Return the form of any string that is not listed."""
    listed = list(values)
    refused = frozenset(listed)
    return Form(
        {"type": "string", "not": {"enum": listed}},
        lambda value: isinstance(value, str) and value not in refused,
    )


def matching(pattern: str) -> Form:
    """Return the form of what is null, or a string in which a pattern is found."""
    search = re.compile(_ends_at_the_end(pattern)).search
    return Form({"pattern": pattern}, lambda value: not isinstance(value, str) or search(value) is not None)


def number_matching(pattern: str) -> Form:
    """Return the form of what is null, or a number in whose one spelling a pattern is found."""
    search = re.compile(_ends_at_the_end(pattern)).search
    return Form({"pattern": pattern}, lambda value: value is None or search(codes.spelled(value)) is not None)


def text_matching(pattern: str) -> Form:
    """Return the form of a string in which a pattern is found."""
    search = re.compile(_ends_at_the_end(pattern)).search
    return Form(
        {"type": "string", "pattern": pattern},
        lambda value: isinstance(value, str) and search(value) is not None,
    )


def without(pattern: str) -> Form:
    """Return the form of a string in which a pattern is not found."""
    search = re.compile(_ends_at_the_end(pattern)).search
    return Form({"not": {"pattern": pattern}}, lambda value: isinstance(value, str) and search(value) is None)


def _ends_at_the_end(pattern: str) -> str:
    # JSON Schema's `$` is the end of the string; Python's also matches before a last line end.
    return re.sub(r"(?<!\\)\$(?=$|[|)])", r"\\Z", pattern)


REGISTRY: Final = (
    Condition(
        fields(iso_3166=TEXT),
        fields(type=const(labels.EntityType.GPE)),
        "iso_3166 is only for a country, which is a GPE; remove it or correct the type",
    ),
    Condition(
        fields(seat_of=FILLED),
        fields(type=const(labels.EntityType.GPE)),
        "seat_of is only for a city, which is a GPE; remove it or correct the type",
    ),
)
