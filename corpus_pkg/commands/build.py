"""`corpus-pkg build` and `corpus-pkg verify`: Parquet files with a manifest, and their check."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("build")(build)
    app.command("verify")(verify)


def build(
    out: Annotated[Path, typer.Option(help="The folder to make, or an earlier build to replace.")],
    source: Annotated[
        Path | None, typer.Argument(help="A corpus directory; the packaged corpus if left out.")
    ] = None,
) -> None:
    """Validate a corpus and write its tables as Parquet files with a manifest.

    The same corpus gives the same bytes. A build that fails or is killed leaves the old output.
    """
    from corpus_pkg.build import OutputError
    from corpus_pkg.build import build as run

    if source is not None and not source.is_dir():
        _fail(f"{source} is no folder; name a corpus directory")
    try:
        with _progress() as report:
            manifest = run(source, out, report)
    except (OutputError, OSError) as error:
        _fail(str(error))
    for name, file in manifest.files.items():
        typer.echo(f"{name:26} {file.rows:>9,} rows {file.bytes:>12,} bytes")
    empty = [name for name, rows in manifest.tables.items() if not rows]
    if empty:
        typer.echo(f"without rows, so without a file: {', '.join(empty)}")
    typer.echo(f"built {len(manifest.sources):,} documents in {out}")


def verify(folder: Annotated[Path, typer.Argument(help="A folder that `corpus-pkg build` made.")]) -> None:
    """Check a built folder against its manifest: every file, its size and its SHA-256."""
    from corpus_pkg.build import verify as run
    from corpus_pkg.build.manifest import ManifestError

    try:
        problems = run(folder)
    except (ManifestError, OSError) as error:
        _fail(str(error))
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{folder} is as it was built")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


@contextmanager
def _progress() -> Iterator[Callable[[str], object]]:
    """Show the step that is under way, on a terminal only: elsewhere the result says enough."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update
