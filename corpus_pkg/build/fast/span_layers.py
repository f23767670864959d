"""What all records with a span have in common, checked for all layers at once.

A block has few records of most layers; to look at each layer by itself would take longer than the look.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy
import pyarrow.compute as compute
from pydantic import BaseModel

from corpus_pkg.build.fast import edges, structure
from corpus_pkg.build.fast.block import LAYERS_CHECKED, POINTED, Block, Found, Marked, require
from corpus_pkg.build.fast.fields import takes_null
from corpus_pkg.build.fast.flat import Codes, LayerColumn, indices, numbers, valid
from corpus_pkg.build.fast.labels import digits, scalar
from corpus_pkg.build.fast.structure import within
from corpus_pkg.build.fast.text import same_text, spans
from corpus_pkg.layers import BLOCKS, SPECS, Span

OUTER: Final = BLOCKS
"""Layers in whose records the others lie."""
SENTENCES: Final = tuple(name for name in LAYERS_CHECKED if SPECS[name].whole_sentence)
"""Layers whose records are sentences, which end where sentences do."""
INNER: Final = (
    *(name for name in LAYERS_CHECKED if SPECS[name].has_spans and name not in (*OUTER, *SENTENCES)),
    *POINTED,
    *SENTENCES,
)
"""Layers and fields whose spans lie in those."""
SPAN_COLUMNS: Final = (*OUTER, *INNER)
"""All that have spans."""


def check_spans(block: Block) -> None:
    """Check offsets, texts and ids of all layers with spans."""
    text, suspects = block.text, block.suspects
    layers = _layers(block)
    for name, layer in layers.items():
        _require_values(block, layer, Span if name in POINTED else SPECS[name].model)
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
        block.marked[name] = Marked(layer, where.part(part), edge.part(part))
        if name in POINTED:
            continue
        spec = SPECS[name]
        parts = [array.slice(part.start, len(layer)) for array in spelled]
        parts += [layer.field(field) for field in spec.in_id]
        expected = compute.binary_join_element_wise(scalar(spec.prefix), *parts, scalar("-"))
        require(block, layer, compute.equal(layer.field("id"), expected))
        structure.in_order(
            where.part(part), suspects, tuple(_ranks(layer.codes(field)) for field in spec.in_id)
        )


def _require_values(block: Block, layer: LayerColumn, model: type[BaseModel]) -> None:
    """Suspect documents with a record that lacks a value which its model requires."""
    for name, about in model.model_fields.items():
        array = layer.records.field(name)  # which checks nothing but that the value is there
        if array.null_count and about.is_required() and not takes_null(about):
            block.suspects.records(layer, ~valid(array))


def _ranks(coded: Codes) -> Any:
    """Return for each string its place among the different ones in order; null is the first."""
    which, values = coded
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
    layers = {name: block.column(name) for name in SPAN_COLUMNS if name not in POINTED}
    for name, (layer, field) in POINTED.items():
        whole = layers[layer]
        pointed = whole.field(field)
        owners = block.owners[name] = numpy.flatnonzero(valid(pointed))
        chosen = LayerColumn(pointed.take(indices(owners)), whole.doc[owners], whole.ends)
        layers[name] = block.layers[name] = chosen
    return {name: layers[name] for name in SPAN_COLUMNS}


def check_places(block: Block) -> None:
    """Find the segment and the sentence around each record, and check what must be; these two are clean."""
    marked = [block.marked[name] for name in INNER]
    outer = sum(len(block.marked[name].layer) for name in OUTER)
    where, edge = (layers.part(slice(outer, None)) for layers in block.every)
    segments, sentences = block.found["segments"].where, block.found["sentences"].where
    inside = within(where, segments)
    block.suspects.places(where.doc, ~inside.holds)
    boilerplate = block.boilerplate()
    if len(boilerplate):
        block.suspects.places(where.doc, boilerplate[inside.index])
    sentence = within(where, sentences)
    low, high = edges.bounds((sentence, sentences), (inside, segments), block.text)
    count = len(where.doc) - sum(len(block.marked[name].layer) for name in SENTENCES)
    words = slice(count)
    edges.whole_words(
        where.part(words), edge.part(words), (low[words], high[words]), block.text, block.suspects
    )
    for name, one, part in zip(INNER, marked, _parts(one.layer for one in marked), strict=True):
        block.found[name] = Found(one.layer, one.where, inside.part(part), sentence.part(part))
    for name, (layer, _) in POINTED.items():
        owner, pointed = block.found[layer].where, block.found[name].where
        start, end = owner.start[block.owners[name]], owner.end[block.owners[name]]
        block.suspects.places(pointed.doc, (pointed.start < end) & (start < pointed.end))
