"""`corpus-pkg validate`: check a corpus against the schema and the guidelines."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import and_more, exit_status, show_json
from corpus_pkg.commands.source import OneSource
from corpus_pkg.corpus.problems import Problem, Problems, Severity, errors, printable
from corpus_pkg.corpus.source import PACKAGED
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.checks.validate import Report


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("validate")(validate)


def validate(
    source: OneSource = PACKAGED,
    form: Annotated[
        Format, typer.Option("--format", help="text, json, or github (annotations of a workflow run).")
    ] = Format.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings as errors.")] = False,
) -> None:
    """Check a corpus: files, texts, records, spans, references and the rules of the guidelines.

    A record file has no registry and no targets, so references to them are not checked there.

    The exit status is 0 for a corpus without errors, 1 for one with errors (with --strict: or warnings), and
    2 where there is none to check.
    """
    from corpus_pkg.api import validate as validated

    found = validated(source)
    folder = Path(source) if Path(source).is_dir() else None
    if as_json or form is Format.JSON:
        _write_json(found)
    elif form is Format.GITHUB:
        for problem in found.problems:
            typer.echo(github_line(problem, folder))
        if found.problems.more.total():
            typer.echo(f"::notice::{and_more(found.problems)}")
    else:
        _write_text(found.problems)
    if form is not Format.JSON and not as_json:
        if found.own_annotations:
            typer.echo(own(found.own_annotations))
        typer.echo(
            summary(found.documents, found.annotations, found.problems.total - found.warnings, found.warnings)
        )
    if errors(found.problems, strict=strict):
        raise typer.Exit(exit_status(unreadable=not found.readable))


def own(counts: Mapping[str, int]) -> str:
    """Return the line before the last: `2 annotators' own layers: 26 annotations`."""
    whose = counted(len(counts), "annotator's", "annotators'")
    return f"{whose} own layers: {counted(sum(counts.values()), 'annotation')}"


def summary(documents: int, annotations: int, errors: int, warnings: int = 0) -> str:
    """Return the last line of the output: `5 documents, 1,234 annotations, no problems, 2 warnings`."""
    counts = [(documents, "document"), (annotations, "annotation"), (errors, "problem")]
    if warnings:
        counts.append((warnings, "warning"))
    return ", ".join(counted(count, word) if count else f"no {word}s" for count, word in counts)


def github_line(problem: Problem, source: Path | None) -> str:
    """Return a problem as a workflow command that shows it next to its line on GitHub.

    The escapes are those of the runner: https://docs.github.com/actions, workflow commands.
    """
    file = (source / problem.file).as_posix() if source else problem.file
    place = f"file={_property(file)}" + (f",line={problem.line}" if problem.line else "")
    about = f"{problem.annotation} " if problem.annotation else ""
    message = printable(about + problem.message).replace("%", "%25")
    level = "error" if problem.severity is Severity.ERROR else "warning"
    return f"::{level} {place},title={_property(problem.code)}::{message}"


def _property(value: str) -> str:
    escaped = printable(value).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C")


def _write_json(found: "Report") -> None:
    value = {
        "documents": found.documents,
        "annotations": found.annotations,
        "own_annotations": dict(found.own_annotations),
        "problems": [problem.as_dict() for problem in found.problems],
        "more": found.problems.more.total(),
    }
    show_json(value)


def _write_text(problems: Problems) -> None:
    if not sys.stdout.isatty():
        for problem in problems:
            typer.echo(printable(str(problem)))
        if problems.more.total():
            typer.echo(and_more(problems))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False, markup=False)
    for problem in problems:
        line = Text(printable(str(problem)))
        style = "bold red" if problem.severity is Severity.ERROR else "bold yellow"
        line.highlight_words([f": {problem.code}:"], style=style, case_sensitive=True)
        console.print(line)
    if problems.more.total():
        console.print(and_more(problems))
