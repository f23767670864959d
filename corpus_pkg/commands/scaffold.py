"""`corpus-pkg new` and `corpus-pkg add`: a corpus of one's own, and texts for it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.annotate.scaffold.propose import Blocks
from corpus_pkg.commands.ending import EXIT_PROBLEMS, exit_status, fail, refuse, tell
from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.formats import (
    NOTHING_TO_READ,
    ByOption,
    LabelMapOption,
    format_named,
    labels_of,
    require_report,
    require_says_who,
    save_report,
    tell_losses,
)
from corpus_pkg.commands.newcomers import newcomers
from corpus_pkg.commands.source import CorpusDirectory, directory_of
from corpus_pkg.corpus.layout import ABOUT_FILE
from corpus_pkg.corpus.problems import printable
from corpus_pkg.layers import LAYER_MODELS
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.annotate.scaffold import Known


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("new")(new)
    app.command("add")(add)


def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="The folder: a new one, an empty one, or one that has no more than a corpus.toml, a README, "
            "a licence, .gitignore and .git.",
        ),
    ],
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="With --from, the foreign file or folder.", show_default=False),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The corpus's name; the folder's if left out.")] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="Make the corpus of annotated texts in this format.", metavar="FORMAT"),
    ] = None,
    label_map: LabelMapOption = None,
    language: Annotated[str | None, typer.Option(help="With --from, the texts' language (BCP 47).")] = None,
    date: Annotated[
        str | None, typer.Option(help="With --from, when they were published, such as 2025-08-28 (EDTF).")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="With --from, who published them.")] = None,
    license_: Annotated[
        str | None, typer.Option("--license", help="With --from, their SPDX identifier or LicenseRef.")
    ] = None,
    by: ByOption = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="With --from, write nothing, and exit 1, if anything is left out."),
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="With --from, write the whole loss report to this file, as JSON.")
    ] = None,
) -> None:
    """Lay out a corpus: an empty one, or with --from one of texts that were annotated elsewhere.

    An empty corpus has a list of documents, a registry, targets, and guidelines to start from. What is there
    already stays as it is, a corpus.toml with its labels. With --from the corpus also has the texts, segments
    and sentences (proposed where the files have none), the annotations, and a registry with an entry for each
    distinct name. What breaks a rule of the corpus is left out and reported, so that the corpus is valid.

    Formats: as `convert --from`, but for those without a text (conll, web-annotation).
    """
    from corpus_pkg.annotate.scaffold import Known, NotEmptyError, new_corpus

    known = Known(language=language, date=date, publisher=publisher, license=license_)
    if from_ is None:
        if path is not None:
            fail(
                f'name one folder; put a name with a space in quotes: corpus-pkg new "{folder} {path}". '
                f"To read {path}, give --from FORMAT"
            )
        given = (label_map, language, date, publisher, license_, by, report)
        if strict or any(option is not None for option in given):
            fail("--map, --by, --strict, --report and what is known about texts go with --from FORMAT")
    elif path is None:
        fail(NOTHING_TO_READ)
    try:
        with _alone_in(folder):
            if name is not None and (folder / ABOUT_FILE).exists():
                fail(f"{folder / ABOUT_FILE} names the corpus; leave --name out")
            if from_ is not None and path is not None:
                _from_files(folder, path, name, from_, label_map or [], known, by, strict, report)
                return
            made = new_corpus(folder, name)
    except (NotEmptyError, OSError) as error:
        fail(str(error))
    for file in made:
        typer.echo(printable(f"wrote {folder / file}"))


def _alone_in(folder: Path) -> AbstractContextManager[None]:
    """Hold the right to write in a folder that is there; one that is made anew appears whole."""
    return exclusively(folder) if folder.is_dir() else nullcontext()


def _from_files(
    folder: Path,
    path: Path,
    name: str | None,
    format_: str,
    label_map: list[str],
    known: "Known",
    by: str | None,
    strict: bool,
    report: Path | None,
) -> None:
    from corpus_pkg.annotate.scaffold.layout import about_of
    from corpus_pkg.corpus.problems import sort_key
    from corpus_pkg.exchange.new_corpus import corpus_from

    require_report(report)
    read = format_named(format_)
    require_says_who(read, by)
    about = about_of(folder)
    found = corpus_from(
        read,
        path,
        labels=labels_of(label_map, about.labels, new=about.entity_types is None),
        about=about,
        known=known,
        by=by,
        today=datetime.now(UTC).date().isoformat(),
    )
    if found.problems:
        found.problems.sort(key=sort_key)
        tell(found.problems)
        raise typer.Exit(exit_status(unreadable=found.unreadable))
    tell(found.losses.refused)
    save_report(found.losses, report)
    tell_losses(found.losses)
    if strict and not found.losses.harmless:
        typer.echo("nothing was written, since something would be left out", err=True)
        raise typer.Exit(EXIT_PROBLEMS)
    found.write(folder, name)
    counts = {"documents": len(found.corpus)}
    counts |= {name: sum(len(document.layer(name)) for document in found.corpus) for name in LAYER_MODELS}
    counts["registry"] = len(found.corpus.registry)
    shown = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
    typer.echo(printable(f"made {folder}: {shown}"))


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
        typer.Option(
            help="When it was published, such as 2025-08-28, 2025-08 or 2025~ (EDTF); by today if left out."
        ),
    ] = None,
    place: Annotated[str | None, typer.Option(help="Where it was written.")] = None,
    genre: Annotated[
        str | None, typer.Option(help="What kind of text it is, of the corpus's genres; other if left out.")
    ] = None,
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
    allow_same: Annotated[
        bool, typer.Option("--allow-same", help="Take a text whose bytes another document has.")
    ] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="Take a text without words.")] = False,
) -> None:
    """Take texts into a corpus, unchanged, with their metadata and a proposal of segments and sentences.

    All texts are added, or none where something is wrong with one.
    """
    from corpus_pkg.annotate.scaffold.add import add_texts, check_id
    from corpus_pkg.annotate.scaffold.known import Known

    if len(texts) > 1 and (document_id is not None or title is not None):
        raise typer.BadParameter("--id and --title are of a single text")
    ids = [("--id", document_id)] if document_id is not None else []
    for option, name in (*ids, *(("--annotator", name) for name in annotators or ())):
        try:
            check_id(name)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint=option) from None
    known = Known(
        title=title,
        publisher=publisher,
        author=author,
        date=date,
        place=place,
        genre=genre,
        language=language,
        rights=rights,
        license=license_,
        **({"basis": basis} if basis else {}),
    )
    corpus = directory_of(directory, "add", texts)
    with exclusively(corpus):
        notes = newcomers(corpus, annotators or ())
        added = add_texts(
            corpus,
            texts,
            known,
            document_id=document_id,
            annotators=annotators or (),
            blocks=blocks,
            allow_same=allow_same,
            allow_empty=allow_empty,
        )
    for note in (*added.notes, *notes):
        typer.echo(printable(f"note: {note}"), err=True)
    if added.problems:
        refuse(added.problems)
    for document in added.documents:
        sizes = {
            "character": document.metadata.characters,
            "segment": len(document.segments),
            "sentence": len(document.sentences),
        }
        typer.echo(f"added {document.id}: {', '.join(counted(size, what) for what, size in sizes.items())}")
