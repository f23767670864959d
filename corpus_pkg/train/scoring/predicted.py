"""Documents with what a model predicted in place of their own annotations, ready to be scored."""

from collections.abc import Iterable, Mapping

from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Entity, Stance
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import ENTITIES, STANCE, annotation_id
from corpus_pkg.layers.labels import StanceBasis, StanceLabel
from corpus_pkg.values.ids import AUTHOR

UNLINKED = "unlinked"
"""The entity of predicted names that are not linked."""


def any_linked(document: Document) -> bool:
    """Return True if a predicted name of a document is linked."""
    return any(name.entity != UNLINKED for name in document.entities)


def with_names(document: Document, names: Iterable[tuple[int, int, str]]) -> Document:
    """Return a document whose entities are predicted ones.

    Args:
        document: The document.
        names: First offset, offset after the last character, and type; each span once.
    """
    entities = [
        Entity(
            id=annotation_id(ENTITIES.name, start, end),
            start=start,
            end=end,
            text=document.text[start:end],
            type=type_,
            entity=UNLINKED,
        )
        for start, end, type_ in names
    ]
    return document.model_copy(update={"entities": tuple(in_order(ENTITIES.name, entities))})


def with_stance(document: Document, labels: Mapping[tuple[str, str], str]) -> Document:
    """Return a document whose stances are predicted ones of its author.

    Args:
        document: The document.
        labels: By sentence id and target: `favor`, `against`, `mixed`, or `none`.
    """
    stances = []
    for (sentence_id, target), label in labels.items():
        sentence = document[sentence_id]
        id_ = annotation_id(STANCE.name, sentence.start, sentence.end, holder=AUTHOR, target=target)
        stances.append(
            Stance(
                id=id_,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                sentence=sentence_id,
                holder=AUTHOR,
                target=target,
                label=StanceLabel(label),
                basis=None if label == StanceLabel.NONE else StanceBasis.STATEMENT,
            )
        )
    return document.model_copy(update={"stance": tuple(in_order(STANCE.name, stances))})
