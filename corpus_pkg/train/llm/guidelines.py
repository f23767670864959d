"""A corpus's guidelines, cut to what is said about one layer."""

import re
from functools import lru_cache
from typing import Final

from corpus_pkg.corpus import files
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import LAYERS
from corpus_pkg.train.llm.fields import spec_of

GUIDELINES_FILE: Final = "annotations/GUIDELINES.md"
"""Where the guidelines are."""
_HEADING: Final = re.compile(r"^## +(.*?) *#*$", re.MULTILINE)
_EVERY: Final = frozenset({"every", "layer"})


def guidelines(corpus: Corpus, layer: str) -> str:
    """Return what a corpus's guidelines say about a layer, and about every layer; empty where it has none.

    A section belongs to the layer whose name is in its heading (`## 5. Stance of the document` to
    `document_stance`); one whose heading says `every layer`, to all.

    Args:
        corpus: The corpus.
        layer: The layer.

    Raises:
        ValueError: There are no answers to this layer.
    """
    name = spec_of(layer).name
    if corpus.source is None or not files.is_there(corpus.source, GUIDELINES_FILE):
        return ""
    return section(files.read_bytes(corpus.source, GUIDELINES_FILE).decode("utf-8", "replace"), name)


@lru_cache(maxsize=32)
def section(text: str, layer: str) -> str:
    """Return the sections of guidelines in Markdown that are about one layer, in their order."""
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    words = [frozenset(re.findall(r"\w+", heading[1].lower())) for heading in headings]
    best = max((_shared(layer, of) for of in words), default=0)
    chosen = [
        number
        for number, of in enumerate(words)
        if of >= _EVERY or (best and _shared(layer, of) == best and not _of_another(layer, of))
    ]
    return "\n\n".join(text[headings[n].start() : ends[n]].strip() for n in chosen)


def _shared(layer: str, words: frozenset[str]) -> int:
    return len(words.intersection(layer.split("_")))


def _of_another(layer: str, words: frozenset[str]) -> bool:
    """Return True if a heading says more of another layer's name."""
    return any(_shared(spec.name, words) > _shared(layer, words) for spec in LAYERS)
