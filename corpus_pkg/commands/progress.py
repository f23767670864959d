"""What a command shows while it works: a line that changes on a terminal, and something plainer elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

T = TypeVar("T")


@contextmanager
def shown(on_terminal: "Callable[[Console, Status], T]", elsewhere: "Callable[[Console], T]") -> Iterator[T]:
    """Report each step.

    Args:
        on_terminal: Makes it from the standard error and the line there that changes.
        elsewhere: Makes it where the standard error is not a terminal.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield elsewhere(console)
        return
    with console.status("starting") as status:
        yield on_terminal(console, status)
