"""Document stance: the author's overall side on each target."""

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import FreeText, Record, Slug
from corpus_pkg.layers.spec import LayerSpec, Role


class DocumentStance(Record):
    """The author's overall side on one target."""

    target: Slug
    """The id of the target."""
    label: labels.DocumentStanceLabel
    """The side, or none."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""


DOCUMENT_STANCE = LayerSpec(
    "document_stance",
    DocumentStance,
    "The author's overall stances, one for each target.",
    "One row per document and target: the author's overall side.",
    role=Role.DOCUMENT,
    label="label",
    lists={"target": "targets"},
    motivation="assessing",
)
