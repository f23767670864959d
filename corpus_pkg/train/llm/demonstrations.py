"""Which sentences or documents show a model what to do: from other documents, with many labels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from statistics import fmean
from typing import Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.llm.fields import labels_of, spec_of
from corpus_pkg.train.llm.model import Answer
from corpus_pkg.train.llm.write import document_answer, sentence_answers
from corpus_pkg.train.misfits import Misfit
from corpus_pkg.train.units import Unit

DOCUMENTS: Final = 20
"""From how many documents demonstrations are chosen."""
SENTENCES: Final = 100
"""From how many sentences of each."""
FEWEST_WITH_EMPTY: Final = 3
"""From how many demonstrations on the last one shows an answer that is empty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence or document with its answer."""

    document: Document
    sentence: Sentence | None
    answer: Answer

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
    """The answers of a corpus on one layer, of which some are shown in the prompts about each document.

    They are chosen among the first sentences of the first documents, so that it takes the same time however
    many documents there are.
    """

    def __init__(self, corpus: Corpus, layer: str, unit: Unit) -> None:
        self.corpus = corpus
        self.layer = layer
        self.unit = unit
        self._chosen: dict[tuple[str | None, int], list[Shown]] = {}

    def of(self, documents: Iterable[Document], misfits: list[Misfit]) -> Iterator[Shown]:
        """Yield all sentences of documents, or the documents, with their answers.

        Args:
            documents: The documents.
            misfits: Where to add what no answer can say.
        """
        for document in documents:
            if self.unit == "document":
                answer = document_answer(document, self.layer, misfits, self.corpus.labels)
                yield Shown(document, None, answer)
            else:
                for sentence, answer in sentence_answers(document, self.layer, misfits, self.corpus.labels):
                    yield Shown(document, sentence, answer)

    @cached_property
    def _pool(self) -> dict[str, list[Shown]]:
        """What is chosen from, by document."""
        pool: dict[str, list[Shown]] = {}
        for document in self.corpus.once(_first_documents):
            pool[document.id] = list(islice(self.of([document], []), SENTENCES))
        return pool

    def choose(self, document: str, count: int) -> list[Shown]:
        """Return demonstrations for questions about a document: the same ones each time.

        Each next one has the most labels that those before it lack, is from a document that was used least,
        and is the shortest such. Of three or more the last one has no records, as many sentences have none.

        Args:
            document: The id of the document that is asked about, of which nothing is shown.
            count: How many; there are fewer where the other documents have fewer.
        """
        left_out = document if document in self._pool else None
        key = (left_out, count)
        if key not in self._chosen:
            others = [one for id_, shown in self._pool.items() if id_ != left_out for one in shown]
            self._chosen[key] = self._choose(others, count)
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
                key=lambda s: (-len(s.labels - seen), used.get(s.document.id, 0), s.length),
            )
            filled.remove(best)
            chosen.append(best)
            seen |= best.labels
            used[best.document.id] = used.get(best.document.id, 0) + 1
            if seen.issuperset(labels_of(self.layer, self.corpus.labels) or ()):
                seen = set()
        if room < count or len(chosen) < room:
            typical = fmean([shown.length for shown in chosen]) if chosen else 0
            blank.sort(key=lambda shown: abs(shown.length - typical))
            chosen += blank[: count - len(chosen)]
        return chosen


def _first_documents(corpus: Corpus) -> list[Document]:
    return list(islice(corpus, DOCUMENTS))
