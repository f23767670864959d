"""What goes over a whole corpus takes time in proportion to it, however its documents resemble each other."""

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import Corpus, llm
from corpus_pkg.annotate.agreement.report import compare
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.models import Date, Entity, Sentence, Stance
from corpus_pkg.layers import LAYER_NAMES, labels
from corpus_pkg.train.tasks import chat, entity_linking
from tests.growth.growing import assert_linear
from tests.strategies import metadata_of

PACKAGED = corpus_pkg.load()


def sentence(start: int) -> Sentence:
    return Sentence(id=f"sen-{start}-{start + 2}", start=start, end=start + 2, text="A.", segment="seg-0-2")


def document(id_: str, text: str, **layers: Any) -> Document:
    empty: dict[str, Any] = dict.fromkeys(LAYER_NAMES, ())
    metadata: Any = metadata_of(id_, text)
    return Document.model_construct(id=id_, text=text, metadata=metadata, **(empty | layers))


def documents(n: int) -> Corpus:
    """Return a corpus in which every document has the same name."""
    name = Entity(id="ent-0-1", start=0, end=1, text="A", type=labels.EntityType.GPE, entity="azerbaijan")
    made = (document(f"d{i}", "A.", sentences=(sentence(0),), entities=(name,)) for i in range(n))
    return Corpus(made, PACKAGED.registry, PACKAGED.targets)


def holders(n: int) -> Corpus:
    """Return a corpus of one document, in which somebody else takes a side in each sentence."""
    sentences = [sentence(3 * i) for i in range(n)]
    stances = [
        Stance.model_construct(
            **one.model_dump(include={"start", "end", "text"}),
            id=f"sta-{i}",
            sentence=one.id,
            holder=f"h{i}",
            target="azerbaijan",
            label=labels.StanceLabel.FAVOR,
            basis=labels.StanceBasis.STATEMENT,
        )
        for i, one in enumerate(sentences)
    ]
    made = document("d", "A. " * n, sentences=tuple(sentences), stance=tuple(stances))
    return Corpus([made], PACKAGED.registry, PACKAGED.targets)


def anchored(n: int) -> Corpus:
    """Return a corpus of one document, in which every sentence has a date that refers to the last one."""
    sentences = [sentence(3 * i) for i in range(n)]
    dates = [
        Date(
            id=f"dat-{3 * i}-{3 * i + 1}",
            start=3 * i,
            end=3 * i + 1,
            text="A",
            type=labels.DateType.DATE,
            value="2024",
            anchor=f"dat-{3 * n - 3}-{3 * n - 2}",
        )
        for i in range(n)
    ]
    made = document("d", "A. " * n, sentences=tuple(sentences), dates=tuple(dates))
    return Corpus([made], PACKAGED.registry, PACKAGED.targets)


def answered(corpus: Corpus) -> None:
    for one in corpus:
        placed = llm.place(one, llm.answer_of(one, "dates"))
        assert list(placed.records) == list(one.dates)


def rows(n: int) -> list[dict[str, str]]:
    return [{"document": f"d{i}"} for i in range(n)]


def all_folds(data: Any) -> None:
    deque(corpus_pkg.folds(data), maxlen=0)


def look_at_each(content: dict[str, bytes]) -> None:
    root = MemoryFolder(content)
    folders = list(root.joinpath("a").iterdir())
    assert len(folders) == len(content)
    assert all(folder.is_dir() and len(list(folder.iterdir())) == 1 for folder in folders)


CASES: dict[str, tuple[Callable[[Any], object], Callable[[int], Any]]] = {
    "candidates for links": (entity_linking, documents),
    "chats with demonstrations": (lambda corpus: chat(corpus, layers=["entities"], shots=3), documents),
    "answers about a document": (answered, anchored),
    "folds of a corpus": (all_folds, documents),
    "folds of rows": (all_folds, rows),
    "agreement on stance": (lambda corpus: compare(corpus, corpus), holders),
    "folders in memory": (look_at_each, lambda n: {f"a/{i}/b": b"" for i in range(n)}),
}


@pytest.mark.parametrize("case", CASES)
def test_growth_with_the_corpus(case: str) -> None:
    work, make = CASES[case]
    assert_linear(work, make, first=60, most=960)
