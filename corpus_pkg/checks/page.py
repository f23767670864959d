"""The docs' page of problem codes, made from the one list of them."""

from corpus_pkg.checks.rules import ALL_RULES, CODES
from corpus_pkg.corpus.problems import Severity, severity_of

_HEAD = """\
# Problem codes

`corpus-pkg validate` (and every other command that reads a corpus) says of each problem its file, line, code,
annotation and what to do. The codes are stable: none changes its meaning, and one that is retired is not used
again.

A corpus with errors is not valid: `validate` ends with status 1, and `build` and `hub build` refuse it. A
warning is what is probably wrong and may be right: it is reported and refuses nothing. With `--strict` these
three commands take warnings as errors.

Made by `corpus-pkg schema --docs docs`; edit `corpus_pkg/checks/` and
`corpus_pkg/corpus/problems.py`, not this page.
"""
_TABLE = "\n## {}s\n\n| code | what is wrong | what to do |\n|---|---|---|\n"


def problems_page() -> str:
    """Return the text of `docs/problems.md`."""
    stated = {rule.code: rule.severity for rule in ALL_RULES}
    severities = {code: stated.get(code) or severity_of(code) for code in CODES}
    return _HEAD + "".join(_table(severity, severities) for severity in Severity)


def _table(severity: Severity, severities: dict[str, Severity]) -> str:
    rows = (_row(code, meaning) for code, meaning in CODES.items() if severities[code] is severity)
    return _TABLE.format(severity.capitalize()) + "".join(rows)


def _row(code: str, meaning: str) -> str:
    wrong, _, remedy = meaning.removesuffix(".").rpartition("; ")
    return f"| `{code}` | {wrong} | {remedy} |\n"
