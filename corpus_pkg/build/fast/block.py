"""What the checks of a block share: its rows, its texts, and the checks that several layers have."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy
import pyarrow.compute as compute

from corpus_pkg.build.fast.edges import Edges
from corpus_pkg.build.fast.fields import is_plain
from corpus_pkg.build.fast.flat import (
    LayerColumn,
    Suspects,
    are_true,
    indices,
    layer_column,
    numbers,
    valid,
)
from corpus_pkg.build.fast.known import Days, Known
from corpus_pkg.build.fast.labels import Names, members, places
from corpus_pkg.build.fast.structure import Within
from corpus_pkg.build.fast.text import Spans, Texts
from corpus_pkg.build.lines import Lines
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    SEGMENTS,
    SENTENCES,
    SPECS,
    STANCE,
    Span,
)
from corpus_pkg.layers.labels import SegmentKind

LAYERS_CHECKED: Final = (
    SEGMENTS.name,
    SENTENCES.name,
    ENTITIES.name,
    DATES.name,
    FIGURES.name,
    STANCE.name,
    CLAIMS.name,
    DOCUMENT_STANCE.name,
)
"""The layers that have a step, of the layer's name; a document with a record of another is suspected."""
POINTED: Final = {
    f"{layer}.{name}": (layer, name)
    for layer in LAYERS_CHECKED
    for name in SPECS[layer].spans
    if is_plain(SPECS[layer].model.model_fields[name], Span)
}
"""The fields that hold a span of their own, by the name that these spans have among the layers."""
SUBJECTS: Final = "figures.subject"
"""That of the subjects of figures."""
METADATA: Final = "metadata"
"""What the metadata of documents are called there."""
EVIDENCE: Final = "metadata.evidence"
"""What the evidence for them is called there."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A layer with its spans and what is at their edges."""

    layer: LayerColumn
    where: Spans
    edge: Edges


@dataclass(frozen=True, slots=True)
class Found:
    """A layer with its spans, and the segment and the sentence around each of its records."""

    layer: LayerColumn
    where: Spans
    segment: Within
    sentence: Within


@dataclass(slots=True)
class Block:
    """What the checks of a block share.

    Attributes:
        batch: The rows, with the columns of `Document`.
        text: Their texts.
        suspects: The documents that are not sure.
        names: The registry and the targets.
        known: Answers about fields.
        lines: The lines of the block.
        rows: For each row of the batch the place of its line.
        layers: What the steps have looked at, by name: the layers and what is in them.
        marked: The layers with spans, by name.
        every: The spans of all of them, one layer after the other, and what is at their edges.
        owners: For each kind of `POINTED` spans the records that have one.
        found: The layers with what is around their records, by name.
        days: For each combination of a date's fields its days.
        day_codes: For each date its combination.
        figure_dates: For each figure the place of the date at which it holds; -1 where there is none.
        segment_kinds: For each segment the place of its kind in the list of the corpus.
    """

    batch: Any
    text: Texts
    suspects: Suspects
    names: Names
    known: Known
    lines: Lines
    rows: Any
    layers: dict[str, LayerColumn] = field(default_factory=dict)
    marked: dict[str, Marked] = field(default_factory=dict)
    every: Any = None
    owners: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    days: list[Days | None] = field(default_factory=list)
    day_codes: Any = None
    figure_dates: Any = None
    segment_kinds: Any = None

    def column(self, name: str) -> LayerColumn:
        """Return a layer, after suspecting documents without it or with a null in it."""
        column = self.batch.column(name)
        layer = self.layers[name] = layer_column(column)
        if column.null_count:
            self.suspects.flags |= ~valid(column)
        if layer.records.null_count:
            self.suspects.records(layer, ~valid(layer.records))
        return layer

    def boilerplate(self) -> Any:
        """Return which segments are boilerplate, once their kinds are known."""
        return self.are_kind(SegmentKind.BOILERPLATE)

    def are_kind(self, *kinds: str) -> Any:
        """Return which segments are of some kinds; none where the corpus has no such kind."""
        listed = list(self.names.lists.segment_kinds)
        return numpy.isin(self.segment_kinds, [listed.index(kind) for kind in kinds if kind in listed])

    def texts_of(self, array: Any, wanted: Any) -> list[Any]:
        """Return the strings of an array at some places."""
        return array.take(indices(wanted)).to_pylist() if len(wanted) else []


def require(block: Block, layer: LayerColumn, true: Any) -> None:
    """Suspect documents with a record for which an Arrow array of booleans is not true."""
    block.suspects.records(layer, ~are_true(true))


def label(block: Block, layer: LayerColumn, name: str, kind: Any) -> Any:
    """Return the place of each record's label in its list, after suspecting documents with another."""
    found = places(layer.codes(name), members(*kind))
    block.suspects.records(layer, found < 0)
    return found


def places_of(layer: LayerColumn, doc: Any, ids: Any) -> Any:
    """Return the place of the record of a layer with some id in some document; -1 where there is none."""
    if not len(layer) or ids.null_count == len(ids):
        return numpy.full(len(ids), -1, dtype="i8")
    coded = layer.field("id").dictionary_encode()
    size = len(coded.dictionary)
    own = layer.doc * numpy.int64(size) + numbers(coded.indices)
    found = compute.index_in(ids, value_set=coded.dictionary)
    which = numpy.where(valid(found), numbers(found), -1)
    wanted = doc * numpy.int64(size) + which
    order = numpy.argsort(own)
    at = order[numpy.searchsorted(own, wanted, sorter=order).clip(0, len(order) - 1)]
    return numpy.where((which >= 0) & (own[at] == wanted), at, -1)
