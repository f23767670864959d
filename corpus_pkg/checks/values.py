"""Rules on dates and figures: what is one, and what its value says (guidelines, sections 3 and 4)."""

import re
from collections.abc import Iterator
from typing import Final

from corpus_pkg.checks.findings import Case, Hit, Reach
from corpus_pkg.checks.rule import rule
from corpus_pkg.layers import DATES, FIGURES
from corpus_pkg.layers.labels import DateType
from corpus_pkg.values import timex

_PREPOSITION: Final = re.compile(
    r"(?i:since|by|in|until|till|over|beyond|from|during|within|throughout)(?=\s)"
)
_NO_DATES: Final = frozenset(
    {
        "at the same time", "the same time", "from time to time", "regularly", "once", "ever", "again",
        "long-term", "year-on-year", "new", "former", "previous", "post-war", "when",
    }
)  # fmt: skip
_NO_FIGURES: Final = frozenset(
    {
        "one another", "both", "a", "an", "several", "many", "bilateral", "trilateral", "once",
        "first and foremost", "one of the", "the only", "only",
    }
)  # fmt: skip
IDLE_ONE: Final = re.compile(r"\s+(?:of the|another)\b")
"""What comes after a `one` that counts nothing."""


def _overlaps(case: Case, layer: str) -> Iterator[Hit]:
    ordered = sorted(enumerate(case.document.layer(layer)), key=lambda item: (item[1].start, -item[1].end))
    furthest = None
    for index, span in ordered:
        same = furthest is not None and (span.start, span.end) == (furthest.start, furthest.end)
        if furthest is not None and not same and span.start < furthest.end:
            yield Hit(layer, index, f"it overlaps {furthest.id}; mark the whole phrase once")
        if furthest is None or span.end > furthest.end:
            furthest = span


@rule("date-overlap", "Two dates overlap; mark the whole phrase once.", DATES.name, nets=("dates",))
def dates_do_not_overlap(case: Case) -> Iterator[Hit]:
    """A date is the whole phrase, marked once: no two dates overlap."""
    return _overlaps(case, DATES.name)


@rule("date-preposition", "A date begins with a preposition; leave it out.", DATES.name, nets=("dates",))
def dates_leave_prepositions_out(case: Case) -> Iterator[Hit]:
    """A date begins after its preposition (`since`, `by`, `in`, `until`, `over`, `beyond`)."""
    for span in case.marked:
        if span.layer == DATES.name and (found := _PREPOSITION.match(span.text)):
            yield span.hit(f"begins with {found[0]!r}; leave the preposition out")


@rule(
    "date-unmarked",
    "The guidelines do not mark this expression as a date; remove it.",
    DATES.name,
    nets=("dates",),
)
def no_excluded_dates(case: Case) -> Iterator[Hit]:
    """Words on the guidelines' list of what is not a date are not marked; nor is `then` as an adjective."""
    for span in case.marked:
        if span.layer != DATES.name:
            continue
        words = " ".join(span.text.lower().split())
        adjective = words == "then" and case.text[span.end : span.end + 1] in ("-", "–")
        if words in _NO_DATES or adjective:
            yield span.hit("is not marked as a date; remove it")


@rule(
    "date-type",
    "The type of a date is not one that its value may have; correct one of them.",
    DATES.name,
    nets=("dates",),
)
def date_types_fit_values(case: Case) -> Iterator[Hit]:
    """The type of a date is one that its value may have."""
    for index, date in enumerate(case.document.dates):
        allowed = timex.allowed_types(date.value)
        if date.type not in allowed:
            kinds = " or ".join(sorted(allowed))
            yield Hit(
                DATES.name, index, f"the value {date.value} is a {kinds}, not a {date.type}; correct one"
            )


@rule(
    "date-year", "A year has another value than the text says; write the year.", DATES.name, nets=("dates",)
)
def years_have_their_value(case: Case) -> Iterator[Hit]:
    """A date whose text is a year has that year as its value: the annotation follows the text."""
    for span in case.marked:
        if span.layer == DATES.name and re.fullmatch("[12][0-9]{3}", span.text):
            date = span.record
            if date.type is DateType.DATE and date.value != span.text:
                yield span.hit(f"has the value {date.value}; write the year that the text says")


@rule("figure-overlap", "Two figures overlap; mark the whole phrase once.", FIGURES.name, nets=("figures",))
def figures_do_not_overlap(case: Case) -> Iterator[Hit]:
    """A figure is the whole phrase, marked once: no two figures overlap."""
    return _overlaps(case, FIGURES.name)


@rule("figure-in-date", "A figure overlaps a date; keep one of the two.", FIGURES.name, nets=("figures",))
def figures_do_not_overlap_dates(case: Case) -> Iterator[Hit]:
    """Dates and lengths of time are not figures: the two layers do not overlap."""
    dates = Reach(case.document.dates)
    for index, figure in enumerate(case.document.figures):
        date = dates.furthest(figure.end)
        if date is not None and date.end > figure.start:
            yield Hit(FIGURES.name, index, f"it overlaps the date {date.id}; keep one of the two")


@rule("figure-in-name", "A figure is part of a name; remove it.", FIGURES.name, nets=("figures",))
def figures_are_not_in_names(case: Case) -> Iterator[Hit]:
    """A number inside a name (`Section 907`, `G7`) is not a figure."""
    mentions = Reach(case.document.entities)
    for index, figure in enumerate(case.document.figures):
        mention = mentions.furthest(figure.start + 1)
        if mention is not None and mention.end >= figure.end:
            yield Hit(FIGURES.name, index, f"it is part of the name {mention.id}; remove it")


@rule(
    "figure-unmarked",
    "The guidelines do not mark this expression as a figure; remove it.",
    FIGURES.name,
    nets=("figures",),
)
def no_excluded_figures(case: Case) -> Iterator[Hit]:
    """Words on the guidelines' list of what is not a figure are not marked."""
    for span in case.marked:
        if span.layer != FIGURES.name or span.role == "subject":
            continue
        words = " ".join(span.text.lower().split())
        following = case.text[span.end : span.end + 10].lower()
        idle_one = words == "one" and IDLE_ONE.match(following)
        if words in _NO_FIGURES or idle_one:
            yield span.hit("is not marked as a figure; remove it")
