"""The check of a corpus directory, document by document: no more than one is in memory at a time."""

from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from corpus_pkg.checks.agreed import Undecided
from corpus_pkg.checks.decided import Decisions
from corpus_pkg.checks.evidence import evidence_problems
from corpus_pkg.checks.findings import Finding, Part
from corpus_pkg.checks.pairs import Overrides
from corpus_pkg.checks.provenance import annotator_problems
from corpus_pkg.checks.registry import references_of
from corpus_pkg.checks.rules import check_corpus, check_document
from corpus_pkg.checks.stray import has_stray_folder, stray_files
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import read_about
from corpus_pkg.corpus.change import unfinished
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import Annotator, RegistryEntry, RegistryEvidence, Target, Topic
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

    def __init__(self, root: Folder, annotator: str | None, gold: "_Side | None" = None) -> None:
        self.root = root
        self.annotator = annotator
        self.gold = gold or self
        """The side of the corpus itself, which an annotator may share segments and sentences with."""
        self.problems = Problems()
        """What could not be read."""
        self.findings = Problems()
        """Which rules are broken."""
        self.annotations = 0
        """How many annotations of its own were read."""
        self.used: set[str] = set()
        """The entries of the registry to which annotations refer."""
        self.registry_file = registry_of(root, annotator)
        self.absent = {
            layer for layer in LAYER_NAMES if not files.is_there(root, layout.layer_folder(layer, annotator))
        }
        strays = has_stray_folder(root, annotator)
        self.lost = self.absent if annotator is None or strays else set()
        """The absent layers that are reported themselves, and so not again by what refers to them."""
        self.incomplete = bool(self.lost) and strays
        """Whether a folder of unknown name may hold one of these."""
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
        shared = base_of(self.root, document.id, self.annotator)
        self.annotations += sum(len(lines) for layer, lines in item.lines.items() if layer not in shared)
        if item.changed:
            return  # what the rules would find follows from the change of the text
        damaged = self.damaged(document.id, set(LAYER_NAMES) - shared)
        damaged |= self.gold.damaged(document.id, shared)
        findings = check_document(
            document,
            self._known,
            self._targets,
            self._topics,
            damaged=damaged | self.unsure,
            absent=self.absent - shared,
        )
        self.findings.extend(
            _placed(finding, item, self.annotator) for finding in findings if finding.part not in shared
        )

    def damaged(self, document: str, layers: Set[str]) -> set[str]:
        """Return those of the layers of a document that could not be read whole."""
        broken = self.problems.files
        who = self.annotator
        places = {
            layer: {layout.layer_folder(layer, who), layout.layer_file(layer, document, who)}
            for layer in layers
        }
        return {layer for layer, found in places.items() if layer in self.lost or found & broken}


class DirectoryCheck:
    """The check of one corpus directory.

    Iterate over `documents` to its end; then `report` has all that was wrong.

    Attributes:
        count: How many documents were read.
    """

    def __init__(self, root: Folder, *, references: bool = True) -> None:
        """Read what all documents share.

        Args:
            root: The directory.
            references: Whether there are a registry and targets, to which references can be checked.
        """
        self.count = 0
        self._root = root
        self._listing = Problems()
        self._gold = gold = _Side(root, None)
        self._about, self._labels = read_about(root, gold.problems)
        labels = self._labels
        entries = list(read_records(root, layout.REGISTRY_FILE, RegistryEntry, gold.problems, labels=labels))
        targets = list(read_records(root, layout.TARGETS_FILE, Target, gold.problems))
        topics: list[tuple[int, Topic]] = []
        self._has_topics = files.is_there(root, layout.TOPICS_FILE)
        if self._has_topics:
            topics = list(read_records(root, layout.TOPICS_FILE, Topic, gold.problems))
        broken = gold.problems.files
        parts = (
            (Part.REGISTRY, layout.REGISTRY_FILE),
            (Part.TARGETS, layout.TARGETS_FILE),
            (Part.TOPICS, layout.TOPICS_FILE),
        )
        unsure_ = {part for part, file in parts if file in broken or not references}
        if not self._has_topics:
            unsure_.add(Part.TOPICS)
        self._needs_topics = False
        """Whether there are claims, which have topics."""
        self._references = references
        gold.refer_to(entries, targets, topics, unsure_)
        self._overrides = Overrides([topic for _, topic in topics])
        self._own: dict[str, _Side] = {}
        for place in files.list_folder(root, layout.ANNOTATORS, self._listing):
            if files.is_folder(place):
                self._own[place.name] = side = _Side(root, place.name, gold)
                if side.owns_registry:
                    own = list(
                        read_records(root, side.registry_file, RegistryEntry, side.problems, labels=labels)
                    )
                    unsure = {Part.REGISTRY} if side.registry_file in side.problems.files else set()
                    side.refer_to(own, targets, topics, unsure | (unsure_ - {Part.REGISTRY}))
                else:
                    side.refer_to(entries, targets, topics, gold.unsure)
        self._begun = False
        self._missing: set[str] = set()
        """The layers that the corpus has lost."""
        self._ids: set[str] = set()
        self._decisions = Decisions(root, labels)
        self._undecided = Problems()
        """The records that no decision explains."""
        registries = {name: side.registry for name, side in self._own.items()}
        self._rule = Undecided(entries, registries, self._decisions.all)

    @property
    def annotations(self) -> int:
        """How many adjudicated annotations were read."""
        return self._gold.annotations

    @property
    def own_annotations(self) -> dict[str, int]:
        """How many annotations of each annotator were read, by the annotator's name."""
        return {name: side.annotations for name, side in self._own.items()}

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
            self._ids.add(metadata.id)
            self._begun = self._begun or is_begun(item.document)
            damaged = gold.damaged(metadata.id, set(LAYER_NAMES))
            self._decisions.see(item.document, changed=item.changed, damaged=damaged, absent=gold.absent)
            read = (item, *own.values())
            self._needs_topics = self._needs_topics or any(one.document.claims for one in read)
            self._undecided.extend(self._rule.problems(item, own))
            yield item

    def report(self) -> Problems:
        """Return what was wrong, sorted by place, once all documents were read."""
        gold = self._gold
        missing: list[Problem] = []
        if self._ids:
            lists = {"targets": gold.targets, "topics": gold.topics}
            empty = {name for name, records in lists.items() if not records}
            missing = list(missing_layers(self._root, self._about, empty=empty, begun=self._begun))
        folders = {problem.file for problem in missing}
        self._missing = {layer for layer in LAYER_NAMES if layout.layer_folder(layer) in folders}
        found = Problems(gold.problems)
        found.extend(missing)
        found.extend(gold.findings)
        found.extend(self._of_registry(gold))
        found.extend(self._of_overrides())
        if self._needs_topics and not self._has_topics and self._references:
            message = "there is no such file, and claims name topics; restore it, with their records"
            found.append(Problem(layout.TOPICS_FILE, 0, "file-missing", message))
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
        gold, overrides = self._gold, self._overrides
        unread = {
            id_
            for id_ in overrides.documents
            if (gold.damaged(id_, {CLAIMS.name}) if id_ in self._ids else self._is_unread(id_))
        }
        for code, hit in overrides.broken(unread):
            line, topic = gold.topics[hit.index or 0]
            finding = Finding(hit.part, hit.index, code, hit.message, severity_of(code))
            yield finding.at(layout.TOPICS_FILE, line, annotation=topic.id)

    def _used_entries(self, side: _Side) -> set[str] | None:
        """Return the entries of its own registry to which something refers; None where not known.

        A corpus whose names are still to be annotated may have its registry already.
        """
        if side.unsure - {Part.TOPICS} or side.incomplete or not side.owns_registry:
            return None
        if side is self._gold and self._missing:
            return None
        broken = side.problems.files | self._gold.problems.files
        unread = any(file == layout.DOCUMENTS_FILE or file.startswith("raw/") for file in broken)
        # Nor would it be known what the decisions refer to, where one of them can't be read.
        if not side.used or unread or side.problems.documents or self._decisions.problems:
            return None
        used = side.used | {id_ for _, target in side.targets for id_ in target.target_entities}
        used |= {id_ for _, entry in side.registry for id_ in entry.seat_of}
        if side.annotator is None:
            used |= self._used_elsewhere()
        return used

    def _used_elsewhere(self) -> set[str]:
        """Return the entries of the corpus's registry to which annotators' layers and decisions refer."""
        own = {id_ for side in self._own.values() if not side.owns_registry for id_ in side.used}
        return own | self._decisions.used

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
        yield from self._decisions.problems
        faults = Problems(self._decisions.faults(self._is_unread, self._missing))
        yield from faults
        # What can't be read or decided would only be repeated, as records that nobody explains.
        sides = (gold, *self._own.values())
        unread = any(side.problems or side.incomplete for side in sides)
        if not (faults or unread or self._missing or self._decisions.problems):
            yield from self._undecided

    def _is_unread(self, document: str) -> bool:
        """Return True if a document that was not seen may be one that could not be read or lost its line."""
        problems = self._gold.problems
        unread = layout.DOCUMENTS_FILE in problems.files or document in problems.documents
        return unread or files.is_there(self._root, layout.raw_file(document))


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
