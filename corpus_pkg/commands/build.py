"""`corpus-pkg build` and `corpus-pkg verify`: Parquet files with a manifest, and their check."""

import os
import time
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import EXIT_PROBLEMS, command, exit_status, fail, tell
from corpus_pkg.commands.progress import shown
from corpus_pkg.commands.source import HELP, note_packaged
from corpus_pkg.corpus.problems import CorpusError, Problem, printable
from corpus_pkg.corpus.source import RECORD_FILES
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.build import Outcome
    from corpus_pkg.tables.manifest import Manifest


class OnError(StrEnum):
    """What a build does with a line that is refused."""

    STOP = "stop"
    REJECT = "reject"


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("build")(build)
    app.command("verify")(verify)


def build(
    out: Annotated[
        str,
        typer.Option(help="The folder to make, or an earlier build to replace; or an s3:// address for it."),
    ],
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help=f"Several may be given; record files also as patterns, or addresses such as "
            f"s3://bucket/*.jsonl.gz. The packaged corpus if left out. {HELP}",
            callback=note_packaged,
        ),
    ] = None,
    registry: Annotated[
        str | None,
        typer.Option(
            help="The registry that record files refer to, or a corpus directory that has it: a path or an "
            "address."
        ),
    ] = None,
    targets: Annotated[
        str | None, typer.Option(help="Their stance targets, if --registry is not a corpus directory.")
    ] = None,
    topics: Annotated[
        str | None, typer.Option(help="The topics of their claims, if --registry is not a corpus directory.")
    ] = None,
    on_error: Annotated[
        OnError,
        typer.Option(help="Stop at the first bad line, or put bad lines aside in rejected/ and go on."),
    ] = OnError.STOP,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes of this machine; 0: threads of one process.")
    ] = 0,
    scheduler: Annotated[
        str | None, typer.Option(help="A running Dask scheduler, such as tcp://10.0.0.1:8786.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what has warnings too.")] = False,
    resume: Annotated[bool, typer.Option(help="Take over what an interrupted build has finished.")] = False,
    staging: Annotated[
        Path | None,
        typer.Option(
            help="For --out s3://…: the folder in which the build is made before it is uploaded, which "
            "--resume and --scheduler need; a temporary one if left out."
        ),
    ] = None,
    shard_size: Annotated[
        int, typer.Option(min=1, help="Megabytes of lines, uncompressed, that make one part of a table.")
    ] = 500,
    tables: Annotated[
        str | None,
        typer.Option(help="Tables to build, with commas: documents, entities, …; all if left out."),
    ] = None,
    content_defined: Annotated[
        bool,
        typer.Option(help="Cut pages by content: the Hub then stores only what changed between versions."),
    ] = False,
    fast: Annotated[
        bool, typer.Option(help="Judge many lines at once where that can be; the result is the same.")
    ] = True,
) -> None:
    """Validate documents and write their tables as Parquet files with a manifest.

    The same sources give the same bytes, with any number of workers. A build that fails or is killed
    leaves the old output, and --resume goes on where it ended. Exit status 1: a line or a corpus is
    wrong, or lines were rejected.
    """
    from corpus_pkg.build.memory import spare_memory

    spare_memory()
    from corpus_pkg.build import EngineError, Inputs, Options, OutputError, Settings
    from corpus_pkg.build import build as run
    from corpus_pkg.build.builder import DOCUMENT_TABLES, MOST_THREADS
    from corpus_pkg.build.progress import Bar, Lines

    wanted = tuple(tables.split(",")) if tables is not None else DOCUMENT_TABLES
    unknown = sorted(set(wanted) - set(DOCUMENT_TABLES))
    if unknown:
        fail(f"no table {unknown[0]!r}; choose from: {', '.join(DOCUMENT_TABLES)}")
    options = Options(
        tuple(name for name in DOCUMENT_TABLES if name in wanted),
        reject=on_error is OnError.REJECT,
        strict=strict,
        shard_bytes=shard_size * 1_000_000,
        content_defined=content_defined,
        fast=fast,
        threads=min(os.cpu_count() or 1, MOST_THREADS),
    )
    start = time.monotonic()
    try:
        with shown(Bar, Lines) as progress:
            outcome = run(
                Inputs(sources or (), registry, targets, topics),
                out,
                options=options,
                settings=Settings(workers, scheduler, resume, staging),
                progress=progress,
            )
    except CorpusError as error:
        tell(error.problems)
        if not error.unreadable:
            _tell_ways(error.problems, registry, targets, topics, stopped=on_error is OnError.STOP)
        raise typer.Exit(exit_status(unreadable=error.unreadable)) from None
    except (OutputError, EngineError, OSError) as error:
        fail(str(error))
    if outcome.rejected:
        _tell_ways((), registry, targets, topics)
    _summary(outcome, sources or [], out, time.monotonic() - start)


def _tell_ways(
    problems: Iterable[Problem],
    registry: str | None,
    targets: str | None,
    topics: str | None,
    *,
    stopped: bool = False,
) -> None:
    """Say what can be done about lines that are refused."""
    lists = {"targets": targets, "topics": topics}
    missing = [name for name, given in lists.items() if given is None]
    if registry is not None and missing and registry.endswith(RECORD_FILES):
        options = " and ".join(f"--{name}" for name in missing)
        what = " and ".join(missing)
        typer.echo(f"no {what} were given: use {options}, or name a corpus directory as --registry", err=True)
    if stopped and any(problem.line and problem.file.endswith(RECORD_FILES) for problem in problems):
        way = "`--on-error reject` puts bad lines aside and builds the others"
        typer.echo(f"nothing was written; {way}", err=True)


def _summary(outcome: "Outcome", sources: list[str], out: str, seconds: float) -> None:
    tell_files(outcome.manifest, widths=(34, 16, 14))
    if outcome.resumed:
        typer.echo(f"taken over from the interrupted build: {counted(outcome.resumed, 'unit')}")
    speed = f", {outcome.bytes / 1e6 / max(seconds, 1e-9):,.0f} MB/s" if outcome.bytes else ""
    memory = f", at most {outcome.peak / 1e6:,.0f} MB in a process" if outcome.peak else ""
    documents = counted(outcome.documents, "document")
    typer.echo(printable(f"built {documents} in {out} ({seconds:,.1f} s{speed}{memory})"))
    if outcome.warnings:
        warnings = counted(outcome.warnings, "warning")
        lists = command(
            "validate", *(sources if [Path(one).exists() for one in sources] in ([], [True]) else ["SOURCE"])
        )
        typer.echo(printable(f"{warnings}; {lists} lists them, --strict refuses them"), err=True)
    if outcome.rejected:
        some = f" of {outcome.explained:,}" if outcome.explained < outcome.rejected else ""
        where = f"{out}/rejected/problems.jsonl says why{some}"
        typer.echo(printable(f"rejected {counted(outcome.rejected, 'line')}: {where}"), err=True)
        raise typer.Exit(EXIT_PROBLEMS)


def tell_files(manifest: "Manifest", *, widths: tuple[int, int, int]) -> None:
    """Show the files of a build, and name the tables that have none.

    Args:
        manifest: Its manifest.
        widths: How wide the columns are: names, rows and bytes.
    """
    names, rows, sizes = widths
    for name, file in manifest.files.items():
        count = counted(file.rows, "row") if file.table else ""
        typer.echo(f"{name:{names}} {count:>{rows}} {file.bytes:>{sizes},} bytes")
    empty = [name for name, there in manifest.tables.items() if not there]
    if empty:
        typer.echo(f"without rows, so without a file: {', '.join(empty)}")


def verify(
    folder: Annotated[
        str, typer.Argument(help="A folder, or an s3:// address, that `corpus-pkg build` made.")
    ],
) -> None:
    """Check a built folder against its manifest: every file, its size and its SHA-256."""
    from corpus_pkg.build import OutputError
    from corpus_pkg.build import verify as run
    from corpus_pkg.tables.manifest import ManifestError

    try:
        problems = run(folder)
    except ManifestError as error:
        fail(f"{error}; name a folder or address that `corpus-pkg build` made")
    except (OutputError, OSError) as error:
        fail(str(error))
    tell(problems)
    if problems:
        raise typer.Exit(EXIT_PROBLEMS)
    typer.echo(printable(f"{folder} is as it was built"))
