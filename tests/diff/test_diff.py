"""Facts about diffs: what they say of known edits, and that they carry every difference."""

import json
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.annotate.diff import By, Change, Kind, apply, diff
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LISTS, Entity, RegistryEntry
from corpus_pkg.layers import ENTITIES, annotation_id
from corpus_pkg.layers.labels import EntityType
from tests.diff.edits import edited, shifted, with_layer
from tests.small_corpus import first_document, second_document
from tests.strategies import corpora, metadata_of


def parts(corpus: Corpus) -> tuple[Any, ...]:
    """All that a corpus is, in order."""
    return list(corpus), *(list(getattr(corpus, name).items()) for name in LISTS)


def corpus_of(*documents: Document) -> Corpus:
    return Corpus(list(documents), {}, {})


def changes_of(old: Document, new: Document, layer: str) -> list[Change]:
    found = diff(corpus_of(old), corpus_of(new)).changed
    return list(found[0].layers[layer].changes) if found and layer in found[0].layers else []


@settings(max_examples=25, deadline=None)
@given(corpora(), corpora())
def test_a_diff_applied_to_the_old_corpus_gives_the_new_one(old: Corpus, new: Corpus) -> None:
    assert parts(apply(diff(old, new), old)) == parts(new)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_diff_carries_every_edit(data: st.DataObject) -> None:
    old = data.draw(corpora(1, 2, 3))
    new = data.draw(edited(old))
    found = diff(old, new)
    assert parts(apply(found, old)) == parts(new)
    assert bool(found) == (parts(old) != parts(new))
    assert json.loads(json.dumps(found.as_dict()))["same"] is not bool(found)


@settings(max_examples=20, deadline=None)
@given(corpora())
def test_nothing_differs_from_itself(corpus: Corpus) -> None:
    found = diff(corpus, corpus.with_documents(list(corpus)))
    assert not found
    assert not found.counts()


def test_the_packaged_annotators_differ_and_the_diff_carries_it() -> None:
    corpus = corpus_pkg.load()
    first, second = corpus.annotator("c"), corpus.annotator("d")
    assert parts(apply(diff(first, second), first)) == parts(second)


def test_a_diff_does_not_apply_to_another_corpus() -> None:
    old, new = first_document(), with_layer(first_document(), ENTITIES.name, ())
    with pytest.raises(ValueError, match="was not made from this corpus"):
        apply(diff(corpus_of(old), corpus_of(new)), corpus_of(new))


def test_a_diff_holds_no_record_that_is_the_same() -> None:
    old = first_document()
    (found,) = diff(corpus_of(old), corpus_of(with_layer(old, ENTITIES.name, old.entities[1:]))).changed
    assert [change.old for change in found.layers[ENTITIES.name].changes] == [old.entities[0]]
    assert not [record for document in (found.old, found.new) for record in document.annotations]


def test_an_entity_of_another_type_is_changed_and_found_by_its_id() -> None:
    old = first_document()
    entities = list(old.entities)
    entities[0] = entities[0].model_copy(update={"type": EntityType.LOC})
    (change,) = changes_of(old, with_layer(old, ENTITIES.name, entities), ENTITIES.name)
    assert (change.kind, change.by, change.fields) == (Kind.CHANGED, By.ID, ("type",))
    assert change.as_dict()["fields"] == {"type": {"old": "GPE", "new": "LOC"}}


def test_an_entity_with_another_id_is_found_by_its_span() -> None:
    old = first_document()
    entities = [entity.model_copy(update={"id": f"x{entity.id}"}) for entity in old.entities]
    found = changes_of(old, with_layer(old, ENTITIES.name, entities), ENTITIES.name)
    assert {(change.by, change.fields) for change in found} == {(By.SPAN, ("id",))}


def test_an_entity_that_grew_is_moved_and_found_by_overlap() -> None:
    old = first_document()
    at = next(i for i, entity in enumerate(old.entities) if entity.text == "Foreign Ministry")
    entities = list(old.entities)
    start, end = entities[at].start - len("the "), entities[at].end
    entities[at] = entities[at].model_copy(
        update={"id": annotation_id(ENTITIES.name, start, end), "start": start, "text": old.text[start:end]}
    )
    (change,) = changes_of(old, with_layer(old, ENTITIES.name, entities), ENTITIES.name)
    assert (change.kind, change.by) == (Kind.MOVED, By.OVERLAP)
    assert change.fields == ("id", "start", "text")


def test_an_entity_at_another_place_is_moved_to_the_nearest_of_the_same_words() -> None:
    text = "Rome, Rome and Rome."
    rome = [
        Entity(id=f"ent-{at}-{at + 4}", start=at, end=at + 4, text="Rome", type=EntityType.GPE, entity="rome")
        for at in (0, 6, 15)
    ]
    old = Document(id="a", text=text, metadata=metadata_of("a", text), entities=(rome[0],))
    new = old.model_copy(update={"entities": (rome[1], rome[2])})
    moved, added = changes_of(old, new, ENTITIES.name)
    assert (moved.kind, moved.by, moved.new.start) == (Kind.MOVED, By.NEAREST, 6)
    assert (added.kind, added.new.start) == (Kind.ADDED, 15)


def test_two_names_one_in_the_other_are_not_taken_for_one() -> None:
    old = first_document()
    without = [entity for entity in old.entities if entity.text != "Government of Chile"]
    only = [entity for entity in old.entities if entity.text != "Chile"]
    kinds = {change.kind for change in changes_of(
        with_layer(old, ENTITIES.name, without), with_layer(old, ENTITIES.name, only), ENTITIES.name
    )}  # fmt: skip
    assert kinds == {Kind.ADDED, Kind.REMOVED}


def test_annotations_of_a_text_that_grew_at_its_front_have_moved_and_nothing_else() -> None:
    old = second_document()
    (found,) = diff(corpus_of(old), corpus_of(shifted(old, "By our reporter.\n\n"))).changed
    changes = [change for layer in found.layers.values() for change in layer.changes]
    assert {(change.kind, change.by) for change in changes} == {(Kind.MOVED, By.TEXT)}
    assert len(changes) == sum(1 for _ in old.annotations)
    assert found.metadata == ("sha256", "bytes", "characters")


def test_a_document_of_another_id_is_found_by_its_text() -> None:
    old = first_document()
    new = old.model_copy(
        update={"id": "renamed", "metadata": old.metadata.model_copy(update={"id": "renamed"})}
    )
    found = diff(corpus_of(old), corpus_of(new))
    assert (found.changed[0].by, found.added, found.removed) == (By.TEXT, (), ())


def test_a_registry_entry_of_another_id_is_found_by_its_name() -> None:
    entry = RegistryEntry(id="rome", type=EntityType.GPE, name="Rome")
    renamed = entry.model_copy(update={"id": "rome-italy"})
    found = diff(Corpus([], {"rome": entry}, {}), Corpus([], {"rome-italy": renamed}, {}))
    (change,) = found.lists["registry"].changes
    assert (change.kind, change.by, change.fields) == (Kind.CHANGED, By.NAME, ("id",))


def test_another_order_is_a_difference() -> None:
    one, two = first_document(), second_document()
    found = diff(corpus_of(one, two), corpus_of(two, one))
    assert found
    assert parts(apply(found, corpus_of(one, two))) == parts(corpus_of(two, one))


def test_an_added_annotation_stands_in_its_place_without_a_word_on_the_order() -> None:
    new = first_document()
    old = with_layer(new, ENTITIES.name, new.entities[1:])
    (found,) = diff(corpus_of(old), corpus_of(new)).changed
    assert not found.layers[ENTITIES.name].reordered


def large(words: int, edited_words: bool) -> Document:
    """A document of many words, each an entity; in the edit every third has another span or type."""
    text = " ".join(f"Name{number % 97} of{number}" for number in range(words))
    entities = []
    at = 0
    for number, word in enumerate(text.split(" ")):
        end = at + len(word)
        if number % 2 == 0:
            cut = end - (edited_words and number % 3 == 0)
            type_ = EntityType.LOC if edited_words and number % 5 == 0 else EntityType.GPE
            span = {"id": f"ent-{at}-{cut}", "start": at, "end": cut, "text": text[at:cut]}
            entities.append(Entity(**span, type=type_, entity="a"))  # type: ignore[arg-type]
        at = end + 1
    document = Document(id="a", text=text, metadata=metadata_of("a", text), entities=tuple(entities))
    return shifted(document, "More. ") if edited_words else document


def steps(words: int) -> int:
    """Count the lines of the package that comparing two large documents executes."""
    old, new = corpus_of(large(words, False)), corpus_of(large(words, True))
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if "corpus_pkg" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert diff(old, new)
    finally:
        sys.settrace(before)
    return count


def test_the_work_grows_with_the_size_and_not_with_its_square() -> None:
    small, twice, four_times = (steps(words) for words in (100, 200, 400))
    assert twice < 2.3 * small
    assert four_times < 2.3 * twice
