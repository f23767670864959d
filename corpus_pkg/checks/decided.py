"""The published decisions of adjudication, as the check of a corpus directory meets their documents."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Set
from typing import Any

from corpus_pkg.checks.provenance import decision_problems
from corpus_pkg.checks.registry import entries_named
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import Decision
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.read import read_records
from corpus_pkg.layers import layer_named
from corpus_pkg.layers.labels import LabelSets

Numbered = tuple[int, dict[str, Any]]


class Decisions:
    """The decisions of a corpus, and what is wrong between them and what they decided about.

    Where a document or layer could not be read, that is the fault, and not the decisions about it.

    Attributes:
        problems: The lines that could not be read.
        used: The entries of the corpus's registry to which decisions refer.
        all: The decisions, with their line numbers.
    """

    def __init__(self, root: Folder, labels: LabelSets | None) -> None:
        """Read the decisions, if there are any."""
        self.problems = Problems()
        self.used: set[str] = set()
        self._root = root
        self._faults = Problems()
        self._of_absent: defaultdict[str, Problems] = defaultdict(Problems)
        """What is wrong with decisions on layers that the corpus does not have."""
        self._left: dict[str, list[Numbered]] = {}
        if files.is_there(root, layout.DECISIONS_FILE):
            for line, decision in read_records(
                root, layout.DECISIONS_FILE, Decision, self.problems, labels=labels
            ):
                self._left.setdefault(decision.document, []).append((line, decision.model_dump(mode="json")))
                for record in (*decision.proposals.values(), *decision.own):
                    self.used.update(entries_named(decision.layer, record) if record is not None else ())
        self.all = [numbered for found in self._left.values() for numbered in found]

    def see(self, document: Document, *, changed: bool, damaged: Set[str], absent: Set[str]) -> None:
        """Compare a document with the decisions about it.

        Args:
            document: The document with its adjudicated layers.
            changed: Whether its text is not the one that was annotated.
            damaged: The layers of it that could not be read whole.
            absent: The layers that the corpus does not have.
        """
        decisions = self._left.pop(document.id, [])
        if changed:
            return
        by_layer: defaultdict[str, list[Numbered]] = defaultdict(list)
        for line, decision in decisions:
            by_layer[layer_named(decision["layer"])].append((line, decision))
        for layer, of_layer in by_layer.items():
            if layer not in damaged - absent:
                faults = self._of_absent[layer] if layer in absent else self._faults
                faults.extend(decision_problems(of_layer, document))

    def faults(self, is_unread: Callable[[str], bool], missing: Set[str]) -> Iterator[Problem]:
        """Yield what is wrong with decisions, once all documents were seen.

        Args:
            is_unread: Whether a document that was not seen may be one that could not be read.
            missing: The layers that are reported as missing.
        """
        yield from self._faults
        for layer, found in self._of_absent.items():
            if layer not in missing:
                yield from found
        for document, decisions in self._left.items():
            if not is_unread(document):
                yield from decision_problems(decisions, None)
