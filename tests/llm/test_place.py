"""Gold to answer to records is the identity, and what an answer does not say for sure is never guessed."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.checks.words import cuts_word
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import CLAIMS, DATES, ENTITIES, FIGURES, LAYERS, Claim, Role
from corpus_pkg.layers.records import Span
from corpus_pkg.train.llm.quotes import AmbiguousError, NotThereError, find, number
from corpus_pkg.train.tasks import Misfit
from tests.formats.glued import glued
from tests.llm.replies import FILLED
from tests.strategies import corpora

CORPUS = corpus_pkg.load()
ANSWERED = [str(spec.name) for spec in LAYERS if spec.role is not Role.BLOCK]
SPANNED = [str(spec.name) for spec in LAYERS if spec.role is Role.ANNOTATION and spec.has_spans]


def without_remarks(records: Any) -> list[Any]:
    return [record.model_copy(update={"note": None}) for record in records]


def by_sentence(document: Document, layer: str) -> list[Any]:
    """Return the records that come back from an answer about each sentence."""
    back: list[Any] = []
    for sentence in document.sentences:
        answer = llm.answer_of(document, layer, sentence)
        text = llm.parse_answer(answer.as_json(), layer)
        placed = llm.place(document, text, sentence.id)
        assert placed.unplaced == ()
        back += placed.records
    return back


def by_document(document: Document, layer: str) -> list[Any]:
    """Return the records that come back from an answer about the document."""
    misfits: list[Misfit] = []
    answer = llm.answer_of(document, layer, misfits=misfits)
    assert misfits == []
    placed = llm.place(document, llm.parse_answer(answer.as_json(), layer, "document"))
    assert placed.unplaced == ()
    return list(placed.records)


def check_identity(corpus: Corpus) -> None:
    for document in corpus:
        for layer in ANSWERED:
            gold = without_remarks(document.layer(layer))
            assert by_document(document, layer) == gold
            if layer in SPANNED:
                assert by_sentence(document, layer) == gold


def test_all_records_of_the_corpus_come_back() -> None:
    check_identity(CORPUS)


@pytest.mark.parametrize("examples", [8, pytest.param(300, marks=pytest.mark.slow)])
def test_all_records_of_any_corpus_come_back(examples: int) -> None:
    settings(max_examples=examples)(given(corpora(1, 2))(check_identity))()


@pytest.mark.parametrize("layer", [layer for layer, unit in FILLED if unit == "sentence"])
@pytest.mark.parametrize("unit", ["sentence", "document"])
@pytest.mark.parametrize("numbered", [True, False])
def test_with_a_tenth_of_the_answers_missing_none_is_placed_wrongly(
    layer: str, unit: Any, numbered: bool
) -> None:
    draw = random.Random(907)
    wrong = right = reported = 0
    for document in CORPUS:
        gold = {record.id: record for record in without_remarks(document.layer(layer))}
        asked = [None] if unit == "document" else list(document.sentences)
        for sentence in asked:
            answer = llm.answer_of(document, layer, sentence)
            items = [item for item in answer.model_dump()[layer] if draw.random() >= 0.1]
            if not numbered:
                items = [
                    {
                        name: None if name == "n" or name.endswith("_n") else value
                        for name, value in item.items()
                    }
                    for item in items
                ]
            fewer = type(answer).model_validate({layer: items})
            placed = llm.place(document, fewer, sentence)
            found = [record == gold.get(record.id) for record in placed.records]
            right += sum(found)
            wrong += len(found) - sum(found)
            reported += len(placed.unplaced)
            assert len(placed.records) + len(placed.unplaced) == len(items)
    assert wrong == 0
    assert right or reported
    if numbered:
        assert reported == 0


def answered(layer: str, **item: Any) -> Any:
    return llm.answer_model(layer).model_validate({layer: [item]})


def name(quote: str, n: int | None = None) -> Any:
    return answered(ENTITIES.name, quote=quote, n=n, type="GPE", entity="baku", stands_for=None)


def document_of(text: str) -> Document:
    """Return a document of one sentence."""
    whole = {"start": 0, "end": len(text), "text": text}
    template = CORPUS[CORPUS.ids[0]]
    return Document.from_json(
        {
            "id": template.id,
            "text": text,
            "metadata": template.metadata.model_dump(mode="json"),
            "segments": [{"id": f"seg-0-{len(text)}", **whole, "kind": "paragraph"}],
            "sentences": [{"id": f"sen-0-{len(text)}", **whole, "segment": f"seg-0-{len(text)}"}],
        }
    )


TWICE = document_of("Bakuvian Baku met Baku.")


@pytest.mark.parametrize(
    ("quote", "n", "found"),
    [
        ("Baku", 1, 9),
        ("Baku", 2, 18),
        ("Baku", None, "ambiguous"),
        ("Baku", 3, "not_found"),
        ("Baku", 0, "not_found"),
        ("Baku", -1, "not_found"),
        ("Bakuvian", None, 0),
        ("akuv", None, "not_found"),
        ("baku", None, "not_found"),
        ("", None, "not_found"),
        ("Ganja", 1, "not_found"),
    ],
)
def test_an_occurrence_is_counted_at_word_edges(quote: str, n: int | None, found: int | str) -> None:
    placed = llm.place(TWICE, name(quote, n), TWICE.sentences[0])
    if isinstance(found, int):
        assert [record.start for record in placed.records] == [found]
    else:
        assert placed.records == ()
        assert [item.trouble for item in placed.unplaced] == [found]
        assert placed.unplaced[0].message


def test_the_same_record_twice_is_reported() -> None:
    item = {"quote": "Bakuvian", "n": 1, "type": "GPE", "entity": "baku", "stands_for": None}
    answer = llm.answer_model("entities").model_validate({"entities": [item, item | {"type": "LOC"}]})
    placed = llm.place(TWICE, answer, TWICE.sentences[0])
    assert len(placed.records) == 1
    assert [found.trouble for found in placed.unplaced] == ["twice"]


@pytest.mark.parametrize("value", ["May 2024", "2024-13", ""])
def test_what_makes_no_valid_record_is_reported(value: str) -> None:
    answer = answered(
        "dates", quote="Baku", n=1, type="DATE", value=value, mod=None, anchor=None, anchor_n=None
    )
    placed = llm.place(TWICE, answer, TWICE.sentences[0])
    assert placed.records == ()
    assert [found.trouble for found in placed.unplaced] == ["invalid"]


def test_what_it_refers_to_is_looked_for_too() -> None:
    document = document_of("In 2024 and 2023.")
    fields = {"n": 1, "type": "DATE", "mod": None}
    for anchor, n, said in (
        ("document", None, "document"),
        ("2023", None, "dat-12-16"),
        ("2022", None, "not_found"),
        ("dat-12-16", None, "not_found"),
        ("document", 1, "not_found"),
    ):
        answer = answered("dates", quote="2024", value="2024", anchor=anchor, anchor_n=n, **fields)
        placed = llm.place(document, answer, document.sentences[0])
        found = [record.anchor for record in placed.records] + [item.trouble for item in placed.unplaced]
        assert found == [said]


def test_a_sentence_that_is_not_there_is_reported() -> None:
    item = {"sentence": 2, "quote": "Baku", "n": 1, "type": "GPE", "entity": "baku", "stands_for": None}
    answer = llm.answer_model("entities", "document").model_validate({"entities": [item]})
    placed = llm.place(TWICE, answer)
    assert [found.trouble for found in placed.unplaced] == ["no_sentence"]


def test_an_answer_is_placed_in_what_it_is_about() -> None:
    with pytest.raises(ValueError, match="its sentence"):
        llm.place(TWICE, name("Baku"))
    with pytest.raises(ValueError, match="no sentence"):
        llm.place(TWICE, llm.answer_of(TWICE, "entities"), TWICE.sentences[0])
    with pytest.raises(KeyError):
        llm.place(TWICE, name("Baku"), "sen-1-2")


def test_what_no_answer_can_say_is_reported() -> None:
    document = CORPUS[CORPUS.ids[0]]
    first = next(entity for entity in document.entities if len(entity.text) > 4)
    start, end = first.start + 1, first.end
    cut = first.model_copy(update={"id": f"ent-{start}-{end}", "start": start, "text": first.text[1:]})
    changed = document.model_copy(update={"entities": (cut,)})
    misfits: list[Misfit] = []
    assert llm.answer_of(changed, ENTITIES.name, misfits=misfits).items == []
    assert [found.reason for found in misfits] == ["edge_inside_word"]
    lost = next(figure for figure in (f for d in CORPUS for f in d.figures) if figure.date is not None)
    home = next(d for d in CORPUS if lost in d.figures)
    misfits.clear()
    llm.answer_of(home.model_copy(update={DATES.name: ()}), FIGURES.name, misfits=misfits)
    assert {found.reason for found in misfits} == {"refers_to_nothing"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(value=JSON, layer=st.sampled_from(ANSWERED))
def test_what_is_no_answer_is_refused(value: Any, layer: str) -> None:
    for said in (json.dumps(value), json.dumps({layer: value}), str(value)):
        try:
            answer = llm.parse_answer(said, layer)
        except llm.AnswerError:
            continue
        assert answer.items == []


@given(data=st.data())
def test_no_answer_makes_an_invalid_record(data: st.DataObject) -> None:
    """Whatever a model says, each item is a valid record on its words or reported."""
    text = data.draw(st.text("ab ’s.-", min_size=1, max_size=30).filter(lambda said: bool(said.strip())))
    document = document_of(text)
    quotes = st.text("ab ’s.-", max_size=4)
    ns = st.none() | st.integers(-1, 4)
    item = st.fixed_dictionaries(
        {
            "quote": quotes,
            "n": ns,
            "kind": st.just("COUNT"),
            "value": st.sampled_from(["1", None, "x"]),
            "value_min": st.sampled_from([None, "2"]),
            "unit": st.sampled_from([None, "%"]),
            "modifier": st.just("EXACT"),
            "change": st.just("LEVEL"),
            "subject": st.none() | quotes,
            "subject_n": ns,
            "date": st.none() | quotes,
            "date_n": ns,
        }
    )
    items = data.draw(st.lists(item, max_size=4))
    answer = llm.answer_model("figures").model_validate({"figures": items})
    placed = llm.place(document, answer, document.sentences[0])
    assert len(placed.records) + len(placed.unplaced) == len(items)
    for record in placed.records:
        assert text[record.start : record.end] == record.text
        assert (
            record.subject is None or text[record.subject.start : record.subject.end] == record.subject.text
        )


@settings(max_examples=100)
@given(data=st.data())
def test_numbers_and_places_are_each_others_inverse(data: st.DataObject) -> None:
    """Occurrences are counted in the sentence first, then in the segment, then in the document."""
    text = data.draw(st.text("ab ", max_size=40))
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    stretches = [(edges[1], edges[2]), (edges[0], edges[3]), (0, len(text))]
    quote = data.draw(st.text("ab ", min_size=1, max_size=3))
    expected: list[int] = []
    for low, high in stretches:
        for at in range(low, high - len(quote) + 1):
            inside = any(
                start <= at and at + len(quote) <= end
                for start, end in stretches[: stretches.index((low, high))]
            )
            whole = not any(cuts_word(text, edge, low, high) for edge in (at, at + len(quote)))
            if text.startswith(quote, at) and whole and at not in expected and not inside:
                expected.append(at)
    for count, at in enumerate(expected, 1):
        span = Span(start=at, end=at + len(quote), text=quote)
        assert find(text, quote, count, stretches) == at
        assert number(text, span, quote, stretches) == count
    for wrong in (0, -1, len(expected) + 1):
        with pytest.raises(NotThereError):
            find(text, quote, wrong, stretches)
    if len(expected) == 1:
        assert find(text, quote, None, stretches) == expected[0]
    else:
        with pytest.raises(AmbiguousError if expected else NotThereError):
            find(text, quote, None, stretches)


def test_a_record_that_rests_on_others_names_them_by_their_words() -> None:
    """Claims point to the figures that carry their value, each in its own layer."""
    for document in CORPUS:
        claims = [
            {
                "id": f"clm-{figure.start}-{figure.end}-cost-author",
                **figure.model_dump(mode="json", include={"start", "end", "text"}),
                "topic": "cost",
                "asserter": "author",
                "modality": "asserted",
                "presupposed": False,
                "value": "1",
                "carriers": [figure.id],
            }
            for figure in document.figures
        ]
        claimed = document.model_copy(update={CLAIMS.name: tuple(map(Claim.from_json, claims))})
        assert by_document(claimed, CLAIMS.name) == list(claimed.claims)
        assert by_sentence(claimed, CLAIMS.name) == list(claimed.claims)
        misfits: list[Misfit] = []
        lost = claimed.model_copy(update={FIGURES.name: ()})
        assert llm.answer_of(lost, CLAIMS.name, misfits=misfits).items == []
        assert [found.reason for found in misfits] == ["refers_to_nothing"] * len(claims)


def test_words_end_where_blocks_are_glued_together() -> None:
    text = "It began in May.May was warm."
    whole = [(0, len(text))]
    assert find(text, "May", 2, whole, (0, 16, len(text))) == 16
    assert find(text, "May.", None, whole, (0, 16, len(text))) == 12
    with pytest.raises(NotThereError):
        find(text, "May", 2, whole)
    check_identity(glued())


@pytest.mark.parametrize(("words", "said"), [("y" * 60, repr("y" * 60)), ("y" * 61, repr("y" * 60 + "…"))])
def test_a_long_quote_that_is_not_there_is_cut_in_the_message(words: str, said: str) -> None:
    with pytest.raises(NotThereError) as caught:
        find("It began.", words, None, [(0, 9)])
    assert str(caught.value) == f"{said} does not occur there as whole words"
