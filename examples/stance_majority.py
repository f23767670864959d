"""Stance by the commonest label of the training half, over all targets and for each target.

Needs nothing but the extra `score`. Run: `python examples/stance_majority.py`
"""

from collections import Counter
from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train import tasks
from corpus_pkg.train.scoring import Summary, cross_validate, with_stance


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores: which (sentence, target) pairs there are is given, their labels are predicted."""

    def predict(train: Corpus, test: Corpus, by_target: bool) -> list[Document]:
        rows = tasks.stance_pairs(train).records
        whole = Counter(row.label.value for row in rows)
        targets = {row.target: Counter[str]() for row in rows}
        for row in rows:
            targets[row.target][row.label.value] += 1
        labels: dict[str, dict[tuple[str, str], str]] = {id_: {} for id_ in test.ids}
        for row in tasks.stance_pairs(test):
            counts = targets.get(row.target, whole) if by_target else whole
            labels[row.document][row.sentence, row.target] = counts.most_common(1)[0][0]
        return [with_stance(document, labels[document.id]) for document in test]

    for method, by_target in (("majority", False), ("majority of the target", True)):
        found = cross_validate(
            corpus,
            lambda train, test, by_target=by_target: predict(train, test, by_target),  # type: ignore[misc]
            method=method,
            layers=["stance"],
            samples=samples,
        )
        yield found.summary("stance", "favor and against")
        yield found.summary("stance", "favor and against", "macro")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
