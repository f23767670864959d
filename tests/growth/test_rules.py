"""The rules take time in proportion to the records, however these overlap, nest and refer to each other."""

import json
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from math import isqrt
from typing import Any

import pytest

from corpus_pkg.build.sources import short_names
from corpus_pkg.checks.provenance import decision_problems
from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Entity, Evidence, Figure, Segment, Sentence
from corpus_pkg.corpus.parse import MAX_MESSAGES, explain
from corpus_pkg.layers import labels
from tests.growth.growing import assert_linear
from tests.strategies import metadata_of

FIELDS = ("id", "start", "end", "text", "type", "entity")


class Maker:
    """Makes documents of many records."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, prefix: str, start: int, end: int) -> dict[str, Any]:
        return {"id": f"{prefix}-{start}-{end}", "start": start, "end": end, "text": self.text[start:end]}

    def segment(self, start: int, end: int, kind: str = "paragraph") -> Segment:
        return Segment.model_construct(**self.span("seg", start, end), kind=labels.SegmentKind(kind))

    def sentence(self, start: int, end: int) -> Sentence:
        return Sentence.model_construct(**self.span("sen", start, end), segment=f"seg-0-{len(self.text)}")

    def entity(self, start: int, end: int, entity: str = "chile") -> Entity:
        return Entity.model_construct(
            **self.span("ent", start, end), type=labels.EntityType.GPE, entity=entity
        )

    def date(self, start: int, end: int, anchor: str | None = None) -> Date:
        return Date.model_construct(
            **self.span("dat", start, end), type=labels.DateType.DATE, value="2024", anchor=anchor
        )

    def figure(self, start: int, end: int) -> Figure:
        return Figure.model_construct(
            **self.span("fig", start, end),
            kind=labels.FigureKind.COUNT,
            value=Decimal(1),
            modifier=labels.FigureModifier.EXACT,
            change=labels.FigureChange.LEVEL,
        )

    def document(self, **layers: Any) -> Document:
        end = len(self.text)
        whole: dict[str, Any] = {"segments": [self.segment(0, end)], "sentences": [self.sentence(0, end)]}
        made = {name: tuple(records) for name, records in (whole | layers).items()}
        metadata: Any = metadata_of("a", self.text)
        return Document.model_construct(**{"id": "a", "text": self.text, "metadata": metadata, **made})


def chained_anchors(n: int) -> Document:
    make = Maker("1 " * n + "1")
    dates = [make.date(2 * i, 2 * i + 1, f"dat-{2 * i + 2}-{2 * i + 3}") for i in range(n)]
    return make.document(dates=dates)


def anchors_into_one_circle(n: int) -> Document:
    make = Maker("1 " * n + "1")
    starts = [2 * i for i in range(n)]
    after = [*starts[1:], 0]
    dates = [
        make.date(at, at + 1, f"dat-{next_}-{next_ + 1}") for at, next_ in zip(starts, after, strict=True)
    ]
    return make.document(dates=dates)


def evidence(n: int) -> Document:
    make = Maker("A.")
    entries = tuple(
        Evidence.model_construct(
            field=f"field-{i}", inferred=False, confidence=labels.Confidence.HIGH, basis="it says so"
        )
        for i in range(n)
    )
    return Document.model_construct(
        id="a", text=make.text, metadata=metadata_of("a", make.text, evidence=entries)
    )


def one_name_again_and_again(n: int) -> Document:
    make = Maker("Chile grew.")
    return make.document(entities=[make.entity(0, 5, f"chile-{i}") for i in range(n)])


def names_that_cross(n: int) -> Document:
    side = isqrt(n)
    make = Maker("A" * 2 * side)
    return make.document(entities=[make.entity(i % side, side + i // side, f"a-{i}") for i in range(n)])


def figures_among_dates_and_names(n: int) -> Document:
    make = Maker("1 A 1 " * n)
    return make.document(
        figures=[make.figure(6 * i, 6 * i + 1) for i in range(n)],
        entities=[make.entity(6 * i + 2, 6 * i + 3) for i in range(n)],
        dates=[make.date(6 * i + 4, 6 * i + 5) for i in range(n)],
    )


def figures_that_are_dates(n: int) -> Document:
    make = Maker("1")
    return make.document(figures=[make.figure(0, 1)] * n, dates=[make.date(0, 1)] * n)


def boilerplate(n: int) -> Document:
    make = Maker("a\n" * n + "A " * n)
    segments = [make.segment(2 * i, 2 * i + 1, "boilerplate") for i in range(n)]
    entities = [make.entity(2 * (n + i), 2 * (n + i) + 1) for i in range(n)]
    return make.document(segments=[*segments, make.segment(2 * n, 4 * n)], sentences=[], entities=entities)


def segments_and_sentences_again_and_again(n: int) -> Document:
    make = Maker("A.")
    return make.document(segments=[make.segment(0, 2)] * n, sentences=[make.sentence(0, 1)] * n)


def possessives(n: int) -> Document:
    make = Maker("A's " * n)
    return make.document(entities=[make.entity(4 * i, 4 * i + 1) for i in range(n)])


def flags(n: int) -> Document:
    make = Maker("🇦" * 2 * n)
    return make.document(entities=[make.entity(2 * i, 2 * i + 1) for i in range(n)])


CASES = (
    chained_anchors,
    anchors_into_one_circle,
    evidence,
    one_name_again_and_again,
    names_that_cross,
    figures_among_dates_and_names,
    figures_that_are_dates,
    boilerplate,
    segments_and_sentences_again_and_again,
    possessives,
    flags,
)


@pytest.mark.parametrize("most", [1_600, pytest.param(8_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("make", CASES)
def test_growth_of_the_rules(make: Callable[[int], Document], most: int) -> None:
    assert_linear(lambda document: check_document(document, {}, {}), make, first=most // 16, most=most)


def test_a_record_of_nothing_but_faults_takes_little_memory() -> None:
    def peak(items: int) -> int:
        line = json.dumps({"segments": [1] * items}).encode()
        value = json.loads(line)
        tracemalloc.start()
        assert len(explain(Document, value)) == MAX_MESSAGES + 1
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    explain(Document, {})  # imports
    assert peak(200_000) < 2 * peak(20_000)


def test_growth_of_the_check_of_decisions() -> None:
    def made(n: int) -> tuple[Document, list[tuple[int, dict[str, Any]]]]:
        make = Maker("A " * n)
        entities = [make.entity(2 * i, 2 * i + 1) for i in range(n)]
        decisions = [
            (
                i + 1,
                {
                    "id": f"a/{entity.id}",
                    "document": "a",
                    "layer": "entities",
                    "decision": "x",
                    "proposals": {"x": {name: getattr(entity, name) for name in FIELDS}},
                },
            )
            for i, entity in enumerate(entities)
        ]
        return make.document(entities=entities), decisions

    def work(given: tuple[Document, list[tuple[int, dict[str, Any]]]]) -> None:
        document, decisions = given
        assert not list(decision_problems(decisions, document))

    assert_linear(work, made, first=125, most=2_000)


def test_growth_with_the_number_of_sources() -> None:
    assert_linear(short_names, lambda n: [f"/a/{i}.jsonl" for i in range(n)], first=250, most=4_000)
