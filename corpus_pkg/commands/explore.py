"""`corpus-pkg explore`: look at a corpus in a browser."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.api import load, open_source
from corpus_pkg.commands.ending import fail
from corpus_pkg.commands.source import HELP, OneSource
from corpus_pkg.corpus.problems import printable
from corpus_pkg.corpus.source import PACKAGED, Kind, parse_source
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.explorer import Explorer


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

    The page needs no network and opens from disk. Use --serve for more than some hundred documents, and
    --watch while you annotate.
    """
    serving = "--watch" if watch else "--serve" if serve else None
    for option, given in (("--out", out), ("--against", against)):
        if serving and given is not None:
            raise typer.BadParameter(f"use {serving} or {option}, not both")
    if port and not serving:
        raise typer.BadParameter("--port needs --serve or --watch")
    if serving:
        _serve(source, port, watch=watch)
        return
    from corpus_pkg.explorer.notebook import require_page

    place = out or Path("explorer.html")
    require_page(place)
    if against is None:
        load(source).explore().save(place)
    else:
        _compared(source, against).save(place)
    typer.echo(printable(f"wrote {place} ({place.stat().st_size:,} bytes); open it in a browser"))


def _compared(source: str, against: str) -> "Explorer":
    from corpus_pkg.explorer import Explorer, corpus_page

    corpus, older = load(source), load(against)
    changed = [d.id for d in older if d.id not in corpus or corpus[d.id].text != d.text]
    if changed:
        documents = counted(len(changed), "document")
        typer.echo(f"note: {documents} of {against} without the same text here: {changed[0]} …", err=True)
    return Explorer(corpus_page(corpus, {Path(against).name or against: older}, "This version"))


def _serve(source: str, port: int, *, watch: bool) -> None:
    from corpus_pkg.explorer.library import Library
    from corpus_pkg.explorer.server import make_server
    from corpus_pkg.explorer.watched import Watched

    found = parse_source(source)
    if watch and found.kind is not Kind.DIRECTORY:
        raise typer.BadParameter(f"--watch needs a corpus directory, and {printable(source)} is {found.kind}")

    def library() -> Library:
        return Library(open_source(found))

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
