"""Validation of a whole corpus directory: its files, its adjudicated layers and its annotators' own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from corpus_pkg.checks import registry
from corpus_pkg.checks.agreed import undecided_problems
from corpus_pkg.checks.evidence import evidence_problems
from corpus_pkg.checks.findings import Finding, Part
from corpus_pkg.checks.provenance import annotator_problems, decision_problems
from corpus_pkg.checks.registry import REFERRING, references_of
from corpus_pkg.checks.rules import check_corpus, check_document
from corpus_pkg.checks.stray import stray_files
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.change import unfinished
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import Annotator, Decision, RegistryEvidence
from corpus_pkg.corpus.problems import Problem, Problems, Severity, sort_key
from corpus_pkg.corpus.read import (
    ReadCorpus,
    ReadDocument,
    lacks_list,
    missing_layers,
    read_annotator,
    read_corpus,
    read_records,
)
from corpus_pkg.layers import LAYER_NAMES


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found."""

    documents: int
    """How many documents could be read."""
    annotations: int
    """How many adjudicated annotations could be read."""
    problems: Problems
    """What is wrong, sorted by place: the first thousand of each severity, and how many more there are."""
    readable: bool = True
    """Whether there was a corpus to validate: a folder with a list of documents that can be read."""

    @property
    def warnings(self) -> int:
        """How many of the problems are warnings."""
        kept = sum(problem.severity is Severity.WARNING for problem in self.problems)
        return kept + self.problems.more[Severity.WARNING]


def validate(root: str | PathLike[str] | Folder | None = None) -> Problems:
    """Check a corpus directory against every rule of the schema and the guidelines.

    Args:
        root: The directory; the packaged corpus where left out.

    Returns:
        What is wrong, sorted by place; a valid corpus has no errors, and may have warnings (see
        `Problem.severity`).
    """
    return report(root).problems


def report(root: str | PathLike[str] | Folder | None = None, *, references: bool = True) -> Report:
    """Check a corpus directory (see `validate`) and count what is in it.

    Args:
        root: The directory; the packaged corpus where left out.
        references: Whether there are a registry and targets, to which references can be checked.
    """
    folder: Folder = layout.packaged() if root is None else _folder(root)
    if not files.is_folder(folder):
        message = "it is no folder that can be read; name a corpus directory"
        return Report(0, 0, Problems([Problem(str(root), 0, "file-missing", message)]), readable=False)
    read = read_corpus(folder)
    listing = Problems()
    owned = {
        place.name: read_annotator(folder, place.name, read)
        for place in files.list_folder(folder, layout.ANNOTATORS, listing)
        if files.is_folder(place)
    }
    found = Problems(read.problems)
    found.extend(_rule_problems(folder, read, None, owned, references=references))
    found.extend(missing_layers(folder, read))
    if isinstance(folder, Path):
        found.extend(unfinished(folder))
    if layout.DOCUMENTS_FILE not in read.problems.files:
        # Where the list of documents is damaged, their files would all seem to be strays.
        ids = {item.document.id for item in read.documents} | read.problems.documents
        found.extend(stray_files(folder, ids, listing))
    for name, own in owned.items():
        mine = Problems(own.problems)
        mine.extend(_rule_problems(folder, own, name, owned))
        found.extend(mine.under(f"{layout.ANNOTATORS}/{name}"))
    found.extend(_provenance_problems(folder, read, owned))
    found.extend(listing)
    annotations = sum(len(lines) for item in read.documents for lines in item.lines.values())
    readable = not lacks_list(read.problems)
    found.sort(key=sort_key)
    return Report(len(read.documents), annotations, found, readable)


def _provenance_problems(
    root: Folder, read: ReadCorpus, owned: Mapping[str, ReadCorpus]
) -> Iterator[Problem]:
    told = Problems()
    if files.is_there(root, layout.REGISTRY_EVIDENCE_FILE):
        evidence = list(read_records(root, layout.REGISTRY_EVIDENCE_FILE, RegistryEvidence, told))
        # Where the registry or the evidence was not read whole, each would seem to lack the other.
        if not told and layout.REGISTRY_FILE not in read.problems.files:
            yield from evidence_problems(evidence, read.registry)
    if files.is_there(root, layout.ANNOTATORS_FILE):
        annotators = list(read_records(root, layout.ANNOTATORS_FILE, Annotator, told))
        if not told:
            yield from annotator_problems(annotators, owned.keys())
    if files.is_there(root, layout.DECISIONS_FILE):
        decisions = [
            (line, decision.model_dump(mode="json"))
            for line, decision in read_records(root, layout.DECISIONS_FILE, Decision, told)
        ]
        documents = {item.document.id: item.document for item in read.documents}
        faults = list(decision_problems(decisions, documents))
        yield from faults
        # What can't be read or decided would only be repeated, as records that nobody explains.
        if not faults and not told and not any(side.problems for side in (read, *owned.values())):
            yield from undecided_problems(read, owned, decisions)
    yield from told


def _folder(root: str | PathLike[str] | Folder) -> Folder:
    return Path(root) if isinstance(root, str | PathLike) else root


def _rule_problems(
    root: Folder,
    read: ReadCorpus,
    annotator: str | None,
    owned: Mapping[str, ReadCorpus],
    *,
    references: bool = True,
) -> Iterator[Problem]:
    own_registry = layout.registry_file(annotator)
    registry_file = own_registry if files.is_there(root, own_registry) else layout.REGISTRY_FILE
    broken = read.damaged
    shared = {
        part
        for part, file in ((Part.REGISTRY, registry_file), (Part.TARGETS, layout.TARGETS_FILE))
        if file in broken or not references
    }
    absent = {
        layer for layer in LAYER_NAMES if not files.is_there(root, layout.layer_folder(layer, annotator))
    }
    known = {entry.id: entry for _, entry in read.registry}
    targets = {target.id: target for _, target in read.targets}
    for item in read.documents:
        id_ = item.document.id
        damaged = {layer for layer in LAYER_NAMES if layout.layer_file(layer, id_, annotator) in broken}
        for finding in check_document(
            item.document,
            known,
            targets,
            damaged=damaged | shared,
            absent=absent,
        ):
            yield _document_problem(finding, item, annotator)
    entries = [entry for _, entry in read.registry]
    if not shared and registry_file == layout.registry_file(annotator):
        yield from _unused_entries(root, read, annotator, owned)
    for finding in check_corpus(entries, [target for _, target in read.targets], damaged=shared):
        if finding.part is Part.TARGETS and annotator is not None:
            continue  # the targets are the corpus's own, and refer to its own registry
        lines = read.registry if finding.part is Part.REGISTRY else read.targets
        file = registry_file if finding.part is Part.REGISTRY else layout.TARGETS_FILE
        line, record = lines[finding.index or 0]
        yield Problem(file, line, finding.code, finding.message, annotation=record.id)


def _unused_entries(
    root: Folder, read: ReadCorpus, annotator: str | None, owned: Mapping[str, ReadCorpus]
) -> Iterator[Problem]:
    """Yield a warning for each entry of a registry that nothing refers to.

    A corpus whose names are still to be annotated may have its registry already.
    """
    used = {id_ for item in read.documents for id_ in references_of(item.document)}
    unread = any(file == layout.DOCUMENTS_FILE or file.startswith("raw/") for file in read.damaged)
    if not used or unread or any(problem.document for problem in read.problems):
        return
    used |= {id_ for _, target in read.targets for id_ in target.target_entities}
    used |= {id_ for _, entry in read.registry for id_ in entry.seat_of}
    if annotator is None:
        used |= _used_elsewhere(root, owned)
    file = layout.registry_file(annotator)
    for hit in registry.unused_entries([entry for _, entry in read.registry], used):
        line, entry = read.registry[hit.index or 0]
        yield Problem(file, line, "registry-unused", hit.message, annotation=entry.id)


def _used_elsewhere(root: Folder, owned: Mapping[str, ReadCorpus]) -> set[str]:
    """Return the entries of the corpus's registry to which annotators' layers and decisions refer."""
    used: set[str] = set()
    ignored: list[Problem] = []
    for name, own in owned.items():
        if not files.is_there(root, layout.registry_file(name)):
            used |= {id_ for item in own.documents for id_ in references_of(item.document)}
    if files.is_there(root, layout.DECISIONS_FILE):
        for _, decision in read_records(root, layout.DECISIONS_FILE, Decision, ignored):
            for record in (*decision.proposals.values(), *decision.own):
                used |= {getattr(record, field) for field in REFERRING if getattr(record, field, None)}
    return used


def _document_problem(finding: Finding, item: ReadDocument, annotator: str | None) -> Problem:
    document = item.document
    if finding.part not in LAYER_NAMES:
        line = item.metadata_line
        return Problem(layout.DOCUMENTS_FILE, line, finding.code, finding.message, document.id)
    file = layout.layer_file(finding.part, document.id, annotator)
    if finding.index is None:
        return Problem(file, 0, finding.code, finding.message, document.id)
    record = document.layer(finding.part)[finding.index]
    line = item.lines[finding.part][finding.index]
    about = getattr(record, "id", None)
    return Problem(file, line, finding.code, finding.message, document.id, about)
