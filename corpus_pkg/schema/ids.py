"""Identifiers: slugs for documents and entities, and annotation ids.

An annotation's id is a function of what it annotates (layer, span and, for stance, holder and
target). It therefore never changes when another annotation is added or removed, is the same
whoever makes the annotation, and can be made again by a format that does not carry it.
"""

from typing import Final

from corpus_pkg.schema.labels import Layer

SLUG_PATTERN: Final = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
SLUG_MAX_LENGTH: Final = 100

ID_PREFIXES: Final[dict[Layer, str]] = {
    Layer.SEGMENTS: "seg",
    Layer.SENTENCES: "sen",
    Layer.ENTITIES: "ent",
    Layer.DATES: "dat",
    Layer.FIGURES: "fig",
    Layer.STANCE: "sta",
}
"""The first part of every annotation id of a layer."""

AUTHOR: Final = "author"
"""The stance holder that is the document's author and no entity of the registry."""

DOCUMENT_ANCHOR: Final = "document"
"""The anchor of a date that was reckoned from the document's own date."""


def id_pattern(layer: Layer) -> str:
    """Return the regular expression of a layer's ids (ECMA-262, anchored)."""
    number = "(?:0|[1-9][0-9]{0,17})"
    tail = "-[a-z0-9]+(?:-[a-z0-9]+)*" if layer is Layer.STANCE else ""
    return f"^{ID_PREFIXES[layer]}-{number}-{number}{tail}$"


def annotation_id(layer: Layer, start: int, end: int, *, holder: str = "", target: str = "") -> str:
    """Return the id of the annotation of `layer` on the span `[start, end)`.

    Args:
        layer: The annotation's layer.
        start: First offset of the span, in Unicode code points.
        end: Offset after the span, in Unicode code points.
        holder: For stance, who takes the side.
        target: For stance, what the side is about.

    Returns:
        For example `ent-120-128`, or `sta-0-90-author-azerbaijan`.
    """
    span = f"{ID_PREFIXES[layer]}-{start}-{end}"
    return f"{span}-{holder}-{target}" if layer is Layer.STANCE else span
