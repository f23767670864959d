"""What drafts change in a corpus: the files that they make of those that are there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_pkg.annotate.drafts.entries import Merged, merged_registry
from corpus_pkg.annotate.drafts.files import Drafts
from corpus_pkg.checks.registry import entries_named
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.problems import Problems
from corpus_pkg.corpus.write import records_bytes, without_undeclared
from corpus_pkg.layers import LAYER_NAMES


@dataclass(slots=True)
class Changes:
    """What drafts change in a corpus."""

    contents: dict[str, bytes] = field(default_factory=dict)
    """The files that the drafts make, by their path in the corpus."""
    registry: Merged | None = None
    """The registry, where drafts bring entries."""
    problems: Problems = field(default_factory=Problems)
    """What is there and can't be read, so that it stays as it is."""


def changes_of(root: Path, drafts: Drafts, annotator: str | None = None) -> Changes:
    """Return what drafts change in a corpus.

    Args:
        root: The corpus directory.
        drafts: The resolved drafts.
        annotator: Whose layers they are; the adjudicated ones where left out.
    """
    changes = Changes()
    made = {
        layout.layer_file(layer, document, annotator): records_bytes(records)
        for document, layer, records in _drafted(drafts)
    }
    if drafts.registry is not None:
        named = (
            id_
            for _, layer, records in _drafted(drafts)
            for record in records
            for id_ in entries_named(layer, record)
        )
        changes.registry = merged_registry(
            root, drafts.registry, named, annotator, drafts.about.labels, changes.problems
        )
        if changes.registry:
            made[layout.registry_file(annotator)] = records_bytes(changes.registry.entries)
    changes.contents = without_undeclared(made, drafts.about)
    return changes


def _drafted(drafts: Drafts) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield document, layer and records of each layer that a draft is about."""
    for document, resolved in drafts.documents.items():
        for layer in LAYER_NAMES:
            if layer in resolved.named:
                yield document, layer, resolved.layers[layer]
