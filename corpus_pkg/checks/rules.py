"""All rules, as the functions of the modules here declare them, and what runs them."""

from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from corpus_pkg.checks import (
    anchors,
    claims,
    date_text,
    figure_text,
    names,
    pairs,
    references,
    registry,
    spans,
    structure,
    topics,
    values,
    whole,
)
from corpus_pkg.checks.findings import Case, Finding, Part
from corpus_pkg.checks.registry import Shared
from corpus_pkg.checks.rule import Rule, collect, require_different
from corpus_pkg.corpus import problems
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry, Target, Topic

MODULES: Final = (
    spans,
    structure,
    anchors,
    values,
    date_text,
    figure_text,
    references,
    names,
    claims,
    whole,
    registry,
    topics,
    pairs,
)
"""The modules that have rules, in the order of their rules."""

RULES: Final[tuple[Rule[Case], ...]] = collect(MODULES, Case)
"""The rules over one document."""

SHARED_RULES: Final[tuple[Rule[Shared], ...]] = collect(MODULES, Shared)
"""The rules over what all documents share."""

ALL_RULES: Final[tuple[Rule[Any], ...]] = (*RULES, *SHARED_RULES)
"""Both."""

require_different(ALL_RULES, problems.CODES)

CODES: Final[Mapping[str, str]] = {
    **problems.READING_CODES,
    **{rule.code: rule.meaning for rule in ALL_RULES},
    **problems.OTHER_CODES,
}
"""Every code of a problem with what it means and what to do, in the order of the docs."""


def check_document(
    document: Document,
    registry: Mapping[str, RegistryEntry],
    targets: Mapping[str, Target],
    topics: Mapping[str, Topic] = MappingProxyType({}),
    *,
    damaged: Container[str | Part] = (),
    absent: Container[str] = (),
) -> list[Finding]:
    """Return every breach of a rule in one document.

    Args:
        document: A document whose records are valid by themselves (see `corpus_pkg.corpus.parse`).
        registry: The entities that it may refer to, by id.
        targets: The stance targets, by id, in the order of their file.
        topics: The topics of claims, by id.
        damaged: Layers and parts of which something could not be read.
        absent: Layers that the corpus does not have.

    Returns:
        The findings, by the place of their rule in `RULES`.
    """
    case = Case(document, registry, targets, topics)
    return [
        Finding(hit.part, hit.index, rule.code, hit.message, rule.severity)
        for rule in RULES
        if not any(part in damaged or (part in absent and not rule.resolves) for part in rule.needs)
        for hit in rule.check(case)
    ]


def check_corpus(
    registry: Sequence[RegistryEntry],
    targets: Sequence[Target],
    topics: Sequence[Topic] = (),
    *,
    damaged: Container[str | Part] = (),
    used: Container[str] | None = None,
) -> list[Finding]:
    """Return every breach of a rule in what the documents of a corpus share.

    Args:
        registry: Every entry, in the order of the file, doubled ones too.
        targets: Every target, likewise.
        topics: Every topic, likewise.
        damaged: Parts of which something could not be read.
        used: The entries to which something refers; None where that is not known.

    Returns:
        The findings, rule by rule.
    """
    shared = Shared(registry, targets, topics, used)
    return [
        Finding(hit.part, hit.index, rule.code, hit.message, rule.severity)
        for rule in SHARED_RULES
        if not any(part in damaged for part in rule.needs)
        for hit in rule.check(shared)
    ]
