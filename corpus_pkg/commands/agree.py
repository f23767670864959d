"""`corpus-pkg agree`: measure the agreement of two annotators from their own layers."""

import json
from pathlib import Path
from typing import Annotated

import typer

from corpus_pkg.api import stream
from corpus_pkg.commands.ending import EXIT_PROBLEMS, command, fail
from corpus_pkg.commands.source import OneSource, TwoAnnotators, two_of
from corpus_pkg.corpus.layout import packaged
from corpus_pkg.corpus.problems import printable, printable_json
from corpus_pkg.corpus.source import PACKAGED, Kind, parse_source


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("agree")(agree)


def agree(
    source: OneSource = PACKAGED,
    annotators: TwoAnnotators = None,
    out: Annotated[Path | None, typer.Option(help="Write the report to this file; else it is shown.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Give the figures as JSON, not Markdown.")] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit 1 if --out (annotations/AGREEMENT.md) is out of date."
        ),
    ] = False,
) -> None:
    """Measure how far two annotators agree, before adjudication: spans, types, values, links, stance.

    The page "Agreement and adjudication" of the documentation defines every figure.
    """
    from corpus_pkg.annotate.agreement.markdown import markdown, remarks_of
    from corpus_pkg.annotate.agreement.report import agreement
    from corpus_pkg.corpus.layout import AGREEMENT_FILE
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.corpus.staging import write_atomically

    if out is not None and not check:
        require_own(out, _is_report, "an agreement report")
    try:
        corpus = stream(source, adjudicated=False)
        report = agreement(corpus, two_of(corpus.annotators, annotators))
    except KeyError as error:
        fail(f"--annotators: {error.args[0]}")
    place = out or _next_to(source, AGREEMENT_FILE)
    if check and place is None:
        fail(f"{source} is {parse_source(source).kind}, without a file {AGREEMENT_FILE}; name one with --out")
    if as_json:
        text = printable_json(json.dumps(report.as_dict(), indent=2, ensure_ascii=False)) + "\n"
    else:
        there = place is not None and place.is_file()
        try:
            text = markdown(report, remarks_of(place.read_bytes().decode("utf-8")) if place and there else "")
        except ValueError as error:
            fail(f"{place}: {error}")
    if check and place is not None:
        if not place.is_file() or place.read_bytes() != text.encode("utf-8"):
            wrong = f"{place} is out of date" if place.is_file() else f"there is no file {place}"
            given = [source] if source != PACKAGED else []
            given += ["--annotators", *annotators] if annotators else []
            given += ["--json"] if as_json else []
            typer.echo(printable(f"{wrong}; run {command('agree', *given, '--out', place)}"), err=True)
            raise typer.Exit(EXIT_PROBLEMS)
    elif out is None:
        typer.echo(text, nl=False)
    else:
        write_atomically(out, text.encode("utf-8"))
        typer.echo(printable(f"wrote {out}"))


def _next_to(source: str, file: str) -> Path | None:
    """Return the place of a file of the corpus; None where the corpus is not a directory."""
    named = parse_source(source)
    if named.kind is Kind.DIRECTORY:
        return Path(named.place).joinpath(*file.split("/"))
    folder = packaged() if named.kind is Kind.PACKAGED else None
    return folder.joinpath(*file.split("/")) if isinstance(folder, Path) else None


def _is_report(data: bytes) -> bool:
    from corpus_pkg.annotate.agreement.markdown import TITLE

    if data.startswith(TITLE.encode()):
        return True
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and {"annotators", "overall", "documents"} <= set(value)
