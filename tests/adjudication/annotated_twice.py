"""Two or three annotations of the same texts, as different as can be."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import (
    DOCUMENT_STANCE,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    SPECS,
    STANCE,
    annotation_id,
    labels,
)
from tests.strategies import corpora

Documents = dict[str, Document]


def _changed(draw: DrawFn, document: Document, layer: str, record: Any) -> Any:
    """Return a record with another note, label or span."""
    if layer == DOCUMENT_STANCE.name:
        return record.model_copy(update={"label": draw(st.sampled_from(labels.DocumentStanceLabel))})
    if layer == STANCE.name:
        return record.model_copy(
            update={
                "label": draw(st.sampled_from(("favor", "against", "mixed")).map(labels.StanceLabel)),
                "basis": draw(st.sampled_from(("statement", "framing")).map(labels.StanceBasis)),
            }
        )
    if layer in (SEGMENTS.name, SENTENCES.name) or draw(st.booleans()):
        start = draw(st.integers(record.start, record.end - 1))
        end = draw(st.integers(start + 1, min(record.end + 3, len(document.text))))
        named = {name: getattr(record, name) for name in SPECS[layer].in_id}
        identity = annotation_id(layer, start, end, **named)
        return record.model_copy(
            update={"id": identity, "start": start, "end": end, "text": document.text[start:end]}
        )
    return record.model_copy(update={"note": draw(st.sampled_from(("another note", "a third")))})


def _variant(draw: DrawFn, document: Document) -> Document:
    """Return a document with some records left out and some changed."""
    layers: dict[str, Any] = {}
    for layer in LAYER_NAMES:
        kept: dict[str, Any] = {}
        for record in document.layer(layer):
            fate = draw(st.sampled_from(("keep", "keep", "drop", "change")))
            if fate == "drop":
                continue
            made = _changed(draw, document, layer, record) if fate == "change" else record
            kept.setdefault(getattr(made, "id", None) or made.target, made)
        name = "document_stance" if layer == DOCUMENT_STANCE.name else layer
        layers[name] = tuple(in_order(layer, kept.values()))
    return document.model_copy(update=layers)


@st.composite
def annotated(draw: DrawFn, times: int = 2) -> tuple[Corpus, list[Documents]]:
    """A corpus, and several annotations of its documents."""
    corpus = draw(corpora(min_documents=1, max_documents=2, max_segments=2))
    return corpus, [{document.id: _variant(draw, document) for document in corpus} for _ in range(times)]
