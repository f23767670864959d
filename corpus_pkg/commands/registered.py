"""The commands of an application, those in groups too, by what is typed for them."""

from collections.abc import Callable, Iterator
from typing import Any

import typer


def functions(app: typer.Typer) -> dict[str, Callable[..., Any]]:
    """Return the function of each command by its name, with that of its group before it: `hub build`."""
    return {name: command.callback for name, command in registered(app) if command.callback is not None}


def registered(app: typer.Typer) -> Iterator[tuple[str, typer.models.CommandInfo]]:
    """Yield the name of each command, as `functions` has it, and what the application knows of it."""
    for command in app.registered_commands:
        yield str(command.name), command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            inner = registered(group.typer_instance)
            yield from ((f"{group.name} {name}", command) for name, command in inner)
