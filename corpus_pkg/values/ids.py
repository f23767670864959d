"""Identifiers: slugs for documents and entities, and annotation ids.

An annotation's id is a function of what it annotates (layer, span and, for stance, holder and
target). It therefore never changes when another annotation is added or removed, is the same
whoever makes the annotation, and can be made again by a format that does not carry it.
"""

import re
from typing import Final

SLUG_SHAPE: Final = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""The characters of a slug, for engines of regular expressions that can't look ahead."""
SLUG_PATTERN: Final = f"^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$){SLUG_SHAPE[1:]}"
"""The shape of a slug, which is never one of `RESERVED`."""
SLUG_MAX_LENGTH: Final = 100
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names of devices, which no file or folder can have on Windows."""

AUTHOR: Final = "author"
"""The stance holder that is the document's author and no entity of the registry."""

UNNAMED: Final = "unnamed"
"""The asserter of a claim for everyone who is not the author and has no entry in the registry."""

DOCUMENT_ANCHOR: Final = "document"
"""The anchor of a date that was computed from the document's own date."""


def is_slug(value: str) -> bool:
    """Return True if a string is a slug, so that it can be an id and the name of a file anywhere."""
    return (
        len(value) <= SLUG_MAX_LENGTH
        and value not in RESERVED
        and re.fullmatch(SLUG_SHAPE, value) is not None
    )


def not_reserved(value: str) -> str:
    """Return a slug unless Windows keeps it for a device.

    Raises:
        ValueError: It is such a name; the message says so.
    """
    if value in RESERVED:
        raise ValueError(f"{value!r} names a device on Windows, where no file can have it; choose another id")
    return value


def id_pattern(prefix: str, *, longer: bool = False) -> str:
    """Return the regular expression of a layer's ids (ECMA-262, anchored).

    Args:
        prefix: The first part of the ids.
        longer: Whether fields are part of an id after the span.
    """
    number = "(?:0|[1-9][0-9]{0,17})"
    tail = "-[a-z0-9]+(?:-[a-z0-9]+)*" if longer else ""
    return f"^{prefix}-{number}-{number}{tail}$"


def ids_in_words(pattern: str) -> str:
    """Return what ids a pattern of `id_pattern` matches, or several of them, in words; empty for another.

    Args:
        pattern: The pattern, or several with `|` between.
    """
    found = [f"{prefix}-0-10" for prefix in re.findall(r"\^([a-z]+)-\(\?:0", pattern)]
    return f"an id such as {' or '.join(found)}" if found else ""


def made_id(prefix: str, start: int, end: int, *parts: str) -> str:
    """Return the id of the annotation on the span `[start, end)`.

    Args:
        prefix: The first part of the layer's ids.
        start: First offset of the span, in Unicode code points.
        end: Offset after the span, in Unicode code points.
        parts: The values of the fields that are part of the id, such as holder and target of a stance.

    Returns:
        For example `ent-120-128`, or `sta-0-90-author-azerbaijan`.
    """
    return "-".join((prefix, str(start), str(end), *parts))
