"""Tables on the standard output: as wide as a terminal, and whole elsewhere."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

    from corpus_pkg.corpus.tabular import Grid

_WHOLE: Final = 100_000
"""The width of a file or pipe, in which nothing is folded or cut."""


def table_console() -> "Console":
    """Return the console that tables and the lines around them are written to."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=_WHOLE)


def show_table(console: "Console", grid: "Grid") -> None:
    """Write a table; a terminal gets the first columns that find room, and how many more there are."""
    console.print(grid.as_rich(console.width if console.is_terminal else None))
