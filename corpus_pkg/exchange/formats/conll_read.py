"""Reading CoNLL-U Plus: the chunks of the IOB2 columns and what the `#` lines say, as annotations.

The tokens must be those of the whole text, in its order, with nothing but white space between them: then the
file was neither cut nor edited, and they prove every offset.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from corpus_pkg.exchange.formats.chunk_tags import EMPTY
from corpus_pkg.exchange.formats.conll_fields import COLUMNS, METADATA, NAMESPACE, TO, read_pairs
from corpus_pkg.exchange.formats.conll_tokens import Tokens
from corpus_pkg.exchange.formats.flat import REFERENCES, SUBJECT, FlatDocument, Item
from corpus_pkg.exchange.formats.jsonfile import number
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.layers import DATES, SEGMENTS, SENTENCES, STANCE
from corpus_pkg.values.counted import counted

_COLUMN: Final = re.compile(f"{NAMESPACE}({'|'.join(COLUMNS.values())})([0-9]{{0,3}})")
_KINDS: Final = {column: layer for layer, column in COLUMNS.items()}
_COMMENTS: Final = frozenset(
    {*METADATA, "newdoc id", "document_stance", "newpar id", "kind", "sent_id", "stance", "text"}
)
"""The names of the `#` lines that are read, or say what the document is."""
_SPAN_ID: Final = re.compile("(seg|sen|sub)-([0-9]{1,10})-([0-9]{1,10})")


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of CoNLL-U Plus files, one document a file."""
    for name, text in source.text_files():
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
    until: int = 0


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
        self.block: tuple[int, int] | None = None
        self.tokens: Tokens | None = None
        self.whole = True

    def _wrong(self, message: str, line: int, key: str | None = None) -> None:
        self.whole = False
        self.source.wrong(self.name, message, line, key)

    def read(self, text: str) -> bool:
        """Read the lines; False where it is not a file of this format."""
        lines = text.split("\n")
        head, _, columns = lines[0].rstrip("\r").partition(" = ")
        self.columns = columns.split()
        if head != "# global.columns" or not {"ID", "FORM", "MISC"} <= set(self.columns):
            self._wrong(
                "its first line does not name the columns ID, FORM and MISC; restore it",
                1,
            )
            return False
        if len(set(self.columns)) < len(self.columns):
            self._wrong("its first line names a column twice; name each once", 1)
            return False
        for column in self.columns:
            if match := _COLUMN.fullmatch(column):
                self.document.layers |= {_KINDS[match[1]]}
        for at, raw in enumerate(lines[1:], 2):
            line = raw.rstrip("\r")
            if line.startswith("# "):
                self._comment(line, at)
            elif line:
                self._token(line, at)
            else:
                self._close()
        self._close()
        for running in self.open.values():
            self._finish(running)
        self._prove(len(lines))
        return self.whole

    def _prove(self, line: int) -> None:
        """Put the annotations where the tokens prove them to be."""
        tokens = self.tokens if self.tokens is not None else self._tokens()
        if tokens is not None:
            if message := tokens.missing():
                self._wrong(message, line)
            if tokens.reason:
                self.source.losses.add(self.document.id, "tokens", "", tokens.reason)
        for key, item in self.found.items():
            span = tokens.proved(item.start, item.end) if tokens is not None else (item.start, item.end)
            if span is None:
                message = f"{item.start}-{item.end} does not begin and end with a token; correct it"
                self._wrong(message, item.line, key)
            else:
                self.document.items.append(replace(item, start=span[0], end=span[1]))

    def _tokens(self) -> Tokens | None:
        """Return what the tokens are compared with; None where the corpus does not have the text."""
        self.document.id = (
            self.source.texts.find((self.document.id, self.name), sha256=self.document.sha256)
            or self.document.id
        )
        base = self.source.base(self.document.id)
        if base is None or self.document.sha256 not in (None, base.metadata.sha256):
            return None
        return Tokens(base.offsets)

    def _comment(self, line: str, number: int) -> None:
        name, _, value = line[2:].partition(" = ")
        if name not in _COMMENTS:
            self.source.losses.add(self.document.id, "comment", f"line {number}", "label-unknown", name[:40])
        if name == "newdoc id":
            if self.tokens is not None:
                self._wrong("a second document begins here; write one per file", number)
            self.document.id = value
        elif name == "sha256":
            self.document.sha256 = value
        elif name == "document_stance":
            self.document.stances.append(read_pairs(value))
        elif name == "newpar id":
            self.segment = value
        elif name == "kind":
            self._add_block("seg", self.segment, SEGMENTS.name, value, number)
        elif name == "sent_id":
            self.sentence = self._add_block("sen", value, SENTENCES.name, SENTENCES.name, number)
        elif name == "stance" and self.sentence is None:
            self._wrong("the stance has no sentence; write sent_id before it", number)
        elif name == "stance" and self.sentence is not None:
            values = read_pairs(value)
            label = values.pop("label", "")
            at = self.sentence
            key = f"stance in line {number}"
            self.found[key] = Item(key, STANCE.name, at.start, at.end, label, values, {}, number)

    def _add_block(self, prefix: str, id_: str, layer: str, label: str, line: int) -> Item | None:
        match = _SPAN_ID.fullmatch(id_)
        if match is None or match[1] != prefix or id_ in self.found:
            self._wrong(f"write {prefix}-START-END, once; found {id_[:60]!r}", line)
            return None
        self.found[id_] = Item(id_, layer, int(match[2]), int(match[3]), label, {}, {}, line)
        return self.found[id_]

    def _token(self, line: str, number: int) -> None:
        cells = line.split("\t")
        if len(cells) != len(self.columns):
            message = (
                f"the line has {counted(len(cells), 'column')} and the file {len(self.columns)}; restore it"
            )
            self._wrong(message, number)
            return
        row = dict(zip(self.columns, cells, strict=True))
        misc = read_pairs(row["MISC"])
        try:
            start, end = int(misc["Start"]), int(misc["End"])
        except (KeyError, ValueError):
            self._wrong("the token has no Start and End in MISC; keep them", number)
            return
        self.tokens = self.tokens or self._tokens()
        if self.tokens is not None:
            message = self.tokens.add(row["FORM"], start, end)
            if message:
                self._wrong(f"{message}; keep the tokens", number)
        self.block = (self.block[0] if self.block else start, end)
        for column in self.columns:
            if match := _COLUMN.fullmatch(column):
                self._tag(match[1] + match[2], row[column], start, end, number, misc)
            elif column not in ("ID", "FORM", "MISC") and row[column] not in EMPTY:
                self.source.losses.add(self.document.id, column, f"line {number}", "annotation-not-held")

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
            until = own.pop(TO, "")
            to = number(until) if until else 0
            self.open[column] = _Open(column, label, start, end, line, own, to)
        elif kind != "O":
            self._wrong(f"{tag[:40]!r} is not a tag of IOB2; write O, B-LABEL or I-LABEL", line)

    def _close(self) -> None:
        for column, running in list(self.open.items()):
            if running.end >= running.until:
                self._finish(self.open.pop(column))
        at = self.sentence
        if at is not None and self.block != (at.start, at.end):
            found = "-".join(map(str, self.block)) if self.block else "none"
            message = f"the sentence is {at.start}-{at.end} and its tokens are {found}; keep them together"
            self._wrong(message, at.line, at.key)
        self.sentence = self.block = None

    def _finish(self, chunk: _Open) -> None:
        if chunk.until not in (0, chunk.end):
            message = (
                f"the {chunk.label} is said to end at {chunk.until} and ends at {chunk.end}; keep its tags"
            )
            self._wrong(message, chunk.line)
        kind = _KINDS[chunk.column.rstrip("0123456789")]
        refs = {}
        for name, target in REFERENCES.get(kind, {}).items():
            value = chunk.misc.get(name, "")
            match = _SPAN_ID.fullmatch(value)
            if target == SUBJECT and match and match[1] == "sub":
                subject = Item(value, SUBJECT, int(match[2]), int(match[3]), SUBJECT, {}, {}, chunk.line)
                self.found.setdefault(value, subject)
            if value and value != "document":
                refs[name] = chunk.misc.pop(name)
        key = f"{kind} {chunk.start}-{chunk.end} {chunk.column}"
        if kind == DATES.name:
            key = f"dat-{chunk.start}-{chunk.end}"
        label = self.source.label(self.document, chunk.label, key)
        if label is None:
            return
        item = Item(key, kind, chunk.start, chunk.end, label, chunk.misc, refs, chunk.line)
        if key in self.found:
            self._wrong("two annotations of one layer have one span; keep one", chunk.line, key)
        self.found[key] = item
