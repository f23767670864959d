"""`corpus-pkg agree`: measure the agreement of two annotators from their own layers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import EXIT_PROBLEMS, fail
from corpus_pkg.problems import printable, printable_json

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("agree")(agree)


def agree(
    corpus: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="The corpus directory; the packaged corpus where left out.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    annotators: Annotated[tuple[str, str], typer.Option(help="The names of the two annotators.")] = (
        "a",
        "b",
    ),
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

    docs/agreement.md defines every figure.
    """
    from corpus_pkg.agreement.markdown import markdown, remarks_of
    from corpus_pkg.agreement.report import agreement
    from corpus_pkg.corpus.layout import AGREEMENT_FILE, packaged
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.corpus.staging import write_atomically

    if out is not None and not check:
        require_own(out, _is_report, "an agreement report")
    try:
        report = agreement(_load(corpus), annotators)
    except KeyError as error:
        raise typer.BadParameter(str(error.args[0]), param_hint="--annotators") from None
    place = out or (corpus or packaged()).joinpath(*AGREEMENT_FILE.split("/"))
    if as_json:
        text = printable_json(json.dumps(report.as_dict(), indent=2, ensure_ascii=False)) + "\n"
    else:
        try:
            text = markdown(report, remarks_of(place.read_bytes().decode("utf-8")) if place.is_file() else "")
        except ValueError as error:
            fail(f"{place}: {error}")
    if check:
        if not place.is_file() or place.read_bytes() != text.encode("utf-8"):
            typer.echo(printable(f"{place} is out of date; run `corpus-pkg agree --out {place}`"), err=True)
            raise typer.Exit(EXIT_PROBLEMS)
    elif out is None:
        typer.echo(text, nl=False)
    else:
        write_atomically(out, text.encode("utf-8"))
        typer.echo(printable(f"wrote {out}"))


def _load(source: Path | None) -> "Corpus":
    """Load a corpus, which need not be adjudicated yet."""
    from corpus_pkg.corpus.corpus import load, load_folder
    from corpus_pkg.corpus.layout import DOCUMENTS_FILE

    if source is None or not (source / DOCUMENTS_FILE).is_file():
        return load(source)
    return load_folder(source, adjudicated=False)


def _is_report(data: bytes) -> bool:
    from corpus_pkg.agreement.markdown import TITLE

    if data.startswith(TITLE.encode()):
        return True
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and {"annotators", "overall", "documents"} <= set(value)
