"""The columns of CoNLL-U Plus files and the `name=value|…` fields in them, which reader and writer share."""

import re
from typing import Final
from urllib.parse import quote, unquote

from corpus_pkg.layers import ENTITIES, IN_SENTENCES, SPECS

COLUMNS: Final[dict[str, str]] = {
    layer: "NER" if layer == ENTITIES.name else SPECS[layer].kind.upper()
    for layer in IN_SENTENCES
    if not SPECS[layer].whole_sentence
}
METADATA: Final = ("title", "publisher", "author", "date", "place", "genre", "language", "license", "sha256")
"""What `#` lines say of a document."""
TO: Final = "To"
"""The name in MISC of where a chunk ends that goes over the end of a sentence."""
NAMESPACE: Final = "CORPUS:"
# What would end a value, a field or a line; spaces stay, but at the ends.
_ESCAPED: Final = re.compile("[%|=\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]|^ | $")


def escape(value: str) -> str:
    """Return a value with what would end it escaped (percent-encoding)."""
    return _ESCAPED.sub(lambda found: quote(found[0], safe=""), value)


def pairs(values: dict[str, str]) -> str:
    """Return names with values as one field."""
    return "|".join(f"{name}={escape(value)}" for name, value in values.items())


def read_pairs(text: str) -> dict[str, str]:
    """Return the names and values of a field."""
    parts = (part.partition("=") for part in text.split("|") if "=" in part)
    return {name: unquote(value) for name, _, value in parts}
