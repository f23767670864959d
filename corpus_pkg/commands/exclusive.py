"""How commands that change a corpus directory wait for one another."""

from contextlib import AbstractContextManager
from pathlib import Path

import typer

from corpus_pkg.corpus.problems import printable


def exclusively(root: Path) -> AbstractContextManager[None]:
    """Hold the right to change a corpus directory, and report it if another command has to end first."""
    from corpus_pkg.corpus.change import changing

    def say(message: str) -> None:
        typer.echo(printable(message), err=True)

    return changing(
        root,
        lambda: say(f"waiting for another command that is changing {root}"),
        lambda: say(f"note: finished what an interrupted command had begun to write in {root}"),
    )
