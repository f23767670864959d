"""How commands end: the exit statuses, and the lines that say why there is no result."""

import json
import shlex
from collections.abc import Collection, Iterable
from typing import Final, NoReturn

import typer

from corpus_pkg.corpus.problems import Problem, Problems, printable, printable_json
from corpus_pkg.values.counted import counted

EXIT_PROBLEMS: Final = 1
"""The command did its work and found something wrong: problems, differences, a file that is out of date."""
EXIT_USAGE: Final = 2
"""The command could not do its work: it was called wrongly, or there is no source that can be read."""

STATUSES: Final = (
    "The exit status is 0 for success; 1 where a command did its work and found something wrong: problems, "
    "differences, a file that is out of date; and 2 where it could not do its work: it was called wrongly, "
    "there is no source that can be read, such as a folder without a corpus, or its output can't be written."
)
"""The same for the people who read help and docs."""


def fail(message: str, status: int = EXIT_USAGE) -> NoReturn:
    """End with what is wrong on the standard error."""
    for line in message.splitlines():
        typer.echo(printable(line), err=True)
    raise typer.Exit(status)


def exit_status(*, unreadable: bool) -> int:
    """Return the exit status where a source has problems: was there one that could be judged?"""
    return EXIT_USAGE if unreadable else EXIT_PROBLEMS


def command(*words: object) -> str:
    """Return a command to run as messages show it: with all that it was given, quoted for a shell."""
    return f"`{shlex.join(('corpus-pkg', *map(str, words)))}`"


def show_json(value: object) -> None:
    """Write a value as JSON to the standard output, in which nothing moves a terminal's cursor."""
    typer.echo(printable_json(json.dumps(value, indent=2, ensure_ascii=False)))


def refuse(problems: Collection[Problem]) -> NoReturn:
    """End with the problems that keep a command from writing anything."""
    tell(problems)
    typer.echo(f"{counted(Problems(problems).total, 'problem')}; nothing was written", err=True)
    raise typer.Exit(EXIT_PROBLEMS)


def tell(problems: Iterable[Problem]) -> None:
    """Write problems to the standard error, one a line: the first thousand, and how many more there are."""
    kept = Problems(problems)
    for problem in kept:
        typer.echo(printable(str(problem)), err=True)
    if kept.more.total():
        typer.echo(and_more(kept), err=True)


def and_more(problems: Problems) -> str:
    """Return the line that says how many problems are not shown one by one."""
    return f"and {problems.more.total():,} more"
