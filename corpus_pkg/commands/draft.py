"""`corpus-pkg draft`: turn quotes into stand-off annotations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import EXIT_PROBLEMS, fail, refuse, tell
from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.source import CorpusDirectory, directory_of
from corpus_pkg.corpus.problems import printable
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
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
            help="Draft files, each named after its document; registry.jsonl among them is the registry.",
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

    found = _read(corpus, drafts, annotator)
    tell(found.problems)
    changed = stale(corpus, found.contents(annotator))
    for path in changed:
        typer.echo(printable(f"{path} is not what the drafts say; run `corpus-pkg draft`"), err=True)
    if changed or found.problems:
        raise typer.Exit(EXIT_PROBLEMS)


def _write(corpus: Path, drafts: list[Path], annotator: str | None, *, partial: bool) -> None:
    from corpus_pkg.corpus.change import write_together

    found = _read(corpus, drafts, annotator)
    contents = found.contents(annotator)
    if found.problems and not partial:
        refuse(found.problems)
    tell(found.problems)
    write_together(corpus, contents)
    typer.echo(f"wrote {counted(len(contents), 'file')} of {counted(len(found.documents), 'document')}")
    if found.problems:
        typer.echo(f"{counted(found.problems.total, 'problem')}; the lines were left out", err=True)
        raise typer.Exit(EXIT_PROBLEMS)


def _read(corpus: Path, drafts: list[Path], annotator: str | None) -> "Drafts":
    from corpus_pkg.annotate.drafts.files import read_drafts
    from corpus_pkg.corpus.problems import sort_key

    found = read_drafts(corpus, drafts, annotator)
    found.problems.sort(key=sort_key)
    return found
