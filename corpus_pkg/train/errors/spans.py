"""The errors of layers of spans: those that are left over by the matchings that `score` counts."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import SPECS
from corpus_pkg.train.errors.wrong import Kind, Wrong, sentence_at
from corpus_pkg.train.scoring.lines import marks_of
from corpus_pkg.train.scoring.marks import Mark, Pair, match
from corpus_pkg.train.scoring.spans import CRITERIA
from corpus_pkg.train.scoring.values import ATTRIBUTES, LINKING

Outcome = tuple[Kind | None, Mark | None, Mark | None]
"""A kind, None where it is right, with the gold and the predicted annotation."""


def outcomes(gold: Document, predicted: Document, layer: str) -> list[Outcome]:
    """Return what became of each gold and each predicted annotation of a layer: each is in one outcome.

    Spans that are the same are matched first, as `boundary` matches them; of these the ones of one type are
    those that `strict` matches. Of what is left, spans that share a character are matched, those of one type
    first, and then the same words with the same type in different sentences.
    """
    left, said = marks_of(gold, gold, layer), marks_of(gold, predicted, layer)
    found: list[Outcome] = []
    for criterion in ("boundary", "type", "overlap"):
        pairs = match(left, said, CRITERIA[criterion])
        found += [(_kind(pair), *pair) for pair in pairs]
        left, said = _without(left, [p.gold for p in pairs]), _without(said, [p.predicted for p in pairs])
    moved = _moved(left, said)
    found += [(Kind.SENTENCE, *pair) for pair in moved]
    found += [(Kind.MISSED, mark, None) for mark in _without(left, [pair.gold for pair in moved])]
    found += [(Kind.SPURIOUS, None, mark) for mark in _without(said, [pair.predicted for pair in moved])]
    return found


def _kind(pair: Pair) -> Kind | None:
    gold, predicted = pair
    same_type = gold.type == predicted.type
    if gold.same_span(predicted):
        return None if same_type else Kind.TYPE
    return Kind.BOUNDARY if same_type else Kind.BOUNDARY_AND_TYPE


def _without(marks: Sequence[Mark], taken: Sequence[Mark]) -> list[Mark]:
    ids = {id(mark) for mark in taken}
    return [mark for mark in marks if id(mark) not in ids]


def _moved(left: Sequence[Mark], said: Sequence[Mark]) -> list[Pair]:
    """Return pairs of the same words and type in different sentences, in reading order."""
    waiting: dict[tuple[str, str], list[Mark]] = {}
    for mark in said:
        waiting.setdefault((mark.record.text, mark.type), []).append(mark)
    pairs = []
    for mark in left:
        others = waiting.get((mark.record.text, mark.type), [])
        at = next((place for place, one in enumerate(others) if one.unit != mark.unit), None)
        if at is not None:
            pairs.append(Pair(mark, others.pop(at)))
    return pairs


def span_errors(gold: Document, found: Sequence[Outcome], layer: str) -> Iterator[Wrong]:
    """Yield the errors of a layer in one document: of its spans, and of fields where the span is right."""
    for kind, true, said in found:
        if kind is not None:
            yield _wrong(gold, layer, kind, true, said)
    attributes, _ = ATTRIBUTES[layer]
    label = SPECS[layer].label
    for kind, true, said in found:
        if kind not in (None, Kind.TYPE) or true is None or said is None:
            continue
        for name, equal in attributes.items():
            # The type is an error of its own, and what is made of two fields is two errors.
            if name == label or name not in SPECS[layer].field_types or equal(true.record, said.record):
                continue
            yield _wrong(gold, layer, _kind_of_field(name), true, said, name)


def _kind_of_field(name: str) -> Kind:
    return Kind.LINK if name in LINKING else Kind.UNIT if name == "unit" else Kind.VALUE


def _wrong(
    gold: Document, layer: str, kind: Kind, true: Mark | None, said: Mark | None, field: str | None = None
) -> Wrong:
    one: Any = true or said
    typed = SPECS[layer].label is not None
    return Wrong(
        kind=kind,
        layer=layer,
        document=gold.id,
        sentence=sentence_at(gold, one.start),
        type=one.type if typed else None,
        predicted_type=said.type if typed and said is not None else None,
        field=field,
        gold=true and true.record,
        predicted=said and said.record,
    )
