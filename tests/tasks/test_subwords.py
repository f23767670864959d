"""Labels of subwords stand for the names that were annotated, in windows of any size."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Entity, RegistryEntry, Segment, Sentence
from corpus_pkg.layers.labels import EntityType, SegmentKind
from corpus_pkg.train.tasks import Reason, subword_names, subword_ner
from corpus_pkg.train.tasks.subwords import IGNORED, NO_OFFSET
from corpus_pkg.train.tasks.tags import Scheme, outermost, tag_names
from corpus_pkg.train.units import Unit
from tests.strategies import corpora, metadata_of
from tests.tasks.tokenizers_made_here import byte_level, whitespace, wordpiece

CORPUS = corpus_pkg.load()
TOKENIZERS: dict[str, Callable[..., Any]] = {
    "wordpiece": wordpiece,
    "byte-level": byte_level,
    "untrimmed": lambda: byte_level(trim_offsets=False),
}
SLOW = [HealthCheck.too_slow]


def corpus_of(text: str, *names: tuple[int, int]) -> Corpus:
    """Return a corpus of one sentence with names given as (start, end)."""
    registry = {"a": RegistryEntry(id="a", type=EntityType.GPE, name="A")}
    entities = [
        Entity(id=f"ent-{s}-{e}", start=s, end=e, text=text[s:e], type=EntityType.GPE, entity="a")
        for s, e in names
    ]
    span: dict[str, Any] = {"start": 0, "end": len(text), "text": text}
    document = Document(
        id="one",
        text=text,
        metadata=metadata_of("one", text),
        segments=(Segment(id=f"seg-0-{len(text)}", kind=SegmentKind.PARAGRAPH, **span),),
        sentences=(Sentence(id=f"sen-0-{len(text)}", segment=f"seg-0-{len(text)}", **span),),
        entities=tuple(entities),
    )
    return Corpus([document], registry, {})


def held_names(view: Any, corpus: Corpus) -> dict[str, list[tuple[int, int, str]]]:
    """Return the names that a view can hold in full, by document."""
    unfit = {(misfit.document, misfit.annotation) for misfit in view.misfits}
    return {
        document.id: [
            (name.start, name.end, name.type)
            for name in outermost(document.entities)[0]
            if (document.id, name.id) not in unfit
        ]
        for document in corpus
    }


@pytest.mark.parametrize("name", TOKENIZERS)
@pytest.mark.parametrize(("max_length", "stride"), [(None, 0), (64, 0), (64, 40)])
@pytest.mark.parametrize("scheme", ["BIO", "BILOU"])
def test_labels_of_the_corpus_give_its_names_back(
    name: str, max_length: int | None, stride: int, scheme: Scheme
) -> None:
    view = subword_ner(CORPUS, TOKENIZERS[name](), scheme=scheme, max_length=max_length, stride=stride)
    names = subword_names(view.records, [row.labels for row in view], scheme)
    expected = {d.id: [(e.start, e.end, e.type) for e in outermost(d.entities)[0]] for d in CORPUS}
    assert names == expected
    assert set(view.report) <= {Reason.NESTED, Reason.CUT_BY_WINDOW}
    assert max_length is None or max(len(row.input_ids) for row in view) == max_length
    assert (Reason.CUT_BY_WINDOW in view.report) == (max_length is not None and stride == 0)


@settings(suppress_health_check=SLOW, max_examples=20, deadline=None)
@given(
    corpus=corpora(1, 2),
    name=st.sampled_from(sorted(TOKENIZERS)),
    unit=st.sampled_from(["sentence", "document"]),
    scheme=st.sampled_from(["BIO", "BILOU"]),
    length=st.none() | st.integers(8, 20),
    stride=st.integers(0, 5),
)
def test_labels_of_any_corpus_give_back_every_name_that_is_not_reported(
    corpus: Corpus, name: str, unit: Unit, scheme: Scheme, length: int | None, stride: int
) -> None:
    view = subword_ner(
        corpus,
        TOKENIZERS[name](),
        scheme=scheme,
        unit=unit,
        max_length=length,
        stride=stride if length else 0,
    )
    found = subword_names(view.records, [row.labels for row in view], scheme)
    expected = held_names(view, corpus)
    cut = {(m.document, m.annotation) for m in view.misfits if m.reason is Reason.CUT_BY_WINDOW}
    whole = {
        document.id: {(e.start, e.end, e.type) for e in document.entities if (document.id, e.id) in cut}
        for document in corpus
    }
    for document in corpus:
        names = found.get(document.id, [])
        # Names that a window cuts are labelled in parts, which overlapping windows may put together again.
        assert [name for name in names if name not in whole[document.id]] == expected[document.id]


@settings(suppress_health_check=SLOW, max_examples=10, deadline=None)
@given(corpus=corpora(1, 2), name=st.sampled_from(sorted(TOKENIZERS)), stride=st.integers(0, 5))
def test_windows_are_the_whole_text_cut_with_the_stride(corpus: Corpus, name: str, stride: int) -> None:
    tokenizer = TOKENIZERS[name]()
    whole = {(r.document, r.sentence): r for r in subword_ner(corpus, tokenizer)}
    for row in subword_ner(corpus, tokenizer, max_length=9, stride=stride):
        full = whole[row.document, row.sentence]
        inside = [place for place, start in enumerate(full.token_starts) if start != NO_OFFSET]
        kept = [place for place, start in enumerate(row.token_starts) if start != NO_OFFSET]
        for number, place in enumerate(kept):
            other = inside[row.first_token + number]
            assert row.input_ids[place] == full.input_ids[other]
            assert row.token_starts[place] == full.token_starts[other]
            assert row.labels[place] == full.labels[other]


@pytest.mark.parametrize("name", TOKENIZERS)
def test_special_tokens_and_boilerplate_do_not_count(name: str) -> None:
    for row in subword_ner(CORPUS, TOKENIZERS[name](), max_length=50, stride=10):
        document = CORPUS[row.document]
        assert (row.labels[0], row.labels[-1]) == (IGNORED, IGNORED)
        assert (row.token_starts[0], row.token_ends[-1]) == (NO_OFFSET, NO_OFFSET)
        for label, start, end in zip(row.labels, row.token_starts, row.token_ends, strict=True):
            if NO_OFFSET < start < end:
                inside = any(s.start <= start and end <= s.end for s in document.sentences)
                assert (label != IGNORED) == inside, document.text[start:end]


def test_a_character_of_several_tokens_begins_one_name_only() -> None:
    text = "In 𝐀𐀐 👩‍👧 Ağdam."
    view = subword_ner(corpus_of(text, (3, 5), (10, 15)), byte_level())
    names = [tag_names()[label] for label in view[0].labels if label > 0]
    assert names.count("B-GPE") == 2
    assert len(names) > 8
    assert view.report == {}
    assert subword_names(view.records, [view[0].labels]) == {"one": [(3, 5, "GPE"), (10, 15, "GPE")]}


def test_accents_that_the_tokenizer_strips_stay_in_the_name() -> None:
    text = "In Qe\u0301be\u0301le\u0301."
    view = subword_ner(corpus_of(text, (3, len(text) - 1)), wordpiece())
    assert subword_names(view.records, [view[0].labels]) == {"one": [(3, len(text) - 1, "GPE")]}


def test_a_name_that_ends_inside_a_token_is_reported_and_does_not_count() -> None:
    view = subword_ner(corpus_of("ties with Baku, which", (10, 14)), whitespace())
    assert [(misfit.annotation, misfit.reason) for misfit in view.misfits] == [
        ("ent-10-14", Reason.EDGE_INSIDE_TOKEN)
    ]
    assert view[0].labels == (0, 0, IGNORED, 0)


def test_a_name_without_a_token_is_reported() -> None:
    view = subword_ner(corpus_of("ties \u200b with", (5, 6)), wordpiece())
    assert view.report == {"no_token": 1}


def test_later_subwords_of_a_word_do_not_count_where_only_the_first_are_labelled() -> None:
    text = "Nagorno-Karabakh"
    every = subword_ner(corpus_of(text, (8, 16)), byte_level(size=300))[0]
    first = subword_ner(corpus_of(text, (8, 16)), byte_level(size=300), label_all=False)[0]
    tags = [tag_names()[label] for label in every.labels if label != IGNORED]
    assert tags == ["O"] * tags.index("B-GPE") + ["B-GPE"] + ["I-GPE"] * tags.count("I-GPE")
    assert [tag_names()[label] for label in first.labels if label != IGNORED] == ["O", "O", "B-GPE"]


def test_tokens_that_two_windows_share_can_count_once() -> None:
    view = subword_ner(CORPUS, wordpiece(), max_length=40, stride=12, label_once=True)
    whole = subword_ner(CORPUS, wordpiece())
    counted = [sum(label != IGNORED for row in v for label in row.labels) for v in (view, whole)]
    assert counted[0] == counted[1]


@pytest.mark.parametrize("stride", [-1, 6, 7])
def test_a_stride_that_leaves_no_new_token_is_refused(stride: int) -> None:
    with pytest.raises(ValueError, match="give a stride below what is left"):
        subword_ner(CORPUS, wordpiece(), max_length=8, stride=stride)


def test_a_slow_tokenizer_is_refused() -> None:
    with pytest.raises(TypeError, match="is not a fast tokenizer"):
        subword_ner(CORPUS, str.split)


def test_the_settings_of_the_given_tokenizer_stay_as_they_are() -> None:
    tokenizer = wordpiece()
    subword_ner(CORPUS, tokenizer, max_length=20)
    assert tokenizer.truncation is None


def test_predictions_of_another_length_are_refused() -> None:
    view = subword_ner(CORPUS, wordpiece())
    with pytest.raises(ValueError, match="labels for"):
        subword_names(view.records, [row.labels[1:] for row in view])


def test_rows_are_ready_for_a_collator() -> None:
    made = subword_ner(CORPUS, wordpiece(), max_length=64, stride=8).to_datasets()
    assert {"input_ids", "attention_mask", "labels"} <= set(made.column_names)
    assert all(len(r["labels"]) == len(r["input_ids"]) == len(r["attention_mask"]) for r in made)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wordpiece", "byte-level"])
@pytest.mark.parametrize("side", ["right", "left"])
def test_a_tokenizer_of_transformers_gives_the_same_rows(name: str, side: str) -> None:
    transformers = pytest.importorskip("transformers")
    plain = TOKENIZERS[name]()
    wrapped = transformers.PreTrainedTokenizerFast(
        tokenizer_object=plain, truncation_side=side, pad_token="[PAD]" if name == "wordpiece" else "<pad>"
    )
    every: tuple[dict[str, Any], ...] = ({}, {"max_length": 40, "stride": 10})
    for options in every:
        theirs = subword_ner(CORPUS, wrapped, **options)
        if side == "right" or not options:
            assert theirs.records == subword_ner(CORPUS, plain, **options).records
        names = subword_names(theirs.records, [row.labels for row in theirs])
        assert names == {d.id: [(e.start, e.end, e.type) for e in outermost(d.entities)[0]] for d in CORPUS}


@pytest.mark.slow
def test_the_collator_of_transformers_pads_the_rows() -> None:
    transformers = pytest.importorskip("transformers")
    wrapped = transformers.PreTrainedTokenizerFast(tokenizer_object=wordpiece(), pad_token="[PAD]")
    rows = subword_ner(CORPUS, wrapped, unit="sentence").to_datasets()
    collator = transformers.DataCollatorForTokenClassification(wrapped, return_tensors="np")
    batch = collator([{n: r[n] for n in ("input_ids", "attention_mask", "labels")} for r in rows])
    assert batch["labels"].shape == batch["input_ids"].shape
    assert set(batch["labels"][batch["attention_mask"] == 0].tolist()) == {IGNORED}
