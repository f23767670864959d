"""Dates: finding them in a sentence, and normalising one to its TIMEX3 value."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date
from corpus_pkg.layers import DATES
from corpus_pkg.layers.labels import DateMod, DateType
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.train.units import Stretch, Unit, by_stretch
from corpus_pkg.values.ids import DOCUMENT_ANCHOR

if TYPE_CHECKING:
    from corpus_pkg.train.misfits import Misfit


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """A date in a row's text."""

    id: str
    """The date's id."""
    start: int
    """First offset in the row's text, in code points."""
    end: int
    """Offset after the last character in the row's text."""
    text: str
    """The expression as written."""
    type: DateType
    """The TIMEX3 type."""
    value: str
    """The TIMEX3 value."""
    mod: DateMod | None
    """The TIMEX3 modifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExtractionRow:
    """A sentence (or document) with its dates."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str | None
    """The sentence's id; null where the row is a whole document."""
    start: int
    """Where the row's text begins in the document, in code points."""
    text: str
    """The row's text."""
    document_date: str
    """When the document was published (EDTF)."""
    dates: tuple[DateSpan, ...]
    """The dates in the row's text; empty where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateNormalizationRow:
    """A date to be normalised."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    annotation: str
    """The date's id."""
    expression: str
    """The expression as written."""
    sentence: str
    """The sentence's id."""
    context: str
    """The sentence's text."""
    start: int
    """The expression's first offset in the context, in code points."""
    end: int
    """The offset after its last character in the context."""
    document_date: str
    """When the document was published (EDTF)."""
    anchor: str | None
    """`document` if the value is computed from the document's date, or the other date's id."""
    anchor_value: str | None
    """The value that it is computed from: the document's date or the other date's value."""
    type: DateType
    """The TIMEX3 type: part of the answer."""
    value: str
    """The TIMEX3 value: the answer."""
    mod: DateMod | None
    """The TIMEX3 modifier: part of the answer."""
    first_day: datetime.date | None
    """The first day that the value covers; null for a duration or a reference."""
    last_day: datetime.date | None
    """The last day that the value covers; null for a duration or a reference."""


def date_extraction(corpus: Corpus, *, unit: Unit = "sentence") -> View[DateExtractionRow]:
    """Return the view for finding dates: one row per sentence, also those without a date.

    Args:
        corpus: The corpus.
        unit: What a row is: a sentence, or a whole document.

    Raises:
        ValueError: No such unit.
    """
    misfits: list[Misfit] = []
    rows = [
        DateExtractionRow(
            document=document.id,
            fold=fold,
            sentence=stretch.id,
            start=stretch.start,
            text=stretch.text,
            document_date=document.metadata.date,
            dates=_spans(dates, stretch),
        )
        for fold, document in numbered(corpus)
        for stretch, dates in by_stretch(document, DATES.name, unit, misfits)
    ]
    return view_of(corpus, "date_extraction", DateExtractionRow, rows, misfits)


def date_normalization(corpus: Corpus) -> View[DateNormalizationRow]:
    """Return the view for normalising dates: one row per date.

    Args:
        corpus: The corpus.
    """
    misfits: list[Misfit] = []
    rows = [
        _row(document, fold, stretch, date)
        for fold, document in numbered(corpus)
        for stretch, dates in by_stretch(document, DATES.name, "sentence", misfits)
        for date in dates
    ]
    return view_of(corpus, "date_normalization", DateNormalizationRow, rows, misfits)


def _spans(dates: Sequence[Date], stretch: Stretch) -> tuple[DateSpan, ...]:
    return tuple(
        DateSpan(
            id=date.id,
            start=date.start - stretch.start,
            end=date.end - stretch.start,
            text=date.text,
            type=date.type,
            value=date.value,
            mod=date.mod,
        )
        for date in dates
    )


def _row(document: Document, fold: int, stretch: Stretch, date: Date) -> DateNormalizationRow:
    anchor_value = None
    if date.anchor == DOCUMENT_ANCHOR:
        anchor_value = document.metadata.date
    elif date.anchor is not None and date.anchor in document:
        anchor_value = getattr(document[date.anchor], "value", None)
    return DateNormalizationRow(
        document=document.id,
        fold=fold,
        annotation=date.id,
        expression=date.text,
        sentence=stretch.id or "",
        context=stretch.text,
        start=date.start - stretch.start,
        end=date.end - stretch.start,
        document_date=document.metadata.date,
        anchor=date.anchor,
        anchor_value=anchor_value,
        type=date.type,
        value=date.value,
        mod=date.mod,
        first_day=date.first_day,
        last_day=date.last_day,
    )
