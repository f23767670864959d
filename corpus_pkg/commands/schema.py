"""`corpus-pkg schema`: write what is generated from the Pydantic models."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from corpus_pkg.commands.ending import EXIT_PROBLEMS, command, fail, refuse
from corpus_pkg.corpus.about import About, read_about
from corpus_pkg.corpus.problems import printable


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("schema")(schema)


def schema(
    source: Annotated[
        str | None,
        typer.Argument(help="The corpus whose labels the schemas list; the packaged one if left out."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the JSON Schema files.")] = Path("schema"),
    docs: Annotated[
        Path | None,
        typer.Option(
            help="Also write the pages of labels, records, problem codes and commands to this folder."
        ),
    ] = None,
    codes: Annotated[
        Path | None,
        typer.Option(help="Also write the codes of ISO, UCUM and SPDX to this folder (needs the extra dev)."),
    ] = None,
    citation: Annotated[
        Path | None,
        typer.Option(help="Also write the corpus's CITATION.cff, made from corpus.toml, to this file."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is stale.")] = False,
) -> None:
    """Write JSON Schema (draft 2020-12) for every record, from the Pydantic models."""
    from corpus_pkg.corpus.staging import write_atomically
    from corpus_pkg.exchange.citation import citation_cff
    from corpus_pkg.exchange.jsonschema import file_text, json_schemas
    from corpus_pkg.values.code_files import code_files

    about = _about(source)
    schemas = json_schemas(about.labels)
    files = {out / f"{name}.schema.json": file_text(value) for name, value in schemas.items()}
    if citation is not None:
        cited = citation_cff(about)
        if cited is None:
            fail("corpus.toml does not say the title and the authors, so there is nothing to cite")
        files[citation] = cited
    if codes is not None:
        files |= {codes / name: text for name, text in code_files().items()}
    if docs is not None:
        files |= {docs / name: page() for name, page in pages().items()}
    stale = [path for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
    options = {"--out": out, "--docs": docs, "--codes": codes, "--citation": citation}
    given = [word for option in options.items() if option[1] is not None for word in option]
    again = command("schema", *([source] if source else []), *given)
    for path in stale:
        if check:
            typer.echo(printable(f"{path} is stale; run {again}"), err=True)
        else:
            write_atomically(path, files[path].encode("utf-8"))
            typer.echo(printable(f"wrote {path}"))
    if check and stale:
        raise typer.Exit(EXIT_PROBLEMS)


def _about(source: str | None) -> About:
    from corpus_pkg.api import open_source
    from corpus_pkg.corpus.problems import CorpusError, Problems
    from corpus_pkg.corpus.source import parse_source

    problems = Problems()
    try:
        about, _ = read_about(open_source(parse_source(source), texts=False), problems)
    except CorpusError as error:
        refuse(error.problems)
    if problems:
        refuse(problems)
    return about


def pages() -> dict[str, Callable[[], str]]:
    """Return what makes each page of the docs that is generated, by the page's name."""
    from corpus_pkg.checks.page import problems_page
    from corpus_pkg.commands.pages import labels_page, records_page
    from corpus_pkg.commands.reference import commands_page

    return {
        "commands.md": commands_page,
        "labels.md": labels_page,
        "problems.md": problems_page,
        "records.md": records_page,
    }
