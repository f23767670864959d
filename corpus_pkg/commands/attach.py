"""`corpus-pkg detach` and `corpus-pkg attach`: a corpus without its texts, and the texts put back."""

from pathlib import Path
from typing import Annotated

import typer

from corpus_pkg.api import open_source
from corpus_pkg.commands.ending import EXIT_PROBLEMS, fail
from corpus_pkg.commands.source import OneSource, source_argument, whole_folder
from corpus_pkg.corpus import files
from corpus_pkg.corpus.problems import printable, printable_json
from corpus_pkg.corpus.source import PACKAGED, parse_source
from corpus_pkg.values.counted import counted


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("detach")(detach)
    app.command("attach")(attach)


_SECRET = typer.Option(
    help="File with a secret: the hashes are of no use without it. The same file is needed to attach copies.",
    exists=True,
    dir_okay=False,
)


def detach(
    source: OneSource = PACKAGED,
    out: Annotated[Path, typer.Option(help="Directory to write; new or empty.")] = Path("text-free"),
    secret_file: Annotated[Path | None, _SECRET] = None,
) -> None:
    """Write a corpus without its texts: offsets, lengths, labels and hashes, no word of the sources."""
    from corpus_pkg.exchange.textfree.directory import detach as write_text_free
    from corpus_pkg.exchange.textfree.strip import left_out_lines

    done = write_text_free(whole_folder(source), out, _read(secret_file))
    typer.echo(printable(f"wrote {counted(done.documents, 'document')} without texts to {out}"))
    for line in (*left_out_lines(done.left_out), *done.files):
        tell_quoting(line)
    for path in done.rewritten:
        message = f"{path} is not written as this package writes: it comes back with other bytes"
        typer.echo(printable(message))
    if done.outside:
        names = ", ".join(done.outside)
        typer.echo(printable(f"not in the edition, which has nothing from next to the corpus: {names}"))


def tell_quoting(line: str) -> None:
    """Say what an edition without texts does not have, since it quotes them."""
    typer.echo(printable(f"left out, because it quotes the texts: {line}"))


def attach(
    source: Annotated[str, source_argument("The edition without texts.")],
    texts: Annotated[Path, typer.Option(help="Folder with the texts, as .txt files.")],
    out: Annotated[Path, typer.Option(help="Corpus directory to write; new or empty.")],
    secret_file: Annotated[Path | None, _SECRET] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Name the records that moved, too, not only the missing ones.")
    ] = False,
) -> None:
    """Put texts back into a corpus without texts; on copies that differ, place what can be verified.

    Exit status 0 if every record is there, 1 if something could not be placed: the report says what.
    """
    from corpus_pkg.exchange.reanchor.attach import attach as put_back
    from corpus_pkg.exchange.reanchor.attach import report_json, report_text
    from corpus_pkg.exchange.textfree.directory import text_free_file

    named = parse_source(source)
    edition = open_source(named, texts=False) if named.whole else None
    if edition is None or not files.is_there(edition, text_free_file()):
        fail(f"{source} is not an edition without texts; name what `detach` or `hub build` made")
    report = put_back(edition, texts, out, _read(secret_file))
    if json:
        typer.echo(printable_json(report_json(report)))
    else:
        for line in report_text(report, every=every):
            typer.echo(printable(line))
        typer.echo(printable(f"wrote {out}" if report.complete else f"wrote {out}, not complete: see above"))
    if not report.complete:
        raise typer.Exit(EXIT_PROBLEMS)


def _read(secret_file: Path | None) -> bytes:
    return b"" if secret_file is None else secret_file.read_bytes()
