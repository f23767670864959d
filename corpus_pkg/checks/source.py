"""Validation of any kind of source."""

from dataclasses import replace
from os import PathLike

from corpus_pkg.checks.validate import Report, report
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import DocumentMetadata
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.read import read_records
from corpus_pkg.sources import Kind, open_folder, parse_source


def validate_source(named: str | PathLike[str] | None = None) -> Report:
    """Check a corpus of any kind (see `corpus_pkg.load`) against every rule.

    Problems have the places that the records have in a corpus directory, or in a record file their lines.
    References in a record file are not checked, since it has no registry and no targets.
    """
    try:
        source = parse_source(named)
        folder = open_folder(source)
    except CorpusError as error:
        return Report(0, 0, Problems(error.problems), readable=not error.unreadable)
    found = report(folder, references=source.whole)
    if source.kind is not Kind.RECORDS:
        return found
    lines = _lines(folder)

    def placed(problem: Problem) -> Problem:
        return replace(problem, file=source.place, line=lines.get(problem.document or "", 0))

    return replace(found, problems=found.problems.changed(placed))


def _lines(folder: Folder) -> dict[str, int]:
    """Return the line of each document of a record file, all of whose lines could be read."""
    listed = read_records(folder, layout.DOCUMENTS_FILE, DocumentMetadata, [])
    return {metadata.id: number for number, metadata in listed}
