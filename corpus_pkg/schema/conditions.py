"""Rules between the fields of one record, as JSON Schema fragments with a sentence each.

The same fragments go into the generated JSON Schema as `if`/`then`, into the Pydantic models as
validators, and into the check that `corpus_pkg.load` runs: one definition, three readers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.schema import labels

Fragment = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Condition:
    """Where a record matches `when`, it must match `then`; `message` says so to a person."""

    when: Fragment
    then: Fragment
    message: str

    def schema(self) -> dict[str, Any]:
        """Return the condition as a JSON Schema fragment."""
        return {"if": dict(self.when), "then": dict(self.then)}


def fields(**properties: Fragment) -> Fragment:
    """Return the fragment that requires the named fields with the given schemas."""
    return {"properties": properties, "required": list(properties)}


def absent(name: str) -> Fragment:
    """Return the fragment for a field that is null or left out."""
    return {"properties": {name: {"type": "null"}}}


STRING: Final[Fragment] = {"type": "string"}
LENGTH_OF_TIME: Final = "^P[0-9XT]"
TIME_OF_DAY: Final = "T(?:[0-9X]|MO|MI|AF|EV|NI|DT)"

ENTITY: Final = (
    Condition(
        fields(stands_for=STRING),
        fields(type={"const": labels.EntityType.GPE}),
        "stands_for is only for a GPE that acts for its state; remove it or make the mention a GPE",
    ),
)

REGISTRY: Final = (
    Condition(
        fields(iso_3166=STRING),
        fields(type={"const": labels.EntityType.GPE}),
        "iso_3166 is only for a country, which is a GPE; remove it or correct the type",
    ),
    Condition(
        fields(seat_of={"type": "array", "minItems": 1}),
        fields(type={"const": labels.EntityType.GPE}),
        "seat_of is only for a city, which is a GPE; remove it or correct the type",
    ),
)

DATE: Final = (
    Condition(
        fields(value={"type": "string", "pattern": LENGTH_OF_TIME}),
        fields(type={"enum": [labels.DateType.DURATION, labels.DateType.SET]}),
        "a value that begins with P is a length of time: its type is DURATION (or SET)",
    ),
    Condition(
        fields(type={"const": labels.DateType.DURATION}),
        fields(value={"pattern": LENGTH_OF_TIME}),
        "a DURATION has a value that begins with P, such as P6M",
    ),
    Condition(
        fields(type={"const": labels.DateType.TIME}),
        fields(value={"pattern": f"(?:{TIME_OF_DAY}|_REF$)"}),
        "a TIME has a value with a time of day, such as 2025-08-08T14:30",
    ),
    Condition(
        fields(type={"const": labels.DateType.DATE}),
        fields(value={"not": {"pattern": TIME_OF_DAY}}),
        "a DATE has a value without a time of day; make its type TIME",
    ),
    Condition(
        fields(mod={"enum": [labels.DateMod.LESS_THAN, labels.DateMod.MORE_THAN]}),
        fields(type={"enum": [labels.DateType.DURATION, labels.DateType.SET]}),
        "LESS_THAN and MORE_THAN modify durations; for a point write BEFORE or AFTER",
    ),
)


def figure(currencies: tuple[str, ...]) -> tuple[Condition, ...]:
    """Return the rules of a figure, with the closed list of currency codes (ISO 4217)."""
    kind = labels.FigureKind
    return (
        Condition(
            fields(kind={"const": kind.MONEY}),
            fields(unit={"enum": list(currencies)}),
            "the unit of MONEY is an ISO 4217 code such as USD",
        ),
        Condition(
            fields(kind={"const": kind.PERCENT}),
            fields(unit={"const": "%"}),
            "the unit of PERCENT is %",
        ),
        Condition(
            fields(kind={"const": kind.MEASURE}),
            fields(unit={"type": "string", "not": {"enum": ["%", *currencies]}}),
            "a MEASURE needs its unit in UCUM, such as m3/a",
        ),
        Condition(
            fields(kind={"enum": [kind.COUNT, kind.RANK, kind.RATIO]}),
            absent("unit"),
            "COUNT, RANK and RATIO have no unit: write null",
        ),
        Condition(
            fields(kind={"const": kind.RANK}),
            {"properties": {"value": {"pattern": "^[1-9][0-9]*$"}}},
            "the value of a RANK is a whole number from 1",
        ),
        Condition(
            absent("value"),
            fields(value_min=STRING),
            "a figure without a value needs value_min, the least that its words can mean",
        ),
        Condition(
            fields(value=STRING),
            absent("value_min"),
            "value_min is only for a figure without a value: write null",
        ),
    )
