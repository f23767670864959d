"""`corpus-pkg hub build` and `corpus-pkg hub push`: the corpus as a dataset repository of the Hub."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus_pkg.commands.attach import tell_quoting
from corpus_pkg.commands.build import tell_files
from corpus_pkg.commands.ending import EXIT_PROBLEMS, command, fail, tell
from corpus_pkg.commands.progress import shown
from corpus_pkg.commands.source import OneSource, whole_folder
from corpus_pkg.corpus.problems import printable
from corpus_pkg.corpus.source import PACKAGED
from corpus_pkg.values.counted import counted

hub = typer.Typer(
    no_args_is_help=True, help="Make a dataset repository for the Hugging Face Hub, and publish it."
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    hub.command("build")(build)
    hub.command("push")(push)
    app.add_typer(hub, name="hub")


_CARD = typer.Option(
    help="YAML file with values for the card that replace those derived from the corpus (license, tags, …).",
    exists=True,
    dir_okay=False,
)


def build(
    out: Annotated[Path, typer.Option(help="The folder to make, or an earlier build to replace.")],
    source: OneSource = PACKAGED,
    card: Annotated[Path | None, _CARD] = None,
    without_texts: Annotated[
        bool,
        typer.Option(
            "--without-texts", help="Write the text-free edition, for those who may not pass texts on."
        ),
    ] = False,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            help="File with a secret for the text-free edition's hashes.", exists=True, dir_okay=False
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a corpus with warnings too.")] = False,
) -> None:
    """Validate a corpus and write it as a dataset repository: Parquet files, card, Croissant, licences.

    The same corpus gives the same bytes. A build that fails or is killed leaves the old output.
    """
    from corpus_pkg.exchange.hub.redistribution import texts_of

    with shown(lambda _console, status: status.update, lambda _console: lambda _step: None) as report:
        secret = b"" if secret_file is None else secret_file.read_bytes()
        options = {"texts": not without_texts, "secret": secret, "strict": strict}
        manifest = _build(source, out, card, report, **options)
    tell_files(manifest, widths=(28, 14, 12))
    typer.echo(printable(f"built {counted(len(manifest.sources), 'document')} in {out}"))
    typer.echo(printable(texts_of(out).line()))


def push(
    repo_id: Annotated[str, typer.Argument(help="The dataset repository: ORG/NAME.", metavar="REPO_ID")],
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder of `corpus-pkg hub build`; the packaged corpus is built if left out."),
    ] = None,
    revision: Annotated[
        str, typer.Option(help="The branch to push to; created where it is missing.")
    ] = "main",
    private: Annotated[
        bool, typer.Option("--private", help="Create the repository as a private one.")
    ] = False,
    with_texts: Annotated[
        bool,
        typer.Option(
            "--with-texts",
            help="Publish texts whose licence does not allow redistribution: you have the permission to.",
        ),
    ] = False,
    without_texts: Annotated[
        bool,
        typer.Option(
            "--without-texts",
            help="Publish the text-free edition: of the packaged corpus, or a folder that holds it.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")
    ] = False,
    tag: Annotated[
        bool, typer.Option("--tag/--no-tag", help="Tag the commit with the corpus's version, as v1.0.0.")
    ] = True,
) -> None:
    """Publish a dataset repository on the Hub and tag it with the version of the corpus.

    Needs a token with the right to write (`hf auth login`, or HF_TOKEN). Files that the Hub has already
    are not sent again, and a push of what is there already does nothing. A tag that exists with other
    content is an error. Nothing is sent before all this is known.
    """
    from corpus_pkg.corpus.staging import scratch
    from corpus_pkg.exchange.hub.errors import HubError
    from corpus_pkg.exchange.hub.publish import push as run
    from corpus_pkg.exchange.hub.publish import ready, require_token
    from corpus_pkg.exchange.hub.redistribution import texts_of

    if with_texts and without_texts:
        raise typer.BadParameter("use --with-texts or --without-texts, not both")
    with scratch("repository") if folder is None else nullcontext(folder) as place:
        built = place if folder is not None else place / "repository"
        try:
            api = ready(repo_id, folder)
            if folder is None:
                if not dry_run:
                    require_token(api)
                _build(PACKAGED, built, None, typer.echo, texts=not without_texts)
            if without_texts and texts_of(built).licenses:
                way = command("hub", "build", "CORPUS", "--without-texts", "--out", "FOLDER")
                fail(f"{built} holds the texts: make one with {way}")
            name = _version_tag(built) if tag else None
            plan = run(
                repo_id,
                built,
                revision=revision,
                tag=name,
                private=private,
                with_texts=with_texts,
                dry_run=dry_run,
                report=typer.echo,
            )
        except HubError as error:
            fail(str(error))
        if dry_run and not plan.idle:
            typer.echo("this was a dry run: nothing was done")
        elif not plan.idle:
            typer.echo(f"published: hf://datasets/{repo_id}" + (f"@{name}" if name else ""))


def _build(source: str, out: Path, card: Path | None, report: Callable[[str], object], **options: Any) -> Any:
    from corpus_pkg.corpus.open_folder import OutputError
    from corpus_pkg.exchange.hub.builder import build_repository
    from corpus_pkg.exchange.hub.vocabularies import CardError

    root = whole_folder(source)
    try:
        return build_repository(
            root, out, _card_values(card), report, warn=tell, note=tell_quoting, **options
        )
    except CardError as error:
        for message in error.messages:
            typer.echo(printable(message), err=True)
        raise typer.Exit(EXIT_PROBLEMS) from None
    except (OutputError, OSError) as error:
        fail(str(error))


def _card_values(card: Path | None) -> dict[str, Any]:
    if card is None:
        return {}
    from corpus_pkg.extras import need

    yaml = need("yaml", "hub")
    try:
        values = yaml.safe_load(card.read_text("utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        fail(f"{card} can't be read: {error}")
    if not isinstance(values, dict):
        fail(f"{card} is not a YAML mapping; write keys with values, such as `license: cc-by-4.0`")
    return values


def _version_tag(folder: Path) -> str:
    """Return the tag for the version that a built repository's card names."""
    from corpus_pkg.exchange.hub.metadata import version_of

    version = version_of(folder)
    if version is None:
        fail("the card names no version to tag; give the corpus a corpus.toml with one, or use --no-tag")
    return f"v{version}"
