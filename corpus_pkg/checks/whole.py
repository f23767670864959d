"""Rules that hold what is said of a whole document to its text: its date, title and overall stances."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from corpus_pkg.checks.date_text import names_a_year
from corpus_pkg.checks.findings import Case, Hit, Part
from corpus_pkg.checks.rule import rule
from corpus_pkg.corpus.models import Date
from corpus_pkg.corpus.problems import Severity
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, SEGMENTS, SENTENCES, STANCE
from corpus_pkg.layers.labels import DateType, DocumentStanceLabel, FigureChange, SegmentKind
from corpus_pkg.values import edtf, timex
from corpus_pkg.values.free_text import free_text
from corpus_pkg.values.ids import AUTHOR

_EAST: Final = timedelta(hours=14)
"""How far ahead of UTC the earliest clocks are."""
_PAST: Final = re.compile(
    r"(?i)(?<!\w)(?:was|were|had|did|been|became|began|brought|came|fell|gave|held|led|left|made|met|paid|rose|"
    r"said|saw|sent|spoke|told|took|went|won|wrote|\w{2,40}ed)(?!\w)"
)
_AHEAD: Final = re.compile(
    r"(?i)(?<!\w)(?:ahead|aim\w*|announced|before|beyond|by|can|coming|could|deadline|due|expect\w*|expir\w*|"
    r"extend\w*|forecast\w*|forthcoming|goal|if|intend\w*|(?-i:may)|might|must|next|plan\w*|postpon\w*|project\w*|"
    r"propos\w*|schedul\w*|shall|should|slated|target\w*|till|unless|until|upcoming|will|would|"
    r"to be|set to|set for)(?!\w)"
)
"""Words that may place what a sentence tells after the day on which it is said."""
_DATELINE: Final = 80
"""How far a dateline reaches into the first paragraph, in characters."""
_DATELINE_END: Final = re.compile(r"\W{0,3}[—–:-]")


def today() -> date:
    """Return the latest date that any clock on Earth shows."""
    return (datetime.now(UTC) + _EAST).date()


@rule(
    "metadata-title",
    "The title is not the text's title segment; correct the title or the segment's kind.",
    Part.METADATA,
    needs=(SEGMENTS.name,),
    nets=("titles",),
)
def titles_are_the_title_segments(case: Case) -> Iterator[Hit]:
    """The title in the metadata is the title segment; a title of several segments is all of them."""
    title = plain(case.document.metadata.title or "")
    found = [(i, s) for i, s in enumerate(case.document.segments) if s.kind == SegmentKind.TITLE]
    if plain(" ".join(segment.text for _, segment in found)) == title:
        return
    for index, segment in found:
        if plain(segment.text) != title:
            shown = "null" if case.document.metadata.title is None else repr(title[:60])
            message = f"it is a title and the metadata have {shown}; correct the title or the kind"
            yield Hit(SEGMENTS.name, index, message)


def plain(text: str) -> str:
    """Return a text with single spaces and without characters that are not shown."""
    shown = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFC", " ".join(shown.split()))


@rule("metadata-date", "A document's date is after today; correct it.", Part.METADATA, nets=("published",))
def documents_are_not_from_the_future(case: Case) -> Iterator[Hit]:
    """A document's date is not after today."""
    if case.document.metadata.date and is_in_the_future(case.document.metadata.date):
        yield Hit(Part.METADATA, None, f"its date {case.document.metadata.date} is after today; correct it")


def is_in_the_future(value: str) -> bool:
    """Return True if all that an EDTF date may mean is after today."""
    first, _ = edtf.bounds(value)
    return first is not None and first > today()


@rule(
    "metadata-date-text",
    "A document's date is before a date that is past in its text; correct one of them.",
    Part.METADATA,
    severity=Severity.WARNING,
    needs=(SEGMENTS.name, SENTENCES.name, DATES.name),
    nets=("published",),
)
def documents_are_not_before_dates_in_their_text(case: Case) -> Iterator[Hit]:
    """A document's date is not before the latest date of the text that is surely past in it.

    Surely past is a date with its year that is a dateline, is in a caption, or is in a sentence in the past
    tense without a word that looks ahead, and there is a day or month, or the date at which a figure that is
    not a target holds.
    """
    last = edtf.bounds(case.document.metadata.date)[1] if case.document.metadata.date else None
    if last is None:
        return
    counted = {figure.date for figure in case.document.figures if figure.change is not FigureChange.TARGET}
    tenses: dict[str, bool] = {}
    for index, mention in enumerate(case.document.dates):
        first = stated_day(mention)
        if first is not None and first > last and _is_past(case, mention, mention.id in counted, tenses):
            message = f"{mention.text[:60]!r} is past in the text, and the document's date is"
            yield Hit(DATES.name, index, f"{message} {case.document.metadata.date}; correct one")


def stated_day(mention: Date) -> date | None:
    """Return the first day of a date that the text itself gives with its year; None for any other."""
    if mention.type is not DateType.DATE or mention.anchor or mention.mod or not names_a_year(mention.text):
        return None
    return timex.first_day(mention.value)


def is_exact(value: str) -> bool:
    """Return True if a placed value is more exact than a year."""
    return len(value) > 4 and "-" in value


def _is_past(case: Case, mention: Date, is_counted: bool, tenses: dict[str, bool]) -> bool:
    segment = case.segment_of(mention.start, mention.end)
    if segment is not None and segment.kind == SegmentKind.CAPTION:
        return True
    if is_exact(mention.value) and _is_dateline(case, mention):
        return True
    if not is_exact(mention.value) and not is_counted:
        return False
    sentence = case.sentence_of(mention.start, mention.end)
    if sentence is None:
        return False
    if sentence.id not in tenses:
        past, ahead = _PAST.search(sentence.text), _AHEAD.search(sentence.text)
        tenses[sentence.id] = past is not None and ahead is None
    return tenses[sentence.id]


def _is_dateline(case: Case, mention: Date) -> bool:
    """Return True if a date opens the first paragraph: `Baku, August 28, 2025 —`."""
    first = next((s for s in case.segments[1] if s.kind == SegmentKind.PARAGRAPH), None)
    if first is None or not first.start <= mention.start < first.start + _DATELINE:
        return False
    return _DATELINE_END.match(case.text, mention.end) is not None


def as_title(text: str) -> str | None:
    """Return a text as the metadata would have it as a title; None where they can't hold it."""
    title = plain(text)
    try:
        return free_text(title)
    except ValueError:
        return None


@rule(
    "document-stance-text",
    "An overall label contradicts every stance of the text's author; correct one.",
    DOCUMENT_STANCE.name,
    severity=Severity.WARNING,
    needs=(STANCE.name, DOCUMENT_STANCE.name),
    nets=("overall_stances",),
)
def overall_stances_fit_those_of_sentences(case: Case) -> Iterator[Hit]:
    """Where the author takes sides on a target in sentences, the overall stance is that of one of them.

    Both sides together are `mixed`, and a `mixed` sentence goes with every side. An overall `none` goes with
    all, since a text may take a side in passing; and where no sentence has one, the overall stance may be
    any: a text can take a side by whom it lets speak.
    """
    sides: dict[str, set[str]] = defaultdict(set)
    for stance in case.document.stance:
        if stance.holder == AUTHOR:
            sides[stance.target].add(stance.label)
    for index, overall in enumerate(case.document.document_stance):
        labels = sides.get(overall.target)
        if labels and not is_consistent_with(overall.label, labels):
            many = " or ".join(sorted(labels - {DocumentStanceLabel.NONE}))
            message = f"{overall.target} is {overall.label}, and the author's sentences on it are {many}"
            yield Hit(DOCUMENT_STANCE.name, index, f"{message}; correct one")


def is_consistent_with(overall: str, labels: set[str]) -> bool:
    """Return True if an overall label goes with the labels of the author's sentences."""
    sides = labels - {DocumentStanceLabel.NONE}
    if not sides or overall == DocumentStanceLabel.NONE:
        return True
    if overall == DocumentStanceLabel.MIXED:
        return len(sides) > 1 or overall in sides
    return overall in sides or DocumentStanceLabel.MIXED in sides
