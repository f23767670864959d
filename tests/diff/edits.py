"""Corpora that are edits of others: texts with words put in and taken out, records changed and shuffled."""

import hashlib
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Span
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, SPAN_LAYERS, SPECS, STANCE, annotation_id
from tests.strategies import corpora


def with_layer(document: Document, layer: str, records: Any) -> Document:
    name = "document_stance" if layer == DOCUMENT_STANCE.name else layer
    changes: dict[str, Any] = {name: tuple(records)}
    return document.model_copy(update=changes)


def shifted(document: Document, prefix: str) -> Document:
    """Return a document whose text has more before it, and its annotations moved along."""
    by = len(prefix)
    for layer in SPAN_LAYERS:
        document = with_layer(document, layer, [_shifted(layer, r, by) for r in document.layer(layer)])
    text = prefix + document.text
    data = text.encode()
    metadata = document.metadata.model_copy(
        update={"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "characters": len(text)}
    )
    return document.model_copy(update={"text": text, "metadata": metadata})


def _shifted(layer: str, record: Any, by: int) -> Any:
    changes: dict[str, Any] = {"start": record.start + by, "end": record.end + by}
    spec = SPECS[layer]
    for name in spec.refs:
        if (value := getattr(record, name)) not in (None, "document"):
            changes[name] = _moved(value, by)
    for name in spec.many_refs:
        changes[name] = tuple(_moved(value, by) for value in getattr(record, name))
    for name in spec.spans:
        if (s := getattr(record, name)) is not None:
            changes[name] = Span(start=s.start + by, end=s.end + by, text=s.text)
    names = {name: getattr(record, name) for name in spec.in_id}
    return record.model_copy(
        update={"id": annotation_id(layer, changes["start"], changes["end"], **names), **changes}
    )


def _moved(id_: str, by: int) -> str:
    kind, start, end = id_.split("-")
    return f"{kind}-{int(start) + by}-{int(end) + by}"


@st.composite
def edited(draw: DrawFn, corpus: Corpus) -> Corpus:
    """Corpora that were made from another by edits, valid or not."""
    documents = [draw(_edited_document(document)) for document in corpus if draw(st.integers(0, 5))]
    if draw(st.booleans()):
        documents += [d for d in draw(corpora(max_documents=1)) if d.id not in {d.id for d in documents}]
    registry = {
        name: entry.model_copy(update={"name": entry.name + draw(st.sampled_from(("", "", "x")))})
        for name, entry in draw(st.permutations(list(corpus.registry.items())))
        if draw(st.integers(0, 3))
    }
    targets = dict(draw(st.permutations(list(corpus.targets.items()))))
    topics = dict(draw(st.permutations(list(corpus.topics.items()))))
    return Corpus(draw(st.permutations(documents)), registry, targets, topics=topics)


@st.composite
def _edited_document(draw: DrawFn, document: Document) -> Document:
    if draw(st.booleans()):
        document = shifted(document, draw(st.sampled_from(("A ", "Words before it all. ", "\n"))))
    if draw(st.integers(0, 3)) == 0:
        document = document.model_copy(update={"id": f"{document.id}-2"})
    layer = draw(st.sampled_from(LAYER_NAMES))
    records = list(document.layer(layer))
    for number in reversed(range(len(records))):
        what = draw(st.sampled_from(("keep", "keep", "drop", "twice", "note", "longer")))
        record = records[number]
        if what == "drop":
            del records[number]
        elif what == "twice":
            records.insert(number, record)
        elif what == "note" and hasattr(record, "note"):
            records[number] = record.model_copy(update={"note": "another"})
        elif what == "longer" and hasattr(record, "end") and layer != STANCE.name:
            end = record.end + 1
            text = f"{record.text}x"
            names = {name: getattr(record, name) for name in SPECS[layer].in_id}
            identity = annotation_id(layer, record.start, end, **names)
            records[number] = record.model_copy(update={"id": identity, "end": end, "text": text})
    if draw(st.integers(0, 4)) == 0:
        records = draw(st.permutations(records))
    return with_layer(document, layer, records)
