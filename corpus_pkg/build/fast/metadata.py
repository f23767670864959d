"""The rules on documents and their metadata, for many documents at once."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy
import pyarrow as arrow
import pyarrow.compute as compute

from corpus_pkg.build.fast.block import EVIDENCE, LAYERS_CHECKED, METADATA, Block
from corpus_pkg.build.fast.fields import nullable_but_required
from corpus_pkg.build.fast.flat import (
    LayerColumn,
    are_true,
    codes,
    layer_column,
    lengths,
    numbers,
    string_bytes,
    string_offsets,
    valid,
)
from corpus_pkg.build.fast.labels import members, places
from corpus_pkg.corpus.models import DocumentMetadata
from corpus_pkg.layers import SPECS, labels
from corpus_pkg.values.ids import RESERVED, SLUG_MAX_LENGTH, SLUG_SHAPE
from corpus_pkg.values.titles import NAME_MAX_BYTES

FOLDERS: Final = r"[/\\]|\A\.\.?\z"
"""What a plain file name has not."""


HOLDERS: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(layer for layer in LAYERS_CHECKED if name in SPECS[layer].model.model_fields)
    for layer in LAYERS_CHECKED
    for name in nullable_but_required(SPECS[layer].model)
}
"""The fields of records of layers that may be null and may not be left out, with all layers that have such a
field, of which some may leave it out."""


def metadata(block: Block) -> None:
    """Check ids and metadata."""
    suspects, column = block.suspects, block.batch.column("metadata")
    every = numpy.arange(len(column), dtype="i4")
    record = block.layers[METADATA] = LayerColumn(column, every, every + 1)
    ids = block.batch.column("id")
    good = are_true(compute.match_substring_regex(ids, SLUG_SHAPE.replace("$", r"\z")))
    good &= places(codes(ids), members(*RESERVED)) < 0
    good &= lengths(ids) <= SLUG_MAX_LENGTH
    good &= are_true(compute.equal(ids, record.field("id")))
    nullable = nullable_but_required(DocumentMetadata)
    for name, about in DocumentMetadata.model_fields.items():
        array = column.field(name)  # which checks nothing but that the value is there
        optional = not about.is_required() and about.default is None
        if array.null_count and name not in nullable and not optional:
            good &= valid(array)
    names = record.field("source_file")
    good &= ~are_true(compute.match_substring_regex(names, FOLDERS)) & (lengths(names) <= NAME_MAX_BYTES)
    for name in ("date", "language", "genre", "license"):
        which, values = record.codes(name)
        fit = numpy.array([value is not None and block.known.metadata(name, value) for value in values])
        good &= fit[which]
    good &= numbers(record.field("characters")) == block.text.counts
    good &= numbers(record.field("bytes")) == numpy.diff(string_offsets(block.batch.column("text")))
    good &= are_true(compute.equal(record.field("sha256"), _checksums(block.batch.column("text"))))
    suspects.flags |= ~good
    suspects.nulls(record, "synthetic")
    _evidence(block, record.field("evidence"))
    _null_or_missing(block, nullable)


def _checksums(column: Any) -> Any:
    offsets = string_offsets(column).tolist()
    data = memoryview(string_bytes(column))
    digests = [hashlib.sha256(data[start:end]).hexdigest() for start, end in pairwise(offsets)]
    ends = numpy.arange(len(digests) + 1, dtype="i4") * 64
    buffers = [None, arrow.py_buffer(ends), arrow.py_buffer("".join(digests).encode())]
    return arrow.Array.from_buffers(arrow.string(), len(digests), buffers)


def _evidence(block: Block, column: Any) -> None:
    layer = block.layers[EVIDENCE] = layer_column(column)
    if layer.records.null_count:
        block.suspects.records(layer, ~valid(layer.records))
    block.suspects.nulls(layer, "field", "inferred", "confidence", "basis")
    fields = DocumentMetadata.model_fields["evidence"].annotation.__args__[0].model_fields  # type: ignore[union-attr]
    allowed = members(*fields["field"].annotation.__args__)
    which = places(layer.codes("field"), allowed)
    wrong = which < 0
    wrong |= places(layer.codes("confidence"), members(*labels.Confidence)) < 0
    block.suspects.records(layer, wrong)
    # Every field once at most, and the date once.
    size = len(allowed)
    counts = numpy.bincount(
        layer.doc.astype("i8") * size + numpy.maximum(which, 0), minlength=len(block.text.counts) * size
    ).reshape(-1, size)
    date = allowed["date"]
    block.suspects.flags |= (counts > 1).any(axis=1) | (counts[:, date] != 1)


def _null_or_missing(block: Block, nullable: Sequence[str]) -> None:
    """Suspect documents that leave out a field that they must have, though it may be null.

    In a line that could be parsed `"author":` is never part of a string: a quotation mark within a string
    has a backslash before it, and `author` would have to come first in the string.
    """
    lines, rows = block.lines, block.rows
    data, starts, ends = lines.data, lines.starts[rows], lines.ends[rows]
    # Metadata mostly follow the text, which takes these bytes at least.
    middles = starts + numpy.diff(string_offsets(block.batch.column("text")))
    record = block.batch.column("metadata")
    for name in nullable:
        array, key = record.field(name), b'"' + name.encode() + b'":'
        docs = numpy.flatnonzero(~valid(array) & ~block.suspects.flags)
        places_ = (docs.tolist(), starts[docs].tolist(), middles[docs].tolist(), ends[docs].tolist())
        for doc, start, middle, end in zip(*places_, strict=True):
            if data.find(key, middle, end) < 0 and data.find(key, start, min(middle + len(key), end)) < 0:
                block.suspects.flags[doc] = True
    for name, layers in HOLDERS.items():
        _null_or_missing_in_layers(block, name, layers)


def _null_or_missing_in_layers(block: Block, name: str, layers: Sequence[str]) -> None:
    """Do the same for a field of records of layers; `layers` are all that have a field of this name."""
    key, first = b'"' + name.encode() + b'":', b'"' + layers[0].encode() + b'":'
    columns = [block.layers[layer] for layer in layers]
    docs = numpy.concatenate([column.doc for column in columns])
    expected = numpy.bincount(docs, minlength=len(block.text.counts)).tolist()
    null = [column.doc[~valid(column.records.field(name))] for column in columns]
    data = block.lines.data
    for doc in numpy.unique(numpy.concatenate(null)).tolist():
        if block.suspects.flags[doc]:
            continue
        row = block.rows[doc]
        start, end = int(block.lines.starts[row]), int(block.lines.ends[row])
        # These layers mostly come one after the other and after the text; else the whole line counts.
        behind = data.count(key, max(data.rfind(first, start, end), start), end)
        if behind != expected[doc] and data.count(key, start, end) != expected[doc]:
            block.suspects.flags[doc] = True
