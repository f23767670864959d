"""CoNLL-U Plus: one token per line, IOB2 columns, sentences as blocks, and what else is known in `#` lines.

The first line names the columns (`# global.columns = …`, https://universaldependencies.org/ext-format.html).
Names are in `CORPUS:NER`, outermost first: a nested name is in `CORPUS:NER2`, one nested in that
in `CORPUS:NER3`. Offsets, links and values are in MISC, so that reading back gives the annotations
themselves; a name that goes over the end of a sentence goes on in the next block, and `NER.To` in MISC says
where it ends. Text outside sentences forms blocks without `sent_id`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from corpus_pkg.exchange.formats.conll_fields import COLUMNS, METADATA, NAMESPACE, TO, escape, pairs
from corpus_pkg.exchange.formats.conll_read import decode_files
from corpus_pkg.exchange.formats.flat import FlatDocument, Item
from corpus_pkg.exchange.formats.format import FileFormat, World, layers_in
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.tokens import tokenise
from corpus_pkg.layers import DOCUMENT_STANCE, SEGMENTS, SENTENCES, STANCE


def encode(
    documents: Iterable[FlatDocument], _world: World, losses: LossReport
) -> Iterator[tuple[str, bytes]]:
    """Yield one file for each document; all have the same columns, so that tools can read them as one."""
    kept = list(documents)
    depths: dict[str, int] = {}
    for document in kept:
        for layer in filter(document.layers.__contains__, COLUMNS):
            depths[layer] = max(depths.get(layer, 1), _depth(document, layer))
    columns = [_column(layer, level) for layer in COLUMNS for level in range(1, depths.get(layer, 0) + 1)]
    for document in kept:
        yield f"{document.id}.conllup", "".join(_lines(document, columns, losses)).encode("utf-8")


def _column(layer: str, level: int) -> str:
    return COLUMNS[layer] if level == 1 else f"{COLUMNS[layer]}{level}"


def _depth(document: FlatDocument, layer: str) -> int:
    """Return how many columns the items of a layer need: each is in the first that is free there."""
    ends: list[int] = []
    for item in document.items:
        if item.kind == layer:
            level = next((at for at, end in enumerate(ends) if end <= item.start), len(ends))
            ends[level : level + 1] = [item.end]
    return len(ends)


@dataclass(slots=True)
class _Table:
    """The IOB2 tags of a document's tokens, column by column, and what MISC says of each token."""

    starts: dict[int, int]
    ends: dict[int, int]
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    misc: dict[int, dict[str, str]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def put(self, item: Item, *, goes_on: bool) -> None:
        """Mark the tokens of an item in the first column of its layer that is free there.

        Args:
            item: The item.
            goes_on: Whether it goes over the end of a sentence; then MISC has where it ends.
        """
        first, last = self.starts[item.start], self.ends[item.end]
        level = 1
        while self.last.get(name := _column(item.kind, level), -1) >= first:
            level += 1
        self.last[name] = last
        tags = self.columns[name]
        for token in range(first, last + 1):
            tags[token] = f"{'B' if token == first else 'I'}-{item.label}"
        values = {f"{name}.{key}": value for key, value in (item.fields | item.refs).items()}
        values |= {f"{name}.{TO}": str(item.end)} if goes_on else {}
        self.misc.setdefault(first, {}).update(values)


def _lines(document: FlatDocument, columns: list[str], losses: LossReport) -> Iterator[str]:
    text = document.text or ""
    of_kind: dict[str, list[Item]] = {}
    for item in document.items:
        of_kind.setdefault(item.kind, []).append(item)
    blocks = of_kind.get(SEGMENTS.name, []) + of_kind.get(SENTENCES.name, [])
    cuts = sorted({0, len(text), *(block.start for block in blocks), *(block.end for block in blocks)})
    edges = [edge for item in document.items for edge in (item.start, item.end)]
    tokens = list(tokenise(text, edges))
    table = _Table({s: n for n, (s, _) in enumerate(tokens)}, {e: n for n, (_, e) in enumerate(tokens)})
    table.columns = {name: {} for name in columns}
    for layer in filter(document.layers.__contains__, COLUMNS):
        for item in of_kind.get(layer, []):
            if item.start not in table.starts or item.end not in table.ends:
                losses.add(document.id, layer, item.key, "ends-on-space")
            else:
                table.put(item, goes_on=bisect_right(cuts, item.start) < bisect_left(cuts, item.end))
    names = ("ID", "FORM", *(NAMESPACE + name for name in columns), "MISC")
    yield f"# global.columns = {' '.join(names)}\n"
    yield from _head(document)
    spans = {(cuts[n], cuts[n + 1]) for n in range(len(cuts) - 1)}
    comments: dict[int, list[str]] = {}
    for item in of_kind.get(SEGMENTS.name, []):
        comments.setdefault(item.start, []).extend(
            (f"# newpar id = {item.key}\n", f"# kind = {item.label}\n")
        )
    for item in of_kind.get(SENTENCES.name, []):
        if (item.start, item.end) in spans:
            comments.setdefault(item.start, []).append(f"# sent_id = {item.key}\n")
        else:
            losses.add(document.id, item.kind, item.key, "crosses-sentence")
    sentences = {(item.start, item.end) for item in of_kind.get(SENTENCES.name, [])} & spans
    for item in of_kind.get(STANCE.name, []):
        if (item.start, item.end) in sentences:
            values = pairs({"label": item.label} | item.fields)
            comments.setdefault(item.start, []).append(f"# stance = {values}\n")
        else:
            losses.add(document.id, item.kind, item.key, "crosses-sentence")
    yield from _blocks(text, tokens, cuts, comments, table)


def _head(document: FlatDocument) -> Iterator[str]:
    yield f"# newdoc id = {document.id}\n"
    for name in METADATA:
        value = getattr(document.metadata, name, None)
        if value is not None:
            yield f"# {name} = {escape(str(value))}\n"
    for stance in document.stances:
        yield f"# document_stance = {pairs(stance)}\n"


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
            misc = pairs(where | table.misc.get(row, {}))
            yield "\t".join((str(count), text[start:end], *tags, misc)) + "\n"
        yield "\n"
    if not number:
        yield "\n"


HOLDS: Final = layers_in(COLUMNS, SEGMENTS.name, SENTENCES.name, STANCE.name, DOCUMENT_STANCE.name)
FORMAT: Final = FileFormat("conll", "CoNLL-U Plus with IOB2", (".conllup",), HOLDS, encode, decode_files)
