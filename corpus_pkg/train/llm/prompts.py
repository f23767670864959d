"""What a model is asked: chat messages with task, labels, the corpus's guidelines and demonstrations."""

import inspect
import json
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import Sentence
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.layers.lists import meanings
from corpus_pkg.train.llm.demonstrations import Demonstrations, Shown
from corpus_pkg.train.llm.fields import parts, spec_of, unit_of
from corpus_pkg.train.llm.guidelines import guidelines as guidelines_of
from corpus_pkg.train.llm.model import answer_schema
from corpus_pkg.train.llm.write import sentence_of
from corpus_pkg.train.tokens import simple_tokens
from corpus_pkg.train.units import Unit

ANSWER: Final = (
    "Answer with one JSON object that follows the schema below, and with nothing else. "
    "Copy words letter for letter."
)
SHOTS: Final = 4
"""How many demonstrations a prompt has."""


@dataclass(frozen=True, slots=True)
class Message:
    """A turn of a chat."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str
    """The text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a model is asked about one sentence or document."""

    layer: str
    """The layer that is asked for."""
    document: str
    """The id of the document that is asked about."""
    sentence: str | None
    """The id of the sentence that is asked about; None for the whole document."""
    messages: tuple[Message, ...]
    """The task, the demonstrations, and last what is asked about."""
    shots: tuple[tuple[str, str | None], ...]
    """The document and sentence of each demonstration."""
    tokens: int
    """How many tokens the messages have, without what a chat template adds."""

    def as_dicts(self) -> list[dict[str, str]]:
        """Return the messages as chat clients take them."""
        return [{"role": message.role, "content": message.content} for message in self.messages]

    @property
    def text(self) -> str:
        """The messages as one text, for models that do not chat: it ends where the answer begins."""
        names = {"user": "Text:\n", "assistant": "Answer:\n"}
        return "\n\n".join(
            [*(f"{names.get(m.role, '')}{m.content}" for m in self.messages), names["assistant"]]
        )


class Prompter:
    """Makes the prompts of one layer, one like the other.

    Args:
        corpus: The corpus that the demonstrations and guidelines come from.
        layer: The layer that is asked for.
        unit: Whether it is asked about sentences or documents; as for `answer_model`.
        shots: How many demonstrations to show.
        guidelines: Whether to quote the corpus's guidelines on the layer; or the text to quote.
        registry: Whether to list the ids of the corpus's registry.
        tokenizer: What cuts a text into tokens, to count them: such as `tiktoken`'s `encode`. Left out, words
            and signs are counted, of which there are fewer than subwords.

    Raises:
        ValueError: There are no answers to this layer, it is not one of the corpus, there is no such unit, or
            fewer than no shots.
    """

    def __init__(
        self,
        corpus: Corpus,
        layer: str,
        *,
        unit: Unit | None = None,
        shots: int = SHOTS,
        guidelines: bool | str = True,
        registry: bool = False,
        tokenizer: Callable[[str], Sized] = simple_tokens,
    ) -> None:
        if shots < 0:
            raise ValueError(f"{shots} demonstrations can't be shown; give 0 or more")
        self.corpus = corpus
        self.layer = layer
        self.unit = unit_of(layer, unit)
        corpus.about.layer_named(layer)
        self.shots = shots
        self.demonstrations = Demonstrations(corpus, layer, self.unit)
        self._guidelines = guidelines
        self._registry = registry
        self._tokenizer = tokenizer
        self._counts: dict[str, int] = {}

    def prompt(self, document: Document, sentence: str | Sentence | None = None) -> Prompt:
        """Return what a model is asked about a sentence or document.

        Args:
            document: The document; nothing of it is shown in the demonstrations.
            sentence: The sentence, or its id; left out where documents are asked about.

        Raises:
            ValueError: Sentences are asked about and none is given, or the other way round.
            KeyError: The document has no such sentence.
        """
        if (self.unit == "sentence") != (sentence is not None):
            raise ValueError(f"the unit is {self.unit}; give {'a' if sentence is None else 'no'} sentence")
        asked = None if sentence is None else sentence_of(document, sentence)
        shown = self.demonstrations.choose(document.id, self.shots) if self.shots else []
        messages = (
            Message("system", self.task),
            *(message for one in shown for message in _turns(one)),
            Message("user", question(document, asked)),
        )
        return Prompt(
            layer=self.layer,
            document=document.id,
            sentence=None if asked is None else asked.id,
            messages=messages,
            shots=tuple((one.document.id, one.sentence.id if one.sentence else None) for one in shown),
            tokens=sum(self._count(said.content) for said in messages[:-1])
            + self._tokens(messages[-1].content),
        )

    def _count(self, text: str) -> int:
        """Return the tokens of a text that many prompts have."""
        if text not in self._counts:
            self._counts[text] = self._tokens(text)
        return self._counts[text]

    def _tokens(self, text: str) -> int:
        return len(self._tokenizer(text))

    @cached_property
    def task(self) -> str:
        """The system message: what to do, with labels, guidelines and the schema of the answer."""
        spec = spec_of(self.layer)
        what = spec.kind.replace("_", " ")
        said = [
            f"You annotate texts. Find each {what} of the {self.unit} that you are given.\n{ANSWER}",
            f"What it is: {inspect.getdoc(spec.model)}",
            *_labels(self.layer, self.corpus.labels),
            *self._lists(),
        ]
        rules = self._guidelines
        if rules is True:
            rules = guidelines_of(self.corpus, self.layer)
        if rules:
            said.append(f"The guidelines:\n\n{rules}")
        schema = json.dumps(answer_schema(self.layer, self.unit, self.corpus.labels), ensure_ascii=False)
        said.append(f"The JSON Schema of the answer:\n{schema}")
        return "\n\n".join(said)

    def _lists(self) -> list[str]:
        """Return the corpus's own lists from which fields have their values: its targets, and such."""
        found = []
        for part in parts(self.layer):
            listed = getattr(self.corpus, f"{part.name}s", None)
            if isinstance(listed, Mapping) and listed:
                lines = [f"- {id_}: {getattr(entry, 'description', '')}" for id_, entry in listed.items()]
                found.append("\n".join([f"Values of `{part.name}`:", *lines]))
        if self._registry and self.corpus.registry:
            lines = [f"- {id_}: {entry.name}" for id_, entry in self.corpus.registry.items()]
            found.append("\n".join(["The ids of the registry:", *lines]))
        return found


def prompt(
    corpus: Corpus, layer: str, document: Document, sentence: str | Sentence | None = None, **options: Any
) -> Prompt:
    """Return what a model is asked about a sentence or document.

    The same arguments give the same prompt. Where many are made, a `Prompter` is faster.

    Args:
        corpus: The corpus that the demonstrations and guidelines come from.
        layer: The layer that is asked for.
        document: The document.
        sentence: The sentence, or its id; left out, the whole document is asked about.
        options: As for `Prompter`: `shots`, `guidelines`, `registry`, `tokenizer`.

    Raises:
        ValueError: There are no answers to this layer, or it is about documents and a sentence is given.
        KeyError: The document has no such sentence.
    """
    unit: Unit = "document" if sentence is None else "sentence"
    return Prompter(corpus, layer, unit=unit, **options).prompt(document, sentence)


def _labels(layer: str, labels: LabelSets) -> list[str]:
    found = []
    for part in parts(layer):
        listed = meanings(spec_of(layer), part.name, labels)
        if listed is not None:
            lines = [f"- {label}: {said}" if said else f"- {label}" for label, said in listed.items()]
            found.append("\n".join([f"Values of `{part.name}`:", *lines]))
    return found


def _turns(shown: Shown) -> tuple[Message, Message]:
    return (
        Message("user", question(shown.document, shown.sentence)),
        Message("assistant", shown.answer.as_json()),
    )


def question(document: Document, sentence: Sentence | None) -> str:
    """Return the message with what is asked about: a sentence, or a document with its sentences numbered."""
    head = f"Document of {document.metadata.date}"
    if document.metadata.title:
        head += f": {document.metadata.title}"
    if sentence is not None:
        return f"{head}\nSentence: {sentence.text}"
    lines = [f"[{number}] {one.text}" for number, one in enumerate(document.sentences, 1)]
    return "\n".join([head, *lines])
