"""What a prediction gets wrong, one by one: the same annotations that `score` counts, each with its kind.

>>> import corpus_pkg
>>> corpus = corpus_pkg.load()
>>> found = corpus_pkg.errors(corpus, corpus.annotator("c"), layers=["dates"])
>>> found.counts["dates"].gold == len([date for document in corpus for date in document.dates])
True
"""

from corpus_pkg.train.errors.report import Errors, LayerCount, errors
from corpus_pkg.train.errors.wrong import KINDS, Kind, Wrong

__all__ = ["KINDS", "Errors", "Kind", "LayerCount", "Wrong", "errors"]
