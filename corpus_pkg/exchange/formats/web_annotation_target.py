"""The targets of Web Annotations: which text, named by its content, and which of its characters.

A target's selectors are a position and the quotation that is there with what is around it.
"""

import base64
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.offsets import OffsetMap
from corpus_pkg.exchange.formats.jsonfile import objects, offsets, string
from corpus_pkg.exchange.formats.words import Spans

AROUND: Final = 32
"""How many code points before and after a quotation are stored with it."""


@dataclass(frozen=True, slots=True)
class Units:
    """How positions are counted in one text."""

    offsets: OffsetMap
    utf16: bool

    def out(self, offset: int) -> int:
        """Return an offset in code points as the file counts it."""
        return self.offsets.to_utf16(offset) if self.utf16 else offset


def text_iri(sha256: str) -> str:
    """Return the name of a text after its content (RFC 6920, section 3)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii").rstrip("=")
    return f"ni:///sha-256;{digest}"


def sha256_of(iri: str) -> str | None:
    """Return the SHA-256 that names a text; None of an IRI that is not such a name."""
    name, _, digest = iri.partition(";")
    if name != "ni:///sha-256":
        return None
    try:
        return base64.b64decode(digest + "=" * (-len(digest) % 4), altchars=b"-_", validate=True).hex()
    except ValueError:
        return ""  # a name that no text has


def targets_of(annotation: dict[str, Any]) -> list[Any]:
    """Return the targets of an annotation, most often one."""
    target = annotation.get("target")
    return target if isinstance(target, list) else [target]


def source_of(target: Any) -> str:
    """Return the IRI of the text that a target is in."""
    source = target.get("source") if isinstance(target, dict) else target
    return string(source.get("id") if isinstance(source, dict) else source)


def selectors(text: str, start: int, end: int, units: Units) -> list[dict[str, Any]]:
    """Return the quotation and the position of a span."""
    quoted = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    place = {"type": "TextPositionSelector", "start": units.out(start), "end": units.out(end)}
    return [quoted, place]


def quotations(target: Any) -> tuple[Spans, str | None] | None:
    """Return the position of a target and its quotation, if it has one; None without a position.

    Raises:
        ValueError: The position is not one of whole numbers.
    """
    given = _selectors(target)
    places = [one for one in given if one.get("type") == "TextPositionSelector"]
    exacts = {string(one.get("exact")) for one in given if one.get("type") == "TextQuoteSelector"}
    if not places:
        return None
    # Two quotations that differ can't both be at the position, nor are they found together.
    return (offsets(places[0], "start", "end"),), " … ".join(sorted(exacts)) or None


def in_context(target: Any, text: str, span: tuple[int, int]) -> tuple[int, int] | str:
    """Return the span of a quotation that its context confirms, or why it is not certain.

    Only where the text has the quotation more than once does the context decide which is meant.
    """
    quotes = [one for one in _selectors(target) if one.get("type") == "TextQuoteSelector"]
    prefix, suffix = (string(quotes[0].get(name)) if quotes else "" for name in ("prefix", "suffix"))
    exact, before, after = text[slice(*span)], text[: span[0]], text[span[1] :]
    around = (prefix.split(), suffix.split())
    here = (before[-len(prefix) :].split() if prefix else [], after[: len(suffix)].split())
    if around == here or text.find(exact) == text.rfind(exact):
        return span
    return selected(target, text)


def selected(target: Any, text: str) -> tuple[int, int] | str:
    """Return the span of a target that only quotes the text, or why that names no one place.

    The quotation must occur once in the text with what is around it.
    """
    quotes = [one for one in _selectors(target) if one.get("type") == "TextQuoteSelector"]
    if not quotes:
        return "it has neither a position nor a quotation; add a TextPositionSelector or a TextQuoteSelector"
    prefix, exact, suffix = (string(quotes[0].get(name)) for name in ("prefix", "exact", "suffix"))
    if not exact:
        return "its quotation is empty"
    whole = prefix + exact + suffix
    at = text.find(whole)
    if at < 0:
        return f"the text does not have {exact[:40]!r} between {prefix[-20:]!r} and {suffix[:20]!r}"
    if text.find(whole, at + 1) >= 0:
        return f"the text has {exact[:40]!r} more than once, and its context does not say which is meant"
    return at + len(prefix), at + len(prefix) + len(exact)


def is_refined(target: Any) -> bool:
    """Return True if a selector selects a part of what another one does, which is not read."""
    return any("refinedBy" in one for one in _selectors(target))


def _selectors(target: Any) -> list[dict[str, Any]]:
    given = target.get("selector") if isinstance(target, dict) else None
    return objects(given if isinstance(given, list) else [given])
