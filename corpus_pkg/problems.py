"""Problems: what is wrong with a corpus, where, and what to do about it.

Every problem has a stable code from `CODES`; a code that is retired is never used for something
else. Codes are lower-case words, so that they can be searched for and suppressed by name.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

CODES: Final[dict[str, str]] = {
    # reading files
    "file-missing": "A file or folder that the layout names is not there; create it or correct the name.",
    "file-unreadable": "The file can't be read (permissions, a folder); make it a plain readable file.",
    "file-outside": "The path leaves the corpus by a symbolic link or `..`; copy the file into the corpus.",
    "file-unexpected": "No document has this file; remove it or add its document to raw/documents.jsonl.",
    "file-too-large": "The file or line is larger than a corpus may hold; split it.",
    "encoding": "The bytes are not UTF-8, or hold a NUL or a lone surrogate; save the file as plain UTF-8.",
    "json": "The line is not one JSON object; correct it (one object a line, no doubled key, no NaN).",
    "schema": "A field is missing, unknown or has a wrong value; correct it as the message says.",
    # the raw texts and their metadata
    "text-checksum": "The raw text is not the one that was annotated; restore the file.",
    "text-length": "The byte or character count in the metadata is wrong; correct it.",
    "document-duplicate": "Two lines of raw/documents.jsonl have one id; remove one.",
    # annotations
    "span-range": "The span lies outside the text; correct its offsets.",
    "span-text": "The text at the offsets is not the text that is stored; correct one of them.",
    # drafts and adjudication
    "draft": "The draft line can't be placed in the text; correct the quote, or say which with n or in.",
    "decision": "The decision is missing or does not fit its difference; decide it as the message says.",
    # built folders
    "build-file": "A built file is missing, changed or not the build's; build again.",
    "build-manifest": "The manifest of a build contradicts itself; build again.",
}
"""Every code with what it means and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, with its place."""

    file: str
    """Path of the file, relative to the corpus and with forward slashes; empty for the corpus itself."""
    line: int
    """Line number from 1, or 0 where the problem is in no line."""
    code: str
    """One of `CODES`."""
    message: str
    """What is wrong here and what to do."""
    document: str | None = None
    """The document's id, where known."""
    annotation: str | None = None
    """The annotation's id, where known."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = f" {self.annotation}" if self.annotation else ""
        return f"{place}: {self.code}:{about} {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as JSON values."""
        return asdict(self)


class CorpusError(ValueError):
    """A corpus that can't be loaded.

    Attributes:
        problems: What is wrong, sorted by place; never empty.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=sort_key)
        more = len(self.problems) - 1
        tail = f" (and {more} more; `corpus-pkg validate` lists all)" if more else ""
        super().__init__(f"{self.problems[0]}{tail}")


def sort_key(problem: Problem) -> tuple[str, int, str, str, str, str]:
    """Return the key that orders problems by place, then by code."""
    return (
        problem.file,
        problem.line,
        problem.code,
        problem.annotation or "",
        problem.message,
        problem.document or "",
    )
