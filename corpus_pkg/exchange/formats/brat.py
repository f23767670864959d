"""brat standoff: a `.txt` and an `.ann` for each document, and the configuration that brat needs.

Offsets are Unicode code points. Types are the labels of the schema; fields with a closed list are
attributes, open values are normalisations (`N1 Reference T1 entity:azerbaijan`), references between
annotations are relations, and a note is an `AnnotatorNotes` comment. brat writes a span that runs
over a line end as fragments, so such spans are written and read as fragments.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from corpus_pkg.corpus.files import RefusedError, decode
from corpus_pkg.exchange.formats.brat_conf import annotation_conf, declared_layers, visual_conf
from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, layer_fields
from corpus_pkg.exchange.formats.format import FileFormat, World
from corpus_pkg.exchange.formats.links import source_of
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.spacing import plain
from corpus_pkg.exchange.formats.words import Proof, Spans
from corpus_pkg.layers import SPAN_LAYERS

HOLDS: Final = frozenset(SPAN_LAYERS)
CONFIG: Final = "annotation.conf"
# What str.splitlines takes for a line end: brat reads its files by lines in that sense.
_BREAKS: Final = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_GAP: Final = re.compile("[ \n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")
_LINE: Final = re.compile(r"([TANR#])(\d+)\t([^\t]*)(?:\t(.*))?", re.DOTALL)
_TRIGGER: Final = re.compile(r"^E\d+\t[^\s:]+:(T\d+)", re.MULTILINE)
"""The words that an event is seen by."""
_SPANS: Final = re.compile(r"(\S+) (\d{1,10} \d{1,10}(?:;\d{1,10} \d{1,10})*)")


def encode(
    documents: Iterable[FlatDocument], world: World, _losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of brat for documents."""
    layers: set[str] = set()
    for document in documents:
        layers |= document.layers
        assert document.text is not None  # noqa: S101 - only foreign files lack it
        yield f"{document.id}.txt", document.text.encode("utf-8")
        yield f"{document.id}.ann", "".join(_lines(document, document.text)).encode("utf-8")
    yield CONFIG, annotation_conf(layers or HOLDS, world.labels).encode("utf-8")
    yield "visual.conf", visual_conf(world.labels).encode("utf-8")


def _lines(document: FlatDocument, text: str) -> Iterator[str]:
    names = {item.key: f"T{number}" for number, item in enumerate(document.items, 1)}
    for item in document.items:
        spans = _fragments(text, item.start, item.end)
        where = ";".join(f"{start} {end}" for start, end in spans)
        words = " ".join(text[start:end] for start, end in spans)
        yield f"{names[item.key]}\t{item.label} {where}\t{words}\n"
    attributes, values, relations, notes = 0, 0, 0, 0
    for item in document.items:
        name = names[item.key]
        closed = layer_fields(item.kind).closed if item.kind != SUBJECT else {}
        for field, value in item.fields.items():
            if field == "note":
                notes += 1
                yield f"#{notes}\tAnnotatorNotes {name}\t{_note(value)}\n"
            elif field in closed:
                attributes += 1
                yield f"A{attributes}\t{field} {name} {value}\n"
            else:
                values += 1
                yield f"N{values}\tReference {name} {field}:{value}\t{value}\n"
        for field, key in item.refs.items():
            relations += 1
            yield f"R{relations}\t{field} Arg1:{name} Arg2:{names.get(key, key)}\t\n"


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return a span as the stretches between its line ends."""
    found, at = [], start
    for gap in _BREAKS.finditer(text, start, end):
        if gap.start() > at:
            found.append((at, gap.start()))
        at = gap.end()
    if at < end:
        found.append((at, end))
    return found or [(start, end)]


def _note(note: str) -> str:
    """Return a note as one line: as it is where that can be, else as a JSON string."""
    plain = note == note.strip() and not note.startswith('"') and not _BREAKS.search(note)
    return note if plain else json.dumps(note)


def _read_note(text: str) -> str:
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return value if isinstance(value, str) else text
    return text


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of brat's `.ann` files."""
    declared = _declared(source)
    for name in source.names:
        data = source.read(name)
        text = source.read(f"{name.removesuffix('.ann')}.txt")
        if data is None or text is None:
            continue
        try:
            lines = decode(data, name).removeprefix("\ufeff")
            words = decode(text, f"{name.removesuffix('.ann')}.txt")
        except RefusedError as error:
            source.problems.append(error.problem)
            continue
        document = source.document(name, name.removesuffix(".ann"), text=words)
        document.layers = declared
        if _is_whole(document, lines, source):
            _read_lines(document, lines, source)
            yield document


def _is_whole(document: FlatDocument, text: str, source: Source) -> bool:
    """Return True if a file ends with a line; else it may be cut, which is a problem."""
    # The words of a text-bound annotation prove that it is whole.
    if text.endswith("\n") or text.rpartition("\n")[2][:1] in ("", "T"):
        return True
    message = "the last line has no line end, so the file may be cut; restore it, or end the line"
    source.wrong(document.place, message, text.count("\n") + 1)
    return False


def _declared(source: Source) -> frozenset[str]:
    """Return the layers that the project's configuration declares; none where the files come without one."""
    data = source.read(CONFIG) if source.root.joinpath(CONFIG).is_file() else None
    try:
        return declared_layers(decode(data, CONFIG), source.kinds) if data is not None else frozenset()
    except RefusedError as error:
        source.problems.append(error.problem)
        return frozenset()


@dataclass(frozen=True, slots=True)
class _Bound:
    """A text-bound annotation as a line has it."""

    name: str
    label: str
    spans: Spans
    words: str
    line: int


def _read_lines(document: FlatDocument, text: str, source: Source) -> None:
    bound: dict[str, _Bound] = {}
    rest = []
    triggers = set(_TRIGGER.findall(text))
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.removesuffix("\r"))
        if match is None:
            kind, tab, _ = line.partition("\t")
            if line[0] in "EM*" and tab:  # events, old modifiers, equivalences
                source.losses.add(document.id, "brat", kind, "annotation-not-held")
            elif line.startswith("#"):
                source.losses.add(document.id, "comment", f"line {number}", "annotation-not-held")
            else:
                message = f"it is not a line of brat standoff: {line[:60]!r}; correct it"
                source.refuse(document, "", "", message, number)
        elif match[1] == "T":
            name = f"T{match[2]}"
            is_name = name not in triggers
            _read_span(document, name, match[3], match[4], number, bound, source, is_name=is_name)
        else:
            rest.append((number, match[1], f"{match[1]}{match[2]}", match[3].strip(), match[4] or ""))
    found = _place(document, bound.values(), source)
    for number, kind, name, body, tail in rest:
        _read_about(document, number, kind, name, body, tail, found, source)
    document.items = list(found.values())


def _read_span(
    document: FlatDocument,
    name: str,
    body: str,
    words: str | None,
    line: int,
    bound: dict[str, _Bound],
    source: Source,
    *,
    is_name: bool,
) -> None:
    match = _SPANS.fullmatch(body)
    if match is None or name in bound or not words:
        what = "the id appears twice" if name in bound else "write TYPE START END, a tab and the words"
        layer = source.kinds.get(match[1], "") if match else ""
        source.refuse(document, layer, name, f"{what}: {body[:60]!r}", line)
        return
    label = source.label(document, match[1], name, is_name=is_name)
    if label is None:
        return
    spans = tuple((int(start), int(end)) for start, end in (part.split() for part in match[2].split(";")))
    bound[name] = _Bound(name, label, spans, words, line)


def _place(document: FlatDocument, bound: Collection[_Bound], source: Source) -> dict[str, Item]:
    """Return the text-bound annotations as items, each where its words prove it to be."""
    proof = _proof(document, bound, source)
    text = proof.text
    found = {}
    for one in bound:
        kind = source.kinds[one.label]
        spans = source.placed(proof, document, kind, one.name, one.spans, one.words, one.line)
        if spans is None:
            continue
        if any(not _GAP.fullmatch(text[left[1] : right[0]]) for left, right in pairwise(spans)):
            source.losses.add(document.id, kind, one.name, "annotation-not-held")
            continue
        found[one.name] = Item(one.name, kind, spans[0][0], spans[-1][1], one.label, {}, {}, one.line)
    return found


def _proof(document: FlatDocument, bound: Collection[_Bound], source: Source) -> Proof:
    """Return what the words of a file prove about its offsets.

    Git and editors turn the line ends of a text and leave the offsets: where the words fit the corpus's own
    text better than the file's, the offsets count that.
    """
    quotes = [(one.spans, one.words) for one in bound]
    proof = Proof(document.text or "", quotes)
    base = source.base(document.id)
    if base is not None and base.text != document.text and plain(base.text) == plain(document.text or ""):
        other = Proof(base.text, quotes)
        if other.fitting > proof.fitting:
            source.losses.add(document.id, "document", "", "text-spacing")
            document.text = base.text
            return other
    return proof


def _read_about(
    document: FlatDocument,
    line: int,
    kind: str,
    name: str,
    body: str,
    tail: str,
    found: dict[str, Item],
    source: Source,
) -> None:
    """Read a line that is about text-bound annotations: an attribute, a value, a relation or a note."""
    parts = body.split()
    if kind == "R" and len(parts) == 3:
        first, second = (part.partition(":")[2] for part in parts[1:])
        target, field, value = first, parts[0], second
    elif kind in "AN#" and len(parts) >= 2:
        target, field, value = parts[1], parts[0], " ".join(parts[2:]) or "true"
        if kind == "N":
            field, value = _resource(value)
        elif kind == "#":
            field, value = ("note", _read_note(tail)) if field == "AnnotatorNotes" else (field, tail)
    else:
        source.refuse(
            document, "", name, f"it is not a line of brat standoff: {body[:60]!r}; correct it", line
        )
        return
    item = found.get(target)
    if item is None or field not in (layer_fields(item.kind).names if item.kind != SUBJECT else ()):
        source.losses.add(document.id, field, name, "label-unknown")
        return
    place = item.refs if kind == "R" else item.fields
    if field == "note" and field in item.fields:
        item.fields[field] += f"; {value}"
    elif field in item.fields or field in item.refs:
        message = f"{target} has a second value for {field}, {value[:60]!r}; keep one"
        source.refuse(document, item.kind, name, message, line)
    elif value:
        place[field] = value
    # An empty note or value says nothing.


def _resource(value: str) -> tuple[str, str]:
    """Return the field and the value of a normalisation: what it says of Wikidata is about the entity."""
    field, _, rest = value.partition(":")
    return ("entity", value) if source_of(value) else (field, rest)


FORMAT: Final = FileFormat("brat", "brat standoff", (".ann",), HOLDS, encode, decode_files)
