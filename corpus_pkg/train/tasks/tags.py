"""BIO and BILOU tags: from spans to one tag per token, and back, and other schemes to spans.

BIO is IOB2 (Tjong Kim Sang and Veenstra 1999); BILOU adds L for the last and U for the only token of a
name (Ratinov and Roth 2009).
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from corpus_pkg.corpus.document import HasSpan
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.columns import ClosedList

Scheme: TypeAlias = Literal["BIO", "BILOU"]
OUTSIDE = "O"
_PREFIXES = frozenset("BIELSU")


class TaggedSpan(NamedTuple):
    """A typed range of tokens, half open."""

    first: int
    last: int
    type: str


def prefixes(scheme: Scheme) -> str:
    """Return the first letters of a scheme's tags, `O` left out.

    Raises:
        ValueError: There is no such scheme.
    """
    if scheme not in ("BIO", "BILOU"):
        raise ValueError(f"{scheme!r} is not a scheme; write 'BIO' (which is IOB2) or 'BILOU'")
    return "BI" if scheme == "BIO" else "BILU"


@cache
def tag_names(scheme: Scheme = "BIO", labels: LabelSets = DEFAULT_LABELS) -> tuple[str, ...]:
    """Return all tags of a scheme in the order of their ids: `O` is 0, then type by type.

    Args:
        scheme: BIO or BILOU.
        labels: The lists of the corpus (`corpus.labels`).

    Raises:
        ValueError: There is no such scheme.
    """
    return (OUTSIDE, *(f"{prefix}-{kind}" for kind in labels.entity_types for prefix in prefixes(scheme)))


def tag_list(scheme: Scheme = "BIO", labels: LabelSets = DEFAULT_LABELS) -> ClosedList:
    """Return the tags of a scheme as a closed list (see `tag_names`)."""
    members = tuple((name, "") for name in tag_names(scheme, labels))
    return ClosedList(f"{scheme}Tag", "", members)


def span_tags(length: int, kind: str, scheme: Scheme = "BIO") -> list[str]:
    """Return the tags of one name of `length` tokens."""
    if scheme == "BIO":
        return [f"B-{kind}", *[f"I-{kind}"] * (length - 1)]
    if length == 1:
        return [f"U-{kind}"]
    return [f"B-{kind}", *[f"I-{kind}"] * (length - 2), f"L-{kind}"]


def encode(length: int, spans: Iterable[TaggedSpan], scheme: Scheme = "BIO") -> list[str]:
    """Return one tag per token.

    Args:
        length: The number of tokens.
        spans: Ranges of tokens, none overlapping.
        scheme: BIO or BILOU.

    Raises:
        ValueError: Two spans overlap, or one leaves the text.
    """
    prefixes(scheme)
    tags = [OUTSIDE] * length
    for span in spans:
        if not 0 <= span.first < span.last <= length or set(tags[span.first : span.last]) != {OUTSIDE}:
            what = f"the tokens {span.first} to {span.last} of {length} overlap another span or do not exist"
            raise ValueError(f"{what}; give outermost spans")
        tags[span.first : span.last] = span_tags(span.last - span.first, span.type, scheme)
    return tags


def decode(tags: Sequence[str]) -> list[TaggedSpan]:
    """Return the spans that tags of a scheme stand for, in order: IOB1, BIO (IOB2), BIOES or BILOU.

    Lenient as conlleval and seqeval's default are, so that any output of a model is read: a name ends
    where the next tag is O, B, S, U or of another type, and a stray I, E or L begins one. All tags that
    `encode` makes come back as the spans that they were made of.

    Raises:
        ValueError: A tag is of none of these schemes.
    """
    spans: list[TaggedSpan] = []
    first, kind, open_ = 0, "", False
    for place, tag in enumerate([*tags, OUTSIDE]):
        prefix, type_ = _parted(tag)
        if open_ and (prefix in "OBSU" or type_ != kind):
            spans.append(TaggedSpan(first, place, kind))
            open_ = False
        if prefix != "O" and not open_:
            first, kind, open_ = place, type_, True
        if open_ and prefix in "ELSU":
            spans.append(TaggedSpan(first, place + 1, kind))
            open_ = False
    return spans


def _parted(tag: str) -> tuple[str, str]:
    """Return the prefix of a tag and its type, which may be missing altogether."""
    prefix, hyphen, type_ = tag.partition("-")
    if tag != OUTSIDE and (prefix not in _PREFIXES or bool(hyphen) != bool(type_)):
        raise ValueError(
            f"{tag[:60]!r} is not a tag of IOB1, BIO, BIOES or BILOU; write O, or a prefix "
            "(B, I, E, L, S, U), a hyphen and a type"
        )
    return prefix, type_


S = TypeVar("S", bound=HasSpan)


def outermost(spans: Iterable[S]) -> tuple[list[S], list[S], list[S]]:
    """Part spans into the outermost, those nested in one, and those that cross one.

    Args:
        spans: Spans in any order; of two that cross, the one that begins first is kept.

    Returns:
        Three lists, each sorted by `(start, -end)`. Of two equal spans, the second is nested.
    """
    outer: list[S] = []
    nested: list[S] = []
    crossing: list[S] = []
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if not outer or span.start >= outer[-1].end:
            outer.append(span)
        elif span.end <= outer[-1].end:
            nested.append(span)
        else:
            crossing.append(span)
    return outer, nested, crossing
