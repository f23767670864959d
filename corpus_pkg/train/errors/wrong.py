"""One error: its kind, and the annotations of both sides that it is about."""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from corpus_pkg.corpus.document import Document
from corpus_pkg.train.scoring.marks import unit_at
from corpus_pkg.train.scoring.tally import OUTSIDE


class Kind(StrEnum):
    """What is wrong."""

    MISSED = "missed"
    SPURIOUS = "spurious"
    BOUNDARY = "boundary"
    TYPE = "type"
    BOUNDARY_AND_TYPE = "boundary and type"
    SENTENCE = "sentence"
    LINK = "link"
    VALUE = "value"
    UNIT = "unit"
    UNGROUNDED = "ungrounded"


KINDS: Final[dict[Kind, str]] = {
    Kind.MISSED: "a gold annotation that nothing was predicted for",
    Kind.SPURIOUS: "a predicted annotation that is not in the gold ones",
    Kind.BOUNDARY: "the right type on another span that shares a character with the gold one",
    Kind.TYPE: "the right span, or sentence and target, with another type or label",
    Kind.BOUNDARY_AND_TYPE: "another type on another span that shares a character with the gold one",
    Kind.SENTENCE: "the right words and type, or the right stance, in another sentence",
    Kind.LINK: "the right span with another entity, or the right stance with another holder",
    Kind.VALUE: "the right span with another value of the field that is named",
    Kind.UNIT: "the right span with another unit",
    Kind.UNGROUNDED: "what was predicted and no annotation was made from, such as a quote that is not in the "
    "text; it is not among the predicted ones",
}
"""What each kind means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One error."""

    kind: Kind
    """What is wrong."""
    layer: str
    """The layer."""
    document: str
    """The document's id."""
    sentence: str | None
    """The id of the gold sentence: that of the gold annotation, if there is one; None outside sentences."""
    type: str | None
    """The gold type or label; the predicted one where there is no gold annotation."""
    predicted_type: str | None
    """The predicted type or label; None where nothing was predicted."""
    field: str | None = None
    """The field that is wrong, where the span is right."""
    gold: Any = None
    """The gold record; None where there is none."""
    predicted: Any = None
    """The predicted record; None where there is none."""
    message: str | None = None
    """Why a quote was not placed, with the quote."""

    def as_dict(self) -> dict[str, Any]:
        """Return the error as JSON values, as a line of JSON Lines has it."""
        made: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("layer", "document", "sentence", "type", "predicted_type", "field", "message")
        }
        for name in ("gold", "predicted"):
            record = getattr(self, name)
            made[name] = None if record is None else record.model_dump(mode="json")
        return {"kind": self.kind.value, **made}


def sentence_at(gold: Document, offset: int) -> str | None:
    """Return the id of the gold sentence at an offset; None where there is none."""
    _, start = unit_at(gold, offset)
    if start == OUTSIDE:
        return None
    return gold.sentences[bisect_left(gold.sentences, start, key=lambda sentence: sentence.start)].id
