"""Krippendorff's alpha for labels without an order (nominal), from counts of pairs of labels."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Labels:
    """How often two annotators gave a pair of labels to the same unit. They add up."""

    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """The number of units by the label of the first and that of the second."""

    @staticmethod
    def of(pairs: Iterable[tuple[str, str]]) -> "Labels":
        """Return the counts of the labels of units."""
        return Labels(Counter(pairs))

    def __add__(self, other: "Labels") -> "Labels":
        return Labels(Counter(self.counts) + Counter(other.counts))

    @property
    def units(self) -> int:
        """How many units were labelled."""
        return sum(self.counts.values())

    @property
    def equal(self) -> int:
        """How many units have the same label from both."""
        return sum(count for (first, second), count in self.counts.items() if first == second)

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha; None where it is not defined."""
        return nominal_alpha(self.counts)


def nominal_alpha(counts: Mapping[tuple[str, str], int]) -> float | None:
    """Return Krippendorff's alpha of the labels of two annotators (Krippendorff 2004, chapter 11).

    Args:
        counts: How many units have the one label from the first annotator and the other from the second.

    Returns:
        1 for full agreement, 0 for what chance would give, less than 0 for less; None where all labels
        are one, because chance would then agree as well.
    """
    values: Counter[str] = Counter()
    unequal = 0
    for (first, second), count in counts.items():
        values[first] += count
        values[second] += count
        unequal += count * (first != second)
    total = values.total()
    by_chance = total**2 - sum(count**2 for count in values.values())
    if not by_chance:
        return None
    return float(1 - Fraction(2 * unequal * (total - 1), by_chance))
