"""The layers that other installed packages bring, by entry points of the group `corpus_pkg.layers`.

Whoever installs such a package consents to its code. Only the `site-packages` folders of the running Python
are searched, never the working directory or a corpus. A `corpus.toml` makes nothing run: it only says which
package a corpus needs.
"""

import os
import re
import site
import sys
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pydantic import BaseModel

from corpus_pkg.layers.base import list_of
from corpus_pkg.layers.labels import DEFAULT_LABELS
from corpus_pkg.layers.spec import LayerSpec, Role

GROUP: Final = "corpus_pkg.layers"
"""The group of the entry points: each has the name of a layer and says where its `LayerSpec` is."""

TAKEN: Final = frozenset(
    {
        *("annotators", "documents", "drafts", "registry", "targets", "topics"),
        *(
            "id",
            "text",
            "metadata",
            "annotations",
            "block_edges",
            "covering",
            "inside",
            "layer",
            "offsets",
            "sentence_of",
        ),
        *("from_json", "rules"),
    }
)
"""Names that no layer can have: those of other files and tables, and of other parts of a document."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,49}")
_PREFIX: Final = re.compile(r"[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True)
class Installed:
    """What the packages that are installed next to this one bring."""

    layers: tuple[LayerSpec, ...]
    """Their layers, by name."""
    packages: Mapping[str, str]
    """The package that brings each of them, by the layer's name."""
    faults: Mapping[str, str]
    """Why a layer that a package brings can't be used, by the layer's name."""

    def undeclared(self, layer: str) -> str:
        """Return what is wrong with a corpus that has a layer of these and does not declare it."""
        line = f'{layer} = "{self.packages[layer]}"'
        return f"corpus.toml does not say which package brings this layer; write {line} under [layers]"


class _LayerError(ValueError):
    """A package brings what is not a layer that can be used."""


def installed(own: Sequence[LayerSpec]) -> Installed:
    """Return the layers that other packages bring; warn of each that can't be used.

    Args:
        own: The layers of this package.
    """
    brought = list(_entry_points())
    count = Counter(entry.name for _, entry in brought)
    layers: dict[str, LayerSpec] = {}
    packages: dict[str, str] = {}
    faults: dict[str, str] = {}
    for package, entry in brought:
        try:
            if count[entry.name] > 1:
                both = ", ".join(sorted(name for name, other in brought if other.name == entry.name))
                raise _LayerError(f"the layer is brought more than once ({both}); uninstall all but one")
            layers[entry.name] = _loaded(entry, (*own, *layers.values()))
            packages[entry.name] = package
        except _LayerError as error:
            faults[entry.name] = f"{entry.value} of the package {package}: {error}"
    there = {spec.name for spec in own} | layers.keys()
    while lost := [name for name, spec in layers.items() if _referred(spec) - there]:
        for name in lost:
            missing = ", ".join(sorted(_referred(layers.pop(name)) - there))
            faults[name] = f"the package {packages.pop(name)}: it refers to unknown layers: {missing}"
        there -= set(lost)
    for name, fault in faults.items():
        warnings.warn(f"the layer {name!r} can't be used: {fault}", stacklevel=2)
    return Installed(tuple(layers[name] for name in sorted(layers)), packages, faults)


def same_package(one: str, other: str) -> bool:
    """Return True if two names of packages are spellings of one name."""
    first, second = (re.sub(r"[-_.]+", "-", name).lower() for name in (one, other))
    return first == second


def _entry_points() -> Iterator[tuple[str, EntryPoint]]:
    """Yield the entry points of the group, each with the name of its package, by package and name."""
    found: dict[str, tuple[str, Distribution]] = {}
    for folder in _site_folders():
        for place in sorted(folder.glob("*.dist-info/entry_points.txt")):
            if GROUP.encode() in place.read_bytes():
                distribution: Distribution = Distribution.at(place.parent)
                name = distribution.name or place.parent.name
                found.setdefault(name.lower(), (name, distribution))
    for _, (name, distribution) in sorted(found.items()):
        for entry in sorted(distribution.entry_points, key=lambda entry: entry.name):
            if entry.group == GROUP:
                yield name, entry


def _site_folders() -> list[Path]:
    """Return the folders into which packages are installed, in the order in which Python searches them."""
    paths = sysconfig.get_paths()
    known = {paths["purelib"], paths["platlib"], *site.getsitepackages(), site.getusersitepackages()}
    real = {os.path.realpath(place) for place in known}
    return [Path(place) for place in dict.fromkeys(sys.path) if place and os.path.realpath(place) in real]


@contextmanager
def _without_working_directory() -> Iterator[None]:
    """Leave out the working directory where `python -m` or `-c` put it before all that is installed."""
    first = sys.path[0] if sys.path else None
    if first is None or os.path.realpath(first) != os.path.realpath(os.curdir):
        yield
        return
    del sys.path[0]
    try:
        yield
    finally:
        sys.path.insert(0, first)


def _loaded(entry: EntryPoint, others: Sequence[LayerSpec]) -> LayerSpec:
    try:
        with _without_working_directory():
            spec: Any = entry.load()
    except Exception as error:
        raise _LayerError(f"it can't be imported ({type(error).__name__}: {error})") from error
    if isinstance(spec, ModuleType):
        example = f"{entry.value}:{entry.name.upper()}"
        raise _LayerError(f"it is a module; name the LayerSpec in it, as in {example}")
    if not isinstance(spec, LayerSpec):
        raise _LayerError(f"it is not a LayerSpec (found {type(spec).__name__})")
    for fault in _faults(spec, entry.name, others):
        raise _LayerError(fault)
    return spec


def _faults(spec: LayerSpec, name: str, others: Sequence[LayerSpec]) -> Iterator[str]:
    """Yield what is wrong with a layer that a package brings under a name."""
    if spec.name != name:
        yield f"its name is {spec.name!r} and the entry point says {name!r}; write the same"
    if not _NAME.fullmatch(name):
        yield "write a name of lower-case letters, digits and _, a letter first"
    if name in TAKEN or hasattr(BaseModel, name) or any(name == other.name for other in others):
        yield "the name is taken; choose another"
    fields = (*filter(None, (spec.label,)), *spec.all_refs, *spec.lists)
    if strange := sorted(set(fields) - spec.model.model_fields.keys()):
        yield f"its model has no field {strange[0]!r}"
        return
    if not spec.has_spans or spec.role is not Role.ANNOTATION:
        yield "its records have no span or are blocks of the text; make it a layer of spans in sentences"
        return
    if not _PREFIX.fullmatch(spec.prefix):
        yield f"the prefix of its ids is {spec.prefix!r}; write lower-case letters and digits, a letter first"
    for other in others:
        if spec.prefix == other.prefix:
            yield f"the prefix of its ids is that of {other.name}; choose another than {spec.prefix!r}"
        if spec.kind == other.kind:
            yield f"its model is named as that of {other.name}; choose another name than {spec.kind!r}"
        if shared := sorted(_labels(spec) & _labels(other)):
            yield f"{other.name} has the label {shared[0]} too; choose another"


def _labels(spec: LayerSpec) -> set[str]:
    if spec.label is None:
        return set()
    listed = list_of(spec.model.model_fields[spec.label])
    if listed is not None:
        return set(DEFAULT_LABELS.of(listed))
    kind = spec.field_types[spec.label]
    return {str(label) for label in kind} if issubclass(kind, StrEnum) else set()


def _referred(spec: LayerSpec) -> set[str]:
    return {layer for layers in spec.all_refs.values() for layer in layers}
