"""Scoring predicted annotations against gold ones.

>>> import corpus_pkg
>>> from corpus_pkg.train.scoring import score
>>> corpus = corpus_pkg.load()
>>> score(corpus, corpus, layers=["entities"], samples=0)["entities", "strict", "micro"].value
1.0
"""

from corpus_pkg.train.scoring.comparison import Comparison, ScoreDifference, compare
from corpus_pkg.train.scoring.crossval import CrossValidation, Summary, cross_validate
from corpus_pkg.train.scoring.predicted import with_names, with_stance
from corpus_pkg.train.scoring.scores import CONFIDENCE, SAMPLES, SEED, Score, Scores, score
from corpus_pkg.train.scoring.sides import ScoringError
from corpus_pkg.train.scoring.tally import Interval

__all__ = [
    "CONFIDENCE",
    "SAMPLES",
    "SEED",
    "Comparison",
    "CrossValidation",
    "Interval",
    "Score",
    "ScoreDifference",
    "Scores",
    "ScoringError",
    "Summary",
    "compare",
    "cross_validate",
    "score",
    "with_names",
    "with_stance",
]
