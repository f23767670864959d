"""What dkpro-cassis passes over in silence: unknown types and features, and what is in no view."""

from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.exchange.formats.cas_types import TYPES

_XMI: Final = "{http://www.omg.org/XMI}"
_UIMA: Final = "uima.cas."
_KNOWN: Final = frozenset({"sofa", "begin", "end"})
_ANNOTATIONS: Final = frozenset(TYPES.values())


@dataclass(frozen=True, slots=True)
class Stray:
    """A part of a CAS file that is not read.

    Attributes:
        what: Its type.
        key: Its number in the file.
        reason: One of the reasons of losses.
        feature: The feature, where only that is not read.
    """

    what: str
    key: str
    reason: str
    feature: str = ""


def take_strays(root: Any, types: Any) -> list[Stray]:
    """Return what of an XMI file is not read; features that the type system lacks are removed from it.

    Args:
        root: The root element, which changes.
        types: The type system, as `cassis.TypeSystem`.
    """
    members = {one for view in root for one in view.get("members", "").split()}
    strays = []
    for element in root.iterchildren("*"):
        name, key = _type_of(element.tag), element.get(f"{_XMI}id", "")
        if name.startswith(_UIMA):
            continue
        if not types.contains_type(name):
            strays.append(Stray(name, key, "annotation-not-held"))
            continue
        if name in _ANNOTATIONS and key not in members:
            strays.append(Stray(name, key, "annotation-not-held"))
        known = _KNOWN | {feature.name for feature in types.get_type(name).all_features}
        for feature in [one for one in element.attrib if one[0] != "{" and one not in known]:
            strays.append(Stray(name, key, "label-unknown", feature))
            del element.attrib[feature]
        for child in [one for one in element.iterchildren("*") if one.tag not in known]:
            strays.append(Stray(name, key, "label-unknown", str(child.tag)))
            element.remove(child)
    return strays


def json_strays(value: Any) -> list[Stray]:
    """Return the annotations of a CAS in JSON that are in no view."""
    structures = value.get("%FEATURE_STRUCTURES") if isinstance(value, dict) else None
    views = value.get("%VIEWS") if isinstance(value, dict) else None
    if not isinstance(structures, list) or not isinstance(views, dict):
        return []
    members = {one for view in views.values() if isinstance(view, dict) for one in view.get("%MEMBERS", ())}
    return [
        Stray(str(one["%TYPE"]), str(one["%ID"]), "annotation-not-held")
        for one in structures
        if isinstance(one, dict) and one.get("%TYPE") in _ANNOTATIONS and one.get("%ID") not in members
    ]


def _type_of(tag: str) -> str:
    """Return the name of a type: `{http:///a/b.ecore}C` is `a.b.C`."""
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    package = namespace.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{name}" if package else name
