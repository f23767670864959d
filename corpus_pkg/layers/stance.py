"""Stance: who takes which side on what, sentence by sentence."""

from typing import Annotated

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import FreeText, Slug
from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.sentences import SentenceId
from corpus_pkg.layers.spec import LayerSpec, Ref

StanceId = Annotated[str, id_form("sta", longer=True)]


class Stance(Annotation):
    """The side that a holder takes on a target in one sentence."""

    prefix = "sta"
    in_id = ("holder", "target")
    id: StanceId
    """The stance's id, such as sta-0-64-author-russia."""
    sentence: SentenceId
    """The id of the sentence, whose span this is."""
    holder: Slug
    """`author`, or the registry id of the person or body whose stand is reported or quoted."""
    target: Slug
    """The id of the target."""
    label: labels.StanceLabel
    """The side."""
    explicit: bool
    """Whether the words themselves say it, and not only tone or framing."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""


STANCE = LayerSpec(
    "stance",
    Stance,
    "Its stances, sentence by sentence.",
    "One row per side that a holder takes on a target in a sentence.",
    label="label",
    refs={"sentence": Ref("sentences", implied=True)},
    whole_sentence=True,
    color="#fb8072",
    motivation="assessing",
)
