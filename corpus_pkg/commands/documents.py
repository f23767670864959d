"""`corpus-pkg remove` and `corpus-pkg rename`: documents that leave a corpus, or get another id."""

from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.source import CorpusDirectory, directory_of
from corpus_pkg.corpus.layout import AGREEMENT_FILE
from corpus_pkg.corpus.problems import printable
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_pkg.annotate.scaffold.documents import Change

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Change nothing; show which files would be written and removed.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("remove")(remove)
    app.command("rename")(rename)


def remove(
    directory: CorpusDirectory,
    documents: Annotated[list[str], typer.Argument(metavar="ID…", help="The ids of the documents.")],
    dry_run: DryRun = False,
) -> None:
    """Remove documents from a corpus: texts, metadata, every annotator's layers, and decisions on them.

    The registry stays as it is. All of it is done, or nothing.
    """
    from corpus_pkg.annotate.scaffold.documents import remove_documents

    corpus = directory_of(directory)
    with exclusively(corpus):
        change = remove_documents(corpus, documents, write=not dry_run)
    names = ", ".join(dict.fromkeys(documents))
    _report(corpus, change, f"removed {names}", dry_run=dry_run)


def rename(
    directory: CorpusDirectory,
    old: Annotated[str, typer.Argument(metavar="ID", help="The document's id.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new id.")],
    dry_run: DryRun = False,
) -> None:
    """Give a document of a corpus another id, in its files' names, its metadata and decisions on it.

    All of it is done, or nothing.
    """
    from corpus_pkg.annotate.scaffold.add import check_id
    from corpus_pkg.annotate.scaffold.documents import rename_document

    corpus = directory_of(directory)
    try:
        check_id(new)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="NEW") from None
    with exclusively(corpus):
        change = rename_document(corpus, old, new, write=not dry_run)
    _report(corpus, change, f"renamed {old} to {new}", dry_run=dry_run)


def _report(corpus: "Path", change: "Change", done: str, *, dry_run: bool) -> None:
    if dry_run:
        for path in change.contents:
            typer.echo(printable(f"would write {path}"))
        for path in change.removed:
            typer.echo(printable(f"would remove {path}"))
        return
    typer.echo(printable(f"{done} ({counted(len(change.removed), 'file')})"))
    if (corpus / AGREEMENT_FILE).is_file():
        note = f"note: {AGREEMENT_FILE} may be out of date; `corpus-pkg agree --check {corpus}` says so"
        typer.echo(printable(note), err=True)
