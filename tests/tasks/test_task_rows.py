"""What the rows of each task say, on documents made for it and on the corpus."""

from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import (
    Date,
    DocumentStance,
    Entity,
    Figure,
    RegistryEntry,
    Segment,
    Sentence,
    Span,
    Stance,
    Target,
)
from corpus_pkg.layers import annotation_id
from corpus_pkg.layers.labels import (
    DateType,
    DocumentStanceLabel,
    EntityType,
    FigureChange,
    FigureKind,
    FigureModifier,
    SegmentKind,
    StanceBasis,
    StanceLabel,
)
from corpus_pkg.train.tasks import (
    Reason,
    date_extraction,
    date_normalization,
    document_stance,
    entity_linking,
    figure_extraction,
    figure_frames,
    ner,
    nested_spans,
    stance_pairs,
    stance_reported,
)
from corpus_pkg.train.units import Unit
from tests.strategies import metadata_of

CORPUS = corpus_pkg.load()
TEXT = "Menu Oslo. Bank of Oslo grew 5% in 2024. Loans fell then. Oslo objects."
SENTENCES = ((5, 10), (11, 40), (41, 57), (58, 71))
REGISTRY = {
    "oslo": RegistryEntry(id="oslo", type=EntityType.GPE, name="Oslo"),
    "norway": RegistryEntry(id="norway", type=EntityType.GPE, name="Norway"),
    "bank-of-oslo": RegistryEntry(id="bank-of-oslo", type=EntityType.ORG, name="Bank of Oslo"),
}
TARGETS = {
    "norway": Target(id="norway", description="the state", target_entities=("norway",)),
    "banks": Target(id="banks", description="banking", target_entities=("bank-of-oslo",)),
}


def span(layer: str, start: int, end: int, **names: str) -> dict[str, Any]:
    id_ = annotation_id(layer, start, end, **names)
    return {"id": id_, "start": start, "end": end, "text": TEXT[start:end]}


def name(start: int, end: int, type_: EntityType, entity: str, stands_for: str | None = None) -> Entity:
    return Entity(**span("entities", start, end), type=type_, entity=entity, stands_for=stands_for)


def stance(number: int, holder: str, target: str, label: StanceLabel) -> Stance:
    start, end = SENTENCES[number]
    made = span("stance", start, end, holder=holder, target=target)
    sentence = f"sen-{start}-{end}"
    basis = None if label is StanceLabel.NONE else StanceBasis.STATEMENT
    return Stance(**made, sentence=sentence, holder=holder, target=target, label=label, basis=basis)


def document(id_: str = "a", **layers: Any) -> Document:
    segments = (Segment(**span("segments", 0, len(TEXT)), kind=SegmentKind.PARAGRAPH),)
    sentences = tuple(Sentence(**span("sentences", s, e), segment=segments[0].id) for s, e in SENTENCES)
    metadata = metadata_of(id_, TEXT)
    return Document(id=id_, text=TEXT, metadata=metadata, segments=segments, sentences=sentences, **layers)


def corpus(*documents: Document) -> Corpus:
    return Corpus(list(documents), REGISTRY, TARGETS)


OUTER, INNER = name(11, 23, EntityType.ORG, "bank-of-oslo"), name(19, 23, EntityType.GPE, "oslo")
CAPITAL = name(58, 62, EntityType.GPE, "oslo", "norway")
YEAR = Date(**span("dates", 35, 39), type=DateType.DATE, value="2024")
THEN = Date(**span("dates", 52, 56), type=DateType.DATE, value="2024", anchor=YEAR.id)


def figure(**changes: Any) -> Figure:
    values = {
        "kind": FigureKind.PERCENT,
        "value": "5",
        "unit": "%",
        "modifier": FigureModifier.EXACT,
        "change": FigureChange.INCREASE,
    }
    return Figure(**span("figures", 29, 31), **(values | changes))


def test_tags_hold_the_outermost_name_and_the_nested_one_is_reported_and_kept() -> None:
    view = ner(corpus(document(entities=(OUTER, INNER))))
    row = view[1]
    assert row.tokens[:5] == ("Bank", "of", "Oslo", "grew", "5")
    assert row.tags[:5] == ("B-ORG", "I-ORG", "I-ORG", "O", "O")
    assert [(n.text, n.start, n.end, n.first_token, n.last_token, n.depth) for n in row.nested] == [
        ("Oslo", 8, 12, 2, 3, 1)
    ]
    assert view.report == {"nested": 1}
    assert view.misfits[0].annotation == "ent-19-23"
    assert row.tags[0] in list(view.labels["tags"])


def test_all_names_are_in_the_view_of_nested_spans() -> None:
    names = nested_spans(corpus(document(entities=(OUTER, INNER))))[1].names
    assert [(n.text, n.depth, n.first_token, n.last_token) for n in names] == [
        ("Bank of Oslo", 0, 0, 3),
        ("Oslo", 1, 2, 3),
    ]


def test_an_edge_inside_a_token_is_reported_and_not_tagged() -> None:
    made = corpus(document(entities=(CAPITAL,)))
    tagged = ner(made, tokenizer=lambda text: [(0, len(text))])
    assert [row.tags for row in tagged] == [("O",)] * 4
    spans = nested_spans(made, tokenizer=lambda text: [(0, len(text))])
    assert spans[3].names[0].first_token is None
    assert tagged.report == spans.report == {"edge_inside_token": 1}


def test_rows_of_whole_documents_leave_out_the_tokens_of_boilerplate() -> None:
    row = ner(corpus(document(entities=(OUTER,))), unit="document", scheme="BILOU")[0]
    assert row.tokens[:3] == ("Oslo", ".", "Bank")
    assert row.tags[2:5] == ("B-ORG", "I-ORG", "L-ORG")
    assert (row.sentence, row.text) == (None, TEXT)


def test_candidates_come_from_names_and_from_other_documents_only() -> None:
    alone = entity_linking(corpus(document(entities=(OUTER, CAPITAL))))
    assert [row.candidates for row in alone] == [("bank-of-oslo",), ("oslo",)]
    other = name(5, 9, EntityType.GPE, "norway")
    both = entity_linking(corpus(document(entities=(CAPITAL,)), document("b", entities=(other,))))
    assert [(row.document, row.candidates) for row in both] == [("a", ("norway", "oslo")), ("b", ("oslo",))]
    assert both.report == {"not_a_candidate": 1}
    assert both[0].stands_for == "norway"
    assert both[0].context[both[0].start : both[0].end] == both[0].mention


def test_a_name_in_no_sentence_is_reported() -> None:
    outside = Entity(id="ent-0-4", start=0, end=4, text="Menu", type=EntityType.ORG, entity="oslo")
    for make in (ner, nested_spans, entity_linking):
        view = make(corpus(document(entities=(outside,))))
        assert view.report == {"outside_sentence": 1}


def test_dates_carry_what_they_are_reckoned_from() -> None:
    made = corpus(document(dates=(YEAR, THEN)))
    rows = date_normalization(made).records
    assert [(r.expression, r.value, r.anchor, r.anchor_value) for r in rows] == [
        ("2024", "2024", None, None),
        ("then", "2024", YEAR.id, "2024"),
    ]
    today = THEN.model_copy(update={"anchor": "document"})
    assert date_normalization(corpus(document(dates=(today,))))[0].anchor_value == "2025-08-28"
    assert [[d.text for d in row.dates] for row in date_extraction(made)] == [[], ["2024"], ["then"], []]
    assert len(date_extraction(made, unit="document")) == 1


@pytest.mark.parametrize("unit", ["sentence", "document"])
def test_a_date_is_where_its_offsets_say(unit: Unit) -> None:
    made = corpus(document(dates=(YEAR, THEN)))
    found = [
        (row.text[d.start : d.end], d.text) for row in date_extraction(made, unit=unit) for d in row.dates
    ]
    assert found == [("2024", "2024"), ("then", "then")]
    assert [row.context[row.start : row.end] for row in date_normalization(made)] == ["2024", "then"]


def test_a_frame_has_offsets_only_for_what_lies_in_its_sentence() -> None:
    inside = Span(start=11, end=23, text="Bank of Oslo")
    outside = Span(start=41, end=46, text="Loans")
    near = figure_frames(corpus(document(dates=(YEAR,), figures=(figure(subject=inside, date=YEAR.id),))))
    frame = near[0].frame
    assert (frame.subject, frame.subject_start, frame.subject_end) == ("Bank of Oslo", 0, 12)
    assert (frame.date, frame.date_value, frame.date_start, frame.date_end) == ("2024", "2024", 24, 28)
    assert near.report == {}
    far = figure_extraction(corpus(document(dates=(THEN,), figures=(figure(subject=outside, date=THEN.id),))))
    frame = far[1].figures[0]
    assert (frame.subject, frame.subject_start, frame.date, frame.date_start) == ("Loans", None, "then", None)
    assert far.report == {"subject_outside_sentence": 1, "date_outside_sentence": 1}
    assert [len(row.figures) for row in far] == [0, 1, 0, 0]


def test_a_pair_is_what_the_author_has_a_row_on_none_among_it_and_a_mention_is_not_enough() -> None:
    stances = (
        stance(1, "author", "norway", StanceLabel.NONE),
        stance(2, "author", "banks", StanceLabel.AGAINST),
    )
    view = stance_pairs(corpus(document(entities=(OUTER, INNER, CAPITAL), stance=stances)))
    assert [(r.sentence, r.target, r.label, r.basis) for r in view] == [
        (stances[0].sentence, "norway", StanceLabel.NONE, None),
        (stances[1].sentence, "banks", StanceLabel.AGAINST, StanceBasis.STATEMENT),
    ]


def test_the_authors_side_and_reported_sides_are_apart() -> None:
    stances = (
        stance(1, "author", "banks", StanceLabel.FAVOR),
        stance(1, "norway", "banks", StanceLabel.AGAINST),
        stance(2, "nobody", "norway", StanceLabel.FAVOR),
    )
    made = corpus(document(stance=stances))
    assert [(row.target, row.label) for row in stance_pairs(made)] == [("banks", StanceLabel.FAVOR)]
    assert [(row.holder, row.holder_name, row.target, row.label) for row in stance_reported(made)] == [
        ("norway", REGISTRY["norway"].name, "banks", StanceLabel.AGAINST),
        ("nobody", None, "norway", StanceLabel.FAVOR),
    ]


def test_unknown_targets_are_reported() -> None:
    stances = (stance(1, "author", "fish", StanceLabel.FAVOR),)
    overall = (
        DocumentStance(target="fish", label=DocumentStanceLabel.FAVOR),
        DocumentStance(target="banks", label=DocumentStanceLabel.NONE),
    )
    made = corpus(document(stance=stances, document_stance=overall))
    assert stance_reported(made).report == {}
    assert stance_pairs(made).report == {Reason.UNKNOWN_TARGET.value: 1}
    view = document_stance(made)
    assert view.report == {"unknown_target": 1}
    assert [(row.target, row.label) for row in view] == [("banks", DocumentStanceLabel.NONE)]


def test_the_corpus_fits_its_views_but_for_nesting_and_what_lies_in_other_sentences() -> None:
    assert set(ner(CORPUS).report) == {"nested"}
    assert nested_spans(CORPUS).report == {}
    assert date_normalization(CORPUS).report == {}
    assert len(date_normalization(CORPUS)) == sum(len(d.dates) for d in CORPUS)
    assert len(figure_frames(CORPUS)) == sum(len(d.figures) for d in CORPUS)
    assert len(entity_linking(CORPUS)) == sum(len(d.entities) for d in CORPUS)
    assert len(document_stance(CORPUS)) == len(CORPUS) * len(CORPUS.targets)
    stances = [stance for document in CORPUS for stance in document.stance]
    assert len(stance_pairs(CORPUS)) == sum(stance.holder == "author" for stance in stances)
    assert len(stance_reported(CORPUS)) == sum(stance.holder != "author" for stance in stances)
