"""What all records with a span have in common, checked for all layers at once.

A block has few records of most layers; to look at each layer by itself would take longer than the look.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy
import pyarrow.compute as compute

from corpus_pkg.build.fast import edges, structure
from corpus_pkg.build.fast.block import SUBJECTS, Block, Found, Marked, require
from corpus_pkg.build.fast.flat import LayerColumn, indices, numbers, valid
from corpus_pkg.build.fast.labels import codes, digits, members
from corpus_pkg.build.fast.structure import within
from corpus_pkg.build.fast.text import same_text, spans
from corpus_pkg.layers import BLOCKS, LAYERS, SPECS, layer_named

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "segments": ("id",),
    "sentences": ("id", "segment"),
    "entities": ("id",),
    "dates": ("id", "type", "value"),
    "figures": ("id", "kind", "modifier", "change"),
    SUBJECTS: (),
    "stance": ("id", "sentence"),
}
"""The layers with spans, and what records of each must have besides the span and its text."""
IN_IDS: Final = {spec.name: spec.in_id for spec in LAYERS if spec.in_id}
"""Fields that ids are made of, besides the layer's prefix and the span."""
OUTER: Final = tuple(layer for layer in BLOCKS)
"""Layers in whose records the others lie."""
INNER: Final = tuple(name for name in REQUIRED if name not in OUTER)
"""Layers whose records lie in those."""
SENTENCES: Final = tuple(spec.name for spec in LAYERS if spec.whole_sentence)
"""Those of them whose records are sentences, which end where sentences do."""


def check_spans(block: Block) -> None:
    """Check offsets, texts and ids of all layers with spans."""
    text, suspects = block.text, block.suspects
    layers = _layers(block)
    for name, layer in layers.items():
        suspects.nulls(layer, "start", "end", "text", *REQUIRED[name])
    starts = [layer.field("start") for layer in layers.values()]
    ends = [layer.field("end") for layer in layers.values()]
    known = numpy.concatenate([valid(one) & valid(two) for one, two in zip(starts, ends, strict=True)])
    start = numpy.concatenate([numbers(array) for array in starts])
    end = numpy.concatenate([numbers(array) for array in ends])
    doc = numpy.concatenate([layer.doc for layer in layers.values()])
    where = spans(doc, start, end, known, text, suspects)
    edge = edges.edges_of(where, text)
    block.every = where, edge
    edges.no_space(where, edge, suspects)
    first, last = text.bytes_at(where.start), text.bytes_at(where.end)
    spelled = digits(start), digits(end)
    for (name, layer), part in zip(layers.items(), _parts(layers.values()), strict=True):
        same_text(layer.doc, first[part], last[part], layer.field("text"), text, suspects)
        if "id" in REQUIRED[name]:
            parts = [array.slice(part.start, len(layer)) for array in spelled]
            parts += [layer.field(field) for field in IN_IDS.get(name, ())]
            # Scalars out of an array: a plain string would make pyarrow import pandas.
            prefix, dash = members(SPECS[layer_named(name)].prefix, "-")
            expected = compute.binary_join_element_wise(prefix, *parts, dash)
            require(block, layer, compute.equal(layer.field("id"), expected))
        block.marked[name] = Marked(layer, where.part(part), edge.part(part))
        if name != SUBJECTS:
            ranks = tuple(_ranks(layer.field(field)) for field in IN_IDS.get(name, ()))
            structure.in_order(where.part(part), suspects, ranks)


def _ranks(array: Any) -> Any:
    """Return for each string its place among the different ones in order; null is the first."""
    which, values = codes(array)
    ranks = numpy.zeros(len(values), dtype="i4")
    for rank, at in enumerate(sorted(range(len(values)), key=lambda at: values[at] or "")):
        ranks[at] = rank
    return ranks[which]


def _parts(layers: Iterable[LayerColumn]) -> Iterator[slice]:
    """Yield where the records of each layer are, where those of all come one layer after the other."""
    at = 0
    for layer in layers:
        yield slice(at, at + len(layer))
        at += len(layer)


def _layers(block: Block) -> dict[str, LayerColumn]:
    layers = {name: block.column(name) for name in REQUIRED if name != SUBJECTS}
    subject = layers["figures"].field("subject")
    block.with_subject = numpy.flatnonzero(valid(subject))
    chosen = subject.take(indices(block.with_subject))
    subjects = LayerColumn(chosen, layers["figures"].doc[block.with_subject], layers["figures"].ends)
    layers[SUBJECTS] = block.layers[SUBJECTS] = subjects
    return {name: layers[name] for name in REQUIRED}


def check_places(block: Block) -> None:
    """Find the segment and the sentence around each record, and check what must be; these two are clean."""
    marked = [block.marked[name] for name in INNER]
    outer = sum(len(block.marked[name].layer) for name in OUTER)
    where, edge = (layers.part(slice(outer, None)) for layers in block.every)
    segments, sentences = block.found["segments"].where, block.found["sentences"].where
    inside = within(where, segments)
    block.suspects.places(where.doc, ~inside.holds)
    bare = block.bare()
    if len(bare):
        block.suspects.places(where.doc, bare[inside.index])
    sentence = within(where, sentences)
    low, high = edges.bounds((sentence, sentences), (inside, segments), block.text)
    count = len(where.doc) - sum(len(block.marked[name].layer) for name in SENTENCES)
    words = slice(count)
    edges.whole_words(
        where.part(words), edge.part(words), (low[words], high[words]), block.text, block.suspects
    )
    for name, one, part in zip(INNER, marked, _parts(one.layer for one in marked), strict=True):
        block.found[name] = Found(one.layer, one.where, inside.part(part), sentence.part(part))
