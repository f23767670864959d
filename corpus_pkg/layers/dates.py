"""Dates: temporal expressions after TIMEX3 (TimeML 1.2.1)."""

import datetime
from typing import Annotated, Final

from pydantic import StringConstraints

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import FreeText, TimexString
from corpus_pkg.layers.conditions import Condition, const, fields, matching, one_of, text_matching, without
from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.spec import LayerSpec, Ref
from corpus_pkg.values import timex
from corpus_pkg.values.ids import DOCUMENT_ANCHOR, id_pattern

DateId = Annotated[str, id_form("dat")]
Anchor = Annotated[str, StringConstraints(pattern=f"^{DOCUMENT_ANCHOR}$|{id_pattern('dat')}")]


LENGTH_OF_TIME: Final = "^P[0-9XT]"
TIME_OF_DAY: Final = "T(?:[0-9X]|MO|MI|AF|EV|NI|DT)"

_LENGTHS: Final = one_of([labels.DateType.DURATION, labels.DateType.SET])

CONDITIONS: Final = (
    Condition(
        fields(value=text_matching(LENGTH_OF_TIME)),
        fields(type=_LENGTHS),
        "a value that begins with P is a length of time: its type is DURATION (or SET)",
    ),
    Condition(
        fields(type=const(labels.DateType.DURATION)),
        fields(value=matching(LENGTH_OF_TIME)),
        "a DURATION has a value that begins with P, such as P6M",
    ),
    Condition(
        fields(type=const(labels.DateType.TIME)),
        fields(value=matching(f"(?:{TIME_OF_DAY}|_REF$)")),
        "a TIME has a value with a time of day, such as 2025-08-08T14:30",
    ),
    Condition(
        fields(type=const(labels.DateType.DATE)),
        fields(value=without(TIME_OF_DAY)),
        "a DATE has a value without a time of day; make its type TIME",
    ),
    Condition(
        fields(mod=one_of([labels.DateMod.LESS_THAN, labels.DateMod.MORE_THAN])),
        fields(type=_LENGTHS),
        "LESS_THAN and MORE_THAN modify durations; for a point write BEFORE or AFTER",
    ),
)


class Date(Annotation):
    """A temporal expression after TIMEX3 (TimeML 1.2.1)."""

    prefix = "dat"
    rules = CONDITIONS
    id: DateId
    """The date's id, such as dat-40-54."""
    type: labels.DateType
    """The TIMEX3 type."""
    value: TimexString
    """The normalised value in TIMEX3's form of ISO 8601, or a range START/END."""
    mod: labels.DateMod | None = None
    """The TIMEX3 modifier."""
    anchor: Anchor | None = None
    """`document` if the value was computed from the document's date, or the id of another date."""
    note: FreeText | None = None
    """A remark of the annotators, such as that the text errs; never blank."""

    @property
    def first_day(self) -> datetime.date | None:
        """The first day that the value covers; None for a duration or a reference."""
        return timex.first_day(self.value)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day that the value covers; None for a duration or a reference."""
        return timex.last_day(self.value)


DATES = LayerSpec(
    "dates",
    Date,
    "Its temporal expressions.",
    "One row per temporal expression with its TIMEX3 value, with its sentence.",
    label="type",
    refs={"anchor": Ref("dates")},
    trimmed=True,
    color="#ffffb3",
)
