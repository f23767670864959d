"""Licences as SPDX writes them: the check of an expression.

The ids are a data file (see `corpus_pkg.values.code_files`), and the grammar is that of SPDX 2.3, annex D.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from corpus_pkg.values.code_files import LICENSES, listed

LICENSE_MAX_LENGTH: Final = 200
LICENSE_PATTERN: Final = "^[A-Za-z0-9.+()-]+(?: [A-Za-z0-9.+()-]+)*$"
"""The characters of a licence expression."""
NO_LICENSE: Final = "NOASSERTION"
"""What SPDX has for a licence of which nothing is known."""

_LICENSE_REF: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_SHAPE: Final = re.compile(LICENSE_PATTERN)
_ADVICE: Final = "write an SPDX expression (CC-BY-4.0), or LicenseRef- with letters, digits, dots and hyphens"


@lru_cache(maxsize=1024)
def spdx_license(value: str) -> str:
    """Check a licence: an SPDX expression such as `CC-BY-4.0`, with `LicenseRef-` for others.

    Args:
        value: The licence, in SPDX's own spelling.

    Returns:
        The licence.

    Raises:
        ValueError: It is not a licence, or is spelled otherwise.
    """
    if value == NO_LICENSE or (len(value) <= LICENSE_MAX_LENGTH and _LICENSE_REF.fullmatch(value)):
        return value
    refused = f"{value[:60]!r} is not a licence: {_ADVICE}"
    if len(value) > LICENSE_MAX_LENGTH or not _SHAPE.fullmatch(value):
        raise ValueError(refused)
    try:
        right = _expression(value)
    except _MalformedError:
        raise ValueError(refused) from None
    if right != value:
        raise ValueError(f"{value[:60]!r} has another spelling in SPDX: write {right}")
    return value


def allows_redistribution(license_: str) -> bool:
    """Return True for an expression of licences that SPDX lists, all of which let copies be passed on.

    False for `NOASSERTION`, and for any expression with a `LicenseRef-`: nothing says what it allows.
    """
    return license_ != NO_LICENSE and "LicenseRef-" not in license_


class _MalformedError(Exception):
    """The words are not in the order of an expression."""


def _expression(value: str) -> str:
    """Return an expression as SPDX spells it."""
    words = re.findall(r"[()]|[^() ]+", value)[::-1]
    right = _either(words)
    if words:
        raise _MalformedError
    return right


def _either(words: list[str]) -> str:
    """Take an expression from the end of the reversed words, and return it as SPDX spells it."""
    return _joined(words, "OR", lambda: _joined(words, "AND", lambda: _one(words)))


def _joined(words: list[str], operator: str, part: Callable[[], str]) -> str:
    parts = [part()]
    while words and words[-1].upper() == operator:
        words.pop()
        parts.append(part())
    if len(parts) == 1:
        return parts[0]
    return f" {operator} ".join(f"({each})" if re.search(" AND | OR ", each) else each for each in parts)


def _one(words: list[str]) -> str:
    """Take a licence, with its exception if it has one, or an expression in parentheses."""
    word = _next(words)
    if word == "(":
        inner = _either(words)
        if _next(words) != ")":
            raise _MalformedError
        return inner
    if word == ")" or word.upper() in ("AND", "OR", "WITH"):
        raise _MalformedError
    found = _license(word)
    if not words or words[-1].upper() != "WITH":
        return found
    words.pop()
    exception = _exceptions().get(_next(words).lower())
    if exception is None:
        raise _MalformedError
    return f"{found} WITH {exception}"


def _next(words: list[str]) -> str:
    if not words:
        raise _MalformedError
    return words.pop()


def _license(word: str) -> str:
    """Return the id of a licence as SPDX spells it; `+` after an id means that version or a later one."""
    if _LICENSE_REF.fullmatch(word):
        return word
    known = _licenses()
    found = known.get(word.lower())
    if found is None and word.endswith("+"):
        earliest = known.get(word[:-1].lower())
        found = f"{earliest}+" if earliest else None
    if found is None:
        raise ValueError(f"SPDX has no licence {word[:60]!r}: {_ADVICE}")
    return found


@cache
def _licenses() -> dict[str, str]:
    """Return each licence by its id, and by its former ids, in lower case."""
    data = listed(LICENSES)
    former = {old.lower(): new for old, new in data["former"].items()}
    return former | {key.lower(): key for key in data["licenses"]}


@cache
def _exceptions() -> dict[str, str]:
    return {key.lower(): key for key in listed(LICENSES)["exceptions"]}
