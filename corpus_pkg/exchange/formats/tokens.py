"""Tokens for the formats that need some: the corpus's own, cut wherever an annotation begins or ends."""

from collections.abc import Iterable, Iterator

from corpus_pkg.train.tokens import simple_tokens


def tokenise(text: str, edges: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the tokens of a text as spans, so that no edge falls inside one.

    Args:
        text: The text.
        edges: Offsets at which a token must end where one runs over them, in Unicode code points.

    Yields:
        Half-open spans in Unicode code points, without spaces, in order.
    """
    cuts = iter(sorted(set(edges)))
    cut = next(cuts, None)
    for start, end in simple_tokens(text):
        begin = start
        while cut is not None and cut < end:
            if cut > begin:
                yield begin, cut
                begin = cut
            cut = next(cuts, None)
        yield begin, end
