"""Which sentences or documents show a model what to do: from other documents, with many labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.llm.fields import Unit, labels_of, spec_of
from corpus_pkg.train.llm.model import Answer
from corpus_pkg.train.llm.write import document_answer, sentence_answers

if TYPE_CHECKING:
    from corpus_pkg.train.misfits import Misfit

FEWEST_WITH_EMPTY = 3
"""From how many demonstrations on the last one shows an answer that is empty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence or document with its answer."""

    document: Document
    sentence: Sentence | None
    answer: Answer
    order: int

    @property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.document.text if self.sentence is None else self.sentence.text)

    @property
    def labels(self) -> frozenset[str]:
        """The labels in its answer."""
        label = spec_of(self.answer.layer).label
        return frozenset(str(getattr(item, label)) for item in self.answer.items) if label else frozenset()


class Demonstrations:
    """All answers of a corpus on one layer, from which some are chosen for each document."""

    def __init__(self, corpus: Corpus, layer: str, unit: Unit) -> None:
        self.corpus = corpus
        self.layer = layer
        self.unit = unit
        self.misfits: list[Misfit] = []
        """What no answer can say."""
        self._chosen: dict[tuple[str, int], list[Shown]] = {}

    @cached_property
    def all(self) -> list[Shown]:
        """All sentences or documents with their answers, in the corpus's order."""
        return [Shown(*made, order) for order, made in enumerate(self._all())]

    def _all(self) -> Iterator[tuple[Document, Sentence | None, Answer]]:
        for document in self.corpus:
            if self.unit == "document":
                yield document, None, document_answer(document, self.layer, self.misfits)
            else:
                for sentence, answer in sentence_answers(document, self.layer, self.misfits):
                    yield document, sentence, answer

    def choose(self, document: str, count: int) -> list[Shown]:
        """Return demonstrations for questions about a document: the same ones each time.

        Each next one has the most labels that those before it lack, is from a document that was used least,
        and is the shortest such. Of three or more the last one has no records, as many sentences have none.

        Args:
            document: The id of the document that is asked about, of which nothing is shown.
            count: How many; there are fewer where the other documents have fewer.
        """
        key = (document, count)
        if key not in self._chosen:
            self._chosen[key] = self._choose(
                [shown for shown in self.all if shown.document.id != document], count
            )
        return self._chosen[key]

    def _choose(self, others: Sequence[Shown], count: int) -> list[Shown]:
        filled = [shown for shown in others if shown.answer.items]
        blank = [shown for shown in others if not shown.answer.items]
        room = count - (count >= FEWEST_WITH_EMPTY and bool(blank))
        chosen: list[Shown] = []
        seen: set[str] = set()
        used: dict[str, int] = {}
        while filled and len(chosen) < room:
            best = min(
                filled,
                key=lambda s: (-len(s.labels - seen), used.get(s.document.id, 0), s.length, s.order),
            )
            filled.remove(best)
            chosen.append(best)
            seen |= best.labels
            used[best.document.id] = used.get(best.document.id, 0) + 1
            if seen.issuperset(map(str, labels_of(self.layer) or ())):
                seen = set()
        if room < count or len(chosen) < room:
            typical = fmean([shown.length for shown in chosen]) if chosen else 0
            blank.sort(key=lambda shown: (abs(shown.length - typical), shown.order))
            chosen += blank[: count - len(chosen)]
        return chosen
