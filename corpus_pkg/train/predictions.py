"""What a model predicted, as it was read from a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document


class UnplacedPrediction(NamedTuple):
    """Something that was predicted and is not an annotation, since its words were not placed in the text."""

    document: str
    """The document's id."""
    layer: str
    """The layer."""
    quote: str
    """The words."""
    message: str
    """Why."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a model predicted."""

    corpus: Corpus
    """The documents that it predicted something of, with what it predicted and the sentences they have."""
    layers: tuple[str, ...]
    """The layers that it predicted something of."""
    unplaced: tuple[UnplacedPrediction, ...]
    """What no record was made from, such as quotes that are not in the text."""
    notes: tuple[str, ...] = ()
    """What was passed over in the file, or may not be meant, in words."""


Predicted: TypeAlias = Iterable[Document] | Predictions
"""What is compared with gold annotations: documents with what was predicted, or what was read of a file."""
