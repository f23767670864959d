"""Files and folders of this machine as parameters: an address in the place of one is refused.

A `Path` made of an address drops a slash (`hf:/datasets/ORG/NAME`), and would be made as a folder.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import typer

from corpus_pkg.commands.registered import functions

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}://")


def path(given: str | Path) -> Path:
    """Return a file or folder of this machine; an address ends the command with a sentence.

    Args:
        given: What was written, or a default.
    """
    if isinstance(given, str) and _ADDRESS.match(given):
        raise typer.BadParameter(f"{given} is an address; name a file or folder of this machine")
    return Path(given)


def take_local_paths(app: typer.Typer) -> None:
    """Make every parameter of an application that is a `Path` be read by `path`.

    One that must exist is left to Typer, which refuses an address as a file that is not there.
    """
    for function in functions(app).values():
        for hint in get_type_hints(function, include_extras=True).values():
            if get_origin(hint) is Annotated and Path in _types(hint):
                for info in hint.__metadata__:
                    if isinstance(info, typer.models.ParameterInfo) and not info.exists:
                        info.parser = path


def _types(hint: Any) -> Iterator[Any]:
    """Yield the types that a hint is made of."""
    yield hint
    for part in get_args(hint):
        yield from _types(part)
