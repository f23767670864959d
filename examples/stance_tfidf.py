"""Stance by logistic regression over TF-IDF of the sentence, alone and crossed with the target.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/stance_tfidf.py`
"""

from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train import tasks
from corpus_pkg.train.scoring import Summary, cross_validate, with_stance
from corpus_pkg.train.tasks.stance import StancePairRow

SEED = 907


def words(row: StancePairRow) -> list[str]:
    """Return a pair's features: the target, the words, and the words with the target."""
    found = [word for word in row.text.lower().split() if word.isalpha()]
    return [f"target={row.target}", *found, *[f"{row.target}={word}" for word in found]]


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores: which (sentence, target) pairs there are is given, their labels are predicted."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    def predict(train: Corpus, test: Corpus) -> list[Document]:
        rows = tasks.stance_pairs(train).records
        model = make_pipeline(
            TfidfVectorizer(analyzer=words, sublinear_tf=True),
            LogisticRegression(C=10, max_iter=1000, class_weight="balanced", random_state=SEED),
        )
        model.fit(rows, [row.label.value for row in rows])
        labels: dict[str, dict[tuple[str, str], str]] = {id_: {} for id_ in test.ids}
        tested = tasks.stance_pairs(test).records
        for row, label in zip(tested, model.predict(tested), strict=True):
            labels[row.document][row.sentence, row.target] = str(label)
        return [with_stance(document, labels[document.id]) for document in test]

    method = "TF-IDF and logistic regression"
    found = cross_validate(corpus, predict, method=method, layers=["stance"], samples=samples)
    yield found.summary("stance", "favor and against")
    yield found.summary("stance", "favor and against", "macro")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
