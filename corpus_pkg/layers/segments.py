"""Segments: the visible blocks of a text."""

from typing import Annotated

from corpus_pkg.layers.base import SegmentLabel
from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.spec import LayerSpec, Role

SegmentId = Annotated[str, id_form("seg")]


class Segment(Annotation):
    """A visible block of the text. Segments cover every non-space character once."""

    prefix = "seg"
    id: SegmentId
    """The segment's id, such as seg-0-64."""
    kind: SegmentLabel
    """What the block is."""


SEGMENTS = LayerSpec(
    "segments",
    Segment,
    "Its visible blocks.",
    "One row per visible block of a text.",
    role=Role.BLOCK,
    label="kind",
    color="#d9d9d9",
    motivation="classifying",
)
