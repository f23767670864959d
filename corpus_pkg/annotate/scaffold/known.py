"""What is known about a text that is added, as metadata with the evidence for each field."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from corpus_pkg.layers.labels import Confidence, Genre

UNKNOWN_RIGHTS: Final = "not stated"
UNKNOWN_LICENSE: Final = "NOASSERTION"
"""The word of SPDX for a licence that nobody has looked up."""
_NOT_STATED: Final = "not stated when the text was added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known about texts that are added; what is None is not known."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    """In EDTF level 1."""
    place: str | None = None
    genre: str | None = None
    language: str | None = None
    """A BCP 47 tag."""
    rights: str | None = None
    license: str | None = None
    """An SPDX identifier or LicenseRef."""
    basis: str = "given when the text was added"
    """How all this is known."""


def described(known: Known, title: str | None, today: str) -> dict[str, Any]:
    """Return the metadata that do not depend on the bytes, with the evidence for them.

    Args:
        known: What is known.
        title: The first line of the text where it reads as a title.
        today: The latest date that the text may have (ISO 8601).
    """
    value = {name: item for name, item in asdict(known).items() if name != "basis"}
    evidence = [
        _evidence(name, False, Confidence.HIGH, known.basis)
        for name in ("title", "publisher", "author", "date", "place", "genre", "language", "rights")
        if value[name] is not None
    ]
    if value["title"] is None and title is not None:
        value["title"] = title
        evidence.append(_evidence("title", True, Confidence.MEDIUM, "the first line of the text"))
    assumed = {
        "date": f"/{today}",
        "genre": Genre.OTHER.value,
        "language": "und",
        "rights": UNKNOWN_RIGHTS,
    }
    for name, fallback in assumed.items():
        if value[name] is None:
            value[name] = fallback
            basis = f"{_NOT_STATED}, on {today}" if name == "date" else _NOT_STATED
            evidence.append(_evidence(name, True, Confidence.LOW, basis))
    value["license"] = value["license"] or UNKNOWN_LICENSE
    return value | {"evidence": evidence}


def _evidence(name: str, inferred: bool, confidence: Confidence, basis: str) -> dict[str, Any]:
    return {"field": name, "inferred": inferred, "confidence": confidence.value, "basis": basis}
