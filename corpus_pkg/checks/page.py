"""The docs' page of problem codes, made from the one list of them."""

from corpus_pkg.problems import CODES

_HEAD = """\
# Problem codes

`corpus-pkg validate` (and every other command that reads a corpus) says of each problem its file, line, code,
annotation and what to do. The codes are stable: none changes its meaning, and one that is retired is not used
again. Made by `corpus-pkg schema --docs docs`; edit `corpus_pkg/problems.py`, not this page.

| code | what is wrong | what to do |
|---|---|---|
"""


def problems_page() -> str:
    """Return the text of `docs/problems.md`."""
    return _HEAD + "".join(_row(code, meaning) for code, meaning in CODES.items())


def _row(code: str, meaning: str) -> str:
    wrong, _, mend = meaning.removesuffix(".").rpartition("; ")
    return f"| `{code}` | {wrong} | {mend} |\n"
