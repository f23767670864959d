"""`corpus-pkg stats`: counts of a corpus."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from corpus_pkg.annotate.stats import Count
from corpus_pkg.api import stream
from corpus_pkg.commands.source import OneSource
from corpus_pkg.commands.tables import show_table, table_console
from corpus_pkg.corpus.source import PACKAGED
from corpus_pkg.corpus.tabular import Grid


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("stats")(stats)


def stats(
    source: OneSource = PACKAGED,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, with a number a document.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Write a Markdown table, with a column a document.")
    ] = False,
    measures: Annotated[
        list[str] | None,
        typer.Option("--measure", help="Only this measure, such as `layers`; may be given again."),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(help="With --markdown: write the table into this file, between its stats comments."),
    ] = None,
) -> None:
    """Count documents, tokens, and annotations by layer and label."""
    from corpus_pkg.annotate import stats as counting
    from corpus_pkg.corpus.overwrite import require_outside
    from corpus_pkg.corpus.staging import write_atomically

    if as_json and as_markdown:
        raise typer.BadParameter("use --json or --markdown, not both")
    corpus = stream(source)
    counts = counting.corpus_counts(corpus)
    if measures:
        known = list(dict.fromkeys(count.measure for count in counts))
        if unknown := [name for name in measures if name not in known]:
            raise typer.BadParameter(f"no measure {unknown[0]!r}; choose from: {', '.join(known)}")
        counts = [count for count in counts if count.measure in measures]
    if into is not None:
        if not as_markdown:
            raise typer.BadParameter("--into needs --markdown")
        require_outside(into, corpus.source)
        try:
            page = counting.with_table(into.read_text("utf-8"), counting.as_markdown(counts))
        except ValueError as error:
            raise typer.BadParameter(f"{into}: {error}") from None
        write_atomically(into, page.encode("utf-8"))
    elif as_json:
        typer.echo(counting.as_json(counts), nl=False)
    elif as_markdown:
        typer.echo(counting.as_markdown(counts), nl=False)
    elif sys.stdout.isatty():
        _show(counts)
    else:
        for count in counts:
            typer.echo(f"{count.measure}\t{count.label}\t{count.total}")


def _show(counts: Iterable[Count]) -> None:
    rows: list[tuple[str, str, str]] = []
    measure = ""
    for count in counts:
        rows.append(("" if count.measure == measure else count.measure, count.label, f"{count.total:,}"))
        measure = count.measure
    show_table(table_console(), Grid(head=("measure", "label", "count"), rows=rows, numbers=("count",)))
