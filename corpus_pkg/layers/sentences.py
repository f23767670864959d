"""Sentences: what the segments that are not boilerplate are cut into."""

from typing import Annotated

from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.segments import SegmentId
from corpus_pkg.layers.spec import LayerSpec, Ref, Role

SentenceId = Annotated[str, id_form("sen")]


class Sentence(Annotation):
    """A sentence of a segment that is not boilerplate."""

    prefix = "sen"
    id: SentenceId
    """The sentence's id, such as sen-0-64."""
    segment: SegmentId
    """The id of the segment that holds the sentence."""


SENTENCES = LayerSpec(
    "sentences",
    Sentence,
    "Its sentences.",
    "One row per sentence.",
    role=Role.BLOCK,
    refs={"segment": Ref("segments", implied=True)},
    color="#f2f2f2",
    motivation="classifying",
)
