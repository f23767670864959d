"""What became of each record of a document whose text is another copy."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from corpus_pkg.corpus.document import Document


class Status(StrEnum):
    """What became of a record."""

    KEPT = "kept"
    MOVED = "moved"
    EDITED = "edited"
    MISSING = "missing"


class Reason(StrEnum):
    """Why a record could not be placed."""

    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    CONTRADICTED = "contradicted"
    UNPROVED = "unproved"
    UNSEARCHED = "unsearched"
    CUT = "cut"
    OUTSIDE = "outside"
    DEPENDS = "depends"


MEANINGS: Final[dict[Status | Reason, str]] = {
    Status.KEPT: "verified, at the offsets that it had",
    Status.MOVED: "verified, at other offsets",
    Status.EDITED: "a segment whose first and last sentence are verified and whose inside differs",
    Status.MISSING: "not placed, and left out",
    Reason.CHANGED: "neither its words nor its words with those around them occur in this copy",
    Reason.AMBIGUOUS: "it may be in more than one place, and what is around it does not decide",
    Reason.CONTRADICTED: "the evidence names two places, or a place that is another record's",
    Reason.UNPROVED: "it begins or ends on a character that can't be verified",
    Reason.UNSEARCHED: "so much of this copy differs that the search for it was ended",
    Reason.CUT: "in this copy it begins or ends inside a word or character",
    Reason.OUTSIDE: "in this copy it lies in no single segment and sentence of the article",
    Reason.DEPENDS: "a record that it refers to, or a span of its own such as a subject, could not be placed",
}
"""Each status and reason in words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record."""

    layer: str
    """The record's layer."""
    id: str
    """Its id in the edition."""
    status: Status
    """What became of it."""
    new_id: str | None = None
    """Its id in the copy; None where it is missing."""
    reason: Reason | None = None
    """Why it is missing."""
    cause: str | None = None
    """The id of the record that it depends on and that is missing."""

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON values, without what is empty."""
        values = {
            "layer": self.layer,
            "id": self.id,
            "status": self.status.value,
            "new_id": self.new_id,
            "reason": self.reason and self.reason.value,
            "cause": self.cause,
        }
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Reanchored:
    """A document on another copy of its text.

    Attributes:
        document: The document with all that could be placed; its metadata have the copy's checksum.
        outcomes: What became of each record, layer by layer.
        made: The ids of segments and sentences that are new, with their layer: they cover what nothing placed
            covers, because every character of a text lies in a segment.
        left_out: What quotes the text as it was received and is left out, as JSON values of `LeftOut`.
    """

    document: Document
    outcomes: tuple[Outcome, ...]
    made: tuple[tuple[str, str], ...] = ()
    left_out: tuple[Mapping[str, Any], ...] = ()

    @property
    def new_ids(self) -> dict[str, str]:
        """The new id of each record that was placed, by its old one."""
        return {item.id: item.new_id for item in self.outcomes if item.new_id is not None}

    @property
    def missing(self) -> tuple[Outcome, ...]:
        """The records that could not be placed."""
        return tuple(item for item in self.outcomes if item.status is Status.MISSING)

    def counts(self) -> dict[str, Counter[Status]]:
        """Return how many records have each status, by layer."""
        found: dict[str, Counter[Status]] = {}
        for item in self.outcomes:
            found.setdefault(item.layer, Counter())[item.status] += 1
        return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What a report keeps of a document on another copy of its text: nothing of what stayed as it was.

    Attributes:
        counts: How many records have each status, by layer.
        outcomes: What became of each record that is not kept at the offsets that it had.
        made: As in `Reanchored`.
        left_out: As in `Reanchored`.
    """

    counts: Mapping[str, Counter[Status]]
    outcomes: tuple[Outcome, ...]
    made: tuple[tuple[str, str], ...]
    left_out: tuple[Mapping[str, Any], ...]

    @property
    def missing(self) -> tuple[Outcome, ...]:
        """The records that could not be placed."""
        return tuple(item for item in self.outcomes if item.status is Status.MISSING)


def changes_of(result: Reanchored) -> Changes:
    """Return what a report keeps of a document on another copy of its text."""
    outcomes = tuple(item for item in result.outcomes if item.status is not Status.KEPT)
    return Changes(result.counts(), outcomes, result.made, result.left_out)
