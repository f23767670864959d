"""The argument that names a corpus: one notation and one help text for all commands."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

from corpus_pkg.api import open_source
from corpus_pkg.commands.ending import fail
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.layout import Folder, packaged
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.source import KINDS, Kind, parse_source
from corpus_pkg.exchange.opening import require_texts

HELP: Final = f"A corpus: {KINDS}."


def source_argument(what: str = "", metavar: str | None = None, **options: Any) -> Any:
    """Return the Typer argument for a corpus that is read.

    Args:
        what: What the corpus is to the command, as a sentence; nothing where it is its one corpus.
        metavar: The argument's name in the usage line; the parameter's where None.
        options: Other options of the argument.
    """
    return typer.Argument(metavar=metavar, help=f"{what} {HELP}".strip(), show_default=False, **options)


def note_packaged(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
    """Say that the packaged corpus is read where none is named and one lies in the working folder."""
    origin = context.get_parameter_source(str(parameter.name))
    here = Path(layout.DOCUMENTS_FILE)
    if origin is not None and origin.name == "DEFAULT" and here.is_file() and not _is_packaged(here):
        typer.echo("note: this is the packaged corpus; for the one in this folder name it: .", err=True)
    return value


def _is_packaged(documents: Path) -> bool:
    own = packaged().joinpath(layout.DOCUMENTS_FILE)
    return isinstance(own, Path) and documents.samefile(own)


OneSource: TypeAlias = Annotated[
    str, source_argument("The packaged corpus if left out.", metavar="SOURCE", callback=note_packaged)
]
"""The corpus of a command that reads one; its default is `packaged`."""

CorpusDirectory: TypeAlias = Annotated[
    str, typer.Argument(metavar="DIR", help="The corpus directory, in which the command writes.")
]
"""The corpus of a command that changes it."""


TwoAnnotators: TypeAlias = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--annotators", help="The names of the two annotators; not needed where the corpus has just two."
    ),
]
"""The annotators of a command that compares two of them."""


def two_of(annotators: Sequence[str], named: tuple[str, str] | None) -> tuple[str, str]:
    """Return the two annotators that are named, or the only two of a corpus; else the command ends."""
    if named is not None:
        return named
    if len(annotators) != 2:
        return fail(
            f"name two annotators with --annotators; the corpus has: {', '.join(annotators) or 'none'}"
        )
    first, second = annotators
    return first, second


def directory_of(named: str, command: str = "", others: Sequence[Path] = ()) -> Path:
    """Return the corpus directory that a command is to change; any other source ends it with a sentence.

    Args:
        named: What was given as the directory.
        command: The command, where files follow the directory.
        others: The files that were given after it, one of which may be the directory by mistake.
    """
    place = Path(named)
    if place.is_file() and len(others) == 1 and others[0].is_dir():
        words = " ".join(f'"{word}"' if " " in str(word) else str(word) for word in (others[0], place))
        fail(f"the corpus directory comes first: corpus-pkg {command} {words}")
    try:
        source = parse_source(named)
    except CorpusError:
        if "#" in named:
            raise
        return fail(f"there is no folder {named}; name a corpus directory, or make one with `corpus-pkg new`")
    if source.kind is Kind.DIRECTORY and source.annotator is None:
        require_texts(Path(source.place))
        return Path(source.place)
    what = f"the annotator {source.annotator} of {source.place}" if source.annotator else str(source.kind)
    return fail(f"{named} is {what}; this command writes in the corpus, so name a corpus directory")


def whole_folder(named: str) -> Folder:
    """Return a source that has a registry and targets as a folder; a record file ends the command."""
    source = parse_source(named)
    if not source.whole:
        fail(f"{named} is {source.kind}, without the registry and targets that are needed; name a corpus")
    return open_source(source)
