"""`corpus-pkg explore`: look at a corpus in a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from corpus_pkg.api import load, open_source, stream
from corpus_pkg.commands.compared import UNGROUNDED, Form, LabelMapping, ScoredLayers, read_all_predicted
from corpus_pkg.commands.ending import fail
from corpus_pkg.commands.source import HELP, OneSource
from corpus_pkg.corpus.problems import printable
from corpus_pkg.corpus.source import PACKAGED, Kind, parse_source
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.train.errors import Errors


LARGE_PAGE: Final = 30_000_000
"""The bytes of a page, some hundred documents, beyond which serving the corpus is advised."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("explore")(explore)


def explore(
    source: OneSource = PACKAGED,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The HTML file to write, or an earlier page to replace; explorer.html if left out."
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help=f"Another version of the same texts to compare with, such as an older release. {HELP}"
        ),
    ] = None,
    predicted: Annotated[
        list[str] | None,
        typer.Option(
            "--predicted",
            help="A prediction of the same documents, or a file of predictions: the page gets a view of its "
            "errors. May be given again.",
        ),
    ] = None,
    layers: ScoredLayers = None,
    form: Form = None,
    label_map: LabelMapping = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Write nothing: serve the corpus, page by page, to this machine.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="As --serve, for a corpus directory: what changes in it is shown by itself."
        ),
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to serve at; a free one if left out.")
    ] = 0,
) -> None:
    """Make one HTML page to look at a corpus with, or serve a large corpus to a browser on this machine.

    The page needs no network and opens from disk. Use --serve for more than some hundred documents (a page
    over 30 MB says so), and --watch while you annotate.
    """
    serving = "--watch" if watch else "--serve" if serve else None
    for option, given in (("--out", out), ("--against", against)):
        if serving and given is not None:
            raise typer.BadParameter(f"use {serving} or {option}, not both")
    if port and not serving:
        raise typer.BadParameter("--port needs --serve or --watch")
    if watch and predicted:
        raise typer.BadParameter("use --watch or --predicted, not both")
    if not predicted and (layers or form or label_map):
        raise typer.BadParameter("--layer, --form and --map need --predicted")

    def errors(corpus: "Corpus") -> dict[str, "Errors"]:
        return _errors(corpus, predicted or [], layers, form, label_map)

    if serving:
        _serve(source, port, errors(load(source)) if predicted else {}, watch=watch)
        return
    from corpus_pkg.explorer.notebook import require_page, save_page

    place = out or Path("explorer.html")
    require_page(place)
    corpus = stream(source)
    save_page(place, _parts(corpus, against, errors(corpus)))
    size = place.stat().st_size
    typer.echo(printable(f"wrote {place} ({size:,} bytes); open it in a browser"))
    if size > LARGE_PAGE:
        typer.echo("note: a browser takes long to open a page of this size; use --serve instead", err=True)


def _parts(corpus: "Corpus", against: str | None, errors: dict[str, "Errors"]) -> Iterator[str]:
    from corpus_pkg.explorer.page import corpus_parts

    versions = None if against is None else _version(corpus, against)
    label = None if against is None else "This version"
    return corpus_parts(corpus, versions, label, errors)


def _version(corpus: "Corpus", against: str) -> dict[str, "Corpus"]:
    older = stream(against)
    changed = [d.id for d in older if d.id not in corpus or corpus[d.id].text != d.text]
    if changed:
        documents = counted(len(changed), "document")
        typer.echo(f"note: {documents} of {against} without the same text here: {changed[0]} …", err=True)
    return {Path(against).name or against: older}


def _errors(
    corpus: "Corpus",
    predicted: list[str],
    layers: list[str] | None,
    form: str | None,
    label_map: list[str] | None,
) -> dict[str, "Errors"]:
    """Return what predictions get wrong, by the names of their files or sources."""
    from corpus_pkg.train.errors import errors
    from corpus_pkg.train.scoring import ScoringError

    sides = read_all_predicted(predicted, corpus, form, layers, label_map, UNGROUNDED)
    found = {}
    for named, said in zip(predicted, sides, strict=True):
        name = Path(named).name or named
        if name in found:
            fail(f"two predictions are called {name}; rename one")
        try:
            found[name] = errors(corpus, said, layers=layers or None)
        except ScoringError as error:
            fail(f"{named}: {error}")
    return found


def _serve(source: str, port: int, errors: dict[str, "Errors"], *, watch: bool) -> None:
    from corpus_pkg.explorer.library import Library
    from corpus_pkg.explorer.server import make_server
    from corpus_pkg.explorer.watched import Watched

    found = parse_source(source)
    if watch and found.kind is not Kind.DIRECTORY:
        raise typer.BadParameter(f"--watch needs a corpus directory, and {printable(source)} is {found.kind}")

    def library() -> Library:
        return Library(open_source(found), errors)

    try:
        server = make_server(Watched(Path(found.place), library) if watch else library(), port)
    except OSError as error:
        fail(f"port {port} can't be used: {error.strerror}; choose another with --port")
    with server:
        typer.echo(f"the explorer is at http://127.0.0.1:{server.server_port}/ (end it with Ctrl+C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("ended")
