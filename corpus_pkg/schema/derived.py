"""What is derived from the fields of a record: shared by the Pydantic models and the light records."""

import datetime
from typing import Protocol

from corpus_pkg.schema import timex


class _HasValue(Protocol):
    @property
    def value(self) -> str: ...


class DerivedDays:
    """The first and last day of a date annotation, derived from its TIMEX3 value."""

    __slots__ = ()

    @property
    def first_day(self: _HasValue) -> datetime.date | None:
        """The first day that the value covers; None for a duration or a reference."""
        return timex.first_day(self.value)

    @property
    def last_day(self: _HasValue) -> datetime.date | None:
        """The last day that the value covers; None for a duration or a reference."""
        return timex.last_day(self.value)
