"""The nets of the rules in `corpus_pkg.checks.whole`, for many documents at once."""

from typing import Any, Final

import numpy
import pyarrow.compute as compute

from corpus_pkg.build.fast.block import METADATA, Block
from corpus_pkg.build.fast.flat import are_true, indices
from corpus_pkg.build.fast.labels import members, places
from corpus_pkg.checks.whole import is_consistent_with
from corpus_pkg.layers.labels import DocumentStanceLabel, FigureChange, SegmentKind, StanceLabel
from corpus_pkg.values.ids import AUTHOR

_NEVER: Final = numpy.iinfo("i8").min
_ALWAYS: Final = numpy.iinfo("i8").max


def titles(block: Block) -> None:
    """Suspect documents with several title segments, or with one that is not letter by letter the title."""
    outer = block.found["segments"].layer
    at = numpy.flatnonzero(block.are_kind(SegmentKind.TITLE))
    if not len(at):
        return
    doc = outer.doc[at]
    title = block.batch.column("metadata").field("title").take(indices(doc))
    same = are_true(compute.equal(outer.field("text").take(indices(at)), title))
    block.suspects.places(doc, ~same)
    block.suspects.places(doc[1:], doc[1:] == doc[:-1])


def published(block: Block) -> None:
    """Suspect documents from after today, and those before a date of the text that may be past in it.

    That is any later date with its year but a year alone that no figure holds at and no caption has.
    """
    which, values = block.layers[METADATA].codes("date")
    days = [None if value is None else block.known.published(value) for value in values]
    block.suspects.flags |= numpy.array([day is None for day in days])[which]
    if not len(block.found["dates"].layer) or block.suspects.flags.all():
        return
    last = numpy.array([_ALWAYS if day is None or day.last is None else day.last for day in days])[which]
    stated = numpy.array([_NEVER if day is None or day.stated is None else day.stated for day in block.days])
    found = block.found["dates"]
    doc = found.layer.doc
    later = numpy.flatnonzero(stated[block.day_codes] > last[doc])
    later = later[~block.suspects.flags[doc[later]]]
    if not len(later):
        return
    exact = numpy.array([day is not None and day.is_exact for day in block.days])
    captions = block.are_kind(SegmentKind.CAPTION)
    past = exact[block.day_codes] | captions[found.segment.index]
    past[_counted(block)] = True
    block.suspects.places(doc[later], past[later])


def _counted(block: Block) -> Any:
    """Return the places of the dates at which figures hold that are not targets."""
    figures = block.found["figures"].layer
    if not len(figures):
        return numpy.zeros(0, dtype="i8")
    target = places(figures.codes("change"), members(FigureChange.TARGET)) >= 0
    return block.figure_dates[~target & (block.figure_dates >= 0)]


def overall_stances(block: Block) -> None:
    """Suspect documents with an overall label that goes with none of the author's sentences on the target."""
    found, overall = block.found["stance"].layer, block.found["document_stance"].layer
    count = block.names.target_count
    if not len(found) or not count:
        return
    by_author = numpy.flatnonzero(places(found.codes("holder"), members(AUTHOR)) >= 0)
    by_author = by_author[~block.suspects.flags[found.doc[by_author]]]
    if not len(by_author):
        return
    target = places(found.codes("target"), block.names.targets)[by_author]
    label = places(found.codes("label"), members(*StanceLabel))[by_author]
    pairs = found.doc[by_author] * numpy.int64(count) + target
    # The sides that the author takes on each target in each document, as flags.
    taken = numpy.zeros((len(block.text.counts) * count, len(StanceLabel)), dtype=bool)
    taken[pairs, label] = True
    sides = taken @ (1 << numpy.arange(len(StanceLabel)))
    # A document that isn't suspected has every target once, in their order.
    labels = places(overall.codes("label"), members(*DocumentStanceLabel))
    first = overall.ends - numpy.diff(overall.ends, prepend=0)
    own = labels[(first[found.doc[by_author]] + target).clip(0, len(labels) - 1)]
    block.suspects.places(found.doc[by_author], ~_FITS[own, sides[pairs]])


def _fits() -> Any:
    """Return for each overall label and each set of sides whether the one goes with the other."""
    sides = list(StanceLabel)
    return numpy.array(
        [
            [is_consistent_with(label, {side for at, side in enumerate(sides) if bits >> at & 1})
             for bits in range(1 << len(sides))]
            for label in DocumentStanceLabel
        ]
    )  # fmt: skip


_FITS: Final = _fits()

NETS: Final = (titles, published, overall_stances)
"""What is asked of documents when all their layers and metadata are done."""
