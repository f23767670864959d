"""AzUS: five English texts on US–Azerbaijan relations, annotated for entities, dates, figures and stance.

>>> import corpus_pkg
>>> corpus = corpus_pkg.load()
>>> [document.id for document in corpus][:2]
['section-907-repeal', 'strategic-partnership-visit']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corpus_pkg.__about__ import __version__
from corpus_pkg.api import load
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.train.folds import folds

if TYPE_CHECKING:
    from corpus_pkg.build.open_records import open_records
    from corpus_pkg.train import llm, rewards

__all__ = [
    "Corpus",
    "CorpusError",
    "Document",
    "Problem",
    "__version__",
    "folds",
    "llm",
    "load",
    "open_records",
    "rewards",
]


def __getattr__(name: str) -> Any:
    # Imported when it is asked for: it comes with the build, which needs more than loading does.
    if name == "open_records":
        from corpus_pkg.build.open_records import open_records

        return open_records
    if name in ("llm", "rewards"):
        return import_module(f"corpus_pkg.train.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
