"""The one label of a sentence and a target, made of the sides that holders take."""

from collections.abc import Iterable
from enum import StrEnum

from corpus_pkg.layers.labels import StanceLabel


class PairLabel(StrEnum):
    """The side that a sentence takes on a target: the labels of stance, and the derived `none`."""

    FAVOR = "favor"
    AGAINST = "against"
    MIXED = "mixed"
    NONE = "none"


def merged_label(labels: Iterable[StanceLabel]) -> PairLabel:
    """Return the one label of a pair: the holders' own where they agree, `none` where there are none."""
    distinct = set(labels)
    if not distinct:
        return PairLabel.NONE
    return PairLabel(distinct.pop().value) if len(distinct) == 1 else PairLabel.MIXED
