"""Krippendorff's alpha for labels without an order (nominal), by the package `krippendorff`."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus_pkg.extras import need


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that two annotators gave to the same units, unit by unit. They add up."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "Labels") -> "Labels":
        return Labels(self.pairs + other.pairs)

    @property
    def units(self) -> int:
        """How many units were labelled."""
        return len(self.pairs)

    @property
    def equal(self) -> int:
        """How many units have the same label from both."""
        return sum(first == second for first, second in self.pairs)

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha; None where it is not defined."""
        return nominal_alpha(self.pairs)


def nominal_alpha(pairs: Iterable[tuple[str, str]]) -> float | None:
    """Return Krippendorff's alpha of the labels of two annotators (Krippendorff 2004, chapter 11).

    Args:
        pairs: For each unit, the label of each annotator.

    Returns:
        1 for full agreement, 0 for what chance would give, less than 0 for less; None where all labels
        are one, because chance would then agree as well.
    """
    units = list(pairs)
    domain = sorted({label for pair in units for label in pair})
    if len(domain) < 2:
        return None
    numbers = {label: number for number, label in enumerate(domain)}
    data = [[numbers[pair[coder]] for pair in units] for coder in (0, 1)]
    krippendorff = need("krippendorff", "agreement")
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
