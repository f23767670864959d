"""Stance: who takes which side on what, sentence by sentence."""

from typing import Annotated, Final

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import FreeText, Slug
from corpus_pkg.layers.conditions import TEXT, Condition, absent, const, fields, text_but
from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.sentences import SentenceId
from corpus_pkg.layers.spec import LayerSpec, Ref
from corpus_pkg.values.ids import AUTHOR

StanceId = Annotated[str, id_form("sta", longer=True)]

_NO_SIDE = const(labels.StanceLabel.NONE)

CONDITIONS: Final = (
    Condition(
        fields(label=_NO_SIDE),
        absent("basis"),
        "the label none has no basis: write null, or the side that is taken",
    ),
    Condition(
        fields(label=text_but([labels.StanceLabel.NONE])),
        fields(basis=TEXT),
        "a side needs a basis: statement, act or framing",
    ),
    Condition(
        fields(label=_NO_SIDE),
        fields(holder=const(AUTHOR)),
        "only the author has the label none; remove the stance of a holder who takes no side",
    ),
    Condition(
        fields(basis=const(labels.StanceBasis.ACT)),
        fields(holder=text_but([AUTHOR])),
        "an act is never the author's: name who did it as the holder, or correct the basis",
    ),
)


class Stance(Annotation):
    """The side that a holder takes on a target in one sentence, or that its author takes none."""

    prefix = "sta"
    rules = CONDITIONS
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
    """The side, or none: the sentence is about the target, and its author takes no side."""
    basis: labels.StanceBasis | None = None
    """What the side rests on; null exactly where the label is none."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""


STANCE = LayerSpec(
    "stance",
    Stance,
    "Its stances, sentence by sentence.",
    "One row per sentence, holder and target, with the side.",
    label="label",
    refs={"sentence": Ref("sentences", implied=True)},
    lists={"holder": "registry", "target": "targets"},
    whole_sentence=True,
    color="#fb8072",
    motivation="assessing",
)
