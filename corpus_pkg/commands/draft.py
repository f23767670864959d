"""`corpus-pkg draft`: turn quotes into stand-off annotations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import EXIT_PROBLEMS, command, fail, refuse, tell
from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.newcomers import newcomers
from corpus_pkg.commands.some import layers_named
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
    replace: Annotated[
        list[str] | None,
        typer.Option(
            help="A layer of which annotations may be removed that a draft lacks; repeatable.",
            metavar="LAYER",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a layer is not what the drafts say.")
    ] = False,
) -> None:
    """Resolve drafts (annotations as quotes: see "Drafts" in the documentation) into layers of a corpus.

    A draft is the whole of each layer that it has lines of. Where the corpus has an annotation that the draft
    lacks, nothing is written, unless --replace names the layer.

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
    removable = layers_named(replace or [])
    corpus = directory_of(directory, "draft", drafts)
    if not files.is_there(corpus, layout.DOCUMENTS_FILE):
        fail(f"{corpus} has no {layout.DOCUMENTS_FILE}; name a corpus directory")
    if check:
        _check(corpus, drafts, annotator)
    else:
        with exclusively(corpus):
            _write(corpus, drafts, annotator, removable, partial=partial)


def _check(corpus: Path, drafts: list[Path], annotator: str | None) -> None:
    from corpus_pkg.annotate.drafts.files import stale

    _, changes, problems = _read(corpus, drafts, annotator)
    tell(problems)
    changed = stale(corpus, changes.contents)
    for path in changed:
        whose = ("--annotator", annotator) if annotator else ()
        again = command("draft", corpus, *drafts, *whose)
        typer.echo(printable(f"{path} is not what the drafts say; run {again}"), err=True)
    if changed or problems:
        raise typer.Exit(EXIT_PROBLEMS)


def _write(
    corpus: Path, drafts: list[Path], annotator: str | None, removable: frozenset[str], *, partial: bool
) -> None:
    from corpus_pkg.corpus.change import write_together
    from corpus_pkg.corpus.layer_changes import summary

    found, changes, problems = _read(corpus, drafts, annotator)
    if problems and not partial:
        refuse(problems)
    tell(problems)
    _require_kept(found, changes, removable)
    notes = newcomers(corpus, [annotator] if annotator and changes.contents else [])
    write_together(corpus, changes.contents)
    for note in notes:
        typer.echo(printable(f"note: {note}"), err=True)
    for line in summary(changes.layers):
        typer.echo(line)
    if changes.registry is not None:
        typer.echo(str(changes.registry))
    typer.echo(_written(len(changes.contents), len(found.documents)))
    if problems:
        typer.echo(f"{counted(problems.total, 'problem')}; the lines were left out", err=True)
        raise typer.Exit(EXIT_PROBLEMS)


def _require_kept(found: "Drafts", changes: "Changes", removable: frozenset[str]) -> None:
    """End the command where drafts lack annotations that the corpus has and that may not be removed."""
    from corpus_pkg.corpus.layer_changes import summary

    drafted = frozenset[str]().union(*(resolved.named for resolved in found.documents.values()))
    for layer in sorted(removable - drafted):
        fail(f"--replace {layer}: the drafts have no line of this layer; leave the option out")
    losing = [change for change in changes.layers if change.removed and change.layer not in removable]
    if not losing:
        return
    count = sum(change.removed for change in losing)
    layers = dict.fromkeys(change.layer for change in losing)
    options = " ".join(f"--replace {layer}" for layer in layers)
    lines = summary(losing)
    lines.append(
        f"{counted(count, 'annotation')} of the corpus {'is' if count == 1 else 'are'} not in the drafts, "
        f"so nothing was written; add {'it' if count == 1 else 'them'} to the drafts, or give {options}"
    )
    fail("\n".join(lines), EXIT_PROBLEMS)


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
