"""What the commands that read or write other formats have in common: their options, and what they report."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from corpus_pkg.commands.ending import fail
from corpus_pkg.corpus.problems import printable
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets

if TYPE_CHECKING:
    from corpus_pkg.exchange.formats.format import FileFormat
    from corpus_pkg.exchange.formats.label_map import LabelMap
    from corpus_pkg.exchange.formats.losses import LossReport

LabelMapOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="With --from, what labels of the files are in the corpus: PER=PERSON,MISC= (MISC is left out); "
        "repeatable.",
        metavar="THEIRS=OURS,…",
    ),
]
"""The option that maps labels of files that are read."""
ByOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="With --from, whose annotations to read where files have those of several annotators.",
        metavar="NAME",
    ),
]
"""The option that names whose annotations are read."""
NOTHING_TO_READ: Final = "with --from, name the file or folder to read"


def format_named(name: str, *, written: bool = False) -> "FileFormat":
    """Return the format of a name, or end the command with the names that there are."""
    from corpus_pkg.exchange.formats.catalog import FORMATS, READERS

    formats = FORMATS if written else READERS
    if name not in formats:
        what = f"{name} is only read" if name in READERS else f"no format {name!r}"
        fail(f"{what}; choose from: {', '.join(sorted(formats))}")
    return formats[name]


def require_says_who(format_: "FileFormat", by: str | None) -> None:
    """End the command where an annotator is named and the format's files do not say whose annotations are."""
    if by is not None and not format_.says_who:
        fail(f"--by {by}: files of {format_.title} do not say whose an annotation is")


def labels_of(items: list[str], lists: LabelSets = DEFAULT_LABELS, *, new: bool = False) -> "LabelMap":
    """Return the map of labels that options stand for, or end the command with what is wrong with them.

    Args:
        items: The options.
        lists: The lists of labels of the corpus.
        new: Whether a label that the corpus does not have is to be a new type of names.
    """
    from corpus_pkg.exchange.formats.label_map import LabelMap

    try:
        return LabelMap.parse(items, lists, new=new)
    except ValueError as error:
        fail(str(error))


def require_report(report: Path | None) -> None:
    """End the command where a report would replace a file that is not one."""
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.exchange.formats.losses import is_report

    if report is not None:
        require_own(report, is_report, "a loss report")


def save_report(losses: "LossReport", report: Path | None) -> None:
    """Write the whole report where it is wanted."""
    from corpus_pkg.corpus.staging import write_atomically

    if report is not None:
        text = json.dumps(losses.as_dict(), ensure_ascii=False, indent=1)
        write_atomically(report, f"{text}\n".encode())


def tell_losses(losses: "LossReport") -> None:
    """Say in short what was lost."""
    for line in losses.summary():
        typer.echo(printable(line))
