"""The docs' page of commands, made from the functions that Typer makes the commands of.

Only Typer's public side is read (the registered functions and the annotations of their parameters), so
that the page does not depend on which version is installed.
"""

import inspect
import types
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final

import typer

from corpus_pkg.commands.ending import STATUSES
from corpus_pkg.commands.registered import functions

_HEAD: Final = f"""\
# Commands

Every command with its arguments and options. Made by `corpus-pkg schema --docs docs`; edit the commands, not
this page.

{STATUSES}
"""

_NAMES: Final = {str: "TEXT", int: "INTEGER", float: "NUMBER", Path: "PATH"}


class _Parameter(typing.NamedTuple):
    """A parameter of a command."""

    name: str
    takes: str
    """What is to be written for its value; empty for a switch."""
    required: bool
    info: Any
    """Typer's `ArgumentInfo` or `OptionInfo`."""


def commands_page() -> str:
    """Return the text of `docs/commands.md`."""
    from corpus_pkg.commands.app import app

    found = functions(app)
    return _HEAD + "".join(_command(f"corpus-pkg {name}", found[name]) for name in sorted(found))


def _command(path: str, function: Callable[..., Any]) -> str:
    parameters = list(_parameters(function))
    arguments = [item for item in parameters if isinstance(item.info, typer.models.ArgumentInfo)]
    options = [item for item in parameters if isinstance(item.info, typer.models.OptionInfo)]
    usage = " ".join([path, *map(_argument, arguments), *(["[OPTIONS]"] if options else [])])
    return (
        f"\n## {path}\n\n{_words(inspect.getdoc(function))}\n\n```text\n{usage}\n```\n"
        + _table("argument", [(f"`{_argument(item)}`", _help(item)) for item in arguments])
        + _table("option", [(_option(item), _help(item)) for item in options])
    )


def _parameters(function: Callable[..., Any]) -> Iterator[_Parameter]:
    for name, parameter in inspect.signature(function).parameters.items():
        annotation = typing.get_args(parameter.annotation)
        if len(annotation) == 2 and isinstance(annotation[1], typer.models.ParameterInfo):
            required = parameter.default is inspect.Parameter.empty
            yield _Parameter(name, _takes(annotation[0]), required, annotation[1])


def _takes(annotation: Any) -> str:
    """Return what stands for a value of a type: `PATH`, `TEXT TEXT`, or the choices."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _takes(next(item for item in inner if item is not type(None)))
    if origin is tuple:
        return " ".join(map(_takes, inner))
    if origin is list:
        return _takes(inner[0])
    if annotation is bool:
        return ""
    if issubclass(annotation, Enum):
        return ", ".join(str(choice.value) for choice in annotation)
    return _NAMES[annotation]


def _table(kind: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    return f"\n| {kind} | |\n|---|---|\n" + "".join(f"| {name} | {text} |\n" for name, text in rows)


def _argument(parameter: _Parameter) -> str:
    name = str(parameter.info.metavar or parameter.name.upper())
    return name if parameter.required or name.startswith("[") else f"[{name}]"


def _option(parameter: _Parameter) -> str:
    # Inside Annotated, Typer takes the first name for the default until it makes the command.
    given = (parameter.info.default, *(parameter.info.param_decls or ()))
    names = [name for name in given if isinstance(name, str) and name.startswith("-")]
    plain = parameter.name.replace("_", "-")
    names = names or [f"--{plain}", *([] if parameter.takes else [f"--no-{plain}"])]
    if ", " in parameter.takes:
        return f"{', '.join(f'`{name}`' for name in names)} of `{parameter.takes}`"
    takes = f" {parameter.takes}" if parameter.takes else ""
    return ", ".join(f"`{name}{takes}`" for name in names)


def _help(parameter: _Parameter) -> str:
    return _words(parameter.info.help).replace("|", "\\|")


def _words(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))
