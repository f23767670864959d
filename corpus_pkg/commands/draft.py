"""`corpus-pkg draft`: turn quotes into stand-off annotations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import EXIT_PROBLEMS, fail, refuse, tell
from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.source import CorpusDirectory, directory_of
from corpus_pkg.corpus.problems import Problems, printable
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.annotate.drafts.changes import Changes
    from corpus_pkg.annotate.drafts.files import Drafts


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("draft")(draft)


def draft(
    directory: CorpusDirectory,
    drafts: Annotated[
        list[Path],
        typer.Argument(
            metavar="DRAFT…",
            help="Draft files, each named after its document; one may be registry.jsonl, with entries.",
        ),
    ],
    annotator: Annotated[
        str | None,
        typer.Option(help="Write this annotator's own layers; the adjudicated ones where left out."),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Write what could be placed, even if something could not.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a layer is not what the drafts say.")
    ] = False,
) -> None:
    """Resolve drafts (annotations as quotes, see docs/drafts.md) into layers of a corpus.

    Every quote that does not occur, or may be several, is reported with the nearest candidates; then
    nothing is written, unless --partial is given.
    """
    from corpus_pkg.annotate.drafts.files import require_name
    from corpus_pkg.corpus import files, layout

    if annotator is not None:
        try:
            require_name(annotator)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--annotator") from None
    corpus = directory_of(directory)
    if not files.is_there(corpus, layout.DOCUMENTS_FILE):
        fail(f"{corpus} has no {layout.DOCUMENTS_FILE}; name a corpus directory")
    if check:
        _check(corpus, drafts, annotator)
    else:
        with exclusively(corpus):
            _write(corpus, drafts, annotator, partial=partial)


def _check(corpus: Path, drafts: list[Path], annotator: str | None) -> None:
    from corpus_pkg.annotate.drafts.files import stale

    _, changes, problems = _read(corpus, drafts, annotator)
    tell(problems)
    changed = stale(corpus, changes.contents)
    for path in changed:
        typer.echo(printable(f"{path} is not what the drafts say; run `corpus-pkg draft`"), err=True)
    if changed or problems:
        raise typer.Exit(EXIT_PROBLEMS)


def _write(corpus: Path, drafts: list[Path], annotator: str | None, *, partial: bool) -> None:
    from corpus_pkg.corpus.change import write_together

    found, changes, problems = _read(corpus, drafts, annotator)
    if problems and not partial:
        refuse(problems)
    tell(problems)
    write_together(corpus, changes.contents)
    if changes.registry is not None:
        typer.echo(str(changes.registry))
    typer.echo(_written(len(changes.contents), len(found.documents)))
    if problems:
        typer.echo(f"{counted(problems.total, 'problem')}; the lines were left out", err=True)
        raise typer.Exit(EXIT_PROBLEMS)


def _written(files: int, documents: int) -> str:
    of = f" of {counted(documents, 'document')}" if documents else ""
    return f"wrote {counted(files, 'file')}{of}" if files else "nothing to write"


def _read(corpus: Path, drafts: list[Path], annotator: str | None) -> "tuple[Drafts, Changes, Problems]":
    from corpus_pkg.annotate.drafts.changes import changes_of
    from corpus_pkg.annotate.drafts.files import read_drafts
    from corpus_pkg.corpus.problems import sort_key

    found = read_drafts(corpus, drafts, annotator)
    changes = changes_of(corpus, found, annotator)
    problems = found.problems
    problems.extend(changes.problems)
    problems.sort(key=sort_key)
    return found, changes, problems
