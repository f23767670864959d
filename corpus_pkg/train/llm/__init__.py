"""Language models on a corpus: what they are asked, what they may answer, and what their answers come to.

>>> import corpus_pkg
>>> from corpus_pkg import llm
>>> document = corpus_pkg.load()["section-907-repeal"]
>>> answer = llm.parse_answer('{"dates": []}', "dates")
>>> llm.place(document, answer, document.sentences[0]).records
()
"""

from corpus_pkg.train.llm.fields import ANSWERED, labels_of
from corpus_pkg.train.llm.guidelines import guidelines
from corpus_pkg.train.llm.model import (
    KEYWORDS,
    Answer,
    AnswerError,
    answer_model,
    answer_schema,
    parse_answer,
)
from corpus_pkg.train.llm.place import TROUBLES, Placement, Trouble, UnplacedItem, place
from corpus_pkg.train.llm.prompts import SHOTS, Message, Prompt, Prompter, prompt
from corpus_pkg.train.llm.scores import AnswerScores, Fault, Reply, headline, score_replies
from corpus_pkg.train.llm.write import answer_of
from corpus_pkg.train.units import Unit

__all__ = [
    "ANSWERED",
    "KEYWORDS",
    "SHOTS",
    "TROUBLES",
    "Answer",
    "AnswerError",
    "AnswerScores",
    "Fault",
    "Message",
    "Placement",
    "Prompt",
    "Prompter",
    "Reply",
    "Trouble",
    "Unit",
    "UnplacedItem",
    "answer_model",
    "answer_of",
    "answer_schema",
    "guidelines",
    "headline",
    "labels_of",
    "parse_answer",
    "place",
    "prompt",
    "score_replies",
]
