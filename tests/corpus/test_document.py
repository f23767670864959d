"""What a document answers about itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg import Document
from corpus_pkg.corpus.models import Entity, Span
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.layers.labels import EntityType
from tests.strategies import documents, metadata_of


def every_span_holds_its_text(document: Document) -> None:
    for annotation in document.annotations:
        assert document.text[annotation.start : annotation.end] == annotation.text


def document_survives_its_json_form(document: Document) -> None:
    assert Document.from_json(document.model_dump(mode="json")) == document


def sentence_of_is_the_sentence_that_covers(document: Document) -> None:
    for annotation in document.annotations:
        covering = [
            sentence
            for sentence in document.sentences
            if sentence.start <= annotation.start and annotation.end <= sentence.end
        ]
        assert document.sentence_of(annotation) == (covering[0] if covering else None)


def covering_finds_exactly_the_spans_that_hold_the_stretch(document: Document, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(document.text)))
    start = data.draw(st.integers(0, end))
    found = {annotation.id for annotation in document.covering(start, end)}
    assert found == {a.id for a in document.annotations if a.start <= start and end <= a.end}


def inside_a_segment_is_all_that_lies_in_it_but_itself(document: Document) -> None:
    for segment in document.segments:
        found = [annotation.id for annotation in document.inside(segment)]
        assert found == [
            a.id
            for a in document.annotations
            if segment.start <= a.start and a.end <= segment.end and a.id != segment.id
        ]


def offsets_agree_with_the_encodings(document: Document) -> None:
    for annotation in document.annotations:
        before = document.text[: annotation.start]
        assert document.offsets.to_utf8(annotation.start) == len(before.encode("utf-8"))
        assert document.offsets.to_utf16(annotation.start) == len(before.encode("utf-16-le")) // 2
        assert document.offsets.from_utf8(document.offsets.to_utf8(annotation.end)) == annotation.end


def annotation_is_found_by_its_id(document: Document) -> None:
    for annotation in document.annotations:
        assert annotation.id in document
        assert document[annotation.id] is annotation


def a_span_that_is_no_annotation_can_be_asked_about(document: Document) -> None:
    span = Span(start=0, end=len(document.text), text=document.text) if document.text else None
    if span is not None:
        assert len(document.inside(span)) == sum(len(document.layer(layer)) for layer in LAYER_NAMES) - len(
            document.document_stance
        )


@given(documents(), st.data())
def test_any_document_answers_truly(document: Document, data: st.DataObject) -> None:
    every_span_holds_its_text(document)
    document_survives_its_json_form(document)
    sentence_of_is_the_sentence_that_covers(document)
    covering_finds_exactly_the_spans_that_hold_the_stretch(document, data)
    inside_a_segment_is_all_that_lies_in_it_but_itself(document)
    offsets_agree_with_the_encodings(document)
    annotation_is_found_by_its_id(document)
    a_span_that_is_no_annotation_can_be_asked_about(document)


def test_unknown_annotation_is_a_key_error_with_the_document() -> None:
    document = corpus_pkg.load()["trade-nearly-doubles"]
    with pytest.raises(
        KeyError, match="trade-nearly-doubles has no annotation 'ent-0-1'; the nearest are: ent-0-10"
    ):
        document["ent-0-1"]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 10**6)])
def test_span_outside_the_text_is_refused(start: int, end: int) -> None:
    document = corpus_pkg.load()["trade-nearly-doubles"]
    with pytest.raises(ValueError, match="is not a span of trade-nearly-doubles"):
        document.covering(start, end)


def test_unknown_layer_is_refused() -> None:
    with pytest.raises(ValueError, match="moods"):
        corpus_pkg.load()["trade-nearly-doubles"].layer("moods")


def test_document_stance_has_a_label_for_every_target() -> None:
    corpus = corpus_pkg.load()
    for document in corpus:
        assert [stance.target for stance in document.document_stance] == list(corpus.targets)


def test_date_has_its_days() -> None:
    dates = corpus_pkg.load()["trade-nearly-doubles"].dates
    half = next(date for date in dates if date.value == "2025-H1")
    assert (str(half.first_day), str(half.last_day)) == ("2025-01-01", "2025-06-30")
    assert all(date.first_day is None for date in dates if date.value == "PAST_REF")


def test_repr_names_the_document_and_its_layers() -> None:
    document = corpus_pkg.load()["trade-nearly-doubles"]
    assert repr(document).startswith("<Document trade-nearly-doubles: 3,571 characters, 26 segments, ")
    assert f"{len(document.dates)} dates" in repr(document)


def hostile() -> Document:
    text = "<script>alert(1)</script> & Co"
    mention = Entity(
        id=f"ent-0-{len(text)}", start=0, end=len(text), text=text, type=EntityType.ORG, entity="script"
    )
    return Document(id="hostile", text=text, metadata=metadata_of("hostile", text), entities=(mention,))


def test_notebook_display_escapes_the_text() -> None:
    html = hostile()._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in html


def test_notebook_display_of_the_corpus_has_a_row_a_document() -> None:
    corpus = corpus_pkg.load()
    assert corpus._repr_html_().count("<tr>") == len(corpus) + 1


def test_a_changed_copy_answers_from_its_own_layers() -> None:
    document = corpus_pkg.load()["trade-nearly-doubles"]
    name = document.entities[0]
    assert name.id in document
    assert document.sentence_of(name) is not None
    changed = document.model_copy(update={"entities": (), "sentences": ()})
    assert name.id not in changed
    assert changed.sentence_of(name) is None
