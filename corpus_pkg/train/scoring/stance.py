"""Stance scores as SemEval-2016 task 6 counts them, and those of attributed stance.

Mohammad et al. 2016, SemEval-2016 Task 6: Detecting Stance in Tweets (https://aclanthology.org/S16-1003/),
section 5: the score is the mean of the F1 of `favor` and the F1 of `against`. The label `none` is not a class
of interest, but a wrong `favor` or `against` on such a pair costs precision. The paper's official score
counts all targets together; next to it are the scores by target and their mean. The pairs are the author's;
sides that the text reports of others are counted with their holder.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, TypeAlias

from corpus_pkg.corpus.document import Document, HasSpan
from corpus_pkg.corpus.models import Sentence, Stance
from corpus_pkg.layers.labels import StanceLabel
from corpus_pkg.train.scoring.marks import unit_at
from corpus_pkg.train.scoring.tally import OUTSIDE, Tally, Unit
from corpus_pkg.values.ids import AUTHOR

CLASSES: Final = ("favor", "against")
"""The classes whose F1 scores make the mean."""

Key: TypeAlias = tuple[Unit, str]
"""A unit and a target."""
Labels: TypeAlias = dict[Key, str]
ClassTallies: TypeAlias = dict[str, dict[str, Tally]]
"""Tallies by target and label."""


def pair_labels(gold: Document, document: Document) -> Labels:
    """Return the author's label of each (sentence, target) of one side; pairs without a row are not in it.

    A sentence that is cut otherwise than in the gold annotation counts as the gold sentence that it shares
    the most characters with; where several do and their labels differ, the label is `mixed`.

    Args:
        gold: The document with the gold sentences.
        document: The side's document.
    """
    found = defaultdict(set)
    for stance in document.stance:
        if stance.holder == AUTHOR:
            found[_sentence(gold, stance), stance.target].add(stance.label)
    return {key: _merged(labels).value for key, labels in found.items()}


def _merged(labels: set[StanceLabel]) -> StanceLabel:
    sides = labels - {StanceLabel.NONE} or labels
    return next(iter(sides)) if len(sides) == 1 else StanceLabel.MIXED


def document_labels(document: Document) -> Labels:
    """Return the label of each (document, target) that is labelled."""
    return {((document.id, OUTSIDE), s.target): s.label.value for s in document.document_stance}


class LabelTallies:
    """The counts of every class (`favor`, `against`, `mixed`) by target, and of equal labels.

    Attributes:
        accuracy: The counts of equal labels among the pairs that the gold side labels.
    """

    def __init__(self) -> None:
        self.accuracy = Tally()
        self._by_target: ClassTallies = {}

    def add(self, gold: Labels, predicted: Labels) -> None:
        """Count the labels of both sides of a document."""
        for key in dict.fromkeys((*gold, *predicted)):
            unit, target = key
            true, said = gold.get(key, "none"), predicted.get(key, "none")
            tallies = self._by_target.setdefault(target, {name: Tally() for name in (*CLASSES, "mixed")})
            if true in tallies:
                tallies[true].add(unit, gold=1, found=true == said)
            if said in tallies:
                tallies[said].add(unit, predicted=1, right=true == said)
        for key, label in gold.items():
            self.accuracy.hit(key[0], predicted.get(key, "none") == label)

    @property
    def by_target(self) -> ClassTallies:
        """The counts of the classes of each target, sorted by its id."""
        return dict(sorted(self._by_target.items()))


def merged(tallies: Mapping[str, Mapping[str, Tally]], label: str) -> Tally:
    """Return the counts of one class over all targets."""
    whole = Tally()
    for of_target in tallies.values():
        whole.add_all(of_target[label])
    return whole


def attributed(gold: Document, side: Document) -> dict[tuple[Unit, str, str, StanceLabel], Stance]:
    """Return the stances of one side by what is compared of them: sentence, holder, target and label."""
    return {(_sentence(gold, s), s.holder, s.target, s.label): s for s in side.stance}


def add_attributed(tally: Tally, gold: Document, predicted: Document, *, reported: bool = False) -> None:
    """Count the stances of a document of which sentence, holder, target and label are all right.

    Args:
        tally: Where they are counted.
        gold: The gold document.
        predicted: The predicted one.
        reported: Whether to count only those of other holders than the author.
    """
    true, said = (
        {found for found in attributed(gold, side) if not (reported and found[1] == AUTHOR)}
        for side in (gold, predicted)
    )
    for stance in true:
        tally.add(stance[0], gold=1, found=stance in said)
    for stance in said:
        tally.add(stance[0], predicted=1, right=stance in true)


def _sentence(gold: Document, stance: HasSpan) -> Unit:
    """Return the unit of the gold sentence that shares the most characters with a stance's sentence."""

    def shared(sentence: Sentence) -> int:
        return min(sentence.end, stance.end) - max(sentence.start, stance.start)

    best = max(gold.sentences, key=shared, default=None)
    if best is None or shared(best) <= 0:
        return unit_at(gold, stance.start)
    return gold.id, best.start
