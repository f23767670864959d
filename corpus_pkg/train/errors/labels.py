"""The errors of stance: of what `score` counts as attributed stances, and of documents' labels."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import DOCUMENT_STANCE, STANCE
from corpus_pkg.layers.labels import DocumentStanceLabel
from corpus_pkg.train.errors.wrong import Kind, Wrong, sentence_at
from corpus_pkg.train.scoring.stance import attributed

Outcome = tuple[Kind | None, Any, Any]
"""A kind, None where it is right, with the gold and the predicted record."""


def stance_outcomes(gold: Document, predicted: Document) -> list[Outcome]:
    """Return what became of each gold and each predicted stance: each is in one outcome.

    What is right is what `score` counts as `attributed`. Of the rest, stances are matched that differ in one
    thing: the label, then the holder, then the sentence.
    """
    steps: tuple[tuple[Kind | None, Callable[[Any], Any]], ...] = (
        (None, lambda key: key),
        (Kind.TYPE, lambda key: (key[0], key[1], key[2])),
        (Kind.LINK, lambda key: (key[0], key[2], key[3])),
        (Kind.SENTENCE, lambda key: (key[1], key[2], key[3])),
    )
    return _matched(attributed(gold, gold), attributed(gold, predicted), steps)


def document_outcomes(gold: Document, predicted: Document) -> list[Outcome]:
    """Return what became of each gold and each predicted label of a document's targets.

    As in `score`, a target without a predicted label has the label `none`: where the gold label is that,
    it is right, and predicted.
    """
    steps: tuple[tuple[Kind | None, Callable[[Any], Any]], ...] = (
        (None, lambda key: key),
        (Kind.TYPE, lambda key: key[0]),
    )
    true, said = ({(s.target, s.label): s for s in side.document_stance} for side in (gold, predicted))
    labelled = {target for target, _ in said}
    said |= {
        key: one
        for key, one in true.items()
        if one.label is DocumentStanceLabel.NONE and one.target not in labelled
    }
    return _matched(true, said, steps)


def _matched(true: Mapping[Any, Any], said: Mapping[Any, Any], steps: Any) -> list[Outcome]:
    left, waiting = dict(true), dict(said)
    found: list[Outcome] = []
    for kind, part in steps:
        places: dict[Any, list[Any]] = {}
        for key in waiting:
            places.setdefault(part(key), []).append(key)
        found += [
            (kind, left.pop(key), waiting.pop(others.pop(0)))
            for key in list(left)
            if (others := places.get(part(key)))
        ]
    found += [(Kind.MISSED, record, None) for record in left.values()]
    found += [(Kind.SPURIOUS, None, record) for record in waiting.values()]
    return found


def label_errors(gold: Document, found: list[Outcome], layer: str) -> Iterator[Wrong]:
    """Yield the errors of a layer of stances in one document."""
    fields = {Kind.LINK: "holder"}
    for kind, true, said in found:
        if kind is None:
            continue
        one = true or said
        yield Wrong(
            kind=kind,
            layer=layer,
            document=gold.id,
            sentence=None if layer == DOCUMENT_STANCE.name else sentence_at(gold, one.start),
            type=str(one.label),
            predicted_type=None if said is None else str(said.label),
            field=fields.get(kind),
            gold=true,
            predicted=said,
        )


OUTCOMES: dict[str, Callable[[Document, Document], list[Outcome]]] = {
    STANCE.name: stance_outcomes,
    DOCUMENT_STANCE.name: document_outcomes,
}
"""What finds the outcomes of each layer without spans of its own."""
