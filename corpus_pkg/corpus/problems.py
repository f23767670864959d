"""Problems: what is wrong with a corpus, where, and what to do about it.

Every problem has a stable code; a code that is retired is never used for something else. A rule of
`corpus_pkg.checks` states its own code; `CODES` has all others. Codes are lower-case words, so that they can
be searched for and suppressed by name.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

READING_CODES: Final[dict[str, str]] = {
    # reading files
    "file-missing": "A file or folder that the layout names is not there; create it or correct the name.",
    "file-unreadable": "The file can't be read (permissions, a folder); make it a plain readable file.",
    "file-outside": "The path leaves the corpus by a symbolic link or `..`; copy the file into the corpus.",
    "file-unexpected": "No document has this file; remove it or add its document to raw/documents.jsonl.",
    "file-too-large": "The file or line is larger than a corpus may hold; split it.",
    "encoding": "The bytes are not UTF-8, or hold a NUL or a lone surrogate; save the file as plain UTF-8.",
    "json": "The line is not one JSON object; correct it (one object a line, no doubled key, no NaN).",
    "schema": "A field is missing, unknown or has a wrong value; correct it as the message says.",
    "label-unknown": "The corpus has no such label; write one of its lists, or add it to corpus.toml.",
    "corpus-toml": "corpus.toml is not as it must be; correct what the message says.",
    "layer-missing": "The corpus needs a layer that no installed package brings; install the package.",
    "free-text": "Words that a person wrote are blank, on two lines, or hold what is not seen; remove that.",
    "corpus-busy": "Another command is changing the corpus; run this one again when that has ended.",
    "corpus-unfinished": "A command was stopped while it replaced files; run it again, which finishes that.",
    # the raw texts, their metadata and the registry
    "text-checksum": "The raw text is not the one that was annotated; restore the file.",
    "text-length": "The byte or character count in the metadata is wrong; correct it.",
    "metadata-license": "The licence is not an SPDX expression; write one, or LicenseRef- with a name.",
    "metadata-source-file": "The name of the file as received is a path or too long; write its plain name.",
    "registry-wikipedia": "No article of Wikipedia has such a title; write the heading of the article.",
    "document-duplicate": "Two lines of raw/documents.jsonl have one id; remove one.",
}
"""The codes of what can't be read, with what they mean and what to do."""

OTHER_CODES: Final[dict[str, str]] = {
    # the evidence of the registry
    "evidence-missing": "A Wikidata item has no evidence; add where it was seen, or remove the item.",
    "evidence-value": "Evidence names no entry, or another value than the entry has; correct one of them.",
    "evidence-quote": "The words that evidence quotes do not hold its value; quote those that do.",
    "evidence-duplicate": "Evidence of one field has one source twice; keep one.",
    # overrides of pairs of claims
    "pair-document": "An override names a document that is not there; remove it, unless this is a part.",
    "pair-claim": "An override names a claim that is not there, or on another topic; correct it.",
    "pair-derived": "An override says what is derived without it; remove it.",
    # drafts and adjudication
    "draft": "The draft line can't be placed in the text; correct the quote, or say which with n or in.",
    "decision": "The decision does not fit its difference or the layers; decide it as the message says.",
    "adjudication": "A record comes neither from both annotators nor a decision, or is left out; see which.",
    "annotator": "annotators.jsonl and the annotators' folders differ; add or remove what the message says.",
    # built folders
    "build-file": "A built file is missing, changed or not the build's; build again.",
    "build-manifest": "The manifest of a build contradicts itself; build again.",
    # the Hugging Face Hub
    "hub": "The Hub refused or did not answer; do as the message says.",
    "hub-address": "The address is not that of a dataset on the Hub; write hf://datasets/ORG/NAME@REVISION.",
    # interchange formats
    "format-syntax": "A file is not in its format; correct it, or export it again from its tool.",
    "format-document": "A file is about a document that the corpus does not have; name it after one.",
}
"""The codes of other things, likewise."""

CODES: Final = READING_CODES | OTHER_CODES
"""All codes but those of the rules: `corpus_pkg.checks.rules.CODES` has these too."""

WARNINGS: Final[frozenset[str]] = frozenset({"adjudication", "pair-document"})
"""Which of them are of warnings. All others are of errors."""


class Severity(StrEnum):
    """How sure it is that a problem is a fault."""

    ERROR = "error"
    WARNING = "warning"


def severity_of(code: str) -> Severity:
    """Return the severity of the problems with one of these codes."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with its place."""

    file: str
    """Path of the file, relative to the corpus and with forward slashes; empty for the corpus itself."""
    line: int
    """Line number from 1, or 0 where the problem is in no line."""
    code: str
    """One of those on the page of problem codes (`corpus_pkg.checks.rules.CODES`)."""
    message: str
    """What is wrong here and what to do."""
    document: str | None = None
    """The document's id, where known."""
    annotation: str | None = None
    """The annotation's id, where known."""
    severity: Severity = Severity.ERROR
    """Whether it is an error or a warning."""

    def __lt__(self, other: "Problem") -> bool:
        return sort_key(self) < sort_key(other)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = f" {self.annotation}" if self.annotation else ""
        level = "" if self.severity is Severity.ERROR else f" {self.severity}:"
        return f"{place}:{level} {self.code}:{about} {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as JSON values, with its severity."""
        return {name: getattr(self, name) for name in self.__slots__}


MOST_KEPT: Final = 1000
"""How many problems are kept of each severity: nobody reads more, and a bad file may have millions."""


ALWAYS_KEPT: Final = 3
"""How many problems of each file are kept in any case, so that one bad file does not hide another."""


class Problems(list[Problem]):
    """Problems as they are found: the first thousand of each severity are kept, the rest is counted.

    The first few of each file are kept in any case.

    Attributes:
        more: How many of each severity were found beyond those that are kept.
        by_file: How many of each severity each file has, kept or not.
        documents: The documents that have problems, kept or not.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        super().__init__()
        self.more: Counter[Severity] = Counter()
        self.by_file: Counter[tuple[str, Severity]] = Counter()
        self.documents: set[str] = set()
        self._room = dict.fromkeys(Severity, MOST_KEPT)
        self._kept: set[Problem] = set()
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Keep or count a problem; one that is kept already is not counted again."""
        severity = problem.severity
        if self._room[severity] or self.by_file[problem.file, severity] < ALWAYS_KEPT:
            if problem in self._kept:
                return
            self._kept.add(problem)
            self._room[severity] -= self._room[severity] > 0
            super().append(problem)
        else:
            self.more[severity] += 1
        self.by_file[problem.file, severity] += 1
        if problem.document is not None:
            self.documents.add(problem.document)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep or count problems, with those that were only counted before."""
        for problem in problems:
            self.append(problem)
        if isinstance(problems, Problems):
            self.more += problems.more
            self.by_file += problems.by_file - Counter(
                (problem.file, problem.severity) for problem in problems
            )
            self.documents |= problems.documents

    def __iadd__(self, problems: Iterable[Problem]) -> Self:  # type: ignore[override, misc]
        self.extend(problems)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (list(self), self.more, self.by_file, self.documents)

    @property
    def total(self) -> int:
        """How many problems were found, kept or not."""
        return len(self) + self.more.total()

    @property
    def files(self) -> set[str]:
        """The files that have problems, kept or not."""
        return {file for file, _ in self.by_file}

    def changed(self, change: Callable[[Problem], Problem]) -> "Problems":
        """Return the problems with each that is kept changed, as to name another file."""
        kept = [change(problem) for problem in self]
        by_file = Counter((problem.file, problem.severity) for problem in kept)
        return _restored(kept, self.more.copy(), by_file, self.documents.copy())

    def under(self, folder: str) -> "Problems":
        """Return the problems of the files in a folder of the corpus."""
        made = Problems(problem for problem in self if problem.file.startswith(f"{folder}/"))
        for (file, severity), count in (self.by_file - made.by_file).items():
            if file.startswith(f"{folder}/"):
                made.more[severity] += count
                made.by_file[file, severity] += count
        return made


def _restored(
    kept: list[Problem], more: Counter[Severity], by_file: Counter[tuple[str, Severity]], documents: set[str]
) -> Problems:
    made = Problems()
    list.extend(made, kept)
    made.more, made.by_file, made.documents = more, by_file, documents
    made._kept.update(kept)  # noqa: SLF001 - the class makes its own
    for severity, count in Counter(problem.severity for problem in kept).items():
        made._room[severity] = max(0, MOST_KEPT - count)  # noqa: SLF001
    return made


class CorpusError(ValueError):
    """A corpus that can't be loaded.

    Attributes:
        problems: What is wrong, sorted by place; never empty.
        unreadable: Whether there was no source to judge, rather than one with faults: no such folder or
            address, no list of documents in it, a file of another kind.
    """

    def __init__(self, problems: Iterable[Problem], *, unreadable: bool = False) -> None:
        self.problems = Problems()
        self.problems.extend(problems)
        self.problems.sort(key=sort_key)
        self.unreadable = unreadable
        more = self.problems.total - 1
        tail = f" (and {more} more; `corpus-pkg validate` lists them)" if more else ""
        super().__init__(f"{self.problems[0]}{tail}")


def errors(problems: Iterable[Problem], *, strict: bool = False) -> Problems:
    """Return the problems that keep a corpus from being valid.

    Args:
        problems: Problems.
        strict: Whether warnings count as errors.
    """
    found = Problems(problem for problem in problems if strict or problem.severity is Severity.ERROR)
    if isinstance(problems, Problems):
        found.more += problems.more if strict else Counter({Severity.ERROR: problems.more[Severity.ERROR]})
    return found


def sort_key(problem: Problem) -> tuple[bool, str, int, str, str, str, str]:
    """Return the key that orders problems by place, then by code; changed texts come first."""
    return (
        problem.code != "text-checksum",
        problem.file,
        problem.line,
        problem.code,
        problem.annotation or "",
        problem.message,
        problem.document or "",
    )


def printable_json(text: str) -> str:
    """Return JSON text of the same value with the characters escaped that `printable` escapes."""
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def printable(text: str) -> str:
    """Return a text with control, bidirectional and undecodable characters written as escapes.

    Names and messages hold what a stranger's files hold, and a terminal would obey it.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
