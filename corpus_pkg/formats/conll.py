"""CoNLL-U Plus: a token a line, IOB2 columns, sentences as blocks, and what else is known in `#` lines.

The first line names the columns (`# global.columns = …`, https://universaldependencies.org/ext-format.html).
Names are in `CORPUS:NER`, outermost first: a nested name stands in `CORPUS:NER2`, one nested in that
in `CORPUS:NER3`. Offsets, links and values are in MISC, so that reading back gives the annotations
themselves. Text outside sentences forms blocks without `sent_id`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final
from urllib.parse import quote, unquote

from corpus_pkg.corpus.files import RefusedError, decode
from corpus_pkg.formats.flat import SUBJECT, FlatDocument, Item
from corpus_pkg.formats.format import EVERY_LAYER, FileFormat, Source, World
from corpus_pkg.formats.losses import LossReport
from corpus_pkg.formats.tokens import tokenise
from corpus_pkg.schema.labels import Layer

COLUMNS: Final[dict[str, str]] = {Layer.ENTITIES: "NER", Layer.DATES: "DATE", Layer.FIGURES: "FIGURE"}
_NAMESPACE: Final = "CORPUS:"
_COLUMN: Final = re.compile(f"{_NAMESPACE}({'|'.join(COLUMNS.values())})([0-9]{{0,3}})")
_KINDS: Final = {column: layer for layer, column in COLUMNS.items()}
_SPAN_ID: Final = re.compile("(seg|sen|sub)-([0-9]{1,10})-([0-9]{1,10})")
_METADATA: Final = ("title", "publisher", "author", "date", "place", "genre", "language", "license", "sha256")
# What would end a value, a field or a line; spaces stay, but at the ends.
_ESCAPED: Final = re.compile("[%|=\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]|^ | $")


def encode(
    documents: Iterable[FlatDocument], _world: World, losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield one file for each document."""
    for document in documents:
        yield f"{document.id}.conllup", "".join(_lines(document, losses)).encode("utf-8")


def _escape(value: str) -> str:
    return _ESCAPED.sub(lambda found: quote(found[0], safe=""), value)


def _pairs(values: dict[str, str]) -> str:
    return "|".join(f"{name}={_escape(value)}" for name, value in values.items())


def _read_pairs(text: str) -> dict[str, str]:
    parts = (part.partition("=") for part in text.split("|") if "=" in part)
    return {name: unquote(value) for name, _, value in parts}


@dataclass(slots=True)
class _Table:
    """The IOB2 tags of a document's tokens, column by column, and what MISC says of each token."""

    starts: dict[int, int]
    ends: dict[int, int]
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    misc: dict[int, dict[str, str]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def put(self, item: Item) -> None:
        """Mark the tokens of an item in the first column of its layer that is free there."""
        first, last = self.starts[item.start], self.ends[item.end]
        name, level = COLUMNS[item.kind], 1
        while self.last.get(name, -1) >= first:
            level += 1
            name = f"{COLUMNS[item.kind]}{level}"
        self.last[name] = last
        tags = self.columns.setdefault(name, {})
        for token in range(first, last + 1):
            tags[token] = f"{'B' if token == first else 'I'}-{item.label}"
        values = {f"{name}.{key}": value for key, value in (item.fields | item.refs).items()}
        self.misc.setdefault(first, {}).update(values)


def _lines(document: FlatDocument, losses: LossReport) -> Iterator[str]:
    text = document.text or ""
    of_kind: dict[str, list[Item]] = {}
    for item in document.items:
        of_kind.setdefault(item.kind, []).append(item)
    blocks = of_kind.get(Layer.SEGMENTS, []) + of_kind.get(Layer.SENTENCES, [])
    cuts = sorted({0, len(text), *(block.start for block in blocks), *(block.end for block in blocks)})
    edges = [edge for item in document.items for edge in (item.start, item.end)]
    tokens = list(tokenise(text, edges))
    table = _Table({s: n for n, (s, _) in enumerate(tokens)}, {e: n for n, (_, e) in enumerate(tokens)})
    for layer in COLUMNS:
        table.columns[COLUMNS[layer]] = {}
        for item in of_kind.get(layer, []):
            if bisect_right(cuts, item.start) < bisect_left(cuts, item.end):
                losses.add(document.id, layer, item.key, "crosses-sentence")
            elif item.start not in table.starts or item.end not in table.ends:
                losses.add(document.id, layer, item.key, "ends-on-space")
            else:
                table.put(item)
    names = list(table.columns)
    yield f"# global.columns = ID FORM {' '.join(_NAMESPACE + name for name in names)} MISC\n"
    yield from _head(document)
    spans = {(cuts[n], cuts[n + 1]) for n in range(len(cuts) - 1)}
    comments: dict[int, list[str]] = {}
    for item in of_kind.get(Layer.SEGMENTS, []):
        comments.setdefault(item.start, []).extend(
            (f"# newpar id = {item.key}\n", f"# kind = {item.label}\n")
        )
    for item in of_kind.get(Layer.SENTENCES, []):
        if (item.start, item.end) in spans:
            comments.setdefault(item.start, []).append(f"# sent_id = {item.key}\n")
        else:
            losses.add(document.id, item.kind, item.key, "crosses-sentence")
    sentences = {(item.start, item.end) for item in of_kind.get(Layer.SENTENCES, [])} & spans
    for item in of_kind.get(Layer.STANCE, []):
        if (item.start, item.end) in sentences:
            values = _pairs({"label": item.label} | item.fields)
            comments.setdefault(item.start, []).append(f"# stance = {values}\n")
        else:
            losses.add(document.id, item.kind, item.key, "crosses-sentence")
    yield from _blocks(text, tokens, cuts, comments, table)


def _head(document: FlatDocument) -> Iterator[str]:
    yield f"# newdoc id = {document.id}\n"
    for name in _METADATA:
        value = getattr(document.metadata, name, None)
        if value is not None:
            yield f"# {name} = {_escape(str(value))}\n"
    for stance in document.stances:
        yield f"# document_stance = {_pairs(stance)}\n"


def _blocks(
    text: str, tokens: list[tuple[int, int]], cuts: list[int], comments: dict[int, list[str]], table: _Table
) -> Iterator[str]:
    number = 0
    for at, until in pairwise(cuts):
        rows = []
        while number < len(tokens) and tokens[number][0] < until:
            rows.append(number)
            number += 1
        if not rows:
            continue
        yield from comments.get(at, ())
        yield f"# text = {' '.join(text[at:until].split())}\n"
        for count, row in enumerate(rows, 1):
            start, end = tokens[row]
            tags = [tagged.get(row, "O") for tagged in table.columns.values()]
            adjoins = row != rows[-1] and tokens[row + 1][0] == end
            where = {"Start": str(start), "End": str(end)} | ({"SpaceAfter": "No"} if adjoins else {})
            misc = _pairs(where | table.misc.get(row, {}))
            yield "\t".join((str(count), text[start:end], *tags, misc)) + "\n"
        yield "\n"
    if not number:
        yield "\n"


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of CoNLL-U Plus files, one document a file."""
    for name in source.names:
        data = source.read(name)
        if data is None:
            continue
        try:
            text = decode(data, name)
        except RefusedError as error:
            source.problems.append(error.problem)
            continue
        reader = _Reader(name, source)
        if reader.read(text):
            yield reader.document


@dataclass(slots=True)
class _Open:
    """An IOB2 chunk that is being read."""

    column: str
    label: str
    start: int
    end: int
    line: int
    misc: dict[str, str]


class _Reader:
    """Reads one file."""

    def __init__(self, name: str, source: Source) -> None:
        self.name = name
        self.source = source
        self.document = FlatDocument(name.removesuffix(".conllup"), None, [], place=name)
        self.columns: list[str] = []
        self.open: dict[str, _Open] = {}
        self.found: dict[str, Item] = {}
        self.segment = ""
        self.sentence: Item | None = None

    def read(self, text: str) -> bool:
        """Read the lines; False where it is not a file of this format."""
        lines = text.split("\n")
        head, _, columns = lines[0].rstrip("\r").partition(" = ")
        self.columns = columns.split(" ")
        if head != "# global.columns" or not {"ID", "FORM", "MISC"} <= set(self.columns):
            self.source.wrong(self.name, "its first line does not name the columns ID, FORM and MISC", 1)
            return False
        for column in self.columns:
            if column not in ("ID", "FORM", "MISC") and not _COLUMN.fullmatch(column):
                self.source.losses.add(self.document.id, column, "", "label-unknown")
        for number, raw in enumerate(lines[1:], 2):
            line = raw.rstrip("\r")
            if line.startswith("# "):
                self._comment(line, number)
            elif line:
                self._token(line, number)
            else:
                self._close()
        self._close()
        self.document.items = list(self.found.values())
        return True

    def _comment(self, line: str, number: int) -> None:
        name, _, value = line[2:].partition(" = ")
        if name == "newdoc id":
            self.document.id = value
        elif name == "sha256":
            self.document.sha256 = value
        elif name == "document_stance":
            self.document.stances.append(_read_pairs(value))
        elif name == "newpar id":
            self.segment = value
        elif name == "kind":
            self._add_block("seg", self.segment, Layer.SEGMENTS, value, number)
        elif name == "sent_id":
            self.sentence = self._add_block("sen", value, Layer.SENTENCES, Layer.SENTENCES, number)
        elif name == "stance" and self.sentence is not None:
            values = _read_pairs(value)
            label = values.pop("label", "")
            at = self.sentence
            key = f"stance in line {number}"
            self.found[key] = Item(key, Layer.STANCE, at.start, at.end, label, values, {}, number)

    def _add_block(self, prefix: str, id_: str, layer: Layer, label: str, line: int) -> Item | None:
        match = _SPAN_ID.fullmatch(id_)
        if match is None or match[1] != prefix or id_ in self.found:
            self.source.wrong(self.name, f"write {prefix}-START-END, once; found {id_[:60]!r}", line)
            return None
        self.found[id_] = Item(id_, layer, int(match[2]), int(match[3]), label, {}, {}, line)
        return self.found[id_]

    def _token(self, line: str, number: int) -> None:
        row = dict(zip(self.columns, line.split("\t"), strict=False))
        misc = _read_pairs(row.get("MISC", ""))
        base = self.source.base(self.document.id)
        try:
            start, end = int(misc["Start"]), int(misc["End"])
        except (KeyError, ValueError):
            self.source.wrong(self.name, "the token has no Start and End in MISC; keep them", number)
            return
        if base is not None and self.document.sha256 in (None, base.metadata.sha256):
            form = base.text[max(start, 0) : max(end, 0)]
            if form != row["FORM"]:
                message = f"the text at {start}-{end} is {form[:40]!r} and the token {row['FORM'][:40]!r}"
                self.source.wrong(self.name, f"{message}; keep the tokens", number)
        for column in self.columns:
            if _COLUMN.fullmatch(column):
                self._tag(column.removeprefix(_NAMESPACE), row.get(column, "O"), start, end, number, misc)

    def _tag(self, column: str, tag: str, start: int, end: int, line: int, misc: dict[str, Any]) -> None:
        kind, _, label = tag.partition("-")
        running = self.open.get(column)
        if kind == "I" and running is not None and running.label == label:
            running.end = end
            return
        if running is not None:
            self._finish(self.open.pop(column))
        if kind in ("B", "I"):
            own = {
                key.partition(".")[2]: value for key, value in misc.items() if key.startswith(f"{column}.")
            }
            self.open[column] = _Open(column, label, start, end, line, own)
        elif kind != "O":
            self.source.wrong(self.name, f"{tag[:40]!r} is no tag of IOB2", line)

    def _close(self) -> None:
        for running in self.open.values():
            self._finish(running)
        self.open.clear()
        self.sentence = None

    def _finish(self, chunk: _Open) -> None:
        kind = _KINDS[re.sub("[0-9]+$", "", chunk.column)]
        refs = {}
        for name in ("subject", "date", "anchor"):
            value = chunk.misc.get(name, "")
            match = _SPAN_ID.fullmatch(value)
            if name == "subject" and match and match[1] == "sub":
                subject = Item(value, SUBJECT, int(match[2]), int(match[3]), SUBJECT, {}, {}, chunk.line)
                self.found.setdefault(value, subject)
            if value and value != "document":
                refs[name] = chunk.misc.pop(name)
        key = f"{kind} {chunk.start}-{chunk.end} {chunk.column}"
        if kind == Layer.DATES:
            key = f"dat-{chunk.start}-{chunk.end}"
        item = Item(key, kind, chunk.start, chunk.end, chunk.label, chunk.misc, refs, chunk.line)
        if key in self.found:
            self.source.wrong(
                self.name, "two annotations of one layer have one span; keep one", chunk.line, key
            )
        self.found[key] = item


FORMAT: Final = FileFormat(
    "conll", "CoNLL-U Plus with IOB2", (".conllup",), EVERY_LAYER, encode, decode_files
)
