"""Units of UCUM, the Unified Code for Units of Measure: the check of one.

The prefixes and units are a data file (see `corpus_pkg.values.code_files`); the grammar is that of UCUM 2.2.
"""

import re
from functools import cache, lru_cache
from typing import Final

from corpus_pkg.values.code_files import UNITS, listed

UCUM_MAX_LENGTH: Final = 64
UCUM_PATTERN: Final = "^(?:[A-Za-z0-9%'()*+./\\[\\]^_-]|\\{[!-z|~]*\\})+$"
"""The characters of a UCUM unit; an annotation in braces holds any printable ASCII but braces."""

_SHAPE: Final = re.compile(UCUM_PATTERN)
_NUMBER: Final = "[1-9][0-9]*"
_ANNOTATION: Final = r"\{[!-z|~]*\}"
_OPENED: Final = re.compile(r"(?:\(/?)*")
_CLOSED: Final = re.compile(rf"(?:\)(?:{_ANNOTATION})?)*")


@lru_cache(maxsize=4096)
def ucum(unit: str) -> str:
    """Check a unit (UCUM 2.2, case-sensitive: `m3`, `m3/a`, `km`, `%`) of at most 64 characters.

    Args:
        unit: The unit.

    Returns:
        The unit.

    Raises:
        ValueError: It is not a unit; the message says what to write.
    """
    if not unit:
        raise ValueError("a unit is empty: write its UCUM code (m3), or null if it has none")
    if len(unit) > UCUM_MAX_LENGTH:
        raise ValueError(f"{unit[:20]!r}… is longer than {UCUM_MAX_LENGTH} characters: write a shorter unit")
    if _SHAPE.fullmatch(unit) is None or not _is_term(unit):
        raise ValueError(
            f"{unit!r} is not a UCUM unit: write its case-sensitive code, with no spaces, for example m3 "
            "(cubic metres), m3/a (per year), km, t, MW.h"
        )
    return unit


def _is_term(unit: str) -> bool:
    """Return True for components with `.` or `/` between them and parentheses that match."""
    depth, at = 0, 1 if unit.startswith("/") else 0
    while True:
        opened = _matched(_OPENED, unit, at)
        component = _component().match(unit, at + len(opened))
        if component is None:
            return False
        closed = _matched(_CLOSED, unit, component.end())
        depth += opened.count("(") - re.sub(_ANNOTATION, "", closed).count(")")
        at = component.end() + len(closed)
        if depth < 0 or at == len(unit):
            return depth == 0
        if unit[at] not in "./":
            return False
        at += 1


def _matched(pattern: re.Pattern[str], unit: str, at: int) -> str:
    found = pattern.match(unit, at)
    return found[0] if found else ""


@cache
def _component() -> re.Pattern[str]:
    """Return the shape of a unit or number with its exponent and annotation, or of an annotation alone."""
    prefixes, metric, other = (
        "|".join(re.escape(code) for code in listed(UNITS)[part]) for part in ("prefixes", "metric", "other")
    )
    simple = rf"(?:(?:{prefixes})?(?:{metric})|{other})(?:[+-]?{_NUMBER})?"
    factor = rf"{_NUMBER}(?:[+-]{_NUMBER})?"
    return re.compile(rf"(?:{simple}|{factor}|{_ANNOTATION})(?:{_ANNOTATION})?(?=[./)]|\Z)")
