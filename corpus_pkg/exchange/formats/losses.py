"""What a conversion could not carry: one report for all formats, counted by reason and listed in full."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from corpus_pkg.corpus.layer_changes import LayerChange, summary
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.values.counted import counted

REASONS: Final[dict[str, str]] = {
    # writing
    "layer-not-held": "The format has no place for this layer.",
    "field-not-held": "The format has no place for this field of the annotation.",
    "text-not-xml": "The text or value has a control character that XML 1.0 forbids.",
    "crossing": "The annotation crosses another, and the format only nests.",
    "crosses-sentence": "The annotation crosses the edge of a sentence, and the format goes by sentences.",
    "ends-on-space": "The annotation begins or ends on a space, and the format goes by tokens.",
    "reference-not-derivable": "The reference to a segment or sentence is not the one that the spans give.",
    "reference-left-out": "The annotation refers to one of a layer that was not requested.",
    # reading
    "label-unknown": "The schema has no such type, attribute or relation.",
    "value-missing": "The label is of a layer whose annotations need a value, and the file has none.",
    "not-a-name": "The mention is not a name: its head is not a proper noun.",
    "annotation-not-held": "The corpus can't hold this kind of annotation (an event, a gap in a span …).",
    "not-annotated": "The file has no annotation of the document that the corpus can hold; nothing changes.",
    "layer-kept": "The file has no annotation of this layer any more; the corpus's were kept. To remove "
    "them, name the layer in --replace.",
    "refused": "What the file says is not certain, as the message says; it was left out.",
    "record-kept": "The file does not have the annotation, but a part of the file was refused; the "
    "corpus's was kept.",
    "base-kept": "The file's segments or sentences differ from the corpus's, which were kept. To store the "
    "file's, name the layer in --layers.",
    "reference-broken": "The annotation refers to one that is not in the document (any more).",
    "link-unknown": "The annotation is linked to what the registry does not have; it was linked by its name.",
    "address-left-out": "The entry's address is not of Wikipedia or Wikidata, or another entry has it.",
    "text-spacing": "The file's text differs from the corpus's in line ends, a byte order mark or outer "
    "white space alone; its offsets were converted.",
    "offset-unit": "The offset counts another unit than the format's (UTF-16 code units or code points), as "
    "the words prove; it was converted.",
    "re-anchored": "The words were not at the offsets but at one other place of the text, which was taken; "
    "check it.",
    "other-annotator": "The task was annotated more than once; only the latest annotation was taken.",
    "note-on-one-line": "The note had line ends, or spaces at its edges; it was put on one line.",
    "text-rebuilt": "The file has no text; one was made of its tokens, with a space between two where the "
    "file does not say what is there.",
    "base-proposed": "The file's segments or sentences do not keep the rules, so others were proposed.",
    "rule-broken": "The annotation, or the field, breaks the rule that is named; it was left out.",
    # a second mind about either
    "entity-made": "The mention had no link, so an entry was added to the registry for it; check the entry.",
}
"""Every reason with what it means."""


@dataclass(frozen=True, slots=True)
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
    problem: Problem | None = None
    """Why it was refused, with the place in the file."""


@dataclass(slots=True)
class LossReport:
    """All that a conversion did not carry.

    Attributes:
        format: The name of the format.
        losses: One item for each thing, in the order in which they were met.
        kept: The parts of a corpus that the files do not hold and that reading back takes from the corpus.
        changes: What an import changes, for each layer of each document that it changes.
        untouched: The layers of documents with annotations that the files say nothing of: the corpus's stay.
        read_as: How many annotations with a label of the files were read as one with a label of the corpus.
        left_out: How many annotations with a label of the files were left out as requested.
        kept_apart: How many things next to the annotations were not read, since they are not the annotator's
            who is read: predictions, skipped tasks, annotations of others.
        new_types: How many names have a type that a new corpus takes over from the files.
    """

    format: str
    losses: list[Loss] = field(default_factory=list)
    kept: tuple[str, ...] = ("metadata", "registry", "targets")
    changes: list[LayerChange] = field(default_factory=list)
    untouched: list[tuple[str, str]] = field(default_factory=list)
    read_as: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    kept_apart: Counter[str] = field(default_factory=Counter)
    new_types: Counter[str] = field(default_factory=Counter)

    def add(self, document: str, layer: str, annotation: str, reason: str, name: str = "") -> None:
        """Note one loss."""
        assert reason in REASONS, reason  # noqa: S101 - a slip of a format's author
        self.losses.append(Loss(document, layer, annotation, reason, name))

    def extend(self, other: "LossReport") -> None:
        """Note the losses and changes of another report."""
        self.losses += other.losses
        self.changes += other.changes
        self.untouched += other.untouched

    def refuse(self, layer: str, problem: Problem) -> None:
        """Note one annotation of a file that was refused, with the problem that says why."""
        self.losses.append(
            Loss(problem.document or "", layer, problem.annotation or "", "refused", problem=problem)
        )

    @property
    def refused(self) -> list[Problem]:
        """What was refused, in the order in which it was met."""
        return [loss.problem for loss in self.losses if loss.problem is not None]

    def __bool__(self) -> bool:
        """Return True if anything was lost."""
        return bool(self.losses)

    @property
    def complete(self) -> bool:
        """Whether all of the files came in and nothing that the corpus had is gone."""
        return not self.losses and not any(change.loses for change in self.changes)

    @property
    def harmless(self) -> bool:
        """Whether nothing of the files is missing in a new corpus, whatever had to be made up for it."""
        return all(loss.reason in ("text-rebuilt", "base-proposed") for loss in self.losses)

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
            "changes": [asdict(change) for change in self.changes],
            "read_as": [
                {"label": label, "as": ours, "count": count}
                for (label, ours), count in sorted(self.read_as.items())
            ],
            "left_out": dict(sorted(self.left_out.items())),
            "kept_apart": dict(sorted(self.kept_apart.items())),
            "new_types": dict(sorted(self.new_types.items())),
            "untouched": [{"document": document, "layer": layer} for document, layer in self.untouched],
        }

    def summary(self) -> list[str]:
        """Return the report in short: a line for each reason and change, or that nothing was lost."""
        # What was made is named in the whole report: in short one line counts all of it.
        by = Counter(
            (loss.reason, loss.layer, "" if loss.reason == "entity-made" else loss.field)
            for loss in self.losses
        )
        lines = [
            f"{count} × {layer}{f'.{name}' if name else ''}: {reason}: {REASONS[reason]}"
            for (reason, layer, name), count in sorted(by.items())
        ]
        lines += summary(self.changes)
        if not lines:
            lines = ["nothing lost"]
        if self.read_as:
            pairs = (f"{label} as {ours} ({n:,})" for (label, ours), n in sorted(self.read_as.items()))
            lines.append(f"read {', '.join(pairs)}")
        if self.left_out:
            labels = (f"{label} ({count:,})" for label, count in sorted(self.left_out.items()))
            lines.append(f"left out as requested: {', '.join(labels)}")
        if self.kept_apart:
            apart = (f"{what} ({count:,})" for what, count in sorted(self.kept_apart.items()))
            lines.append(f"kept apart: {', '.join(apart)}")
        if self.new_types:
            types = (f"{label} ({count:,})" for label, count in sorted(self.new_types.items()))
            lines.append(f"new types of names, in corpus.toml: {', '.join(types)}")
        if self.untouched:
            counts = Counter(layer for _, layer in self.untouched)
            layers = (f"{layer} of {counted(count, 'document')}" for layer, count in sorted(counts.items()))
            lines.append(f"not in the files, so the corpus's stay: {', '.join(layers)}")
        return [f"{self.format}: {line}" for line in lines]


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
