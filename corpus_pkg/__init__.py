"""AzUS: five English texts on US–Azerbaijan relations, annotated for entities, dates, figures and stance.

>>> import corpus_pkg
>>> corpus = corpus_pkg.load()
>>> [document.id for document in corpus][:2]
['section-907-repeal', 'strategic-partnership-visit']
"""

from corpus_pkg.__about__ import __version__
from corpus_pkg.corpus.corpus import Corpus, load
from corpus_pkg.corpus.document import Document
from corpus_pkg.folds import folds
from corpus_pkg.problems import CorpusError, Problem

__all__ = ["Corpus", "CorpusError", "Document", "Problem", "__version__", "folds", "load"]
