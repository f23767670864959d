"""Which fields of a model may be null, and which may be left out."""

from typing import Any


def takes_null(about: Any) -> bool:
    """Return True if a field may be null."""
    return type(None) in getattr(about.annotation, "__args__", ())


def is_plain(about: Any, kind: type[Any]) -> bool:
    """Return True if a field may be anything of a type, or null as well, and is checked in no other way."""
    return about.annotation in (kind, kind | None) and not about.metadata


def nullable_but_required(model: Any) -> tuple[str, ...]:
    """Return the fields of a model that may be null and may not be left out: columns show both as null."""
    return tuple(
        name for name, about in model.model_fields.items() if about.is_required() and takes_null(about)
    )
