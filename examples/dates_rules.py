"""Dates by rules: timexy finds and normalises them; nothing is trained.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/dates_rules.py`
"""

import re
from collections.abc import Iterator

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date
from corpus_pkg.layers import DATES, annotation_id
from corpus_pkg.layers.labels import DateType
from corpus_pkg.train.scoring import Summary, cross_validate

TIMEX = re.compile(r'type="(\w+)" value="([^"]*)"')


def value_of(text: str, value: str) -> str:
    """Return timexy's value (`2022-07-01T00:00:00`) as precise as the text is: `2022-07`."""
    day, _, _ = value.partition("T00:00:00")
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        return value
    if re.fullmatch("[0-9]{4}", text):
        return day[:4]
    return day if re.search(r"\b[0-9]{1,2}\b", text) else day[:7]


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores."""
    import spacy
    import timexy  # its import adds the component to spaCy

    nlp = spacy.blank("en")
    nlp.add_pipe(timexy.Timexy.__name__.lower(), config={"kb_id_type": "timex3", "label": "timexy"})

    def dates(document: Document) -> Iterator[Date]:
        for sentence in document.sentences:
            for found in nlp(sentence.text).ents:
                timex = TIMEX.search(found.kb_id_)
                start, end = sentence.start + found.start_char, sentence.start + found.end_char
                if timex is not None and timex[1] in DateType.__members__:
                    yield Date(
                        id=annotation_id(DATES.name, start, end),
                        start=start,
                        end=end,
                        text=found.text,
                        type=DateType(timex[1]),
                        value=value_of(found.text, timex[2]),
                    )

    def predict(_: Corpus, test: Corpus) -> list[Document]:
        return [document.model_copy(update={"dates": tuple(dates(document))}) for document in test]

    found = cross_validate(corpus, predict, method="timexy", layers=["dates"], samples=samples)
    yield found.summary("dates", "strict")
    yield found.summary("dates", "overlap")
    yield found.summary("dates", "value (overlap)", "F1")
    yield found.summary("dates", "value (overlap)", "accuracy")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
