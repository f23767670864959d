"""Spans with labels that a file has next to its text, as names; their offsets count code points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus_pkg.exchange.formats.flat import FlatDocument
from corpus_pkg.exchange.formats.name_labels import NameLabels
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.words import Proof


@dataclass(frozen=True, slots=True)
class TextSpan:
    """One span: its offsets, label and name as the file has them, and its words and link if known."""

    start: int
    end: int
    label: str
    key: str
    words: str | None = None
    link: str = ""


def add_names(flat: FlatDocument, spans: Sequence[TextSpan], line: int, source: Source) -> None:
    """Add names to a document; what is not certain is refused.

    A span without words that begins or ends inside a word may count another unit, and is refused.

    Args:
        flat: The document, with its text.
        spans: The spans.
        line: The line of the file that has them.
        source: The files.
    """
    text = flat.text or ""
    proof = Proof(text, [(((span.start, span.end),), span.words) for span in spans])
    labels = NameLabels(source, flat.id)
    for span in spans:
        words = text[max(span.start, 0) : max(span.end, 0)]
        item = labels.item(span.label, span.key, (span.start, span.end), words, line, link=span.link)
        if item is None:
            continue
        where = ((span.start, span.end),)
        placed = source.placed(proof, flat, item.kind, span.key, where, span.words, line)
        if placed is None:
            continue
        ((start, end),) = placed
        flat.items.append(replace(item, start=start, end=end))
