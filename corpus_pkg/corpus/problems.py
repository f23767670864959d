"""Problems: what is wrong with a corpus, where, and what to do about it.

Every problem has a stable code from `CODES`; a code that is retired is never used for something
else. Codes are lower-case words, so that they can be searched for and suppressed by name.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

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
    "label-unknown": "The corpus has no such label; write one of its lists, or add it to corpus.toml.",
    "corpus-toml": "corpus.toml is not as it must be; correct what the message says.",
    "layer-missing": "The corpus needs a layer that no installed package brings; install the package.",
    "free-text": "Words that a person wrote are blank, on two lines, or hold what is not seen; remove that.",
    "corpus-busy": "Another command is changing the corpus; run this one again when that has ended.",
    "corpus-unfinished": "A command was stopped while it replaced files; run it again, which finishes that.",
    # the raw texts and their metadata
    "text-checksum": "The raw text is not the one that was annotated; restore the file.",
    "text-length": "The byte or character count in the metadata is wrong; correct it.",
    "metadata-license": "The licence is not an SPDX expression; write one, or LicenseRef- with a name.",
    "metadata-source-file": "The name of the file as received is a path or too long; write its plain name.",
    "document-duplicate": "Two lines of raw/documents.jsonl have one id; remove one.",
    # annotations
    "span-range": "The span lies outside the text; correct its offsets.",
    "span-text": "The text at the offsets is not the text that is stored; correct one of them.",
    "span-space": "A span begins or ends on a space; leave the space out.",
    "span-in-word": "A span begins or ends inside a word, number or abbreviation; mark it whole.",
    "span-determiner": "A name, figure or subject begins with `the` or `its`; leave it out.",
    "span-possessive": "A span ends with `’s` or an apostrophe; leave it out.",
    "span-punctuation": "A span begins or ends with a quotation mark or punctuation; leave it out.",
    "span-segment": "An annotation lies in no single segment; mark it within one.",
    "annotation-order": "A layer is not sorted by (start, -end) or its own order; sort the file.",
    "annotation-duplicate": "An annotation appears twice in its layer; keep one.",
    "segment-overlap": "Two segments overlap; let each character be in one.",
    "segment-cover": "A non-space character is in no segment; add it to one.",
    "boilerplate": "Something is annotated in a boilerplate segment; remove it or correct the kind.",
    "sentence-overlap": "Two sentences overlap; let each character be in one.",
    "sentence-cover": "A non-space character of the article is in no sentence; add it to one.",
    "sentence-segment": "A sentence does not lie in the segment that it names; name the one around it.",
    "sentence-abbreviation": "A sentence ends in `Mr.`, `H.E.` or amid a sentence; join it with the next.",
    "sentence-title": "A title, heading or caption is cut where no full stop is; join the sentences.",
    "entity-unknown": "The registry has no such entity; add it or correct the reference.",
    "entity-type": "The mention's type is not one that its registry entry may take; correct one of them.",
    "entity-stands-for": "stands_for names the same or an unknown entity, or is not on a GPE; correct it.",
    "entity-stands-for-type": "stands_for does not name a state or bloc of states; correct or remove it.",
    "entity-stands-for-seat": "stands_for names a state or bloc with no seat there; correct it or seat_of.",
    "entity-crossing": "Two mentions cross; nest one in the other or part them.",
    "entity-nested": "A mention lies in a mention of the same entity; keep the longer one.",
    "entity-lower-case": "A mention is all in lower case, so it is not a name; remove it or mark the name.",
    "entity-role": "A PERSON begins with a role or title; mark the name alone.",
    "date-anchor": "A date is relative to a date that is not there; correct the anchor.",
    "date-anchor-circle": "A date is relative to itself, directly or in a circle; break the circle.",
    "date-anchor-idle": "A date that could not be resolved has an anchor; remove it or resolve the date.",
    "date-overlap": "Two dates overlap; mark the whole phrase once.",
    "date-preposition": "A date begins with a preposition; leave it out.",
    "date-unmarked": "The guidelines do not mark this expression as a date; remove it.",
    "date-type": "The type of a date is not one that its value may have; correct one of them.",
    "date-year": "A year has another value than the text says; write the year.",
    "date-text": "A date's value is not the day, month, year or length that its text says; correct it.",
    "figure-sign": "A figure leaves out its currency or percent sign; mark it too.",
    "figure-overlap": "Two figures overlap; mark the whole phrase once.",
    "figure-in-date": "A figure overlaps a date; keep one of the two.",
    "figure-in-name": "A figure is part of a name; remove it.",
    "figure-unmarked": "The guidelines do not mark this expression as a figure; remove it.",
    "figure-value": "The value is not the number that the text says; write the plain number.",
    "figure-unit": "A currency or percent in a figure's text is not its unit; correct the kind and the unit.",
    "figure-kind": "An ordinal is not a RANK, or a fraction or multiple not a RATIO; correct the kind.",
    "figure-date": "A figure holds at a date that is not there; correct the reference.",
    "figure-subject-segment": "A figure's subject lies in another segment; mark it in the figure's own.",
    "figure-subject-overlap": "A figure and its subject overlap; leave the thing counted out of the figure.",
    "stance-sentence": "A stance does not cover the sentence that it names; mark the whole sentence.",
    "stance-holder": "The holder is neither `author` nor in the registry; add or correct it.",
    "stance-holder-type": "The holder is not a person or body; name the one that takes the side.",
    "target-unknown": "targets.jsonl has no such target; correct the reference.",
    "topic-unknown": "topics.jsonl has no such topic; correct the reference.",
    "claim-asserter": "Who makes a claim, or passes it on, is unknown or misplaced; correct it.",
    "claim-entity": "An entity that answers a topic is not in the registry, or is named twice; correct it.",
    "claim-value": "A claim's value is not of its topic's kind, or not on the topic's list; correct it.",
    "claim-sentence": "A claim lies in no single sentence; mark a run inside one.",
    "claim-repeated": "A sentence makes one claim twice (topic, asserter, value, modality); keep the fuller.",
    "claim-antecedent": "A claim overlaps its antecedent; quote the words before it, or write null.",
    "claim-carrier": "A carrier is not an annotation of the claim's sentence; correct the reference.",
    "claim-carrier-value": "The annotation that carries a claim's value has another; correct one of them.",
    "document-stance": "A target has no overall label in a document, or two; give it one.",
    "document-stance-text": "An overall label contradicts every stance of the text's author; correct one.",
    "metadata-evidence": "The date in the metadata has no evidence, or a field has two pieces; correct it.",
    "metadata-title": "The title is not the text's title segment; correct the title or the segment's kind.",
    "metadata-date": "A document's date is after today; correct it.",
    "metadata-date-text": "A document's date is before a date that is past in its text; correct one of them.",
    # what the documents share
    "registry-duplicate": "Two registry entries have one id; keep one or rename it.",
    "registry-same": "Two entries have one Wikipedia title, Wikidata item or country; make them one.",
    "registry-seat": "seat_of names the entry itself, or not a state or bloc of states; correct it.",
    "registry-country": "The entry has no name of its country; correct one, or confirm it in a note.",
    "registry-name": "Two entries have one name; make them one, or name one in the note of the other.",
    "registry-unused": "Nothing refers to the entry; remove it, or link what it is about.",
    "registry-wikipedia": "No article of Wikipedia has such a title; write the heading of the article.",
    "registry-author": "The id `author` is kept for the author of a document; choose another.",
    "evidence-missing": "A Wikidata item has no evidence; add where it was seen, or remove the item.",
    "evidence-value": "Evidence names no entry, or another value than the entry has; correct one of them.",
    "evidence-quote": "The words that evidence quotes do not hold its value; quote those that do.",
    "evidence-duplicate": "Evidence of one field has one source twice; keep one.",
    "target-duplicate": "Two targets have one id; keep one or rename it.",
    "topic-duplicate": "Two topics have one id; keep one or rename it.",
    "topic-kind": "A topic lacks values that its kind needs, or has values or a unit of another; correct it.",
    "topic-table": "The tables of a topic conflict, lack a pair, or name what is not a value; correct them.",
    "pair-repeated": "An override is about one claim alone, or a pair has two; correct it or keep one.",
    "pair-document": "An override names a document that is not there; remove it, unless this is a part.",
    "pair-claim": "An override names a claim that is not there, or on another topic; correct it.",
    "pair-derived": "An override says what is derived without it; remove it.",
    "target-entity": "A target names an entity that the registry does not have; add or remove it.",
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
"""Every code with what it means and what to do."""

WARNINGS: Final[frozenset[str]] = frozenset(
    {
        "adjudication",
        "document-stance-text",
        "metadata-date-text",
        "pair-document",
        "registry-country",
        "registry-name",
        "registry-unused",
    }
)
"""The codes of warnings: what is probably wrong, and may be right. All others are errors."""


class Severity(StrEnum):
    """How sure it is that a problem is a fault."""

    ERROR = "error"
    WARNING = "warning"


def severity_of(code: str) -> Severity:
    """Return the severity of the problems with a code."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR


@dataclass(frozen=True, slots=True)
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

    @property
    def severity(self) -> Severity:
        """Whether it is an error or a warning."""
        return severity_of(self.code)

    def __lt__(self, other: "Problem") -> bool:
        return sort_key(self) < sort_key(other)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = f" {self.annotation}" if self.annotation else ""
        level = "" if self.severity is Severity.ERROR else f" {self.severity}:"
        return f"{place}:{level} {self.code}:{about} {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as JSON values, with its severity."""
        return {name: getattr(self, name) for name in self.__slots__} | {"severity": self.severity}


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
