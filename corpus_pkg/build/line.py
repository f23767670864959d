"""One line of a record file to a document or to its problems: what decides, however fast a build is.

This is the same work as that of `corpus-pkg validate` over a corpus directory: the line is parsed by a
reader that refuses doubled keys, NaN, lone surrogates and deep nesting, the record is checked by the
Pydantic models, and the document by every rule of `corpus_pkg.checks.rules`.
"""

from corpus_pkg.build.references import References
from corpus_pkg.checks.findings import Finding
from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.files import RefusedError
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.corpus.problems import Problem, errors
from corpus_pkg.layers import LAYER_NAMES


def judge(
    line: bytes, references: References, place: str, number: int, *, strict: bool = False
) -> tuple[Document | None, list[Problem]]:
    """Return the document of a line, unless it is refused, and everything that is wrong with it.

    Args:
        line: The line, without its line end.
        references: The registry, targets and topics that it may refer to.
        place: The name of its file, for problems.
        number: Its number, from 1, for problems.
        strict: Whether it is refused for warnings too.
    """
    try:
        document = parse_document(line, place, number, references.labels)
    except RefusedError as error:
        return None, [error.problem]
    if not isinstance(document, Document):
        return None, document
    findings = check_document(document, references.registry, references.targets, references.topics)
    problems = [_problem(finding, document, place, number) for finding in findings]
    return None if errors(problems, strict=strict) else document, problems


def _problem(finding: Finding, document: Document, place: str, number: int) -> Problem:
    about = None
    if finding.part in LAYER_NAMES and finding.index is not None:
        record = document.layer(finding.part)[finding.index]
        about = getattr(record, "id", None) or getattr(record, "target", None)
    return finding.at(place, number, document.id, about)
