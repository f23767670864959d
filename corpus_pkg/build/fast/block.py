"""What the checks of a block share: its rows, its texts, and the checks that several layers have."""

from dataclasses import dataclass
from typing import Any

import pyarrow.compute as compute

from corpus_pkg.build.fast import edges
from corpus_pkg.build.fast.edges import Rims
from corpus_pkg.build.fast.flat import Layer, Suspects, blank, indices, layer, truths, valid
from corpus_pkg.build.fast.known import Days, Known
from corpus_pkg.build.fast.labels import Names, digits, members, places
from corpus_pkg.build.fast.structure import Within, within
from corpus_pkg.build.fast.text import Spans, Texts, same_text, spans
from corpus_pkg.schema import labels
from corpus_pkg.schema.ids import ID_PREFIXES
from corpus_pkg.schema.labels import SegmentKind


@dataclass(slots=True)
class Found:
    """A layer with its spans, and the segment and the sentence around each of its records."""

    layer: Layer
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
        found: The layers that are done, by name.
        days: For each combination of a date's fields its days.
        day_codes: For each date its combination.
        segment_kinds: For each segment the place of its kind in the enum.
    """

    batch: Any
    text: Texts
    suspects: Suspects
    names: Names
    known: Known
    found: dict[str, Found]
    days: list[Days | None]
    day_codes: Any = None
    segment_kinds: Any = None

    def column(self, name: str) -> Layer:
        """Return a layer, after suspecting documents without it or with a null in it."""
        column = self.batch.column(name)
        held = layer(column)
        if column.null_count:
            self.suspects.flags |= ~valid(column)
        if held.records.null_count:
            self.suspects.records(held, ~valid(held.records))
        return held

    def texts_of(self, array: Any, wanted: Any) -> list[Any]:
        """Return the strings of an array at some places."""
        return array.take(indices(wanted)).to_pylist() if len(wanted) else []


def span_layer(block: Block, name: str, *required: str) -> tuple[Layer, Spans, Rims]:
    """Return a layer, its spans and their edges, after the checks that all layers share but order."""
    held = block.column(name)
    block.suspects.nulls(held, "id", "start", "end", "text", *required)
    where = spans(held, held.field("start"), held.field("end"), block.text, block.suspects)
    same_text(where, held.field("text"), block.text, block.suspects)
    rim = edges.rims(where, block.text)
    edges.no_space(where, rim, block.suspects)
    return held, where, rim


def check_ids(block: Block, held: Layer, name: str, *more: str) -> None:
    """Suspect documents with an id that is not made of the layer's prefix, the span and `more`."""
    parts = [digits(held.field("start")), digits(held.field("end"))]
    parts += [held.field(field) for field in more]
    # Scalars out of an array: a plain string would make pyarrow import pandas.
    prefix, dash = members(ID_PREFIXES[labels.Layer(name)], "-")
    expected = compute.binary_join_element_wise(prefix, *parts, dash)
    require(block, held, compute.equal(held.field("id"), expected))


def require(block: Block, held: Layer, true: Any) -> None:
    """Suspect documents with a record for which an Arrow array of booleans is not true."""
    block.suspects.records(held, ~truths(true))


def label(block: Block, held: Layer, name: str, kind: Any) -> Any:
    """Return the place of each record's label in its enum, after suspecting documents with another."""
    found = places(held.field(name), members(*kind))
    block.suspects.records(held, found < 0)
    return found


def check_note(block: Block, held: Layer) -> None:
    """Suspect documents with a blank note."""
    block.suspects.records(held, blank(held.field("note")))


def placed(block: Block, name: str, held: Layer, where: Spans, rim: Rims) -> Found:
    """Return a layer with what is around its records, after the checks of what must be."""
    outer = block.found["segments"]
    inside = within(where, outer.where)
    block.suspects.records(held, ~inside.held)
    if len(held):
        bare = block.segment_kinds == list(SegmentKind).index(SegmentKind.BOILERPLATE)
        if len(bare):
            block.suspects.records(held, bare[inside.index])
    sentence = within(where, block.found["sentences"].where)
    found = block.found[name] = Found(held, where, inside, sentence)
    if name != "stance" and len(held):
        around = edges.bounds((sentence, block.found["sentences"].where), (inside, outer.where), block.text)
        edges.whole_words(where, rim, around, block.text, block.suspects)
    return found
