"""The decisions that a corpus has already: which a new adjudication leaves alone, and which it replaces."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_pkg.annotate.adjudication.difference import DecidedDifference
from corpus_pkg.annotate.adjudication.sources import Annotations, parse_decision
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.parse import Invalid
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.read import listed_documents
from corpus_pkg.corpus.write import json_line
from corpus_pkg.values.counted import counted


@dataclass(slots=True)
class Earlier:
    """The decisions of `annotations/adjudication.jsonl`, as two annotators who adjudicate find them."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    """The lines on documents that the two don't share: they stay as they are."""
    open: list[tuple[str, str]] = field(default_factory=list)
    """What each other line says, as text that can be compared, and the names of its annotators."""
    order: dict[str, int] = field(default_factory=dict)
    """The place of each document in the corpus."""
    problems: Problems = field(default_factory=Problems)
    """The lines that can't be read, so that nobody can tell whether they would be lost."""

    def replaced_by(self, decisions: Iterable[DecidedDifference]) -> list[str]:
        """Return what new decisions would replace, by the annotators of the earlier ones.

        A decision that is taken again just so isn't replaced.
        """
        again = {_said(decision) for decision in decisions}
        lost = Counter(pair for said, pair in self.open if said not in again)
        return [f"{counted(count, 'earlier decision')} ({pair})" for pair, count in lost.items()]

    def file_with(self, decisions: Iterable[DecidedDifference]) -> bytes:
        """Return the file that has new decisions and those that stay, by the order of the documents."""
        lines: list[dict[str, Any]] = [decision.as_dict() for decision in decisions]
        if self.kept:
            last = len(self.order)
            lines = sorted(
                (*lines, *self.kept), key=lambda line: self.order.get(str(line.get("document")), last)
            )
        return "".join(map(json_line, lines)).encode("utf-8")


def read_earlier(root: Path, annotations: Annotations) -> Earlier:
    """Read the decisions that a corpus has already.

    Args:
        root: The corpus directory.
        annotations: The layers of the two annotators who are adjudicated.
    """
    found = Earlier()
    if not files.is_there(root, layout.DECISIONS_FILE):
        return found
    shared = annotations.first
    for _, line in files.read_json_lines(root, layout.DECISIONS_FILE, found.problems):
        if str(line.get("document")) not in shared:
            found.kept.append(line)
            continue
        decision = parse_decision(line, shared, annotations.about.labels, annotations.topics)
        said = json_line(line) if isinstance(decision, Invalid) else _said(decision)
        proposals = line.get("proposals")
        found.open.append((said, ", ".join(proposals) if isinstance(proposals, dict) else "?"))
    if found.kept:
        listed = listed_documents(root, [], None)
        found.order = {metadata.id: number for number, (_, metadata) in enumerate(listed)}
    return found


def _said(decision: DecidedDifference) -> str:
    """Return what a decision says as text; its context and fields follow from the rest."""
    return json_line({**decision.as_dict(), "context": None, "fields": []})


def replacement_problem(replaced: Collection[str]) -> Problem:
    """Return the problem of an adjudication that would replace earlier decisions without being asked to."""
    message = f"this replaces {', '.join(replaced)}; give --replace if it is to"
    return Problem(layout.DECISIONS_FILE, 0, "decision", message)
