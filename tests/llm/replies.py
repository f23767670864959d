"""Replies made from gold annotations, whole or spoilt in known ways."""

import random
from functools import cache
from typing import Any

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import LAYERS, Role

ASKED: list[tuple[str, Any]] = [
    (str(spec.name), unit)
    for spec in LAYERS
    if spec.role is not Role.BLOCK
    for unit in (("sentence", "document") if spec.has_spans else ("document",))
]
"""Every layer that models are asked for, with each unit."""

FILLED = [
    (layer, unit) for layer, unit in ASKED if any(document.layer(layer) for document in corpus_pkg.load())
]
"""Those of which the packaged corpus has records."""


def units(corpus: Corpus, unit: str) -> list[tuple[Any, Any]]:
    return [
        (document, sentence)
        for document in corpus
        for sentence in (document.sentences if unit == "sentence" else [None])
    ]


def oracle(corpus: Corpus, layer: str, unit: Any) -> list[llm.Reply]:
    """Return the replies of a model that makes no mistake."""
    return list(_oracle(corpus, layer, unit))


@cache
def _oracle(corpus: Corpus, layer: str, unit: Any) -> tuple[llm.Reply, ...]:
    return tuple(
        llm.Reply(document.id, sentence and sentence.id, llm.answer_of(document, layer, sentence).as_json())
        for document, sentence in units(corpus, unit)
    )


def empty(corpus: Corpus, layer: str, unit: Any) -> list[llm.Reply]:
    """Return the replies of a model that finds nothing."""
    said = f'{{"{layer}": []}}'
    return [
        llm.Reply(document.id, sentence and sentence.id, said) for document, sentence in units(corpus, unit)
    ]


def spoilt(corpus: Corpus, layer: str, unit: Any, seed: int = 907) -> list[llm.Reply]:
    """Return gold replies with items left out, changed or added, and some that are malformed."""
    draw = random.Random(seed)
    labels = list(llm.labels_of(layer) or ())
    label = next(spec.label for spec in LAYERS if spec.name == layer)
    made = []
    for reply in oracle(corpus, layer, unit):
        items = llm.parse_answer(reply.text, layer, unit).model_dump(mode="json")[layer]
        kept: list[Any] = []
        for item in items:
            fate = draw.random()
            if fate < 0.15:
                continue
            if fate < 0.3 and label is not None:
                item[label] = draw.choice(labels)
            elif fate < 0.4 and "quote" in item:
                item["quote"] = item["quote"][:-1] or "x"
            kept.append(item)
        text = llm.answer_model(layer, unit).model_validate({layer: kept}).as_json()
        made.append(reply._replace(text=text if draw.random() > 0.05 else text[:-1]))
    return made
