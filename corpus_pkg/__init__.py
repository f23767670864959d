"""AzUS: five English texts on US–Azerbaijan relations, annotated for entities, dates, figures and stance.

>>> import corpus_pkg
>>> corpus = corpus_pkg.load()
>>> [document.id for document in corpus][:2]
['section-907-repeal', 'strategic-partnership-visit']

What is listed in `__all__` is public; the modules below are where it is made, and may change.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.__about__ import __version__
from corpus_pkg.api import load, validate
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentMetadata, RegistryEntry, Target
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.extras import MissingExtraError
from corpus_pkg.layers import LAYERS, Date, DocumentStance, Entity, Figure, Segment, Sentence, Stance
from corpus_pkg.train.folds import folds

if TYPE_CHECKING:
    from corpus_pkg import build
    from corpus_pkg.annotate.diff import diff
    from corpus_pkg.build.open_records import open_records
    from corpus_pkg.exchange.predictions import read_predictions, write_predictions
    from corpus_pkg.train import llm, rewards, tasks
    from corpus_pkg.train.errors import errors
    from corpus_pkg.train.scoring import compare, score

__all__ = [
    "LAYERS",
    "Corpus",
    "CorpusError",
    "Date",
    "Document",
    "DocumentMetadata",
    "DocumentStance",
    "Entity",
    "Figure",
    "MissingExtraError",
    "Problem",
    "RegistryEntry",
    "Segment",
    "Sentence",
    "Stance",
    "Target",
    "__version__",
    "build",
    "compare",
    "diff",
    "errors",
    "folds",
    "llm",
    "load",
    "open_records",
    "read_predictions",
    "rewards",
    "score",
    "tasks",
    "validate",
    "write_predictions",
]

_LATER: Final = {
    "build": "corpus_pkg.build",
    "compare": "corpus_pkg.train.scoring:compare",
    "diff": "corpus_pkg.annotate.diff:diff",
    "errors": "corpus_pkg.train.errors:errors",
    "llm": "corpus_pkg.train.llm",
    "open_records": "corpus_pkg.build.open_records:open_records",
    "read_predictions": "corpus_pkg.exchange.predictions:read_predictions",
    "rewards": "corpus_pkg.train.rewards",
    "score": "corpus_pkg.train.scoring:score",
    "tasks": "corpus_pkg.train.tasks",
    "write_predictions": "corpus_pkg.exchange.predictions:write_predictions",
}
"""What is imported when it is used, since loading needs less: modules, and functions of modules."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, function = _LATER[name].partition(":")
    found = import_module(module)
    return getattr(found, function) if function else found


def __dir__() -> list[str]:
    return sorted(__all__)
