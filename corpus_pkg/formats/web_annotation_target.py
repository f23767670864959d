"""The targets of Web Annotations: which text, named by its content, and which of its characters.

A target's selectors are a position and the quotation that stands there with what is around it.
"""

import base64
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.formats.jsonfile import number, string
from corpus_pkg.offsets import OffsetError, OffsetMap

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

    def back(self, offset: int) -> int:
        """Return an offset of the file in code points.

        Raises:
            OffsetError: It lies in no place of the text.
        """
        return self.offsets.from_utf16(offset) if self.utf16 else offset


def text_iri(sha256: str) -> str:
    """Return the name of a text after its content (RFC 6920, section 3)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii").rstrip("=")
    return f"ni:///sha-256;{digest}"


def sha256_of(iri: str) -> str | None:
    """Return the SHA-256 that names a text; None of an IRI that is no such name."""
    name, _, digest = iri.partition(";")
    if name != "ni:///sha-256":
        return None
    try:
        return base64.b64decode(digest + "=" * (-len(digest) % 4), altchars=b"-_", validate=True).hex()
    except ValueError:
        return ""  # a name that no text has


def source_of(annotation: dict[str, Any]) -> str:
    """Return the IRI of the text that an annotation is of."""
    target = annotation.get("target")
    return string(target.get("source") if isinstance(target, dict) else target)


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


def selected(given: list[dict[str, Any]], text: str, units: Units) -> tuple[int, int] | None:
    """Return the span that selectors agree on, or None.

    A position is checked by the quotation where there is one; a quotation alone must stand once in
    the text with what is around it.
    """
    places = [one for one in given if one.get("type") == "TextPositionSelector"]
    quotes = [one for one in given if one.get("type") == "TextQuoteSelector"]
    exact = string(quotes[0].get("exact")) if quotes else ""
    if places:
        try:
            start, end = (units.back(number(places[0].get(name))) for name in ("start", "end"))
        except OffsetError:
            return None
        if not 0 <= start < end <= len(text) or exact not in ("", text[start:end]):
            return None
        return start, end
    if not exact:
        return None
    prefix, suffix = (string(quotes[0].get(name)) for name in ("prefix", "suffix"))
    whole = prefix + exact + suffix
    at = text.find(whole)
    if at < 0 or text.find(whole, at + 1) >= 0:
        return None
    return at + len(prefix), at + len(prefix) + len(exact)
