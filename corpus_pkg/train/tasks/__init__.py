"""Views of the corpus for training: one function a task, and the list of all.

>>> import corpus_pkg
>>> from corpus_pkg.train import tasks
>>> view = tasks.ner(corpus_pkg.load())
>>> view.records[0].tags[:3]
('B-GPE', 'I-GPE', 'I-GPE')
"""

from collections.abc import Callable
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.train.misfits import REASONS, Misfit, Reason
from corpus_pkg.train.tasks.chat import chat
from corpus_pkg.train.tasks.claims import claim_pairs, topic_answers
from corpus_pkg.train.tasks.dates import date_extraction, date_normalization
from corpus_pkg.train.tasks.figures import figure_extraction, figure_frames
from corpus_pkg.train.tasks.gliner import gliner, gliner_tokens
from corpus_pkg.train.tasks.gliner2 import gliner2
from corpus_pkg.train.tasks.judgements import judgements
from corpus_pkg.train.tasks.langextract import langextract
from corpus_pkg.train.tasks.linking import entity_linking
from corpus_pkg.train.tasks.names import ner, nested_spans
from corpus_pkg.train.tasks.stance import document_stance, stance_pairs, stance_reported
from corpus_pkg.train.tasks.subwords import subword_names, subword_ner
from corpus_pkg.train.tasks.view import View
from corpus_pkg.train.tokens import simple_tokens

__all__ = [
    "REASONS",
    "TASKS",
    "Misfit",
    "Reason",
    "View",
    "chat",
    "claim_pairs",
    "date_extraction",
    "date_normalization",
    "document_stance",
    "entity_linking",
    "figure_extraction",
    "figure_frames",
    "gliner",
    "gliner2",
    "gliner_tokens",
    "judgements",
    "langextract",
    "ner",
    "nested_spans",
    "simple_tokens",
    "stance_pairs",
    "stance_reported",
    "subword_names",
    "subword_ner",
    "task_view",
    "topic_answers",
]

TASKS: Final[dict[str, Callable[[Corpus], View[Any]]]] = {
    "ner": ner,
    "nested_spans": nested_spans,
    "entity_linking": entity_linking,
    "date_extraction": date_extraction,
    "date_normalization": date_normalization,
    "figure_extraction": figure_extraction,
    "figure_frames": figure_frames,
    "stance_pairs": stance_pairs,
    "stance_reported": stance_reported,
    "document_stance": document_stance,
    "claim_pairs": claim_pairs,
    "topic_answers": topic_answers,
    "chat": chat,
    "gliner": gliner,
    "gliner2": gliner2,
    "langextract": langextract,
    "judgements": judgements,
}
"""The views that need nothing but a corpus, by name. `subword_ner` needs a tokenizer too."""


def task_view(corpus: Corpus, task: str) -> View[Any]:
    """Return a view by its task's name, with the default options.

    Raises:
        ValueError: There is no such task; the message lists those that there are.
    """
    if task not in TASKS:
        raise ValueError(f"no task {task!r}; choose from: {', '.join(TASKS)}")
    return TASKS[task](corpus)
