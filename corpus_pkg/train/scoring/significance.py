"""Whether two predictions differ by more than chance: tests of the difference of two scores.

The bootstrap test follows Efron and Tibshirani 1993, section 16.4: the differences of the samples are moved
so that their centre is 0. The test by documents is Fisher's: if the systems do not differ, each could have
made the other's prediction of a document.
"""

import random
from collections.abc import Sequence
from itertools import product
from statistics import NormalDist
from typing import Any, Final

from corpus_pkg.extras import need
from corpus_pkg.train.scoring.tally import Groups, f1_of_counts, mean_f1, mean_of_groups

ALPHA: Final = 0.05
"""The level at which a difference is taken for more than chance."""
POWER: Final = 0.8
"""How often a difference that is detectable would be found."""
MOST_FLIPPED: Final = 12
"""Up to so many documents all ways to exchange them are counted, and beyond that a sample."""
_HAIR: Final = 1e-12


def bootstrap_p(difference: float, sampled: Any) -> float | None:
    """Return the two-sided p of a difference by its bootstrap samples; None where there are none.

    Args:
        difference: The difference of the two scores.
        sampled: The difference in each sample; NaN where it is undefined.
    """
    numpy = need("numpy", "score")
    known = sampled[~numpy.isnan(sampled)]
    if not len(known):
        return None
    as_far = int((numpy.abs(known - difference) >= abs(difference) - _HAIR).sum())
    return (1 + as_far) / (1 + len(known))


def detectable(sampled: Any) -> float | None:
    """Return the least difference that the test would find four times in five, by its standard error."""
    numpy = need("numpy", "score")
    known = sampled[~numpy.isnan(sampled)]
    if len(known) < 2:
        return None
    normal = NormalDist()
    errors: float = normal.inv_cdf(1 - ALPHA / 2) + normal.inv_cdf(POWER)
    spread: float = known.std(ddof=1).item()
    return errors * spread


def smallest_p(documents: int) -> float:
    """Return the least p that exchanging so many documents can give: 0.0625 for five."""
    return min(1.0, 2.0 ** (1 - documents))


def sign_flip_p(
    first: Groups, second: Groups, documents: Sequence[str], samples: int, seed: int
) -> float | None:
    """Return the two-sided p of a difference by exchanging the two predictions of whole documents.

    Args:
        first: What the first score is the mean of.
        second: The same of the second score.
        documents: The ids of all documents.
        samples: How many ways to exchange them are drawn, where there are too many to count all.
        seed: The seed to draw them with.

    Returns:
        The share of the ways whose difference is at least as large; None where a score is undefined.
    """
    numpy = need("numpy", "score")
    one, other = mean_f1(first), mean_f1(second)
    if one is None or other is None or not documents:
        return None
    keys = [[(row, place) for place in range(len(group))] for row, group in enumerate(first)]
    if [len(group) for group in first] != [len(group) for group in second]:
        return None
    flat = [key for group in keys for key in group]
    groups = [[flat.index(key) for key in group] for group in keys]
    counts = [_by_document(of, flat, documents) for of in (first, second)]
    exact = len(documents) <= MOST_FLIPPED
    if exact:
        ways = numpy.array(list(product((0, 1), repeat=len(documents))))
    else:
        draw = random.Random(seed)
        ways = numpy.array([draw.choices((0, 1), k=len(documents)) for _ in range(samples)])
    if not len(ways):
        return None
    scores = []
    for here, there in (counts, counts[::-1]):
        mixed = numpy.tensordot(1 - ways, here, 1) + numpy.tensordot(ways, there, 1)
        scores.append(mean_of_groups(f1_of_counts(mixed), groups))
    as_far = int((numpy.abs(scores[0] - scores[1]) >= abs(one - other) - _HAIR).sum())
    return as_far / len(ways) if exact else (1 + as_far) / (1 + len(ways))


def _by_document(groups: Groups, keys: Sequence[tuple[int, int]], documents: Sequence[str]) -> Any:
    """Return the counts of each tally by document: an array of documents × tallies × 4."""
    numpy = need("numpy", "score")
    made = numpy.zeros((len(documents), len(keys), 4))
    place = {document: number for number, document in enumerate(documents)}
    for number, (row, column) in enumerate(keys):
        tally = groups[row][column]
        for (document, _), *counts in zip(tally.units, *tally.columns, strict=True):
            made[place[document], number] += counts
    return made


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Return p values that are adjusted for how many there are (Holm 1979); None stays None.

    Examples:
        >>> holm([0.01, 0.04, None])
        [0.02, 0.04, None]
    """
    order = sorted((p, place) for place, p in enumerate(values) if p is not None)
    made: list[float | None] = [None] * len(values)
    least = 0.0
    for rank, (p, place) in enumerate(order):
        least = max(least, min(1.0, p * (len(order) - rank)))
        made[place] = least
    return made
