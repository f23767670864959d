"""Chats in which a model is asked for a layer and answers rightly, for supervised and reward training."""

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import layers_of
from corpus_pkg.train.llm.fields import ANSWERED, unit_of
from corpus_pkg.train.llm.prompts import Message, Prompter
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.train.tokens import simple_tokens
from corpus_pkg.train.units import Unit

if TYPE_CHECKING:
    from corpus_pkg.train.misfits import Misfit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRow:
    """A question about a sentence or document, and the right answer."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str | None
    """The sentence's id; null where the whole document is asked about."""
    layer: str
    """The layer that is asked for."""
    prompt: tuple[Message, ...]
    """The task, the demonstrations, and what is asked about."""
    completion: tuple[Message, ...]
    """The answer, as one message."""
    messages: tuple[Message, ...]
    """Both together, for trainers that take a whole chat."""
    tokens: int
    """How many tokens the messages have, as the view's tokenizer counts them."""


def chat(
    corpus: Corpus,
    *,
    layers: Sequence[str] | None = None,
    unit: Unit | None = None,
    shots: int = 0,
    guidelines: bool | str = False,
    tokenizer: Callable[[str], Sized] = simple_tokens,
) -> View[ChatRow]:
    """Return the view for models that chat: a row for each sentence (or document) and layer.

    Demonstrations are from other documents than the row's. So those of a training row may be from the
    document that a fold leaves out: with demonstrations, make the view of each half of the corpus.

    Args:
        corpus: The corpus.
        layers: The layers that are asked for; all that there are answers to if left out.
        unit: What a row is about; left out, a sentence, or a document for layers without spans.
        shots: How many demonstrations a prompt has.
        guidelines: Whether prompts quote the corpus's guidelines on the layer, or the text to quote.
        tokenizer: What cuts a text into tokens, to count them.

    Raises:
        ValueError: There are no answers to a layer, or it is about documents and sentences are requested.
    """
    misfits: list[Misfit] = []
    rows: list[ChatRow] = []
    folds = {document.id: fold for fold, document in numbered(corpus)}
    asked = [spec.name for spec in layers_of(corpus.labels) if spec.name in ANSWERED]
    for layer in asked if layers is None else layers:
        prompter = Prompter(
            corpus,
            layer,
            unit=unit_of(layer, unit),
            shots=shots,
            guidelines=guidelines,
            tokenizer=tokenizer,
        )
        for shown in prompter.demonstrations.of(corpus, misfits):
            question = prompter.prompt(shown.document, shown.sentence)
            said = Message("assistant", shown.answer.as_json())
            rows.append(
                ChatRow(
                    document=shown.document.id,
                    fold=folds[shown.document.id],
                    sentence=question.sentence,
                    layer=layer,
                    prompt=question.messages,
                    completion=(said,),
                    messages=(*question.messages, said),
                    tokens=question.tokens + len(tokenizer(said.content)),
                )
            )
    rows.sort(key=lambda row: row.fold)
    misfits.sort(key=lambda found: folds[found.document])
    return view_of(corpus, "chat", ChatRow, rows, misfits)
