"""The rules on claims, for many documents at once."""

from typing import Any

import numpy

from corpus_pkg.build.fast.block import Block, label, places_of
from corpus_pkg.build.fast.flat import LayerColumn, codes, elements, indices, valid
from corpus_pkg.build.fast.known import ANSWER, CARRIED
from corpus_pkg.build.fast.labels import places
from corpus_pkg.layers.claims import ClaimModality
from corpus_pkg.values.ids import AUTHOR


def claims(block: Block) -> None:
    """Check the claims; the layers of what carries their values are done."""
    found = block.found["claims"]
    layer, suspects = found.layer, block.suspects
    label(block, layer, "modality", ClaimModality)
    suspects.nulls(layer, "presupposed", "via", "entities", "carriers")
    suspects.records(layer, ~found.sentence.holds)
    suspects.records(layer, places(layer.codes("topic"), block.names.topics) < 0)
    _asserters(block, layer)
    record, answers = elements(layer, "entities")
    which = places(codes(answers), block.names.entities)
    suspects.places(layer.doc[record], (which < 0) | _repeated(record, which))
    carriers = _carriers(block, layer)
    if len(layer):
        _answers(block, layer, carriers)


def _asserters(block: Block, layer: LayerColumn) -> None:
    """Suspect documents with a claim of someone unknown, or with one between that is none."""
    asserter = places(layer.codes("asserter"), block.names.asserters)
    block.suspects.records(layer, asserter < 0)
    record, between = elements(layer, "via")
    which = places(codes(between), block.names.asserters)
    wrong = (which < 0) | (which == asserter[record]) | (which == block.names.asserters[AUTHOR])
    block.suspects.places(layer.doc[record], wrong)


def _repeated(record: Any, which: Any) -> Any:
    """Return which elements of lists are in their list before, as booleans."""
    pairs = record * numpy.int64(which.max(initial=0) + 2) + which
    _, first = numpy.unique(pairs, return_index=True)
    repeated = numpy.ones(len(pairs), dtype=bool)
    repeated[first] = False
    return repeated


def _carriers(block: Block, layer: LayerColumn) -> list[tuple[tuple[str, tuple[Any, ...]], ...]]:
    """Return what carries the value of each claim: for each annotation its layer and its fields.

    Documents are suspected in which it is none of the claim's sentence, or is named twice.
    """
    carried: list[tuple[tuple[str, tuple[Any, ...]], ...]] = [()] * len(layer)
    record, ids = elements(layer, "carriers")
    if not len(record):
        return carried
    doc, sentence = layer.doc[record], block.found["claims"].sentence.index[record]
    known = numpy.zeros(len(record), dtype=bool)
    for name, fields in CARRIED.items():
        found = block.found[name]
        at = places_of(found.layer, doc, ids)
        mine = numpy.flatnonzero(at >= 0)
        if not len(mine):
            continue
        inside = found.sentence.holds[at[mine]] & (found.sentence.index[at[mine]] == sentence[mine])
        known[mine] = inside & ~_repeated(record[mine], at[mine])
        columns = [found.layer.field(field).take(indices(at[mine])).to_pylist() for field in fields]
        for place, row in zip(record[mine].tolist(), zip(*columns, strict=True), strict=True):
            carried[place] = (*carried[place], (name, row))
    block.suspects.places(doc, ~known)
    return carried


def _answers(
    block: Block, layer: LayerColumn, carriers: list[tuple[tuple[str, tuple[Any, ...]], ...]]
) -> None:
    """Suspect documents with an answer that does not fit its topic or carriers, or that is given twice."""
    suspects = block.suspects
    columns = [layer.field(name).to_pylist() for name in (*ANSWER, "asserter", "modality")]
    sentences = block.found["claims"].sentence.index.tolist()
    lists = valid(layer.field("entities"))
    at = ANSWER.index("entities")
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(zip(*columns, strict=True)):
        doc = layer.doc[place]
        if suspects.flags[doc] or not lists[place]:
            continue
        plain = (*row[:at], tuple(row[at]), *row[at + 1 :])
        answer, (asserter, modality) = plain[: len(ANSWER)], plain[len(ANSWER) :]
        # Two claims that differ in `extent` or `time` alone say the same.
        said = (sentences[place], *answer[: at + 1], asserter, modality)
        if said in seen or not block.known.claim(answer, carriers[place]):
            suspects.flags[doc] = True
        seen.add(said)
