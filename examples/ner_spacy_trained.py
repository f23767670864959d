"""Names by a spaCy model trained on the folds from nothing.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/ner_spacy_trained.py`
"""

import random
from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train import tasks
from corpus_pkg.train.scoring import Summary, cross_validate, with_names
from corpus_pkg.train.tasks.names import NerRow

SEED = 907
EPOCHS = 30


def spaces(row: NerRow) -> list[bool]:
    """Say of each token whether a space follows it."""
    following = [*row.token_starts[1:], len(row.text)]
    return [end < start for end, start in zip(row.token_ends, following, strict=True)]


def results(corpus: Corpus, samples: int = 1000, epochs: int = EPOCHS) -> Iterator[Summary]:
    """Yield the scores."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example
    from spacy.util import minibatch
    from thinc.api import fix_random_seed

    def predict(train: Corpus, test: Corpus) -> list[Document]:
        fix_random_seed(SEED)
        rng = random.Random(SEED)
        nlp = spacy.blank("en")  # with the line below, a pretrained pipeline that goes on learning:
        # nlp = spacy.load("en_core_web_lg", exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])
        nlp.add_pipe("ner")
        rows = tasks.ner(train, scheme="BILOU").records
        examples = [
            Example.from_dict(Doc(nlp.vocab, list(row.tokens), spaces(row)), {"entities": list(row.tags)})
            for row in rows
        ]
        optimizer = nlp.initialize(lambda: examples)
        for _ in range(epochs):
            rng.shuffle(examples)
            for batch in minibatch(examples, 8):  # type: ignore[no-untyped-call]
                nlp.update(batch, drop=0.2, sgd=optimizer)
        names: dict[str, list[tuple[int, int, str]]] = {id_: [] for id_ in test.ids}
        for row in tasks.ner(test):
            doc = Doc(nlp.vocab, list(row.tokens), spaces(row))
            for _, component in nlp.pipeline:
                doc = component(doc)
            for name in doc.ents:
                start, end = row.token_starts[name.start], row.token_ends[name.end - 1]
                names[row.document].append((row.start + start, row.start + end, name.label_))
        return [with_names(document, names[document.id]) for document in test]

    found = cross_validate(corpus, predict, method="spaCy trained", layers=["entities"], samples=samples)
    yield found.summary("entities", "strict")
    yield found.summary("entities", "boundary")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
