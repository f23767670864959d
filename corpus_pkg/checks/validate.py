"""Validation of a whole corpus directory: its files, its adjudicated layers and its annotators' own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from corpus_pkg.checks.directory import DirectoryCheck
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import Problem, Problems, Severity
from corpus_pkg.corpus.read import lacks_list


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
    own_annotations: Mapping[str, int] = field(default_factory=dict)
    """How many annotations of each annotator could be read, by the annotator's name."""

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
        message = "it is not a folder that can be read; name a corpus directory"
        return Report(0, 0, Problems([Problem(str(root), 0, "file-missing", message)]), readable=False)
    check = DirectoryCheck(folder, references=references)
    for _ in check.documents:
        pass
    problems = check.report()
    return Report(
        check.count,
        check.annotations,
        problems,
        readable=not lacks_list(problems),
        own_annotations=check.own_annotations,
    )


def _folder(root: str | PathLike[str] | Folder) -> Folder:
    return Path(root) if isinstance(root, str | PathLike) else root
