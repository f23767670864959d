"""The Typer application: the list of commands, and how errors that a user can fix end them."""

import atexit
import gc
import sys
from importlib import import_module
from inspect import cleandoc
from typing import Annotated, Final

import typer

from corpus_pkg.__about__ import __version__
from corpus_pkg.commands.completion import complete_names
from corpus_pkg.commands.ending import EXIT_USAGE, STATUSES, exit_status, tell
from corpus_pkg.commands.output import OutputLostError, guarded_output
from corpus_pkg.commands.paths import take_local_paths
from corpus_pkg.commands.registered import registered
from corpus_pkg.commands.wording import PlainlyWorded
from corpus_pkg.corpus.problems import CorpusError, printable
from corpus_pkg.extras import MissingExtraError

COMMANDS: Final = (
    "adjudicate",
    "agree",
    "attach",
    "build",
    "compare",
    "convert",
    "diff",
    "documents",
    "draft",
    "errors",
    "explore",
    "hub",
    "llm",
    "pairs",
    "scaffold",
    "schema",
    "score",
    "stats",
    "validate",
)
"""The modules of this package that have commands; each adds its own."""


def _let_terminals_wrap(application: typer.Typer) -> None:
    """Make each paragraph of the commands' help one line, which every terminal breaks at its own width."""
    for _, command in registered(application):
        paragraphs = cleandoc(getattr(command.callback, "__doc__", None) or "").split("\n\n")
        command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


app = typer.Typer(
    name="corpus-pkg",
    cls=PlainlyWorded,
    help="Validate, count, build and publish a corpus of texts with stand-off annotations.",
    epilog=STATUSES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

for module in COMMANDS:
    import_module(f"corpus_pkg.commands.{module}").register(app)
take_local_paths(app)
complete_names(app)
_let_terminals_wrap(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"corpus-pkg {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Validate, count, build and publish a corpus of texts with stand-off annotations."""


def main() -> None:
    """Run the command line; problems that a user can fix end in one line, not in a traceback."""
    # At its end Python looks through all that it holds for cycles, which takes a tenth of a second.
    atexit.register(gc.freeze)
    with guarded_output():
        _run()


def _run() -> None:
    try:
        app(prog_name="corpus-pkg")
    except CorpusError as error:
        tell(error.problems)
        sys.exit(exit_status(unreadable=error.unreadable))
    except MissingExtraError as error:
        typer.echo(error, err=True)
        sys.exit(EXIT_USAGE)
    except OutputLostError as error:
        if str(error):
            typer.echo(f"the output can't be written: {error}", err=True)
        sys.exit(EXIT_USAGE)
    except FileExistsError as error:
        typer.echo(printable(str(error)), err=True)
        sys.exit(EXIT_USAGE)
    except (OSError, UnicodeError) as error:
        why = str(error)
        if isinstance(error, OSError) and error.strerror and error.filename is not None:
            why = f"{error.filename}: {error.strerror}"
        typer.echo(printable(f"{why}; name a file or folder that can be read and written"), err=True)
        sys.exit(EXIT_USAGE)
    except MemoryError:
        typer.echo("there is not enough memory for this input; split it, or use record files", err=True)
        sys.exit(EXIT_USAGE)
