"""The way back: a document's layers as the lines of a draft."""

from typing import Any

from corpus_pkg.annotate.drafts.locate import occurrences
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import Claim
from corpus_pkg.layers.claims import CARRIERS
from corpus_pkg.layers.labels import SegmentKind

Lines = list[tuple[int, dict[str, Any]]]


def number(text: str, span: Any, start: int, end: int) -> int:
    """Which occurrence of its words a span is, in a stretch of text, from 1."""
    return occurrences(text, span.text, start, end).index(span.start) + 1


def nested_draft(document: Document) -> Lines:
    """Return a draft with segment and sentence lines."""
    lines: list[dict[str, Any]] = []
    for segment in document.segments:
        if segment.kind == SegmentKind.BOILERPLATE:
            lines.append({"segment": "boilerplate", "quote": segment.text})
            continue
        lines.append({"segment": segment.kind})
        for sentence in document.sentences:
            if sentence.segment == segment.id:
                lines.append({"sentence": sentence.text})
                lines += _annotations(document, sentence.start, sentence.end)
    labels = {stance.target: stance.label.value for stance in document.document_stance}
    return list(enumerate([*lines, {"document_stance": labels}], 1))


def flat_draft(document: Document) -> Lines:
    """Return a draft without segment and sentence lines."""
    return list(enumerate(_annotations(document, 0, len(document.text)), 1))


def _annotations(document: Document, start: int, end: int) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []

    def fields(record: Any, kind: str, *left_out: str) -> dict[str, Any]:
        n = number(document.text, record, start, end)
        names = {"id", "start", "end", "text", *left_out}
        return {kind: record.text, "n": n} | {
            k: v for k, v in record.model_dump(mode="json").items() if k not in names
        }

    entities = [entity for entity in document.entities if start <= entity.start < end]
    lines += [fields(entity, "entity", "entity") | {"id": entity.entity} for entity in entities]
    dates = [date for date in document.dates if start <= date.start < end]
    lines += [fields(date, "date") | {"key": date.id} for date in dates]
    for figure in document.figures:
        if start <= figure.start < end:
            line = fields(figure, "figure", "subject")
            if figure.subject is not None:
                sentence = document.sentence_of(figure)
                assert sentence is not None
                n = number(document.text, figure.subject, sentence.start, sentence.end)
                line |= {"subject": figure.subject.text, "subject_n": n}
            lines.append(line)
    for stance in document.stance:
        if start <= stance.start < end:
            line = {"stance": stance.label.value, "holder": stance.holder, "target": stance.target}
            line |= {"basis": stance.basis and stance.basis.value, "note": stance.note}
            if start == 0 and end == len(document.text):
                line |= {"in": stance.text, "n": number(document.text, stance, start, end)}
            lines.append(line)
    lines += [_claim(document, claim, start, end) for claim in document.claims if start <= claim.start < end]
    return lines


def _claim(document: Document, claim: Claim, start: int, end: int) -> dict[str, Any]:
    """Return the line of a claim whose antecedent is the nearest of its words."""
    answer = ("value", "value_min", "value_max", "unit", "modifier")
    line = claim.model_dump(mode="json", exclude={"id", "start", "end", "text", "entities", *answer})
    line = {"claim": claim.text, "n": number(document.text, claim, start, end), **line}
    line["value"] = claim.value
    if claim.entities:
        line["value"] = list(claim.entities)
    elif claim.modifier is not None:
        line["value"] = claim.model_dump(mode="json", include=set(answer))
    carriers = [
        next(record for layer in CARRIERS for record in document.layer(layer) if record.id == id_)
        for id_ in claim.carriers
    ]
    sentence = document.sentence_of(claim)
    assert sentence is not None
    line["carriers"] = []
    for carrier in carriers:
        within = claim if claim.start <= carrier.start and carrier.end <= claim.end else sentence
        n = number(document.text, carrier, within.start, within.end)
        line["carriers"].append({"quote": carrier.text, "n": n})
    line["antecedent"] = claim.antecedent and claim.antecedent.text
    return line
