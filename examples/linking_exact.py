"""Entity linking by exact match: the words of other documents' mentions, then names and article titles.

Needs nothing but the extra `score`. Run: `python examples/linking_exact.py`
"""

from collections import Counter
from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train.scoring import Summary, cross_validate


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores: the mentions are given, their entities are predicted."""
    names: dict[str, str] = {}
    for entry in corpus.registry.values():
        for name in (entry.name, entry.wikipedia):
            if name is not None:
                names.setdefault(name.casefold(), entry.id)

    def predict(train: Corpus, test: Corpus, seen: bool) -> Iterator[Document]:
        uses: dict[str, Counter[str]] = {}
        for document in train if seen else ():
            for mention in document.entities:
                uses.setdefault(mention.text.casefold(), Counter())[mention.entity] += 1
        known = names | {words: found.most_common(1)[0][0] for words, found in uses.items()}
        for document in test:
            linked = [
                each.model_copy(update={"entity": known.get(each.text.casefold(), "nothing")})
                for each in document.entities
            ]
            yield document.model_copy(update={"entities": tuple(linked)})

    for method, seen in (("exact name", False), ("exact name, or a training mention", True)):
        found = cross_validate(
            corpus,
            lambda train, test, seen=seen: predict(train, test, seen),  # type: ignore[misc]
            method=method,
            layers=["entities"],
            samples=samples,
        )
        yield found.summary("entities", "entity (boundary)", "accuracy")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
