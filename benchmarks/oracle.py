"""Whether a change to an annotation breaks a rule that the guidelines state.

Written from the guidelines alone and in another way than `corpus_pkg.checks`, so that the one can be held
to the other. It answers for the changes of `benchmarks.breaches` to a valid document, no others.
"""

import re
from collections.abc import Mapping
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry

Record = Mapping[str, Any]

_SIGNS = '“”‘"«»()[]{},;:!?…–—-‑/•'
_CURRENCIES = {"USD", "EUR", "GBP"}
_SAME_TYPE = {("NORP", "GPE"), ("NORP", "LOC"), ("ORG", "FAC"), ("FAC", "ORG")}
"""Mentions of another type than their entity that the guidelines know: adjectives, palaces."""


def span_breaks(document: Document, layer: str, index: int, start: int, end: int) -> bool:
    """Return True if giving an annotation another span, with its id and text, breaks a rule."""
    text = document.text
    if layer in ("segments", "sentences", "stance"):
        return True  # they cover all of their block, once, and stance all of its sentence
    if start < 0 or end > len(text) or start >= end or text[start].isspace() or text[end - 1].isspace():
        return True
    if not any(segment.start <= start and end <= segment.end for segment in document.segments):
        return True
    blocks = {edge for segment in document.segments for edge in (segment.start, segment.end)}
    if any(at not in blocks and _within_word(text, at) for at in (start, end)):
        return True
    quote = text[start:end]
    if layer == "figures" and (text[start - 1 : start] == "$" or text[end : end + 1] == "%"):
        return True
    return _bad_edges(quote, layer) or _clashes(document, layer, index, start, end)


def _within_word(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at + 1]
    if len(around) == 2 and around.isalnum():
        return True
    if at >= 2 and text[at - 1] == "’" and (text[at - 2] + text[at]).isalnum():
        return True
    # U.S|. and U.|S.; 1|.7 and 1.|7; Oxu.|Az
    return bool(
        (re.search(r"(?<!\w)[A-Z]\.[A-Z]$", text[max(0, at - 4) : at]) and text[at : at + 1] == ".")
        or (
            re.search(r"\d[.,/]?$", text[:at])
            and re.match(r"[.,/]?\d", text[at:])
            and len(re.findall(r"[.,/]", text[max(0, at - 1) : at + 1])) <= 1
            and not text[at - 1 : at + 1].isspace()
        )
    )


def _bad_edges(quote: str, layer: str) -> bool:
    first, last = quote[0], quote[-1]
    if first in _SIGNS + "’." or (last in _SIGNS and not (last == ")" and "(" in quote[1:])):
        return True
    if last == "." and not re.search(r"(?<!\w)[A-Za-z]\.$", quote):
        return True
    if layer != "figures" and re.search("’s?$", quote):
        return True
    return layer == "entities" and re.match(r"(?i)(the|its)\s", quote) is not None


def _clashes(document: Document, layer: str, index: int, start: int, end: int) -> bool:
    """Return True if the span crosses, doubles or (of dates and figures) touches another of its layer."""
    for other, annotation in enumerate(document.layer(layer)):
        if other == index or annotation.end <= start or end <= annotation.start:
            continue
        nested = (annotation.start <= start and end <= annotation.end) or (
            start <= annotation.start and annotation.end <= end
        )
        if layer != "entities" or not nested or (annotation.start, annotation.end) == (start, end):
            return True
    return False


def label_breaks(
    document: Document, layer: str, record: Record, registry: Mapping[str, RegistryEntry], field: str
) -> bool:
    """Return True if a record, one label of which was changed to another of its list, breaks a rule."""
    if layer == "entities":
        kind, entry = record["type"], registry[record["entity"]].type
        agrees = kind == entry or (kind, entry) in _SAME_TYPE
        return not agrees or (record["stands_for"] is not None and kind != "GPE")
    if layer == "stance":
        return _side_breaks(record)
    if layer == "segments":
        return _kind_breaks(document, record)
    if layer == "dates":
        return _date_breaks(record)
    if layer == "figures" and field in ("kind", "unit"):
        return _figure_breaks(record)
    return False


def _side_breaks(record: Record) -> bool:
    label, basis, by_author = record["label"], record["basis"], record["holder"] == "author"
    if label == "none":
        return basis is not None or not by_author
    return basis is None or (basis == "act" and by_author)


def _kind_breaks(document: Document, record: Record) -> bool:
    inside = [s for s in document.sentences if record["start"] <= s.start and s.end <= record["end"]]
    if record["kind"] == "boilerplate" or not inside:
        return True  # boilerplate has no sentences, and everything else has
    one_line = record["kind"] in ("title", "heading", "caption")
    return one_line and any(not re.search(r"\.[”’\")]*$", s.text) for s in inside[:-1])


def _date_breaks(record: Record) -> bool:
    value, kind = record["value"], record["type"]
    if value.startswith("P") and not value.endswith("_REF"):
        fits = kind in ("DURATION", "SET")
    elif value.endswith("_REF"):
        fits = kind in ("DATE", "TIME")
    elif "T" in value:
        fits = kind == "TIME" or (kind == "SET" and value.startswith(("T", "X")))
    else:
        fits = kind == "DATE" or (kind == "SET" and "X" in value)
    length_only = record["mod"] in ("LESS_THAN", "MORE_THAN") and kind not in ("DURATION", "SET")
    return not fits or length_only


def _figure_breaks(record: Record) -> bool:
    kind, unit, value = record["kind"], record["unit"], record["value"]
    if kind == "MONEY":
        return unit not in _CURRENCIES
    if kind == "PERCENT":
        return bool(unit != "%")
    if kind == "MEASURE":
        return unit is None or unit == "%" or bool(re.fullmatch("[A-Z]{3}", unit))  # no unit of UCUM
    whole_rank = value is None or (value.isdigit() and value != "0")
    return unit is not None or (kind == "RANK" and not whole_rank)
