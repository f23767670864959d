"""Joining the page's JavaScript modules into one script, without tools from outside Python.

The modules are plain ECMAScript and import each other by name (`import { a, b } from "./c.js";`).
Here each becomes a function that returns its exports, so that their private names stay apart. What
this understands is deliberately little, and everything else is refused: named imports on lines of
their own, and exports that are declarations.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

_IMPORT: Final = re.compile(r'^import \{([\w\s,]+)\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ((?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)
_LEFT: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class BundleError(ValueError):
    """A module uses what the bundler does not understand, or imports in a circle."""


def asset(name: str) -> str:
    """Return a file of the page."""
    return files("corpus_pkg.explorer").joinpath("assets", name).read_text("utf-8")


@cache
def script() -> str:
    """Return all modules as one script."""
    return bundle("main.js", asset)


@cache
def style() -> str:
    """Return all style sheets as one."""
    names = ("base.css", "layout.css", "text.css", "views.css", "print.css")
    return "\n".join(asset(name) for name in names)


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """Return a module and all that it imports as one script.

    Args:
        entry: The name of the module to begin with.
        read: Returns the source of a module by its name.

    Raises:
        BundleError: A module can't be bundled; the message says which and why.
    """
    done: dict[str, str] = {}
    _add(entry, read, done, ())
    return '"use strict";\n' + "\n".join(done.values())


def _add(name: str, read: Callable[[str], str], done: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise BundleError(f"{' → '.join((*above, name))}: modules import each other in a circle")
    if name in done:
        return
    source = read(name)
    for _, imported in _IMPORT.findall(source):
        _add(imported, read, done, (*above, name))
    body = _IMPORT.sub(lambda found: f"const {{{found[1]}}} = {_variable(found[2])};\n", source)
    exported = [found[1] for found in _EXPORT.findall(body)]
    body = _EXPORT.sub(r"\1", body)
    if left := _LEFT.search(body):
        raise BundleError(f"{name}: write named imports and exported declarations, not: {left[0]}")
    done[name] = f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name.removesuffix(".js"))
