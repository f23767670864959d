"""The tasks of the harnesses: what each asks for, and which score it reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from corpus_pkg.api import load
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import DATES, ENTITIES
from corpus_pkg.train.llm.fields import ANSWERED, unit_of
from corpus_pkg.train.llm.prompts import SHOTS, Prompt, Prompter
from corpus_pkg.train.llm.scores import NUMBERS, AnswerScores, Reply, score_replies

SCORE: Final = "score"
"""The name of a task's first number in harnesses."""
MEASURES: Final = (SCORE, *(name.replace("-", "_") for name in NUMBERS))
"""The names of all its numbers."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a task asks a model for."""

    name: str
    """The task's name."""
    layer: str
    """The layer that is asked for."""
    registry: bool = False
    """Whether the ids of the corpus's registry are listed in the prompts."""
    measure: tuple[str, str] | None = None
    """The score that is reported, as measure and group; the layer's first score if left out."""


QUESTIONS: Final = {
    question.name: question
    for question in (
        *(Question(name, name) for name in ANSWERED),
        Question("date_values", DATES.name, measure=("value (boundary)", "F1")),
        Question("linking", ENTITIES.name, registry=True, measure=("entity (boundary)", "F1")),
    )
}
"""The tasks by name: one for each layer that models are asked for, and two on values alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a model, with the right answer."""

    prompt: Prompt
    """What the model is asked."""
    target: str
    """What it should write."""


def question(name: str) -> Question:
    """Return a task by its name.

    Raises:
        ValueError: There is no such task; the message lists those that there are.
    """
    if name not in QUESTIONS:
        raise ValueError(f"no task {name!r}; choose from: {', '.join(QUESTIONS)}")
    return QUESTIONS[name]


@lru_cache(maxsize=4)
def corpus_of(source: str) -> Corpus:
    """Return a corpus by its source, as `load` takes it; the last few are kept."""
    return load(source)


def ask(corpus: Corpus, name: str, *, shots: int = SHOTS, guidelines: bool = True) -> Iterator[Asked]:
    """Yield everything that a task asks about a corpus, in its order.

    Args:
        corpus: The corpus.
        name: The task's name.
        shots: How many demonstrations a prompt has, all from other documents.
        guidelines: Whether prompts quote the corpus's guidelines on the layer.

    Raises:
        ValueError: There is no such task.
    """
    asked = question(name)
    prompter = Prompter(corpus, asked.layer, shots=shots, guidelines=guidelines, registry=asked.registry)
    for shown in prompter.demonstrations.of(corpus, []):
        yield Asked(prompter.prompt(shown.document, shown.sentence), shown.answer.as_json())


def numbers(source: str, name: str, replies: Sequence[Reply]) -> dict[str, float]:
    """Return the numbers of a task by `MEASURES`, over what there are replies about; 0 for what is undefined.

    Args:
        source: The corpus, as `load` takes it.
        name: The task's name.
        replies: What the model wrote.

    Raises:
        ValueError: There is no such task.
    """
    return dict(_numbers(source, name, tuple(replies)))


# Harnesses want each number of its own function.
@lru_cache(maxsize=8)
def _numbers(source: str, name: str, replies: tuple[Reply, ...]) -> tuple[tuple[str, float], ...]:
    asked = question(name)
    found = score_replies(
        corpus_of(source), asked.layer, replies, unit=unit_of(asked.layer, None), only_replied=True, samples=0
    )
    values = (
        _value(found, asked),
        found.well_formed.value,
        found.grounded.value,
        found.label.value,
        found.value.value,
    )
    return tuple((measure, value or 0.0) for measure, value in zip(MEASURES, values, strict=True))


def _value(found: AnswerScores, asked: Question) -> float | None:
    if asked.measure is None:
        return found.headline.value
    return found.records[asked.layer, *asked.measure].value


def sample_id(prompt: Prompt) -> str:
    """Return the name of what a prompt asks about: its document, and its sentence if it has one."""
    return f"{prompt.document}:{prompt.sentence}" if prompt.sentence else prompt.document


def reply_of(columns: Any, text: str) -> Reply:
    """Return a reply to a sample from its columns `document` and `sentence`."""
    return Reply(columns["document"], columns["sentence"] or None, text)
