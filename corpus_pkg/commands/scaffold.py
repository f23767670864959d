"""`corpus-pkg new` and `corpus-pkg add`: a corpus of one's own, and texts for it."""

from pathlib import Path
from typing import Annotated

import typer

from corpus_pkg.annotate.scaffold.propose import Blocks
from corpus_pkg.commands.ending import fail, refuse
from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.source import CorpusDirectory, directory_of
from corpus_pkg.corpus.problems import printable
from corpus_pkg.layers.labels import Genre


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("new")(new)
    app.command("add")(add)


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder: a new one, or an empty one.")],
    name: Annotated[str | None, typer.Option(help="The corpus's name; the folder's if left out.")] = None,
) -> None:
    """Lay out an empty corpus: a list of documents, a registry, targets, guidelines to start from."""
    from corpus_pkg.annotate.scaffold import NotEmptyError, new_corpus

    try:
        made = new_corpus(folder, name)
    except (NotEmptyError, OSError) as error:
        fail(str(error))
    for path in made:
        typer.echo(printable(f"wrote {folder / path}"))


def add(
    directory: CorpusDirectory,
    texts: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Text files in UTF-8.")],
    document_id: Annotated[
        str | None, typer.Option("--id", help="The document's id; from the file's name if left out.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="The headline; the first line, where it looks like one, if left out.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the text.")] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None,
    date: Annotated[
        str | None,
        typer.Option(help="When it was published (EDTF: 2025-08-28, 2025-08, 2025~); by today if left out."),
    ] = None,
    place: Annotated[str | None, typer.Option(help="Where it was written.")] = None,
    genre: Annotated[Genre | None, typer.Option(help="What kind of text it is; other if left out.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Its language (BCP 47: en, az-Latn-AZ); und if left out.")
    ] = None,
    rights: Annotated[str | None, typer.Option(help="Whose property it is.")] = None,
    license_: Annotated[
        str | None,
        typer.Option("--license", help="Its SPDX identifier or LicenseRef; NOASSERTION if left out."),
    ] = None,
    basis: Annotated[
        str | None, typer.Option(help="How all this is known, for the evidence in the metadata.")
    ] = None,
    annotators: Annotated[
        list[str] | None,
        typer.Option("--annotator", help="Begin this annotator's own layers too; may be given again."),
    ] = None,
    blocks: Annotated[
        Blocks,
        typer.Option(help="What parts blocks: blank lines, the ends of lines, or whichever there are."),
    ] = Blocks.AUTO,
) -> None:
    """Take texts into a corpus, unchanged, with their metadata and a proposal of segments and sentences.

    All texts are added, or none where something is wrong with one.
    """
    from corpus_pkg.annotate.scaffold.add import add_texts, check_id
    from corpus_pkg.annotate.scaffold.known import Known

    if len(texts) > 1 and (document_id is not None or title is not None):
        raise typer.BadParameter("--id and --title are of a single text")
    try:
        for name in (*([document_id] if document_id is not None else []), *(annotators or [])):
            check_id(name)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    known = Known(
        title=title,
        publisher=publisher,
        author=author,
        date=date,
        place=place,
        genre=genre.value if genre else None,
        language=language,
        rights=rights,
        license=license_,
        **({"basis": basis} if basis else {}),
    )
    corpus = directory_of(directory)
    with exclusively(corpus):
        added = add_texts(
            corpus, texts, known, document_id=document_id, annotators=annotators or (), blocks=blocks
        )
    for note in added.notes:
        typer.echo(printable(f"note: {note}"), err=True)
    if added.problems:
        refuse(added.problems)
    for document in added.documents:
        counts = f"{len(document.segments)} segments, {len(document.sentences)} sentences"
        typer.echo(f"added {document.id}: {document.metadata.characters:,} characters, {counts}")
