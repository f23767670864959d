"""Names of things elsewhere: files as received, articles of Wikipedia.

Each function returns its argument, or raises ValueError with a sentence that says what to write.
"""

import re
from typing import Final

from corpus_pkg.values.free_text import UNSEEN_BASIC, free_text

NAME_MAX_BYTES: Final = 255
"""How long a file's name, and a title of Wikipedia, may be in UTF-8."""

FILE_NAME_PATTERN: Final = rf"^(?!\.\.?$)(?!\s)[^/\\{UNSEEN_BASIC}]+(?<!\s)$"
"""The characters of a plain file name."""

WIKIPEDIA_PATTERN: Final = (
    rf"^(?!\s)(?!.*(?:://|%[0-9A-Fa-f][0-9A-Fa-f]))[^\[\]{{}}|#<>_{UNSEEN_BASIC}]+(?<!\s)$"
)
"""The characters of an article's title, which is not an address."""


def file_name(value: str) -> str:
    """Check the plain name of a file, without a folder, and return it; raise ValueError for others."""
    free_text(value)
    if re.search(r"[/\\]", value) or value in (".", ".."):
        raise ValueError("it is a path, or a folder; write the plain name of the file")
    return _short(value)


def wikipedia_title(value: str) -> str:
    """Check a title of English Wikipedia and return it; raise ValueError for what no article can have."""
    free_text(value)
    if "://" in value:
        raise ValueError("it is an address; write the article's title")
    found = re.search(r"[\[\]{}|#<>_]|%[0-9A-Fa-f]{2}", value)
    if found is not None:
        raise ValueError(
            f"no article has {found[0]!r} in its title; write it as the article's heading has it"
        )
    return _short(value)


def _short(value: str) -> str:
    if len(value.encode("utf-8")) > NAME_MAX_BYTES:
        raise ValueError(f"it has more than {NAME_MAX_BYTES} bytes; shorten it")
    return value
