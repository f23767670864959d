"""What is wrong with the rows of a file: equal faults are one problem, and all unknown labels are."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from corpus_pkg.corpus.problems import MOST_KEPT, Problem, Problems
from corpus_pkg.exchange.formats.label_map import same_types
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.values.counted import counted

K = TypeVar("K")

NAMED: Final = 20
"""How many labels are named at most."""


class Faults:
    """The faults of one file.

    Attributes:
        problems: The problems of single lines, which a reader notes.
    """

    def __init__(self, path: Path) -> None:
        self.problems = Problems()
        self._path = path
        self._rows: dict[tuple[str, str], list[int]] = {}
        self._labels: dict[str, list[int]] = {}

    def wrong(self, line: int, message: str, code: str = "format-syntax") -> None:
        """Note what is wrong with a row."""
        if not _count(self._rows, (code, message), line):
            self.problems.append(Problem(self._path.name, line, code, message))

    def label(self, line: int, label: str) -> None:
        """Note that no layer has the label of a row."""
        _count(self._labels, label, line)

    def all(self, lists: LabelSets) -> Problems:
        """Return all problems.

        Args:
            lists: The labels of the corpus.
        """
        found = Problems(self.problems)
        if self._labels:
            first, rows = _whole(self._labels.values())
            message = f"{unknown_labels(self._labels, lists)}{_where(rows)}"
            found.append(Problem(self._path.name, first, "format-syntax", message))
        for (code, message), (first, rows) in self._rows.items():
            found.append(Problem(self._path.name, first, code, f"{message}{_where(rows)}"))
        return found


def unknown_labels(labels: Iterable[str], lists: LabelSets) -> str:
    """Return what to say of labels that no layer has, with an option that maps them.

    Args:
        labels: The labels.
        lists: The labels of the corpus.
    """
    known = list(labels)
    same = same_types(lists)
    types = "type" if len(known) == 1 else "types"
    pairs = ",".join(f"{label}={next(iter(same.get(label.casefold(), ())), '')}" for label in known[:NAMED])
    named = ", ".join(map(repr, known[:NAMED])) + (" …" if len(known) > NAMED else "")
    what = "write a type after each =, or nothing to leave it out"
    return f"no layer has the {types} {named}; map with --map {pairs} ({what})"


def _count(counts: dict[K, list[int]], key: K, line: int) -> bool:
    """Count a fault; return False where there are too many kinds of them."""
    if key in counts:
        counts[key][1] += 1
    elif len(counts) < MOST_KEPT:
        counts[key] = [line, 1]
    else:
        return False
    return True


def _whole(counts: Iterable[list[int]]) -> tuple[int, int]:
    """Return the first line, and how many rows there are."""
    lines, rows = zip(*counts, strict=True)
    return min(lines), sum(rows)


def _where(rows: int) -> str:
    return f" ({counted(rows, 'row')}; this is the first)" if rows > 1 else ""
