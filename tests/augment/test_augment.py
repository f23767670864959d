"""Documents made by swapping entities, dates and figures."""

import json
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.augment import StanceMode, augment
from corpus_pkg.augment.edits import Edit, Key, apply
from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.jsonl import read_jsonl, write_jsonl
from corpus_pkg.problems import CorpusError
from corpus_pkg.records import Date, Entity, Figure
from corpus_pkg.schema.labels import Layer
from tests.strategies import corpora


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


def source_of(made: Document, corpus: Corpus) -> Document:
    return corpus[made.id.partition("-made-")[0]]


def outer(document: Document) -> list[Entity]:
    found: list[Entity] = []
    for mention in document.entities:
        if not found or mention.end > found[-1].end:
            found.append(mention)
    return found


def alone(document: Document, layer: Layer) -> list[Date | Figure]:
    names = outer(document)
    return [
        each
        for each in document.layer(layer)
        if not any(name.start <= each.start and each.end <= name.end for name in names)
    ]


def assert_same_but_for_the_swaps(source: Document, made: Document, known: set[tuple[str, str]]) -> None:
    """Say that each annotation still marks what it marked, or what was put in its place."""
    for old, new in zip(outer(source), outer(made), strict=True):
        if old.entity == new.entity:
            assert old.text == new.text
        else:
            assert (new.entity, new.text.upper()) in known
    for layer in (Layer.DATES, Layer.FIGURES):
        for before, after in zip(alone(source, layer), alone(made, layer), strict=True):
            assert isinstance(before, Date) or isinstance(after, Date) or before.kind == after.kind
            if before.value == after.value and getattr(before, "value_min", None) == getattr(
                after, "value_min", None
            ):
                assert before.text == after.text
    for one, two in zip(source.figures, made.figures, strict=True):
        assert (one.date is None) == (two.date is None)
        assert two.date is None or two.date in made
        assert (one.subject is None) == (two.subject is None)
        if one.subject is not None and two.subject is not None:
            assert made.text[two.subject.start : two.subject.end] == two.subject.text
    assert [each.kind for each in source.segments] == [each.kind for each in made.segments]
    swapped = len({each.text for each in source.annotations} - {each.text for each in made.annotations})
    assert (source.text == made.text) or swapped
    for each in made.annotations:
        assert made.text[each.start : each.end] == each.text


@given(corpora(min_documents=1), st.sampled_from(StanceMode), st.integers(0, 99))
def test_any_valid_corpus_makes_valid_documents(corpus: Corpus, mode: StanceMode, seed: int) -> None:
    targets = {} if mode is StanceMode.DROP else corpus.targets
    made = list(augment(corpus, 4, seed, mode))
    known = {(each.entity, each.text.upper()) for document in corpus for each in document.entities}
    assert len({document.id for document in made}) == 4
    for document in made:
        assert check_document(document, corpus.registry, targets) == []
        assert document.metadata.synthetic
        assert_same_but_for_the_swaps(source_of(document, corpus), document, known)


@settings(max_examples=25)
@given(corpora(min_documents=1, max_segments=2), st.sampled_from(StanceMode))
def test_what_is_made_passes_a_record_file(
    tmp_path_factory: pytest.TempPathFactory, corpus: Corpus, mode: StanceMode
) -> None:
    path = tmp_path_factory.mktemp("made") / "made.jsonl"
    made = list(augment(corpus, 3, stance=mode))
    write_jsonl(made, path)
    assert list(read_jsonl(path, thorough=True)) == made


@settings(max_examples=25)
@given(corpora(min_documents=1, max_segments=2))
def test_one_seed_gives_one_result_and_each_document_stands_alone(corpus: Corpus) -> None:
    first = [document.as_dict() for document in augment(corpus, 5, 3)]
    assert json.dumps(first) == json.dumps(
        [document.as_dict() for document in islice(augment(corpus, seed=3), 5)]
    )


def test_seeds_differ(corpus: Corpus) -> None:
    one, other = (next(augment(corpus, 1, seed)) for seed in (1, 2))
    assert one.text != other.text


@pytest.mark.parametrize("mode", StanceMode)
def test_all_outer_mentions_of_an_entity_become_mentions_of_one_other(
    corpus: Corpus, mode: StanceMode
) -> None:
    for made in augment(corpus, 10, 5, mode):
        swaps: dict[str, set[str]] = {}
        for old, new in zip(outer(source_of(made, corpus)), outer(made), strict=True):
            swaps.setdefault(old.entity, set()).add(new.entity)
            assert new.type == old.type
            assert corpus.registry[new.entity].type == corpus.registry[old.entity].type
            assert (new.stands_for is None) == (old.stands_for is None)
        assert all(len(others) == 1 for others in swaps.values())
        replacing = [other for others in swaps.values() for other in others]
        assert len(set(replacing)) == len(replacing)
        assert sum(swaps[entity] != {entity} for entity in swaps) > len(swaps) / 4


def test_every_new_name_is_one_that_the_corpus_uses_for_that_entity(corpus: Corpus) -> None:
    known = {(each.entity, each.text.casefold()) for document in corpus for each in document.entities}
    for made in augment(corpus, 10, 5, "drop"):
        assert {(each.entity, each.text.casefold()) for each in made.entities} <= known


def test_with_stance_kept_targets_and_holders_stay_and_none_becomes_one(corpus: Corpus) -> None:
    named = {entity for target in corpus.targets.values() for entity in target.target_entities}
    for made in augment(corpus, 10, 5):
        source = source_of(made, corpus)
        held = named | {stance.holder for stance in source.stance}
        assert [(s.holder, s.target, s.label) for s in made.stance] == [
            (s.holder, s.target, s.label) for s in source.stance
        ]
        assert made.document_stances == source.document_stances
        for old, new in zip(outer(source), outer(made), strict=True):
            assert old.entity == new.entity or not {old.entity, new.entity} & held


def test_with_stance_dropped_the_layers_are_empty_and_targets_are_swapped_too(corpus: Corpus) -> None:
    made = list(augment(corpus, 5, 5, StanceMode.DROP))
    assert not any(document.stance or document.document_stances for document in made)
    assert any(
        old.entity == "azerbaijan" != new.entity
        for document in made
        for old, new in zip(outer(source_of(document, corpus)), outer(document), strict=True)
    )


def test_metadata_say_that_a_program_made_it(corpus: Corpus) -> None:
    made = next(augment(corpus, 1, 4))
    source = source_of(made, corpus)
    assert made.metadata.synthetic
    assert made.metadata.sha256 != source.metadata.sha256
    assert (made.metadata.author, made.metadata.source_file) == (None, f"{made.id}.txt")
    assert made.metadata.date == source.metadata.date
    assert made.metadata.characters == len(made.text)
    assert source.id in made.metadata.evidence[0].basis


def test_the_title_is_that_of_the_new_text(corpus: Corpus) -> None:
    for made in augment(corpus, 5, 4, "drop"):
        titles = [segment.text for segment in made.segments if segment.kind == "title"]
        assert made.metadata.title in (None, *titles)


def test_dates_and_figures_change_with_their_values(corpus: Corpus) -> None:
    pairs: list[tuple[Date | Figure, Date | Figure]] = []
    for made in augment(corpus, 10, 4, "drop"):
        source = source_of(made, corpus)
        pairs += zip(source.figures, made.figures, strict=True)
    changed = [(old, new) for old, new in pairs if old.text != new.text]
    assert len(changed) > len(pairs) * 0.8
    assert all(
        (old.value, getattr(old, "value_min", None)) != (new.value, getattr(new, "value_min", None))
        for old, new in changed
    )


@pytest.mark.parametrize("mode", StanceMode)
def test_on_the_packaged_corpus_no_swap_has_to_be_taken_back(
    corpus: Corpus, mode: StanceMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a broken offset would be hidden by: edits that break a rule are taken back."""

    def taken_back(*_: object) -> set[Key]:
        raise AssertionError("a rule was broken")

    monkeypatch.setattr("corpus_pkg.augment.make._touched", taken_back)
    assert len(list(augment(corpus, 25, 8, mode))) == 25


def test_a_source_that_breaks_a_rule_is_refused(corpus: Corpus) -> None:
    document = next(iter(corpus))
    broken = Document.from_dict({**document.as_dict(), "document_stance": []})
    with pytest.raises(CorpusError, match="nothing is made from"):
        next(augment(Corpus([broken], corpus.registry, corpus.targets)))


@pytest.mark.parametrize(("number", "seed"), [(-1, 0), (1, -1)])
def test_negative_numbers_are_refused(corpus: Corpus, number: int, seed: int) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        augment(corpus, number, seed)


def test_nothing_is_made_from_nothing() -> None:
    with pytest.raises(ValueError, match="no document"):
        augment(Corpus([], {}, {}))
    assert list(augment(Corpus([], {}, {}), 0)) == []


def test_an_edit_moves_what_follows_and_stretches_what_holds_it(corpus: Corpus) -> None:
    source = corpus["trade-nearly-doubles"]
    first = source.entities[0]
    edit = Edit(first.start, first.end, "👩‍👧 Long Name", Key(Layer.ENTITIES, first.entity), {"note": "new"})
    made = apply(source, [edit])
    grown = len(made.text) - len(source.text)
    assert made.entities[0].text == "👩‍👧 Long Name"
    assert made.entities[0].note == "new"
    assert [each.start for each in made.entities[1:]] == [each.start + grown for each in source.entities[1:]]
    assert all(made.text[each.start : each.end] == each.text for each in made.annotations)
