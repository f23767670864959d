"""`corpus-pkg convert`: to the formats that other tools speak, and back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus_pkg.api import stream
from corpus_pkg.commands.ending import EXIT_PROBLEMS, EXIT_USAGE, fail, tell
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
from corpus_pkg.commands.paths import path
from corpus_pkg.commands.some import DocumentsOption, FoldsOption, chosen, layers_named, require_layers
from corpus_pkg.commands.source import HELP, source_argument
from corpus_pkg.corpus.models import NOT_STATED, Annotator
from corpus_pkg.corpus.problems import printable
from corpus_pkg.corpus.source import PACKAGED
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.layers.labels import AnnotatorKind, AnnotatorRole
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.exchange.formats.format import FileFormat


@dataclass(frozen=True, slots=True)
class _Requested:
    """What is to be taken from foreign files: see `FileFormat.read`."""

    layers: frozenset[str] | None
    replace: frozenset[str]
    labels: list[str]
    by: str | None


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("convert")(convert)


def convert(
    out: Annotated[
        Path, typer.Option(help="With --to, a new folder; with --from, a corpus directory (made if need be).")
    ],
    source: Annotated[
        str | None,
        source_argument(
            "With --from, the foreign file or folder. With --to, the corpus; the packaged one if left out.",
            metavar="SOURCE",
        ),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="The format to write.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="The format to read.")] = None,
    annotator: Annotated[
        str | None,
        typer.Option(help="With --from, whose layers to store; the adjudicated ones if left out."),
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(help="Who a new --annotator is, for annotators.jsonl; not stated if left out."),
    ] = None,
    kind: Annotated[
        AnnotatorKind, typer.Option(help="Whether a new --annotator is a person or a language model.")
    ] = AnnotatorKind.PERSON,
    date: Annotated[
        str | None, typer.Option(help="When a new --annotator worked (EDTF); by today if left out.")
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Option(
            help=f"With --from, the corpus of the texts; if left out OUT, or else the packaged one. {HELP}"
        ),
    ] = None,
    layers: Annotated[
        str | None,
        typer.Option(
            help="Only these layers, with commas between; all if left out (with --from, all but segments and "
            "sentences that the corpus has)."
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Write nothing, and exit 1, if anything would be lost; with --from, also if anything that "
            "the corpus has would be removed or altered.",
        ),
    ] = False,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            help="With --from, a layer that may be emptied where a file has no annotation of it; repeatable.",
            metavar="LAYER",
        ),
    ] = None,
    label_map: LabelMapOption = None,
    documents: DocumentsOption = None,
    fold: Annotated[
        int | None,
        typer.Option(
            help="With --to, write two folders in OUT: `dev` with the documents that fold N leaves out, from "
            "0, and `train` with all others.",
            metavar="N",
        ),
    ] = None,
    folds: FoldsOption = None,
    by: ByOption = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the whole loss report to this file, as JSON.")
    ] = None,
) -> None:
    """Convert a corpus to another format, or annotation in another format to the corpus's own.

    What a format cannot hold is reported in short, and in full in the report. Annotation that comes back
    belongs to texts that the corpus has: a text that was changed is refused. It changes the layers of
    the documents that the files have annotations of, and nothing else; the report counts what changes. One
    annotation that is not certain is refused alone, with its file and line. Status 1: a document was refused.

    Formats: brat, cas-xmi, cas-json, conll, label-studio, nif, nif-jsonld, pubannotation, spacy, timeml,
    web-annotation, web-annotation-utf16. Only read: conll2003, conllu, doccano, hf-ner, spacy-json.
    """
    if (to is None) == (from_ is None):
        fail("give either --to FORMAT or --from FORMAT")
    if to is None and (documents or fold is not None or folds is not None):
        fail("--documents, --fold and --folds go with --to")
    require_report(report)
    wanted = None if layers is None else layers_named([layers])
    emptied = layers_named(replace or [])
    _check_annotator(annotator)
    person = None if annotator is None else _annotator(annotator, who, kind, date)
    if to is not None:
        if label_map:
            fail("--map goes with --from")
        if emptied:
            fail("--replace goes with --from")
        if by is not None:
            fail("--by goes with --from")
        if annotator is not None:
            fail(f"--annotator goes with --from; with --to name the corpus as SOURCE#{annotator}")
        format_ = format_named(to, written=True)
        whole = stream(source or PACKAGED)
        require_layers(whole, wanted or ())
        halves = _halves(whole.ids, documents, fold, folds)
        _write(format_, whole, halves, out, wanted or frozenset(LAYER_NAMES), strict, report)
    elif source is None:
        fail(NOTHING_TO_READ)
    else:
        format_ = format_named(from_ or "")
        beyond = emptied - (format_.holds if wanted is None else format_.holds & wanted)
        if beyond:
            why = "is not in --layers" if beyond <= format_.holds else f"has no place in {format_.title}"
            fail(f"--replace {', '.join(sorted(beyond))}: the layer {why}")
        require_says_who(format_, by)
        if out.exists() and not out.is_dir():
            fail(f"{out} is not a folder; name a corpus directory")
        with exclusively(out):
            requested = _Requested(wanted, emptied, label_map or [], by)
            _read(format_, path(source), out, corpus, person, requested, strict, report)


def _halves(
    ids: tuple[str, ...], documents: str | None, fold: int | None, folds: int | None
) -> dict[str, frozenset[str]]:
    """Return the documents that are written to each folder: `train` and `dev` of a fold, else to no other."""
    some = frozenset(ids)
    found = chosen(ids, documents, fold, folds)
    if found is None:
        return {"": some}
    if fold is None:
        return {"": frozenset(found)}
    return {"train": some.difference(found), "dev": frozenset(found)}


def _write(
    format_: "FileFormat",
    corpus: "Corpus",
    halves: Mapping[str, Collection[str]],
    out: Path,
    layers: frozenset[str],
    strict: bool,
    report: Path | None,
) -> None:
    """Write documents to folders of their names in `out`, those without a name to `out` itself."""
    from corpus_pkg.corpus.staging import new_folder
    from corpus_pkg.exchange.formats.format import World
    from corpus_pkg.exchange.formats.losses import LossReport, LossyError

    losses = LossReport(format_.name)

    def save(found: LossReport) -> None:
        losses.extend(found)
        if strict and losses:
            raise LossyError(losses)
        save_report(losses, report)

    def write(name: str, folder: Path) -> None:
        some = (document for document in corpus if document.id in halves[name])
        format_.write(some, World.of(corpus), folder, layers=layers, report=save)

    try:
        if "" in halves:
            write("", out)
        else:
            with new_folder(out) as folder:
                for name in halves:
                    write(name, folder / name)
    except LossyError as error:
        save_report(error.report, report)
        tell_losses(error.report)
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except OSError as error:
        fail(str(error))
    tell_losses(losses)
    for name, half in halves.items():
        typer.echo(printable(f"wrote {counted(len(half), 'document')} to {out / name}"))


def _read(
    format_: "FileFormat",
    source: Path,
    out: Path,
    base: str | None,
    person: Annotator | None,
    requested: _Requested,
    strict: bool,
    report: Path | None,
) -> None:
    from corpus_pkg.corpus.layout import ANNOTATORS_FILE, DOCUMENTS_FILE
    from corpus_pkg.corpus.problems import sort_key
    from corpus_pkg.exchange.formats.incoming import Incoming, annotators_view, missing_documents

    annotator = None if person is None else person.name
    new = not (out / DOCUMENTS_FILE).is_file()
    if not new and base is not None and not (Path(base).is_dir() and Path(base).samefile(out)):
        fail(f"{out} is a corpus, and its own texts are annotated; leave out --corpus, or name a new folder")
    adjudicated = stream(base if new else out)
    require_layers(adjudicated, {*(requested.layers or ()), *requested.replace})
    corpus = annotators_view(adjudicated, annotator, out)
    incoming = Incoming(out, annotator, adjudicated)
    reading = format_.read(
        source,
        corpus,
        layers=requested.layers,
        replace=requested.replace,
        labels=labels_of(requested.labels, corpus.labels),
        by=requested.by,
        take=incoming.take,
    )
    reading.problems.sort(key=sort_key)
    tell(reading.problems)
    if reading.unreadable:
        raise typer.Exit(EXIT_USAGE)
    save_report(reading.losses, report)
    if reading.nothing:
        raise typer.Exit(EXIT_PROBLEMS)
    tell_losses(reading.losses)
    if strict and (reading.problems or not reading.losses.complete):
        typer.echo("nothing was stored, since something would be lost or changed", err=True)
        raise typer.Exit(EXIT_PROBLEMS)
    notes = newcomers(out, [annotator] if annotator else [])[:1]
    try:
        stored_files = incoming.write(reading, person)
    except OSError as error:
        fail(str(error))
    whose = f" as the layers of annotator {annotator}" if annotator else ""
    stored = sum(new or bool(layers) for layers in reading.changed.values())
    typer.echo(printable(f"stored {counted(stored, 'document')} in {out}{whose}"))
    for note in notes:
        typer.echo(printable(f"note: {note}"), err=True)
    if ANNOTATORS_FILE in stored_files:
        message = f"note: {ANNOTATORS_FILE} has a line for {annotator} now; check who, kind and date in it"
        typer.echo(printable(message), err=True)
    elif notes and not (out / ANNOTATORS_FILE).is_file():
        message = (
            f"note: there is no {ANNOTATORS_FILE}, which would have to name all annotators; none was made"
        )
        typer.echo(printable(message), err=True)
    missing, others = missing_documents(reading, out, annotator) if annotator else ([], [])
    if others:
        named = f"{', '.join(others[:10])}{', …' if len(others) > 10 else ''}"
        message = f"note: {annotator} has no layers of {counted(len(others), 'document')}: {named}"
        typer.echo(printable(message), err=True)
    if missing:
        names = ", ".join(missing)
        hint = "--replace LAYER stores one as empty"
        message = f"still without layers of {annotator}, which `validate` will ask for ({hint}): {names}"
        typer.echo(printable(message), err=True)
    if reading.broken:
        raise typer.Exit(EXIT_PROBLEMS)


def _check_annotator(name: str | None) -> None:
    from corpus_pkg.annotate.drafts.files import require_name

    if name is not None:
        try:
            require_name(name)
        except ValueError as error:
            fail(f"--annotator: {error}")


def _annotator(name: str, who: str | None, kind: AnnotatorKind, date: str | None) -> Annotator:
    """Return the line of an annotator that is new to a corpus: what is stated, and what is not."""
    from corpus_pkg.corpus.parse import Invalid, parse_value

    value: dict[str, Any] = {
        "name": name,
        "role": AnnotatorRole.ANNOTATOR,
        "kind": kind,
        "who": who or NOT_STATED,
        "date": date or f"/{datetime.now(UTC).date().isoformat()}",
        "instructions": f"{NOT_STATED} when the annotations were read from foreign files",
        "description": None,
        "changes": [],
    }
    person = parse_value(Annotator, value)
    if isinstance(person, Invalid):
        fail("\n".join(person.messages))
    return person
