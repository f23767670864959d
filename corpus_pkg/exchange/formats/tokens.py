"""Tokens for the formats that need some: words and signs, cut wherever an annotation begins or ends."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

# Letters with the marks that combine with them, or one sign.
_TOKEN: Final = re.compile("\\w[\\w\u0300-\u036f]*|[^\\w\\s]")


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
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        while cut is not None and cut < end:
            if cut > start:
                yield start, cut
                start = cut
            cut = next(cuts, None)
        yield start, end
