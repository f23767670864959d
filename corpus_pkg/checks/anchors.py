"""Rules on the anchors of dates: what a date is relative to."""

from collections.abc import Iterator, Mapping

from corpus_pkg.checks.findings import Case, Hit
from corpus_pkg.checks.rule import rule
from corpus_pkg.layers import DATES
from corpus_pkg.values.ids import DOCUMENT_ANCHOR


@rule(
    "date-anchor",
    "A date is relative to a date that is not there; correct the anchor.",
    DATES.name,
    needs=(DATES.name,),
    nets=("dates",),
)
def anchors_exist(case: Case) -> Iterator[Hit]:
    """A date's anchor is `document` or another date of the text."""
    for index, date in enumerate(case.document.dates):
        if date.anchor not in (None, DOCUMENT_ANCHOR) and date.anchor not in case.dates_by_id:
            yield Hit(DATES.name, index, f"there is no date {date.anchor}; correct the anchor")


@rule(
    "date-anchor-circle",
    "A date is relative to itself, directly or in a circle; break the circle.",
    DATES.name,
    nets=("dates",),
)
def anchors_form_no_circle(case: Case) -> Iterator[Hit]:
    """No date is relative to itself, directly or in a circle."""
    circles = _circles({date.id: date.anchor for date in case.document.dates})
    for index, date in enumerate(case.document.dates):
        if date.anchor == date.id or (date.id in circles and date is case.dates_by_id[date.id]):
            yield Hit(DATES.name, index, "it is relative to itself; break the circle of anchors")


def _circles(anchors: Mapping[str, str | None]) -> set[str]:
    """Return the names from which a way along the anchors leads back to them. Each is passed once."""
    found: set[str] = set()
    passed: dict[str, int] = {}  # the number of the way on which each was met first
    for number, name in enumerate(anchors):
        at: str | None = name
        while at is not None and at in anchors and at not in passed:
            passed[at] = number
            at = anchors[at]
        if at is not None and passed.get(at) == number:
            while at not in found:
                found.add(at)
                at = anchors[at] or at
    return found


@rule(
    "date-anchor-idle",
    "A date that could not be resolved has an anchor; remove it or resolve the date.",
    DATES.name,
    nets=("dates",),
)
def unresolved_dates_have_no_anchor(case: Case) -> Iterator[Hit]:
    """A value that could not be resolved (`PAST_REF`) is relative to nothing."""
    for index, date in enumerate(case.document.dates):
        if date.anchor is not None and date.value.endswith("_REF"):
            yield Hit(DATES.name, index, f"{date.value} is not resolved, so it needs no anchor; remove it")
