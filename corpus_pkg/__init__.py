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

if TYPE_CHECKING:
    from corpus_pkg import build
    from corpus_pkg.annotate.diff import diff
    from corpus_pkg.api import load, validate
    from corpus_pkg.build.open_records import open_records
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.corpus.document import Document
    from corpus_pkg.corpus.models import DocumentMetadata, RegistryEntry, Target, Topic
    from corpus_pkg.corpus.problems import CorpusError, Problem
    from corpus_pkg.exchange.predictions import read_predictions, write_predictions
    from corpus_pkg.extras import MissingExtraError
    from corpus_pkg.layers import (
        LAYERS,
        Claim,
        Date,
        DocumentStance,
        Entity,
        Figure,
        Segment,
        Sentence,
        Stance,
    )
    from corpus_pkg.train import llm, rewards, tasks
    from corpus_pkg.train.errors import errors
    from corpus_pkg.train.folds import folds
    from corpus_pkg.train.scoring import compare, score

__all__ = [
    "LAYERS",
    "Claim",
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
    "Topic",
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

_PLACES: Final = {
    "LAYERS": "corpus_pkg.layers:LAYERS",
    "Claim": "corpus_pkg.layers:Claim",
    "Corpus": "corpus_pkg.api:Corpus",
    "CorpusError": "corpus_pkg.corpus.problems:CorpusError",
    "Date": "corpus_pkg.layers:Date",
    "Document": "corpus_pkg.corpus.document:Document",
    "DocumentMetadata": "corpus_pkg.corpus.models:DocumentMetadata",
    "DocumentStance": "corpus_pkg.layers:DocumentStance",
    "Entity": "corpus_pkg.layers:Entity",
    "Figure": "corpus_pkg.layers:Figure",
    "MissingExtraError": "corpus_pkg.extras:MissingExtraError",
    "Problem": "corpus_pkg.corpus.problems:Problem",
    "RegistryEntry": "corpus_pkg.corpus.models:RegistryEntry",
    "Segment": "corpus_pkg.layers:Segment",
    "Sentence": "corpus_pkg.layers:Sentence",
    "Stance": "corpus_pkg.layers:Stance",
    "Target": "corpus_pkg.corpus.models:Target",
    "Topic": "corpus_pkg.corpus.models:Topic",
    "build": "corpus_pkg.build",
    "compare": "corpus_pkg.train.scoring:compare",
    "diff": "corpus_pkg.annotate.diff:diff",
    "errors": "corpus_pkg.train.errors:errors",
    "folds": "corpus_pkg.train.folds:folds",
    "llm": "corpus_pkg.train.llm",
    "load": "corpus_pkg.api:load",
    "open_records": "corpus_pkg.build.open_records:open_records",
    "read_predictions": "corpus_pkg.exchange.predictions:read_predictions",
    "rewards": "corpus_pkg.train.rewards",
    "score": "corpus_pkg.train.scoring:score",
    "tasks": "corpus_pkg.train.tasks",
    "validate": "corpus_pkg.api:validate",
    "write_predictions": "corpus_pkg.exchange.predictions:write_predictions",
}
"""Where each name is made: a module, or something in one. It is imported when it is first used, since loading
needs less than all, and a layer of another package may be imported before this one."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, inside = _PLACES[name].partition(":")
    found = import_module(module)
    return getattr(found, inside) if inside else found


def __dir__() -> list[str]:
    return sorted(__all__)
