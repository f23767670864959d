"""Figures by quantulum3, as it is and without the dates and names that it takes for numbers.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/figures_quantulum3.py`
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Entity, Figure
from corpus_pkg.layers import FIGURES, annotation_id
from corpus_pkg.layers.labels import FigureChange, FigureKind, FigureModifier
from corpus_pkg.train.scoring import Summary, cross_validate

UNITS = {"dollar": "USD", "euro": "EUR", "percentage": "%", "cubic metre": "m3", "kilometre": "km"}


def kind_of(quantity: Any) -> FigureKind:
    """Return the kind of figure that a quantity is; COUNT where its unit has no code above."""
    if quantity.unit.name not in UNITS:
        return FigureKind.COUNT
    if quantity.unit.entity.name == "currency":
        return FigureKind.MONEY
    return FigureKind.PERCENT if quantity.unit.name == "percentage" else FigureKind.MEASURE


def figures(document: Document, known: bool) -> Iterator[Figure]:
    """Yield the figures of a document; with `known` not those inside its dates and names."""
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # its unit classifier is a pickle that newer scikit-learns can't read
    others: list[Date | Entity] = [*document.dates, *document.entities] if known else []
    for sentence in document.sentences:
        for quantity in parser.parse(sentence.text):
            start, end = (sentence.start + at for at in quantity.span)
            if any(start < other.end and other.start < end for other in others):
                continue
            yield Figure(
                id=annotation_id(FIGURES.name, start, end),
                start=start,
                end=end,
                text=document.text[start:end],
                kind=kind_of(quantity),
                value=Decimal(str(round(quantity.value, 3))),
                unit=UNITS.get(quantity.unit.name),
                modifier=FigureModifier.EXACT,
                change=FigureChange.LEVEL,
            )


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores."""
    for method, known in (("quantulum3", False), ("the same, gold dates and names left out", True)):

        def predict(_: Corpus, test: Corpus, known: bool = known) -> list[Document]:
            return [
                document.model_copy(update={"figures": tuple(figures(document, known))}) for document in test
            ]

        found = cross_validate(corpus, predict, method=method, layers=["figures"], samples=samples)
        yield found.summary("figures", "strict")
        yield found.summary("figures", "overlap")
        yield found.summary("figures", "value and unit (overlap)", "F1")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
