"""The names nearest to one that is unknown, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches


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
    close = containing[:3] or get_close_matches(str(name), names, n=3, cutoff=0.5) or names[:10]
    return f"the nearest are: {', '.join(close)}"
