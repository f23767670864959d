"""Figures: finding them in a sentence, and filling the frame of one (value, unit, subject, date …)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Figure
from corpus_pkg.layers import FIGURES
from corpus_pkg.layers.labels import FigureChange, FigureKind, FigureModifier
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.train.units import Stretch, by_stretch
from corpus_pkg.values.codes import spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A figure with all that the text says about it; offsets count from the sentence's start."""

    id: str
    """The figure's id."""
    start: int
    """First offset in the sentence, in code points."""
    end: int
    """Offset after the last character in the sentence."""
    text: str
    """The figure as written."""
    kind: FigureKind
    """What it counts or measures."""
    value: str | None
    """The plain number as a decimal string; null for words such as thousands."""
    value_min: str | None
    """Where there is no value, the least that the words can mean."""
    unit: str | None
    """ISO 4217 for money, % for a percentage, UCUM for a measure."""
    modifier: FigureModifier
    """How exactly the text states it."""
    change: FigureChange
    """Whether it is a level, a change of one, or a planned level."""
    subject: str | None
    """What is counted or measured, as written."""
    subject_start: int | None
    """The subject's first offset in the sentence; null where it lies in another one."""
    subject_end: int | None
    """The offset after the subject's last character in the sentence."""
    date: str | None
    """The expression of the date at which the figure holds."""
    date_value: str | None
    """That date's TIMEX3 value."""
    date_start: int | None
    """That date's first offset in the sentence; null where it lies in another one."""
    date_end: int | None
    """The offset after that date's last character in the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureExtractionRow:
    """A sentence with the frames of its figures."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    start: int
    """Where the sentence begins in the document, in code points."""
    text: str
    """The sentence's text."""
    figures: tuple[Frame, ...]
    """The figures in the sentence; empty where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFrameRow:
    """A figure in its sentence."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    context: str
    """The sentence's text."""
    frame: Frame
    """The figure and its frame."""


def figure_extraction(corpus: Corpus) -> View[FigureExtractionRow]:
    """Return the view for finding figures: one row per sentence, also those without a figure.

    Subjects and dates that lie in another sentence are kept as text, without offsets, and reported.

    Args:
        corpus: The corpus.
    """
    misfits: list[Misfit] = []
    rows = [
        FigureExtractionRow(
            document=document.id,
            fold=fold,
            sentence=stretch.id or "",
            start=stretch.start,
            text=stretch.text,
            figures=frames,
        )
        for fold, document, stretch, frames in _framed(corpus, misfits)
    ]
    return view_of(corpus, "figure_extraction", FigureExtractionRow, rows, misfits)


def figure_frames(corpus: Corpus) -> View[FigureFrameRow]:
    """Return the view for filling frames: one row per figure.

    Subjects and dates that lie in another sentence are kept as text, without offsets, and reported.

    Args:
        corpus: The corpus.
    """
    misfits: list[Misfit] = []
    rows = [
        FigureFrameRow(
            document=document.id,
            fold=fold,
            sentence=stretch.id or "",
            context=stretch.text,
            frame=frame,
        )
        for fold, document, stretch, frames in _framed(corpus, misfits)
        for frame in frames
    ]
    return view_of(corpus, "figure_frames", FigureFrameRow, rows, misfits)


def _framed(
    corpus: Corpus, misfits: list[Misfit]
) -> Iterator[tuple[int, Document, Stretch, tuple[Frame, ...]]]:
    """Yield every sentence with the frames of its figures, its document and the number of its fold."""
    for fold, document in numbered(corpus):
        for stretch, figures in by_stretch(document, FIGURES.name, "sentence", misfits):
            yield fold, document, stretch, tuple(_frame(document, stretch, f, misfits) for f in figures)


def _frame(document: Document, stretch: Stretch, figure: Figure, misfits: list[Misfit]) -> Frame:
    subject = figure.subject
    if subject is not None and not stretch.holds(subject):
        misfits.append(misfit(document, figure, Reason.SUBJECT_OUTSIDE_SENTENCE))
    found = document[figure.date] if figure.date is not None and figure.date in document else None
    date = found if isinstance(found, Date) else None
    if date is not None and not stretch.holds(date):
        misfits.append(misfit(document, figure, Reason.DATE_OUTSIDE_SENTENCE))
    subject_at = subject.start - stretch.start if subject is not None and stretch.holds(subject) else None
    date_at = date.start - stretch.start if date is not None and stretch.holds(date) else None
    return Frame(
        id=figure.id,
        start=figure.start - stretch.start,
        end=figure.end - stretch.start,
        text=figure.text,
        kind=figure.kind,
        value=_spelled(figure.value),
        value_min=_spelled(figure.value_min),
        unit=figure.unit,
        modifier=figure.modifier,
        change=figure.change,
        subject=subject.text if subject is not None else None,
        subject_start=subject_at,
        subject_end=None if subject is None or subject_at is None else subject_at + len(subject.text),
        date=date.text if date is not None else None,
        date_value=date.value if date is not None else None,
        date_start=date_at,
        date_end=None if date is None or date_at is None else date_at + len(date.text),
    )


def _spelled(value: Decimal | None) -> str | None:
    return None if value is None else spelled(value)
