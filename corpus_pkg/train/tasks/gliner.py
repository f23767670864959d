"""Rows as GLiNER trains on them: words, and spans of words with labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.marked import Marked, labelled_layers, marked, several, sort_by_document
from corpus_pkg.train.tasks.view import View, view_of
from corpus_pkg.train.tokens import Tokenizer, TokenSpan, checked_tokens, token_range

MAX_WIDTH: Final = 12
"""How many words a span has at most that GLiNER's span models look at."""
_WORD: Final = re.compile(r"\w+(?:[-_]\w+)*|\S")


def gliner_tokens(text: str) -> list[TokenSpan]:
    """Return the spans of a text's words as GLiNER cuts it when it predicts: hyphenated words are one.

    Examples:
        >>> gliner_tokens("post-Soviet, then")
        [(0, 11), (11, 12), (13, 17)]
    """
    return [found.span() for found in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpan:
    """A labelled span of words."""

    first: int
    """The number of its first word."""
    last: int
    """The number of its last word, which is part of it."""
    span_label: str
    """Its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlinerRow:
    """A sentence as words with labelled spans."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    text: str
    """The sentence's text."""
    tokenized_text: tuple[str, ...]
    """Its words."""
    starts: tuple[int, ...]
    """Each word's first offset in the text, in code points."""
    ner: tuple[WordSpan, ...]
    """The spans, by where they begin, the longer first."""

    def example(self) -> dict[str, Any]:
        """Return the row as GLiNER's trainer takes it."""
        spans = [[span.first, span.last, span.span_label] for span in self.ner]
        return {"tokenized_text": list(self.tokenized_text), "ner": spans}


def gliner(
    corpus: Corpus,
    *,
    layers: Sequence[str] | None = None,
    tokenizer: Tokenizer = gliner_tokens,
    max_width: int = MAX_WIDTH,
) -> View[GlinerRow]:
    """Return the view for GLiNER: a row for each sentence, nested spans too.

    Reported, and not labelled: spans with an edge inside a word, spans of more words than the model looks
    at, which GLiNER itself drops without a word, and claims, of which a span may have several.

    Args:
        corpus: The corpus.
        layers: The layers whose spans are labelled; all layers of labelled spans if left out.
        tokenizer: What cuts a text into words; left out, as GLiNER does when it predicts.
        max_width: The most words of a span, as in the model's configuration.

    Raises:
        ValueError: A layer has no labelled spans, two have a label in common, or the words overlap.
    """
    misfits = list(several(corpus, layers))
    specs = labelled_layers(layers, corpus.labels)
    rows = [_row(one, tokenizer, max_width, misfits) for one in marked(corpus, specs, misfits)]
    sort_by_document(misfits, corpus)
    return view_of(corpus, "gliner", GlinerRow, rows, misfits)


def _row(one: Marked, tokenizer: Tokenizer, max_width: int, misfits: list[Misfit]) -> GlinerRow:
    text = one.sentence.text
    words = checked_tokens(tokenizer, text)
    spans = []
    for spec, record in one.records:
        start = record.start - one.sentence.start
        span = token_range(words, start, start + len(record.text))
        if span is None:
            misfits.append(misfit(one.document, record, Reason.EDGE_INSIDE_TOKEN))
        elif span[1] - span[0] > max_width:
            misfits.append(misfit(one.document, record, Reason.TOO_WIDE))
        else:
            label = str(getattr(record, spec.label or ""))
            spans.append(WordSpan(first=span[0], last=span[1] - 1, span_label=label))
    return GlinerRow(
        document=one.document.id,
        fold=one.fold,
        sentence=one.sentence.id,
        text=text,
        tokenized_text=tuple(text[start:end] for start, end in words),
        starts=tuple(start for start, _ in words),
        ner=tuple(spans),
    )
