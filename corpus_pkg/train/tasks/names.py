"""Named-entity recognition: one tag per token, and the nested names next to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Entity
from corpus_pkg.layers import ENTITIES
from corpus_pkg.layers.base import EntityLabel
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.tags import Scheme, TaggedSpan, encode, outermost, tag_list
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.train.tokens import Tokenizer, TokenSpan, checked_tokens, simple_tokens, token_range
from corpus_pkg.train.units import Stretch, Unit, by_stretch, in_a_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """A name in a row's text."""

    start: int
    """First offset in the row's text, in code points."""
    end: int
    """Offset after the last character in the row's text."""
    first_token: int | None
    """The number of the first token; null where an edge falls inside a token."""
    last_token: int | None
    """The number after the last token; null where an edge falls inside a token."""
    text: str
    """The name as written."""
    type: EntityLabel
    """The name type."""
    entity: str
    """The registry id of what it refers to."""
    depth: int
    """In how many longer names of the row it lies: 0 for an outermost one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A sentence (or document) with its tokens."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str | None
    """The sentence's id; null where the row is a whole document."""
    start: int
    """Where the row's text begins in the document, in code points."""
    text: str
    """The row's text."""
    tokens: tuple[str, ...]
    """The tokens."""
    token_starts: tuple[int, ...]
    """Each token's first offset in the row's text, in code points."""
    token_ends: tuple[int, ...]
    """The offset after each token's last character in the row's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NerRow(TokenRow):
    """A sentence (or document) with one tag per token."""

    tags: tuple[str, ...]
    """Each token's tag, for the outermost names."""
    nested: tuple[NameSpan, ...]
    """The names that lie inside a longer one, which the tags can't hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedRow(TokenRow):
    """A sentence (or document) with all its names, nested ones too."""

    names: tuple[NameSpan, ...]
    """All names, by where they begin, the longer first."""


def ner(
    corpus: Corpus,
    *,
    tokenizer: Tokenizer = simple_tokens,
    scheme: Scheme = "BIO",
    unit: Unit = "sentence",
) -> View[NerRow]:
    """Return the view for token classification.

    The tags hold the outermost names. Reported, by reason: names nested in them (which are in the
    column `nested`), names that cross another, and names with an edge inside a token.

    Args:
        corpus: The corpus.
        tokenizer: What cuts a text into token spans.
        scheme: BIO or BILOU.
        unit: What a row is: a sentence, or a whole document, then without the tokens of boilerplate, in
            which no names are annotated.

    Raises:
        ValueError: No such scheme or unit, or the tokenizer's spans overlap.
    """
    misfits: list[Misfit] = []
    rows = [
        _ner_row(document, fold, stretch, names, _tokens(tokenizer, document, stretch), scheme, misfits)
        for fold, document in numbered(corpus)
        for stretch, names in by_stretch(document, ENTITIES.name, unit, misfits)
    ]
    return view_of(corpus, "ner", NerRow, rows, misfits, labels={"tags": tag_list(scheme, corpus.labels)})


def nested_spans(
    corpus: Corpus, *, tokenizer: Tokenizer = simple_tokens, unit: Unit = "sentence"
) -> View[NestedRow]:
    """Return the view for span classification: all names of each row, nested ones too.

    Names with an edge inside a token are kept, with null token numbers, and reported.

    Args:
        corpus: The corpus.
        tokenizer: What cuts a text into token spans.
        unit: What a row is: a sentence, or a whole document.

    Raises:
        ValueError: No such unit, or the tokenizer's spans overlap.
    """
    misfits: list[Misfit] = []
    rows = []
    for fold, document in numbered(corpus):
        for stretch, names in by_stretch(document, ENTITIES.name, unit, misfits):
            tokens = _tokens(tokenizer, document, stretch)
            spans = tuple(name_spans(names, stretch, tokens))
            for name, span in zip(names, spans, strict=True):
                if span.first_token is None:
                    misfits.append(misfit(document, name, Reason.EDGE_INSIDE_TOKEN))
            rows.append(NestedRow(**_token_fields(document, fold, stretch, tokens), names=spans))
    return view_of(corpus, "nested_spans", NestedRow, rows, misfits)


def name_spans(names: Sequence[Entity], stretch: Stretch, tokens: Sequence[TokenSpan]) -> Iterator[NameSpan]:
    """Yield names as spans of a stretch, with their tokens and how deep they nest."""
    for name in names:
        start, end = name.start - stretch.start, name.end - stretch.start
        covered = token_range(tokens, start, end)
        yield NameSpan(
            start=start,
            end=end,
            first_token=covered[0] if covered else None,
            last_token=covered[1] if covered else None,
            text=name.text,
            type=name.type,
            entity=name.entity,
            depth=sum(
                other.start <= name.start and name.end <= other.end and other is not name for other in names
            ),
        )


def _tokens(tokenizer: Tokenizer, document: Document, stretch: Stretch) -> list[TokenSpan]:
    spans = checked_tokens(tokenizer, stretch.text)
    if stretch.id is not None:
        return spans
    return [span for span in spans if in_a_sentence(document, *span)]


def _token_fields(
    document: Document, fold: int, stretch: Stretch, tokens: Sequence[TokenSpan]
) -> dict[str, Any]:
    """Return the fields of a `TokenRow`."""
    return {
        "document": document.id,
        "fold": fold,
        "sentence": stretch.id,
        "start": stretch.start,
        "text": stretch.text,
        "tokens": tuple(stretch.text[start:end] for start, end in tokens),
        "token_starts": tuple(start for start, _ in tokens),
        "token_ends": tuple(end for _, end in tokens),
    }


def _ner_row(
    document: Document,
    fold: int,
    stretch: Stretch,
    names: Sequence[Entity],
    tokens: Sequence[TokenSpan],
    scheme: Scheme,
    misfits: list[Misfit],
) -> NerRow:
    outer, nested, crossing = outermost(names)
    tagged = []
    for name in outer:
        covered = token_range(tokens, name.start - stretch.start, name.end - stretch.start)
        if covered is None:
            misfits.append(misfit(document, name, Reason.EDGE_INSIDE_TOKEN))
        else:
            tagged.append(TaggedSpan(*covered, name.type))
    misfits.extend(misfit(document, name, Reason.NESTED) for name in nested)
    misfits.extend(misfit(document, name, Reason.CROSSING) for name in crossing)
    inside = {name.id for name in nested}
    spans = name_spans(names, stretch, tokens)
    return NerRow(
        **_token_fields(document, fold, stretch, tokens),
        tags=tuple(encode(len(tokens), tagged, scheme)),
        nested=tuple(span for name, span in zip(names, spans, strict=True) if name.id in inside),
    )
