"""What drafts change in a corpus: the files that they make of those that are there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_pkg.annotate.drafts.entries import Merged, merged_registry
from corpus_pkg.annotate.drafts.files import Drafts
from corpus_pkg.checks.registry import entries_named
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.layer_changes import LayerChange, layer_change
from corpus_pkg.corpus.problems import Problems
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import records_bytes, without_undeclared
from corpus_pkg.layers import LAYER_MODELS, LAYER_NAMES
from corpus_pkg.layers.labels import LabelSets


@dataclass(slots=True)
class Changes:
    """What drafts change in a corpus."""

    contents: dict[str, bytes] = field(default_factory=dict)
    """The files that the drafts make, by their path in the corpus."""
    layers: list[LayerChange] = field(default_factory=list)
    """What changes in each layer of each document."""
    registry: Merged | None = None
    """The registry, where drafts bring entries."""
    problems: Problems = field(default_factory=Problems)
    """Why the registry that is there can't be read, so that it stays as it is."""


def changes_of(root: Path, drafts: Drafts, annotator: str | None = None) -> Changes:
    """Return what drafts change in a corpus.

    Args:
        root: The corpus directory.
        drafts: The resolved drafts.
        annotator: Whose layers they are; the adjudicated ones where left out.
    """
    changes = Changes()
    made: dict[str, bytes] = {}
    for document, layer, records in _drafted(drafts):
        path = layout.layer_file(layer, document, annotator)
        made[path] = records_bytes(records)
        old, unread = _there(root, path, layer, drafts.about.labels)
        if (change := layer_change(document, layer, old, records, unread)) is not None:
            changes.layers.append(change)
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


def _there(root: Path, path: str, layer: str, labels: LabelSets) -> tuple[list[Any], int]:
    """Return the records that a layer has, and how many of its lines can't be read."""
    if not files.is_there(root, path):
        return [], 0
    problems = Problems()
    records = [record for _, record in read_records(root, path, LAYER_MODELS[layer], problems, labels=labels)]
    return records, len({problem.line for problem in problems})
