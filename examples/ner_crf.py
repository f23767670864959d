"""Names by a conditional random field over words, shapes and neighbours.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/ner_crf.py`
"""

from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train import tasks
from corpus_pkg.train.scoring import Summary, cross_validate, with_names
from corpus_pkg.train.tasks.tags import decode


def shape(token: str) -> str:
    """Return a token's shape: `Xxxx`, `XX`, `dd`."""
    return "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in token)[
        :6
    ]


def features(tokens: tuple[str, ...], place: int) -> dict[str, str | bool]:
    """Return what the model sees of a token: itself and two neighbours on either side."""
    found: dict[str, str | bool] = {"first": place == 0}
    for step in (-2, -1, 0, 1, 2):
        if 0 <= place + step < len(tokens):
            token = tokens[place + step]
            found |= {f"{step} word": token.lower(), f"{step} shape": shape(token)}
            if step == 0:
                found |= {"prefix": token[:3], "suffix": token[-3:], "title": token.istitle()}
    return found


def results(corpus: Corpus, samples: int = 1000, iterations: int = 100) -> Iterator[Summary]:
    """Yield the scores."""
    from sklearn_crfsuite import CRF

    def predict(train: Corpus, test: Corpus) -> list[Document]:
        rows = tasks.ner(train).records
        # L-BFGS from zero: no chance in it.
        model = CRF(algorithm="lbfgs", c1=0.1, c2=0.1, max_iterations=iterations)
        model.fit(
            [[features(row.tokens, place) for place in range(len(row.tokens))] for row in rows],
            [list(row.tags) for row in rows],
        )
        names: dict[str, list[tuple[int, int, str]]] = {id_: [] for id_ in test.ids}
        for row in tasks.ner(test):
            tags = model.predict_single([features(row.tokens, place) for place in range(len(row.tokens))])
            for span in decode(tags):
                start, end = row.token_starts[span.first], row.token_ends[span.last - 1]
                names[row.document].append((row.start + start, row.start + end, span.type))
        return [with_names(document, names[document.id]) for document in test]

    found = cross_validate(corpus, predict, method="CRF", layers=["entities"], samples=samples)
    yield found.summary("entities", "strict")
    yield found.summary("entities", "boundary")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
