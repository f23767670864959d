"""Names of things elsewhere: licences, files as received, articles of Wikipedia.

Each function returns its argument, or raises ValueError with a sentence that says what to write.
"""

import re
from functools import cache, lru_cache
from typing import Any, Final

from corpus_pkg.values.free_text import UNSEEN_BASIC, free_text

NAME_MAX_BYTES: Final = 255
"""How long a file's name, and a title of Wikipedia, may be in UTF-8."""

LICENSE_MAX_LENGTH: Final = 200
LICENSE_PATTERN: Final = "^[A-Za-z0-9.+()-]+(?: [A-Za-z0-9.+()-]+)*$"
"""The characters of a licence expression."""
NO_LICENSE: Final = "NOASSERTION"
"""What SPDX has where nothing is known of a licence."""

FILE_NAME_PATTERN: Final = rf"^(?!\.\.?$)(?!\s)[^/\\{UNSEEN_BASIC}]+(?<!\s)$"
"""The characters of a plain file name."""

WIKIPEDIA_PATTERN: Final = (
    rf"^(?!\s)(?!.*(?:://|%[0-9A-Fa-f][0-9A-Fa-f]))[^\[\]{{}}|#<>_{UNSEEN_BASIC}]+(?<!\s)$"
)
"""The characters of an article's title, which is not an address."""

_LICENSE_REF: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


@lru_cache(maxsize=1024)
def spdx_license(value: str) -> str:
    """Check a licence: an SPDX expression such as `CC-BY-4.0`, with `LicenseRef-` for others.

    Args:
        value: The licence, in SPDX's own spelling.

    Returns:
        The licence.

    Raises:
        ValueError: It is none, or is spelled otherwise.
    """
    if value == NO_LICENSE or (len(value) <= LICENSE_MAX_LENGTH and _LICENSE_REF.fullmatch(value)):
        return value
    advice = "write an SPDX expression (CC-BY-4.0), or LicenseRef- with letters, digits, dots and hyphens"
    if len(value) > LICENSE_MAX_LENGTH or not re.fullmatch(LICENSE_PATTERN, value):
        raise ValueError(f"{value[:60]!r} is not a licence: {advice}")
    from license_expression import ExpressionError

    licensing = _licensing()
    try:
        parsed = licensing.parse(value, strict=True)
        right = parsed.render()
        unknown = [key for key in licensing.unknown_license_keys(parsed) if not _is_known(key)]
    except (ExpressionError, IndexError, AttributeError):
        raise ValueError(f"{value[:60]!r} is not a licence: {advice}") from None
    if unknown:
        raise ValueError(f"SPDX has no licence {unknown[0][:60]!r}: {advice}")
    if right != value:
        raise ValueError(f"{value[:60]!r} has another spelling in SPDX: write {right}")
    return value


def _is_known(key: str) -> bool:
    older = key.removesuffix("+")
    return _LICENSE_REF.fullmatch(key) is not None or (older != key and older in _licensing().known_symbols)


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
