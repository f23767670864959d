"""Rules on the evidence of the registry: where the identifiers of its entries were seen.

A corpus need not keep such evidence. One that has the file has evidence of every Wikidata item in it.
"""

import re
from collections.abc import Iterator, Sequence

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.models import RegistryEntry, RegistryEvidence
from corpus_pkg.corpus.problems import Problem


def evidence_problems(
    evidence: Sequence[tuple[int, RegistryEvidence]], registry: Sequence[tuple[int, RegistryEntry]]
) -> Iterator[Problem]:
    """Yield what is wrong between a registry and its evidence.

    Args:
        evidence: Line numbers and records of `registry-evidence.jsonl`.
        registry: Those of `registry.jsonl`.
    """
    entries = {entry.id: entry for _, entry in registry}
    seen: set[tuple[str, str, str]] = set()
    for line, item in evidence:
        for code, message in _faults(item, entries.get(item.entry)):
            yield Problem(layout.REGISTRY_EVIDENCE_FILE, line, code, message, annotation=item.entry)
        key = (item.entry, item.field, item.source)
        if key in seen:
            message = f"the {item.field} of {item.entry} has this source on another line too; keep one"
            yield Problem(
                layout.REGISTRY_EVIDENCE_FILE, line, "evidence-duplicate", message, annotation=item.entry
            )
        seen.add(key)
    proven = {item.entry for _, item in evidence if item.field == "wikidata"}
    for line, entry in registry:
        if entry.wikidata is not None and entry.id not in proven:
            message = f"nothing says where {entry.wikidata} was seen; add evidence, or remove the item"
            yield Problem(layout.REGISTRY_FILE, line, "evidence-missing", message, annotation=entry.id)


def _faults(item: RegistryEvidence, entry: RegistryEntry | None) -> Iterator[tuple[str, str]]:
    if entry is None:
        yield "evidence-value", f"the registry has no {item.entry!r}; correct the entry or remove the line"
    elif item.value != getattr(entry, item.field):
        has = getattr(entry, item.field) or "none"
        yield "evidence-value", f"{item.entry} has the {item.field} {has}, not {item.value}; correct one"
    if not _holds(item.quote, item.value):
        yield "evidence-quote", f"the quote does not have {item.value}; quote the words that do"


def _holds(quote: str, value: str) -> bool:
    """Return True if a quote has a value as whole words; an address has underscores for spaces."""
    plain = re.escape(value.replace("_", " "))
    return re.search(rf"(?<![^\W_]){plain}(?![^\W_])", quote.replace("_", " ")) is not None
