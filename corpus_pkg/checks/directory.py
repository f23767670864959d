"""The check of a corpus directory, document by document: no more than one is in memory at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus_pkg.checks.agreed import Undecided
from corpus_pkg.checks.evidence import evidence_problems
from corpus_pkg.checks.findings import Finding, Part
from corpus_pkg.checks.pairs import Overrides
from corpus_pkg.checks.provenance import annotator_problems, decision_problems
from corpus_pkg.checks.registry import entries_named, references_of
from corpus_pkg.checks.rules import check_corpus, check_document
from corpus_pkg.checks.stray import stray_files
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import read_about
from corpus_pkg.corpus.change import unfinished
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import Annotator, Decision, RegistryEntry, RegistryEvidence, Target, Topic
from corpus_pkg.corpus.problems import Problem, Problems, severity_of, sort_key
from corpus_pkg.corpus.read import (
    ReadDocument,
    base_of,
    is_begun,
    listed_documents,
    missing_layers,
    read_document,
    read_own_layers,
    read_records,
    registry_of,
)
from corpus_pkg.layers import CLAIMS, LAYER_NAMES


class _Side:
    """The adjudicated layers, or those of one annotator: what they refer to, and what was wrong so far."""

    def __init__(self, root: Folder, annotator: str | None) -> None:
        self.root = root
        self.annotator = annotator
        self.problems = Problems()
        """What could not be read."""
        self.findings = Problems()
        """Which rules are broken."""
        self.used: set[str] = set()
        """The entries of the registry to which annotations refer."""
        self.registry_file = registry_of(root, annotator)
        self.absent = {
            layer for layer in LAYER_NAMES if not files.is_there(root, layout.layer_folder(layer, annotator))
        }
        self.registry: list[tuple[int, RegistryEntry]] = []
        self.targets: list[tuple[int, Target]] = []
        self.topics: list[tuple[int, Topic]] = []
        self.unsure: set[Part] = set()
        """The parts that could not be read whole, or to which nothing can be compared."""

    @property
    def owns_registry(self) -> bool:
        """Whether the registry is this side's own."""
        return self.registry_file == layout.registry_file(self.annotator)

    def refer_to(
        self,
        registry: list[tuple[int, RegistryEntry]],
        targets: list[tuple[int, Target]],
        topics: list[tuple[int, Topic]],
        unsure: set[Part],
    ) -> None:
        self.registry, self.targets, self.topics, self.unsure = registry, targets, topics, unsure
        self._known = {entry.id: entry for _, entry in registry}
        self._targets = {target.id: target for _, target in targets}
        self._topics = {topic.id: topic for _, topic in topics}

    def check(self, item: ReadDocument) -> None:
        document = item.document
        self.used.update(references_of(document))
        if item.changed:
            return  # what the rules would find follows from the change of the text
        broken = self.problems.files
        damaged = {
            layer for layer in LAYER_NAMES if layout.layer_file(layer, document.id, self.annotator) in broken
        }
        findings = check_document(
            document,
            self._known,
            self._targets,
            self._topics,
            damaged=damaged | self.unsure,
            absent=self.absent - base_of(self.root, document.id, self.annotator),
        )
        shared = base_of(self.root, document.id, self.annotator)
        self.findings.extend(
            _placed(finding, item, self.annotator) for finding in findings if finding.part not in shared
        )


class DirectoryCheck:
    """The check of one corpus directory.

    Iterate over `documents` to its end; then `report` has all that was wrong.

    Attributes:
        count: How many documents were read.
        annotations: How many adjudicated annotations were read.
    """

    def __init__(self, root: Folder, *, references: bool = True) -> None:
        """Read what all documents share.

        Args:
            root: The directory.
            references: Whether there are a registry and targets, to which references can be checked.
        """
        self.count = 0
        self.annotations = 0
        self._root = root
        self._listing = Problems()
        self._gold = gold = _Side(root, None)
        self._about, self._labels = read_about(root, gold.problems)
        labels = self._labels
        entries = list(read_records(root, layout.REGISTRY_FILE, RegistryEntry, gold.problems, labels=labels))
        targets = list(read_records(root, layout.TARGETS_FILE, Target, gold.problems))
        topics: list[tuple[int, Topic]] = []
        if files.is_there(root, layout.TOPICS_FILE):
            topics = list(read_records(root, layout.TOPICS_FILE, Topic, gold.problems))
        broken = gold.problems.files
        parts = (
            (Part.REGISTRY, layout.REGISTRY_FILE),
            (Part.TARGETS, layout.TARGETS_FILE),
            (Part.TOPICS, layout.TOPICS_FILE),
        )
        unsure_ = {part for part, file in parts if file in broken or not references}
        gold.refer_to(entries, targets, topics, unsure_)
        self._overrides = Overrides([topic for _, topic in topics])
        self._own: dict[str, _Side] = {}
        for place in files.list_folder(root, layout.ANNOTATORS, self._listing):
            if files.is_folder(place):
                self._own[place.name] = side = _Side(root, place.name)
                if side.owns_registry:
                    own = list(
                        read_records(root, side.registry_file, RegistryEntry, side.problems, labels=labels)
                    )
                    unsure = {Part.REGISTRY} if side.registry_file in side.problems.files else set()
                    side.refer_to(own, targets, topics, unsure | (unsure_ - {Part.REGISTRY}))
                else:
                    side.refer_to(entries, targets, topics, gold.unsure)
        self._begun = False
        self._ids: set[str] = set()
        self._beside = Problems()
        self._used_by_decisions: set[str] = set()
        """The entries of the corpus's registry to which decisions refer."""
        self._decisions = self._read_decisions()
        self._faults = Problems()
        """What is wrong with decisions."""
        self._undecided = Problems()
        """The records that no decision explains."""
        registries = {name: side.registry for name, side in self._own.items()}
        self._rule = Undecided(
            entries, registries, [one for found in self._decisions.values() for one in found]
        )

    def _read_decisions(self) -> dict[str, list[tuple[int, dict[str, Any]]]]:
        found: defaultdict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        if files.is_there(self._root, layout.DECISIONS_FILE):
            for line, decision in read_records(
                self._root, layout.DECISIONS_FILE, Decision, self._beside, labels=self._labels
            ):
                found[decision.document].append((line, decision.model_dump(mode="json")))
                for record in (*decision.proposals.values(), *decision.own):
                    self._used_by_decisions.update(
                        entries_named(decision.layer, record) if record is not None else ()
                    )
        return dict(found)

    @property
    def documents(self) -> Iterator[ReadDocument]:
        """Yield the documents that can be read, each once it and its annotators' layers are checked."""
        root, gold, labels = self._root, self._gold, self._labels
        for line, metadata in listed_documents(root, gold.problems, labels):
            item = read_document(root, metadata, line, None, gold.problems, labels)
            if item is None:
                continue
            own = {}
            for name, side in self._own.items():
                mine = read_own_layers(root, item, name, side.problems, labels)
                if mine is not None:
                    own[name] = mine
                    side.check(mine)
            gold.check(item)
            self._overrides.see(item.document)
            self.count += 1
            self.annotations += sum(len(lines) for lines in item.lines.values())
            self._ids.add(metadata.id)
            self._begun = self._begun or is_begun(item.document)
            decisions = self._decisions.pop(metadata.id, [])
            if not item.changed:
                self._faults.extend(decision_problems(decisions, item.document))
            self._undecided.extend(self._rule.problems(item, own))
            yield item

    def report(self) -> Problems:
        """Return what was wrong, sorted by place, once all documents were read."""
        gold = self._gold
        found = Problems(gold.problems)
        found.extend(gold.findings)
        found.extend(self._of_registry(gold))
        found.extend(self._of_overrides())
        if self._ids:
            lists = {"targets": gold.targets, "topics": gold.topics}
            empty = {name for name, records in lists.items() if not records}
            found.extend(missing_layers(self._root, self._about, empty=empty, begun=self._begun))
        if isinstance(self._root, Path):
            found.extend(unfinished(self._root))
        if layout.DOCUMENTS_FILE not in gold.problems.files:
            # Where the list of documents is damaged, their files would all seem to be strays.
            documents = self._ids | gold.problems.documents
            found.extend(stray_files(self._root, self._about, documents, self._listing))
        for name, side in self._own.items():
            mine = Problems(side.problems)
            mine.extend(side.findings)
            mine.extend(self._of_registry(side))
            found.extend(mine.under(f"{layout.ANNOTATORS}/{name}"))
        found.extend(self._of_provenance())
        found.extend(self._listing)
        found.sort(key=sort_key)
        return found

    def _of_registry(self, side: _Side) -> Iterator[Problem]:
        entries = [entry for _, entry in side.registry]
        targets, topics = [target for _, target in side.targets], [topic for _, topic in side.topics]
        lines: dict[str, Sequence[tuple[int, RegistryEntry | Target | Topic]]] = {
            Part.REGISTRY: side.registry,
            Part.TARGETS: side.targets,
            Part.TOPICS: side.topics,
        }
        for finding in check_corpus(
            entries, targets, topics, damaged=side.unsure, used=self._used_entries(side)
        ):
            if finding.part is not Part.REGISTRY and side.annotator is not None:
                continue  # targets and topics are the corpus's own, and refer to its own registry
            own = finding.part is Part.REGISTRY
            file = side.registry_file if own else layout.list_file(finding.part)
            line, record = lines[finding.part][finding.index or 0]
            yield finding.at(file, line, annotation=record.id)

    def _of_overrides(self) -> Iterator[Problem]:
        """Yield what is wrong with overrides of pairs of claims, where all that they name was read."""
        broken = self._gold.problems.files
        if layout.DOCUMENTS_FILE in broken:
            return
        damaged = {id_ for id_ in self._ids if layout.layer_file(CLAIMS.name, id_) in broken}
        for code, hit in self._overrides.broken(frozenset(damaged | self._gold.problems.documents)):
            line, topic = self._gold.topics[hit.index or 0]
            finding = Finding(hit.part, hit.index, code, hit.message, severity_of(code))
            yield finding.at(layout.TOPICS_FILE, line, annotation=topic.id)

    def _used_entries(self, side: _Side) -> set[str] | None:
        """Return the entries of its own registry to which something refers; None where not known.

        A corpus whose names are still to be annotated may have its registry already.
        """
        if side.unsure or not side.owns_registry:
            return None
        broken = side.problems.files | self._gold.problems.files
        unread = any(file == layout.DOCUMENTS_FILE or file.startswith("raw/") for file in broken)
        # Nor would it be known what the decisions refer to, where one of them can't be read.
        if not side.used or unread or side.problems.documents or self._beside:
            return None
        used = side.used | {id_ for _, target in side.targets for id_ in target.target_entities}
        used |= {id_ for _, entry in side.registry for id_ in entry.seat_of}
        if side.annotator is None:
            used |= self._used_elsewhere()
        return used

    def _used_elsewhere(self) -> set[str]:
        """Return the entries of the corpus's registry to which annotators' layers and decisions refer."""
        own = {id_ for side in self._own.values() if not side.owns_registry for id_ in side.used}
        return own | self._used_by_decisions

    def _of_provenance(self) -> Iterator[Problem]:
        root, gold = self._root, self._gold
        unreadable = Problems()
        if files.is_there(root, layout.REGISTRY_EVIDENCE_FILE):
            evidence = list(read_records(root, layout.REGISTRY_EVIDENCE_FILE, RegistryEvidence, unreadable))
            # Where the registry or the evidence was not read whole, each would seem to lack the other.
            if not unreadable and layout.REGISTRY_FILE not in gold.problems.files:
                yield from evidence_problems(evidence, gold.registry)
        if files.is_there(root, layout.ANNOTATORS_FILE):
            unread = len(unreadable)
            annotators = list(read_records(root, layout.ANNOTATORS_FILE, Annotator, unreadable))
            if len(unreadable) == unread:
                yield from annotator_problems(annotators, self._own.keys())
        yield from unreadable
        yield from self._beside
        for decisions in self._decisions.values():
            self._faults.extend(decision_problems(decisions, None))
        yield from self._faults
        # What can't be read or decided would only be repeated, as records that nobody explains.
        sides = (gold, *self._own.values())
        if not self._faults and not self._beside and not any(side.problems for side in sides):
            yield from self._undecided


def _placed(finding: Finding, item: ReadDocument, annotator: str | None) -> Problem:
    """Return a finding on a document as a problem of a file and line."""
    document = item.document
    if finding.part not in LAYER_NAMES:
        line = item.metadata_line
        return finding.at(layout.DOCUMENTS_FILE, line, document.id)
    file = layout.layer_file(finding.part, document.id, annotator)
    if finding.index is None:
        return finding.at(file, 0, document.id)
    record = document.layer(finding.part)[finding.index]
    line = item.lines[finding.part][finding.index]
    about = getattr(record, "id", None)
    return finding.at(file, line, document.id, about)
