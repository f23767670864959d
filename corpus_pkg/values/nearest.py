"""The names nearest to one that is unknown, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

LONGEST: Final = 100
"""How many characters of an unknown name are compared with known ones: they cost their square."""


def nearest(name: object, known: Iterable[str]) -> str:
    """Return what to say of an unknown name: which known ones are nearest, or else the first ten.

    Args:
        name: The unknown name.
        known: The names that there are.

    Examples:
        >>> nearest("parsi", ["baku", "paris"])
        'the nearest are: paris'
        >>> nearest("x", [])
        'there are none'
    """
    names = list(known)
    if not names:
        return "there are none"
    containing = [one for one in names if str(name).casefold() in one] if name else []
    close = containing[:3] or get_close_matches(str(name)[:LONGEST], names, n=3, cutoff=0.5) or names[:10]
    return f"the nearest are: {', '.join(close)}"


def meant(name: object, known: Iterable[str]) -> str | None:
    """Return the known name that is most likely meant by a misspelt one, or None where none is near.

    Args:
        name: The unknown name.
        known: The names that there are.

    Examples:
        >>> meant("typ", ["type", "text"])
        'type'
    """
    return next(iter(get_close_matches(str(name)[:LONGEST], known, n=1, cutoff=0.7)), None)
