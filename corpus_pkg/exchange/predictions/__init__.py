"""Predictions in the forms in which models give them, as documents that can be scored, and back.

>>> import corpus_pkg, pathlib, tempfile
>>> corpus = corpus_pkg.load()
>>> with tempfile.TemporaryDirectory() as folder:
...     path = corpus_pkg.write_predictions(corpus, pathlib.Path(folder, "spans.jsonl"), ["dates"])
...     found = corpus_pkg.read_predictions(path, corpus)
>>> found.layers
('dates',)
>>> corpus_pkg.score(corpus, found, samples=0)["dates", "strict", "micro"].value
1.0
"""

from corpus_pkg.exchange.predictions.forms import FORMATS
from corpus_pkg.exchange.predictions.read import read_predictions
from corpus_pkg.exchange.predictions.write import write_predictions
from corpus_pkg.train.predictions import Predictions

__all__ = ["FORMATS", "Predictions", "read_predictions", "write_predictions"]
