"""`corpus-pkg diff`: what differs between two corpora, annotation by annotation."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from corpus_pkg.api import stream
from corpus_pkg.commands.ending import EXIT_PROBLEMS, EXIT_USAGE, show_json, tell
from corpus_pkg.commands.source import source_argument
from corpus_pkg.commands.tables import show_table, table_console
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.source import parse_source
from corpus_pkg.corpus.tabular import Grid

if TYPE_CHECKING:
    from corpus_pkg.annotate.diff.changes import CorpusDiff

_COLOURS: Final = {"added": "green", "removed": "red", "moved": "cyan", "changed": "yellow"}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("diff")(diff)


def diff(
    old: Annotated[str, source_argument("The older one.")],
    new: Annotated[str, source_argument("The newer one.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Write JSON, with every field that differs.")
    ] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Write Markdown, for a changelog of the data.")
    ] = False,
    counts: Annotated[bool, typer.Option("--counts", help="Write the counts by layer only.")] = False,
) -> None:
    """Compare two corpora: what was added, removed, moved and changed, by layer and document.

    The exit status is 0 where the two are the same, 1 where they differ, and 2 where one can't be read, or
    not without problems.
    """
    from corpus_pkg.annotate.diff import diff as compare
    from corpus_pkg.annotate.diff import report

    if as_json and (as_markdown or counts):
        raise typer.BadParameter("--json goes with neither --markdown nor --counts")
    try:
        found = compare(stream(old), stream(new))
    except CorpusError as error:
        tell(error.problems)
        raise typer.Exit(EXIT_USAGE) from None
    if not (parse_source(old).whole and parse_source(new).whole):
        found = replace(found, lists={})
        typer.echo("note: a record file has no registry and no targets; they were not compared", err=True)
    if as_json:
        show_json(found.as_dict())
    elif as_markdown:
        typer.echo(report.as_markdown(found, only_counts=counts), nl=False)
    elif sys.stdout.isatty():
        _show(found, counts)
    else:
        typer.echo(report.as_text(found, only_counts=counts), nl=False)
    if found:
        raise typer.Exit(EXIT_PROBLEMS)


def _show(found: "CorpusDiff", only_counts: bool) -> None:
    from rich.text import Text

    from corpus_pkg.annotate.diff import report

    console = table_console()
    document = ""
    for line in () if only_counts else report.lines(found):
        if line.document != document:
            document = line.document
            console.print(Text(document, style="bold"))
        # Text, since what an annotation says is not markup.
        start = Text(f"  {line.kind.value:8}", style=_COLOURS[line.kind.value])
        console.print(start + Text(f"{line.layer:16}{line.what}"))
    rows = report.summary(found)
    if not rows:
        console.print("no difference")
        return
    head, *counted = rows
    show_table(console, Grid(head=head, rows=counted, numbers=head[1:]))
