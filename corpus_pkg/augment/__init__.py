"""New training documents, made by swapping entities, dates and figures, with annotations that stay right.

>>> import corpus_pkg
>>> from corpus_pkg.augment import augment
>>> made = list(augment(corpus_pkg.load(), number=2, seed=1))
>>> made[1].id
'strategic-partnership-visit-made-1-1'
"""

from corpus_pkg.augment.make import augment
from corpus_pkg.augment.modes import SEED, StanceMode

__all__ = ["SEED", "StanceMode", "augment"]
