"""Spans whose words a file does not repeat: one that begins or ends inside a word may count another unit.

Words end at the edges of sentences and segments too, which may be glued together in scraped pages. The
rules of the corpus see words in the same way (`corpus_pkg.checks.spans`).
"""

from collections.abc import Iterable

from corpus_pkg.checks.words import cuts_word_between
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, refuse
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import SEGMENTS, SENTENCES, SPAN_LAYERS, SPECS
from corpus_pkg.layers.records import Annotation


def drop_cut(flat: FlatDocument, base: Document, reading: Reading) -> None:
    """Refuse spans without words that cut a word, unless the corpus has the same annotation.

    Args:
        flat: The document, with offsets in the corpus's text; its items change.
        base: The document as the corpus has it.
        reading: What has been read so far.
    """
    if not flat.unproved:
        return
    edges = _edges(base.segments)
    segments = [item for item in flat.items if item.kind == SEGMENTS.name]
    starts = {item.start for item in segments} | {record.start for record in base.segments}
    ends = {item.end for item in segments} | {record.end for record in base.segments}
    shared = starts & ends  # where one block is glued to the next
    kept = _whole(flat, base, reading, (SEGMENTS.name,), edges | shared)
    edges |= _edges(kept)
    sentences = _whole(flat, base, reading, (SENTENCES.name,), edges)
    edges |= _edges(base.sentences) | _edges(sentences)
    others = [layer for layer in (*SPAN_LAYERS, SUBJECT) if layer not in (SEGMENTS.name, SENTENCES.name)]
    whole = {id(item) for item in (*kept, *sentences, *_whole(flat, base, reading, others, edges))}
    flat.items = [item for item in flat.items if id(item) in whole]


def _edges(spans: Iterable[Item] | Iterable[Annotation]) -> set[int]:
    return {edge for span in spans for edge in (span.start, span.end)}


def _whole(
    flat: FlatDocument, base: Document, reading: Reading, layers: Iterable[str], edges: set[int]
) -> list[Item]:
    """Return the items of some layers that cut no word; the others are refused."""
    bounds = sorted({0, len(base.text), *edges})
    layers = frozenset(layers)
    known = {
        (layer, record.start, record.end)
        for layer in layers.intersection(SPAN_LAYERS)
        for record in base.layer(layer)
    }
    found = []
    for item in flat.items:
        if item.kind not in layers:
            continue
        place = (item.kind, item.start, item.end)
        unit = flat.unproved.get(place)
        if unit is None or place in known or not _cuts(item, base, bounds):
            found.append(item)
            continue
        words = base.text[item.start : item.end][:40]
        message = (
            f"the text at {item.start}-{item.end} is {words!r}, which cuts a word, and the file has no words "
            f"that prove it; count {unit}, or mark it again"
        )
        problem = Problem(flat.place, item.line, "span-in-word", message, flat.id, item.key)
        refuse(flat, reading.losses, reading.problems, item.kind, problem)
    return found


def _cuts(item: Item, base: Document, bounds: list[int]) -> bool:
    """Return True if an item begins or ends inside a word; each edge in `bounds` ends one."""
    spec = SPECS.get(item.kind)
    whole = spec is not None and (spec.whole_sentence or item.kind in (SEGMENTS.name, SENTENCES.name))
    edges = (item.start, item.end)
    return any(cuts_word_between(base.text, at, bounds, whole_sentence=whole) for at in edges)
