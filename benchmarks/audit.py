"""A random sample of annotations with the text around them, for a reader who checks them by the guidelines.

`python -m benchmarks.audit` prints the sample on which `annotations/AGREEMENT.md` reports.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import CLAIMS, LAYER_NAMES

ROOT: Final = Path(__file__).parents[1]
SEED: Final = 20261130
COUNT: Final = 150
AROUND: Final = 70
"""How many characters are shown before and after an annotation."""
LAYERS: Final = tuple(name for name in LAYER_NAMES if name != CLAIMS.name)
"""The layers that are drawn from: claims were published after the sample was read."""
APART: Final = ("id", "start", "end", "text")


def sample(
    corpus: Corpus, count: int = COUNT, seed: int = SEED, layers: Sequence[str] = LAYERS
) -> list[tuple[Document, str, Any]]:
    """Return annotations drawn at random from the layers, in the order of the corpus."""
    every = [
        (document, layer, record)
        for document in corpus
        for layer in layers
        for record in document.layer(layer)
    ]
    chosen = sorted(random.Random(seed).sample(range(len(every)), min(count, len(every))))
    return [every[number] for number in chosen]


def lines(drawn: list[tuple[Document, str, Any]]) -> Iterator[str]:
    """Yield each annotation of a sample with its fields and the text around it."""
    for number, (document, layer, record) in enumerate(drawn, 1):
        values = record.model_dump(mode="json").items()
        fields = " ".join(
            f"{name}={value}" for name, value in values if name not in APART and value is not None
        )
        yield f"{number}. {document.id}, {layer}: {fields}"
        if hasattr(record, "start"):
            before = document.text[max(record.start - AROUND, 0) : record.start]
            after = document.text[record.end : record.end + AROUND]
            yield "   " + f"{before}[[{record.text}]]{after}".replace("\n", " / ")


def main() -> None:
    """Print a sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="how many annotations")
    parser.add_argument("--seed", type=int, default=SEED, help="the seed that they are drawn with")
    parser.add_argument("--claims", action="store_true", help="draw from the claims too")
    given = parser.parse_args()
    layers = LAYER_NAMES if given.claims else LAYERS
    print("\n".join(lines(sample(corpus_pkg.load(ROOT), given.count, given.seed, layers))))


if __name__ == "__main__":
    main()
