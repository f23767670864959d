"""A package with a layer of its own, installed in an environment that sees this package."""

import json
import os
import site
import subprocess
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.toy_layer import RUN_ALL

ROOT = Path(__file__).parents[1]

EVENTS = '''"""Events: what happens in a text, said by one word."""

from enum import StrEnum
from typing import Annotated

from corpus_pkg.layers import Annotation, LayerSpec, Ref
from corpus_pkg.layers.base import Slug
from corpus_pkg.layers.records import id_form


class EventKind(StrEnum):
    """Whether an event is said to have happened."""

    ACTUAL = "ACTUAL"
    PLANNED = "PLANNED"


class EventMention(Annotation):
    """A word that names something that happens."""

    prefix = "evt"
    id: Annotated[str, id_form("evt")]
    """The event's id, such as evt-12-18."""
    kind: EventKind
    """Whether it is said to have happened."""
    when: Annotated[str, id_form("dat")] | None = None
    """The id of the date on which it happens."""
    site: Annotated[str, id_form("ent")] | None = None
    """The id of the mention of where it happens."""
    who: Slug | None = None
    """The registry id of the one that does it."""
    sure: bool | None = None
    """Whether the text is sure of it."""


EVENTS = LayerSpec(
    "events",
    EventMention,
    "Its events.",
    "One row per event.",
    label="kind",
    refs={"when": Ref("dates"), "site": Ref("entities")},
    lists={"who": "registry"},
    labels={EventKind: {"ACTUAL": "it has happened", "PLANNED": "it is to happen"}},
    color="#ffd8a8",
)
'''
"""The module of a package that brings the layer `events`."""


def environment(folder: Path) -> Path:
    """Make an environment with nothing installed that sees this package and all that it needs."""
    venv.create(folder, symlinks=True)
    (packages_of(folder) / "seen.pth").write_text("\n".join((str(ROOT), *site.getsitepackages())) + "\n")
    return folder


def packages_of(folder: Path) -> Path:
    """Return the folder of an environment into which packages are installed."""
    (place,) = folder.glob("lib/python*/site-packages")
    return place


def install(packages: Path, name: str, entries: Mapping[str, str], modules: Mapping[str, str]) -> None:
    """Put a package into a folder of packages, as an installer does.

    Args:
        packages: The folder.
        name: The package's name.
        entries: Its entry points for layers.
        modules: The content of its modules, by name.
    """
    about = packages / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = "".join(f"{layer} = {value}\n" for layer, value in entries.items())
    (about / "entry_points.txt").write_text(f"[corpus_pkg.layers]\n{lines}")
    for module, content in modules.items():
        (packages / f"{module}.py").write_text(content, "utf-8")


def python(folder: Path, *arguments: str | Path, cwd: Path, path: str = "") -> str:
    """Run the Python of an environment, and return what it printed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env |= {"COLUMNS": "1000", **({"PYTHONPATH": path} if path else {})}
    command = [folder / "bin/python", *arguments]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def run_all(folder: Path, cwd: Path, commands: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Run commands in an environment, and return the status and the output of each."""
    said = python(folder, "-c", RUN_ALL, json.dumps(commands), cwd=cwd)
    found: dict[str, Any] = json.loads(next(line for line in said.splitlines() if line.startswith('{"')))
    return found
