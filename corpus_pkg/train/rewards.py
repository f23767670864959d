"""Rewards that can be checked, with the signature of TRL's trainers.

>>> import corpus_pkg
>>> from corpus_pkg import rewards
>>> ", ".join(reward.__name__ for reward in rewards.functions(corpus_pkg.load()))
'well_formed, grounded, span_f1'
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeAlias

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import LayerSpec
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.train.llm.fields import spec_of
from corpus_pkg.train.llm.model import Answer, AnswerError, parse_answer
from corpus_pkg.train.llm.place import GROUNDLESS, key_of, place
from corpus_pkg.train.llm.write import sentence_of

Completion: TypeAlias = str | Sequence[Mapping[str, Any]]
"""What a model wrote: a text, or the messages of a chat."""
Reward: TypeAlias = Callable[..., list[float]]


def well_formed(
    completions: Sequence[Completion],
    layer: Sequence[str],
    sentence: Sequence[str | None],
    *,
    labels: LabelSets = DEFAULT_LABELS,
    **_: Any,
) -> list[float]:
    """Return 1 for each completion that is an answer about its layer, else 0.

    Args:
        completions: What the model wrote.
        layer: The column of that name of `tasks.chat`.
        sentence: The column of that name of `tasks.chat`.
        labels: The lists of labels of the corpus.
    """
    asked = zip(completions, layer, sentence, strict=True)
    return [float(_answer(said, of, within, labels) is not None) for said, of, within in asked]


def functions(corpus: Corpus) -> tuple[Reward, Reward, Reward]:
    """Return the reward functions for a corpus, for `reward_funcs` of a trainer; they give 0 to 1.

    `well_formed` is 1 for an answer. `grounded` is the share of its items whose words are found, and 1 where
    there are no items. `span_f1` is the strict F1 against the corpus's records of the sentence (or document),
    and 1 where neither has any. The last two are 0 for what is not an answer. The rows are those of
    `tasks.chat`, whose columns `document`, `sentence` and `layer` the trainer passes on.

    Args:
        corpus: The corpus that the rows are from.
    """

    @wraps(well_formed)
    def formed(*given: Any, **named: Any) -> list[float]:
        return well_formed(*given, **named, labels=corpus.labels)

    def of_answers(name: str, reward: Callable[[Document, str | None, Answer | None], float]) -> Reward:
        def rewards(
            completions: Sequence[Completion],
            document: Sequence[str],
            sentence: Sequence[str | None],
            layer: Sequence[str],
            **_: Any,
        ) -> list[float]:
            return [
                reward(corpus[id_], within, _answer(said, of, within, corpus.labels))
                for said, id_, within, of in zip(completions, document, sentence, layer, strict=True)
            ]

        rewards.__name__ = name
        return rewards

    return formed, of_answers("grounded", _grounded), of_answers("span_f1", _span_f1)


def _answer(completion: Completion, layer: str, sentence: str | None, labels: LabelSets) -> Answer | None:
    text = completion if isinstance(completion, str) else _last(completion)
    try:
        return parse_answer(text, layer, "document" if sentence is None else "sentence", labels)
    except AnswerError:
        return None


def _last(messages: Sequence[Mapping[str, Any]]) -> str:
    content = messages[-1].get("content") if messages else None
    return content if isinstance(content, str) else ""


def _grounded(document: Document, sentence: str | None, answer: Answer | None) -> float:
    if answer is None:
        return 0.0
    placed = place(document, answer, sentence)
    lost = sum(found.trouble in GROUNDLESS for found in placed.unplaced)
    return 1 - lost / len(answer.items) if answer.items else 1.0


def _span_f1(document: Document, sentence: str | None, answer: Answer | None) -> float:
    if answer is None:
        return 0.0
    spec = spec_of(answer.layer)
    records = document.layer(spec.name)
    if sentence is not None:
        around = sentence_of(document, sentence)
        records = tuple(record for record in records if document.sentence_of(record) == around)
    placed = place(document, answer, sentence)
    gold, said = _keys(spec, records), _keys(spec, placed.records)
    counted = len(gold) + len(said) + len(placed.unplaced)
    return 2 * len(gold & said) / counted if counted else 1.0


def _keys(spec: LayerSpec, records: Iterable[Any]) -> set[tuple[str, Any]]:
    return {(key_of(spec, record), getattr(record, spec.label) if spec.label else None) for record in records}
