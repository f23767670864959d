"""Entity linking as GERBIL counts it in the task A2KB: find the names and link them.

Röder, Usbeck and Ngonga Ngomo 2018, GERBIL – Benchmarking Named Entity Recognition and Linking Consistently
(https://doi.org/10.3233/SW-170286). What the paper leaves open is as in GERBIL's own code
(https://github.com/dice-group/gerbil, `org.aksw.gerbil.matching` and `FMeasureCalculator`):

- Spans match strongly where they have the same start and end, and weakly where they share a character.
- Of two spans that match, both are linked to one thing of the knowledge base, or both to none (NIL, GERBIL's
  "emerging entities"): two names of things outside the knowledge base are not told apart.
- Gold names are taken one after another, each with the first prediction that matches it and is not taken yet.
- Micro scores are of the counts of all documents, macro scores are means over documents; a document of which
  neither side has a name counts as 1, and one of which nothing matches as 0.
- The scores of names in the knowledge base and of NIL leave out the other names of both sides first.

The knowledge base is Wikipedia with Wikidata: a name is in it where its registry entry has an article or an
item.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from corpus_pkg.train.scoring.marks import Mark, overlapping
from corpus_pkg.train.scoring.tally import OUTSIDE, Tally

MATCHES: Final = ("strong", "weak")
"""How the spans of two names match."""

_PARTS: Final = ("", "in KB ", "NIL ")
"""The names that are counted: all, those in the knowledge base, and those outside it."""


class LinkingTallies:
    """What is counted under one kind of match: of all names, of those in the knowledge base, of NIL."""

    def __init__(self, nil: frozenset[str], match: str) -> None:
        """Begin with nothing.

        Args:
            nil: The ids of things outside the knowledge base.
            match: One of `MATCHES`.
        """
        self._nil, self._match = nil, match
        self._whole = {part: Tally() for part in _PARTS}
        self._documents: dict[str, list[Tally]] = {part: [] for part in _PARTS}

    def add(self, gold: Sequence[Mark], predicted: Sequence[Mark]) -> None:
        """Count the names of both sides of a document, in the order of the text."""
        for part in _PARTS:
            of_gold, of_predicted = (
                [mark for mark in marks if not part or (_link(mark, self._nil) is None) == (part == "NIL ")]
                for marks in (gold, predicted)
            )
            tally = _counted(of_gold, of_predicted, self._nil, self._match)
            self._whole[part].add_all(tally)
            if not any(tally.total):
                tally.hit(("", OUTSIDE))
            self._documents[part].append(tally)

    def made(self) -> Iterator[tuple[str, Tally, list[Tally]]]:
        """Yield what the names are called (empty for all), their counts, and those of each document.

        A document without a name on either side counts as one that is right. There are no documents where
        none has a name, and names in the knowledge base and NIL are left out where there are none.
        """
        for part, whole in self._whole.items():
            there = any(whole.total)
            if there or not part:
                yield part, whole, self._documents[part] if there else []


def _link(mark: Mark, nil: frozenset[str]) -> str | None:
    """Return what a name is linked to in the knowledge base; None where that is nothing."""
    entity = str(mark.record.entity)
    return None if entity in nil else entity


def _counted(gold: Sequence[Mark], predicted: Sequence[Mark], nil: frozenset[str], match: str) -> Tally:
    """Return the counts of one document."""
    tally = Tally()
    taken: dict[int, int] = {}
    found: set[int] = set()
    for row, column in overlapping(gold, predicted):
        one, other = gold[row], predicted[column]
        fits = (match == "weak" or one.same_span(other)) and _link(one, nil) == _link(other, nil)
        if fits and row not in found and column not in taken:
            found.add(row)
            taken[column] = row
    for row, mark in enumerate(gold):
        tally.add(mark.unit, gold=1, found=row in found)
    for column, mark in enumerate(predicted):
        right = column in taken
        # A matched prediction counts in its gold name's sentence: no sample finds it without the name.
        tally.add(gold[taken[column]].unit if right else mark.unit, predicted=1, right=right)
    return tally
