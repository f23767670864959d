"""What a conversion could not carry: one report for all formats, counted by reason and listed in full."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

REASONS: Final[dict[str, str]] = {
    # writing
    "layer-not-held": "The format has no place for this layer.",
    "field-not-held": "The format has no place for this field of the annotation.",
    "text-not-xml": "The text or value has a control character that XML 1.0 forbids.",
    "crossing": "The annotation crosses another, and the format only nests.",
    "crosses-sentence": "The annotation crosses the edge of a sentence, and the format goes by sentences.",
    "ends-on-space": "The annotation begins or ends on a space, and the format goes by tokens.",
    "reference-not-derivable": "The reference to a segment or sentence is not the one that the spans give.",
    # reading
    "label-unknown": "The schema has no such type, attribute or relation.",
    "annotation-not-held": "The corpus can't hold this kind of annotation (an event, a gap in a span …).",
    "not-annotated": "Nobody has annotated the task, so its document was left out.",
    "other-annotator": "The task was annotated more than once; only the latest annotation was taken.",
    "note-on-one-line": "The note had line ends, or spaces at its edges; it was put on one line.",
    # a second mind about either
    "entity-made": "The mention had no link, so an entry was added to the registry for it; check the entry.",
}
"""Every reason with what it means."""


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """One thing that was not carried, or not as it was."""

    document: str
    """The document's id."""
    layer: str
    """The layer, or what the foreign file calls the thing."""
    annotation: str
    """The annotation's id (in the foreign file where the corpus has none; a document stance's target)."""
    reason: str
    """One of `REASONS`."""
    field: str = ""
    """The field, where only that was lost."""


@dataclass(slots=True)
class LossReport:
    """All that a conversion did not carry.

    Attributes:
        format: The name of the format.
        losses: One item for each thing, in the order in which they were met.
        kept: The parts of a corpus that the files do not hold and that reading back takes from the corpus.
    """

    format: str
    losses: list[Loss] = field(default_factory=list)
    kept: tuple[str, ...] = ("metadata", "registry", "targets")

    def add(self, document: str, layer: str, annotation: str, reason: str, name: str = "") -> None:
        """Note one loss."""
        assert reason in REASONS, reason  # noqa: S101 - a slip of a format's author
        self.losses.append(Loss(document, layer, annotation, reason, name))

    def __bool__(self) -> bool:
        """Say whether anything was lost."""
        return bool(self.losses)

    def counts(self) -> dict[str, int]:
        """Return the number of losses for each reason, by name."""
        return dict(sorted(Counter(loss.reason for loss in self.losses).items()))

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "format": self.format,
            "total": len(self.losses),
            "counts": self.counts(),
            "reasons": {reason: REASONS[reason] for reason in self.counts()},
            "kept_in_corpus": list(self.kept),
            "losses": [asdict(loss) for loss in self.losses],
        }

    def summary(self) -> list[str]:
        """Return the report in short: a line for each reason, or one that says that nothing was lost."""
        if not self.losses:
            return [f"{self.format}: nothing lost"]
        by = Counter((loss.reason, loss.layer, loss.field) for loss in self.losses)
        return [
            f"{self.format}: {count} × {layer}{f'.{name}' if name else ''}: {reason}: {REASONS[reason]}"
            for (reason, layer, name), count in sorted(by.items())
        ]


def is_report(data: bytes) -> bool:
    """Return True if a file is a report as `LossReport.as_dict` gives it."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and {"format", "total", "reasons", "losses"} <= set(value)


class LossyError(ValueError):
    """A conversion that would lose something, where that is refused.

    Attributes:
        report: What would be lost.
    """

    def __init__(self, report: LossReport) -> None:
        self.report = report
        counts = ", ".join(f"{count} × {reason}" for reason, count in report.counts().items())
        super().__init__(f"{report.format} would lose {counts}; nothing was written")
