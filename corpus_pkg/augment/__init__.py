"""New training documents, made by swapping entities, dates and figures, with annotations that stay right.

>>> import corpus_pkg
>>> from corpus_pkg.augment import augment
>>> [document.id for document in augment(corpus_pkg.load(), number=2, seed=1)]
['section-907-repeal-made-1-0', 'strategic-partnership-visit-made-1-1']
"""

from corpus_pkg.augment.make import augment
from corpus_pkg.augment.modes import SEED, StanceMode

__all__ = ["SEED", "StanceMode", "augment"]
