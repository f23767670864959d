"""Figures: numeric statements that are neither dates nor parts of names."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import CurrencyShape, FreeText, Number, UcumUnit
from corpus_pkg.layers.conditions import (
    GIVEN,
    Condition,
    Fields,
    absent,
    const,
    fields,
    number_matching,
    one_of,
    text_but,
)
from corpus_pkg.layers.dates import DateId
from corpus_pkg.layers.records import Annotation, Span, id_form
from corpus_pkg.layers.spec import LayerSpec, Ref
from corpus_pkg.values import codes, units

FigureId = Annotated[str, id_form("fig")]


def _conditions(currencies: tuple[str, ...]) -> tuple[Condition, ...]:
    """Return the rules of a figure, with the closed list of currency codes (ISO 4217)."""
    kind = labels.FigureKind
    return (
        Condition(
            fields(kind=const(kind.MONEY)),
            fields(unit=one_of(currencies)),
            "the unit of MONEY is an ISO 4217 code such as USD",
        ),
        Condition(
            fields(kind=const(kind.PERCENT)),
            fields(unit=const("%")),
            "the unit of PERCENT is %",
        ),
        Condition(
            fields(kind=const(kind.MEASURE)),
            fields(unit=text_but(["%", *currencies])),
            "a MEASURE needs its unit in UCUM, such as m3/a",
        ),
        Condition(
            fields(kind=one_of([kind.COUNT, kind.RANK, kind.RATIO])),
            absent("unit"),
            "COUNT, RANK and RATIO have no unit: write null",
        ),
        Condition(
            fields(kind=const(kind.RANK)),
            Fields({"value": number_matching("^[1-9][0-9]*$")}, required=False),
            "the value of a RANK is a whole number from 1",
        ),
        Condition(
            absent("value"),
            fields(value_min=GIVEN),
            "a figure without a value needs value_min, the least that its words can mean",
        ),
        Condition(
            fields(value=GIVEN),
            absent("value_min"),
            "value_min is only for a figure without a value: write null",
        ),
    )


class Figure(Annotation):
    """A numeric statement that is neither a date nor part of a name."""

    prefix = "fig"
    rules = _conditions(codes.currency_codes())
    id: FigureId
    """The figure's id, such as fig-300-312."""
    kind: labels.FigureKind
    """What it counts or measures."""
    value: Number | None
    """The plain number; null for words such as thousands."""
    value_min: Number | None = None
    """Where there is no value, the least that the words can mean."""
    unit: Annotated[CurrencyShape | UcumUnit, Field(union_mode="left_to_right")] | None = None
    """ISO 4217 for MONEY, % for PERCENT, UCUM for MEASURE, else null."""
    modifier: labels.FigureModifier
    """How exactly the text states it."""
    change: labels.FigureChange
    """Whether it is a level, a change of one, or a planned level."""
    subject: Span | None = None
    """What is counted or measured, in the same segment."""
    date: DateId | None = None
    """The id of the date at which the figure holds."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""

    @model_validator(mode="after")
    def _measure_is_in_ucum(self) -> Self:
        if self.kind is labels.FigureKind.MEASURE and self.unit is not None:
            units.ucum(self.unit)
        return self


FIGURES = LayerSpec(
    "figures",
    Figure,
    "Its figures.",
    "One row per numeric statement with its value, unit and subject, with its sentence.",
    label="kind",
    refs={"date": Ref("dates")},
    trimmed=True,
    color="#bebada",
)
