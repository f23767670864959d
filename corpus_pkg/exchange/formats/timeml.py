"""TimeML: the text with its dates inline as TIMEX3, and the document's date as DCT.

TimeML 1.2.1 (Saurí et al. 2006). An annotator's note is the `comment`, the anchor `anchorTimeID`
(`t0`, the document's creation time, for dates computed from it).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from corpus_pkg.exchange.formats.flat import FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import FileFormat, World
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.xmlfile import fits_xml, parse_xml
from corpus_pkg.extras import need
from corpus_pkg.layers import DATES
from corpus_pkg.values.ids import DOCUMENT_ANCHOR

CREATION_TIME: Final = "t0"
_ATTRIBUTES: Final = {"value": "value", "mod": "mod", "note": "comment"}
_FIELDS: Final = {attribute: field for field, attribute in _ATTRIBUTES.items()}
_IGNORED: Final = frozenset({"tid", "type", "anchorTimeID", "temporalFunction", "functionInDocument"})
_ABOUT: Final = frozenset({"DOCID", "DCT", "TITLE", "EXTRAINFO"})
"""The parts of a file that say what the document is, next to its text."""
_SEASONS: Final = {"21": "SP", "22": "SU", "23": "FA", "24": "WI"}


def encode(
    documents: Iterable[FlatDocument], _world: World, losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield one TimeML file for each document."""
    etree = need("lxml.etree", "formats")
    for document in documents:
        dates = _nesting(document, losses)
        if not fits_xml(document.text or ""):
            for date in dates:
                losses.add(document.id, DATES.name, date.key, "text-not-xml")
            continue
        root = etree.Element("TimeML")
        etree.SubElement(root, "DOCID").text = document.id
        time = etree.SubElement(etree.SubElement(root, "DCT"), "TIMEX3", **_creation(document))
        time.text = document.metadata.date if document.metadata else ""
        title = document.metadata.title if document.metadata else None
        if title is not None and fits_xml(title):
            etree.SubElement(root, "TITLE").text = title
        _fill(etree, etree.SubElement(root, "TEXT"), document, dates, losses)
        yield f"{document.id}.tml", etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _creation(document: FlatDocument) -> dict[str, str]:
    """Return the attributes of the creation time: the EDTF date in TIMEX3's form where it has one."""
    date = document.metadata.date if document.metadata else ""
    found = re.fullmatch("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)", date)
    value, mod = "XXXX-XX-XX", {}
    if found:
        value = "-".join(_SEASONS.get(part, part) for part in found.groups()[:3] if part)
        mod = {"mod": "APPROX"} if found[4] in ("~", "%") else {}
    creation = {"functionInDocument": "CREATION_TIME", "temporalFunction": "false"}
    return {"tid": CREATION_TIME, "type": "DATE", "value": value, **mod, **creation}


def _nesting(document: FlatDocument, losses: LossReport) -> list[Item]:
    """Return the dates that nest in each other; one that crosses an earlier one is lost."""
    kept: list[Item] = []
    ends: list[int] = []
    for item in sorted(document.items, key=lambda item: (item.start, -item.end)):
        while ends and ends[-1] <= item.start:
            ends.pop()
        if ends and item.end > ends[-1]:
            losses.add(document.id, DATES.name, item.key, "crossing")
        else:
            kept.append(item)
            ends.append(item.end)
    return kept


def _fill(etree: Any, parent: Any, document: FlatDocument, dates: list[Item], losses: LossReport) -> None:
    """Put the text with its dates into an element."""
    text = document.text or ""
    tids = {date.key: f"t{number}" for number, date in enumerate(dates, 1)} | {DOCUMENT_ANCHOR: CREATION_TIME}
    open_: list[tuple[Any, int]] = [(parent, len(text))]
    at = 0

    def say(until: int) -> None:
        nonlocal at
        element = open_[-1][0]
        piece = text[at:until]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + piece
        else:
            element.text = (element.text or "") + piece
        at = until

    for date in dates:
        while open_[-1][1] <= date.start and len(open_) > 1:
            say(open_[-1][1])
            open_.pop()
        say(date.start)
        values = {"tid": tids[date.key], "type": date.label}
        for field, attribute in _ATTRIBUTES.items():
            if field in date.fields:
                if fits_xml(date.fields[field]):
                    values[attribute] = date.fields[field]
                else:
                    losses.add(document.id, DATES.name, date.key, "text-not-xml", field)
        anchor = date.refs.get("anchor", date.fields.get("anchor"))
        if anchor in tids:
            values |= {"anchorTimeID": tids[anchor], "temporalFunction": "true"}
        elif anchor is not None:
            losses.add(document.id, DATES.name, date.key, "field-not-held", "anchor")
        open_.append((etree.SubElement(open_[-1][0], "TIMEX3", values), date.end))
    while open_:
        say(open_[-1][1])
        open_.pop()


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of TimeML files."""
    for name, data in source.files():
        try:
            root = parse_xml(data, external=True)
        except ValueError as error:
            source.wrong(name, str(error))
            continue
        text = root.find("TEXT")
        if root.tag != "TimeML":
            source.wrong(name, "there is no TimeML element; export it as TimeML")
            continue
        reader = _Reader(root)
        # Some taggers write the text without a TEXT element.
        reader.walk(root if text is None else text)
        words = "".join(reader.pieces)
        document = source.document(name, (root.findtext("DOCID") or "").strip(), text=words)
        document.items = reader.dates
        date = next(
            (one.get("value", "") for dct in root.iterchildren("DCT") for one in dct.iter("TIMEX3")), ""
        )
        document.known = {"date": date.partition("T")[0]} if date else {}
        for tag, key, reason, field in [*reader.lost, *_after_text(root, text)]:
            source.losses.add(document.id, tag, key, reason, field)
        yield document


_Lost: TypeAlias = tuple[str, str, str, str]


def _creation_times(root: Any) -> frozenset[str]:
    """Return the ids of the document's creation time, wherever it is."""
    times = [one for dct in root.iterchildren("DCT") for one in dct.iter("TIMEX3")]
    times += [one for one in root.iter("TIMEX3") if one.get("functionInDocument") == "CREATION_TIME"]
    return frozenset(one.get("tid", "") for one in times) - {""} or frozenset({CREATION_TIME})


def _after_text(root: Any, text: Any) -> Iterator[_Lost]:
    """Yield what else a file has, such as links between events and times, or dates in the title."""
    for one in root.iterchildren("*"):
        found = [one] if text is not None and one is not text and one.tag not in _ABOUT else []
        if one.tag in _ABOUT and one.tag != "DCT":
            found = list(one.iterdescendants("*"))
        for lost in found:
            yield lost.tag, next(iter(lost.attrib.values()), ""), "annotation-not-held", ""


class _Reader:
    """Collects text and dates of one element."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.creation_times = _creation_times(root)
        self.pieces: list[str] = []
        self.length = 0
        self.dates: list[Item] = []
        self.lost: list[_Lost] = []

    def walk(self, element: Any) -> None:
        """Add what an element holds, without recursion: a hostile file may nest deeply."""
        stack: list[tuple[Any, int, bool]] = [(element, 0, False)]
        while stack:
            node, start, closing = stack.pop()
            if closing:
                if node.tag == "TIMEX3":
                    self._date(node, start)
                elif node is not element:
                    tid = next(iter(node.attrib.values()), "")
                    self.lost.append((node.tag, tid, "annotation-not-held", ""))
            elif isinstance(node.tag, str) and not (node.tag in _ABOUT and node.getparent() is self.root):
                start = self.length
                self._say(node.text)
                stack.append((node, start, True))
                stack.extend((child, 0, False) for child in reversed(node))
                continue
            if node is not element:
                self._say(node.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def _date(self, node: Any, start: int) -> None:
        tid = node.get("tid", f"{start}")
        if start == self.length:  # implied by others, such as a duration between two dates
            self.lost.append((DATES.name, tid, "annotation-not-held", ""))
            return
        fields = {_FIELDS[name]: value for name, value in node.attrib.items() if name in _FIELDS}
        refs = {}
        anchor = node.get("anchorTimeID")
        if anchor in self.creation_times:
            fields["anchor"] = DOCUMENT_ANCHOR
        elif anchor:
            refs["anchor"] = anchor
        for name in sorted(node.attrib.keys() - _FIELDS.keys() - _IGNORED):
            self.lost.append((DATES.name, tid, "label-unknown", name))
        label = node.get("type", "")
        item = Item(tid, DATES.name, start, self.length, label, fields, refs, node.sourceline or 0)
        self.dates.append(item)


LACKS: Final = {DATES.name: frozenset(layer_fields(DATES.name).names) - {*_ATTRIBUTES, "anchor"}}
FORMAT: Final = FileFormat(
    "timeml", "TimeML", (".tml",), frozenset({DATES.name}), encode, decode_files, LACKS
)
