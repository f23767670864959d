"""`errors`: every error has its kind, and the counts are those of `score`."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg import errors, score
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import DOCUMENT_STANCE, ENTITIES, SPECS, STANCE
from corpus_pkg.train.errors import Errors, Kind
from corpus_pkg.train.predictions import Predictions, UnplacedPrediction
from corpus_pkg.train.scoring.scores import Scores
from corpus_pkg.train.scoring.values import ATTRIBUTES
from tests.errors.injected import BLOCKS, KINDS, PLACES, SHIFTED, injected, other_labels


def assert_counts_are_those_of_score(found: Errors, scored: Scores) -> None:
    for layer, count in found.counts.items():
        measure = {STANCE.name: "attributed", DOCUMENT_STANCE.name: "accuracy"}.get(layer, "strict")
        whole = scored[layer, measure, "micro"]
        assert count.gold == whole.gold
        assert count.right == round((whole.recall or 0) * (whole.gold or 0))
        if layer != DOCUMENT_STANCE.name:
            assert count.predicted == whole.predicted
        kinds = Counter(error.kind for error in found.errors if error.layer == layer)
        matched = sum(kinds[kind] for kind in SHIFTED)
        if layer in (STANCE.name, DOCUMENT_STANCE.name):
            matched = kinds[Kind.TYPE] + kinds[Kind.LINK] + kinds[Kind.SENTENCE]
        else:
            boundary = scored[layer, "boundary", "micro"]
            assert count.right + kinds[Kind.TYPE] == round((boundary.recall or 0) * (boundary.gold or 0))
        assert count.gold == count.right + matched + kinds[Kind.MISSED]
        assert count.predicted == count.right + matched + kinds[Kind.SPURIOUS]
        for name in ATTRIBUTES.get(layer, ({}, ()))[0]:
            if name != SPECS[layer].label and name in SPECS[layer].field_types:
                accuracy = scored[layer, f"{name} (boundary)", "accuracy"]
                wrong = (accuracy.gold or 0) * (1 - (accuracy.value or 0)) if accuracy.gold else 0
                assert round(wrong) == sum(e.field == name for e in found.errors if e.layer == layer)
        for (gold, predicted), number in found.confusion.get(layer, {}).items():
            if gold == predicted and measure == "strict":
                of_type = scored[layer, "type", gold]
                assert number <= (of_type.gold or 0)


@pytest.mark.parametrize("annotator", ["c", "d"])
def test_the_counts_of_an_annotator_are_those_of_score(annotator: str) -> None:
    corpus = corpus_pkg.load()
    other = corpus.annotator(annotator)
    assert_counts_are_those_of_score(errors(corpus, other), score(corpus, other, samples=0))


def test_errors_are_shown_in_notebooks_and_as_a_data_frame() -> None:
    corpus = corpus_pkg.load()
    found = errors(corpus, corpus.annotator("c"))
    frame = found.to_pandas()
    assert list(frame["kind"]) == [error.kind.value for error in found.errors]
    missed = [error.gold.text for error in found.errors if (error.layer, error.kind) == ("stance", "missed")]
    assert list(frame[(frame["layer"] == "stance") & (frame["kind"] == "missed")]["gold"]) == missed
    html = found._repr_html_()
    assert "<th>boundary</th>" in html
    assert f"<td>{found.counts['claims'].right}</td>" in html


def test_a_target_without_a_label_counts_as_in_score() -> None:
    corpus = corpus_pkg.load()
    bare = [document.model_copy(update={DOCUMENT_STANCE.name: ()}) for document in corpus]
    found = errors(corpus, bare, layers=[DOCUMENT_STANCE.name])
    assert_counts_are_those_of_score(found, score(corpus, bare, layers=[DOCUMENT_STANCE.name], samples=0))
    none = sum(one.label == "none" for document in corpus for one in document.document_stance)
    assert found.counts[DOCUMENT_STANCE.name].right == none > 0


@pytest.mark.parametrize("layer", KINDS)
@given(data=st.data())
def test_each_injected_error_has_its_kind(layer: str, data: st.DataObject) -> None:
    kind = st.sampled_from((None, *KINDS[layer]))
    kinds = data.draw(st.lists(kind, min_size=1, max_size=PLACES * BLOCKS))
    gold, predicted = injected(layer, kinds)
    found = errors([gold], [predicted], layers=[layer])
    assert Counter(error.kind for error in found.errors) == Counter(filter(None, kinds))
    assert found.counts[layer].right >= kinds.count(None)
    assert_counts_are_those_of_score(found, score([gold], [predicted], layers=[layer], samples=0))


def test_labels_of_documents_are_compared_by_target() -> None:
    gold = corpus_pkg.load().documents[0]
    found = errors([gold], [other_labels(gold)], layers=[DOCUMENT_STANCE.name])
    assert found.by("kind") == {
        (DOCUMENT_STANCE.name, kind): 1 for kind in (Kind.TYPE, Kind.MISSED, Kind.SPURIOUS)
    }


def test_quotes_that_were_not_placed_are_errors_and_not_predictions() -> None:
    gold = corpus_pkg.load().documents[0]
    lost = UnplacedPrediction(gold.id, ENTITIES.name, "Atlantis", "it is not in the text")
    predicted = Predictions(corpus_pkg.Corpus([gold], {}, {}), (ENTITIES.name,), (lost,))
    found = errors([gold], predicted)
    (error,) = found.errors
    assert (error.kind, error.message) == (Kind.UNGROUNDED, "'Atlantis': it is not in the text")
    assert found.counts[ENTITIES.name].predicted == len(gold.entities)


def test_an_empty_prediction_misses_all_unless_it_is_left_out() -> None:
    corpus = corpus_pkg.load()
    first: Document = corpus.documents[0]
    all_documents = errors(corpus, [first], layers=["entities"])
    assert all_documents.by("kind") == {
        ("entities", Kind.MISSED): sum(len(one.entities) for one in corpus) - len(first.entities)
    }
    assert errors(corpus, [first], layers=["entities"], predicted_only=True).errors == ()
