"""Whatever is deleted from foreign files, an import changes nothing that they do not speak of."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.format import World
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import LAYER_NAMES, SEGMENTS, SENTENCES
from tests.strategies import corpora

BASE = (SEGMENTS.name, SENTENCES.name)
SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@st.composite
def deletions(draw: DrawFn) -> tuple[Corpus, Corpus, frozenset[str], float]:
    """Draw a corpus, what is left of it, the layers of the export, and the part of the files to keep."""
    whole = draw(corpora(1, 3, 2))
    ids = draw(st.lists(st.sampled_from(list(whole.ids)), min_size=1, unique=True))
    left = [_thinned(draw, whole[id_]) for id_ in ids]
    layers = draw(
        st.just(frozenset(LAYER_NAMES)) | st.sets(st.sampled_from(LAYER_NAMES), min_size=1).map(frozenset)
    )
    return whole, whole.with_documents(left), layers, draw(st.sampled_from((1.0, 0.5)))


def _thinned(draw: DrawFn, document: Document) -> Document:
    """Return a document from which whole layers, and some records of others, were deleted."""
    made: dict[str, Any] = {}
    for layer in LAYER_NAMES:
        records = document.layer(layer)
        share = draw(st.sampled_from(("all", "all", "none", "some")))
        kept = {"all": list(records), "none": []}.get(share)
        if kept is None:
            kept = [record for record in records if draw(st.booleans())]
        made[layer] = tuple(kept)
    known = {date.id for date in made["dates"]} | {"document", None}
    while lost := [date for date in made["dates"] if date.anchor not in known]:
        made["dates"] = tuple(date for date in made["dates"] if date not in lost)
        known -= {date.id for date in lost}
    made["figures"] = tuple(
        figure if figure.date in known else figure.model_copy(update={"date": None})
        for figure in made["figures"]
    )
    spans = {(sentence.start, sentence.end) for sentence in made["sentences"]}
    made["stance"] = tuple(one for one in made["stance"] if (one.start, one.end) in spans)
    return document.model_copy(update=made)


def bring(
    name: str, whole: Corpus, left: Corpus, layers: frozenset[str], part: float
) -> tuple[LossReport, Reading, set[str]]:
    """Export what is left, delete files, and read the rest over the whole corpus."""
    format_ = FORMATS[name]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        written = format_.write(left, World.of(left), out, layers=layers)
        places = [place for place in sorted(out.iterdir()) if place.name.endswith(format_.extensions)]
        gone = [place for place in places if place.stem in left.ids][: int(len(places) * (1 - part))]
        for place in gone:
            place.unlink()
        return written, format_.read(out, whole), {place.stem for place in gone}


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=4, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(drawn=deletions())
def test_nothing_changes_that_the_files_do_not_speak_of(
    name: str, drawn: tuple[Corpus, Corpus, frozenset[str], float]
) -> None:
    check(name, *drawn)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(drawn=deletions())
def test_nothing_changes_in_many_corpora(
    name: str, drawn: tuple[Corpus, Corpus, frozenset[str], float]
) -> None:
    check(name, *drawn)


def check(name: str, whole: Corpus, left: Corpus, layers: frozenset[str], part: float) -> None:
    written, reading, gone = bring(name, whole, left, layers, part)
    problems = {problem.code for problem in reading.problems}
    assert problems <= {"file-missing"}, reading.problems
    assert reading.made == {}
    lost = {(loss.document, loss.layer, loss.annotation) for loss in written.losses if not loss.field}
    reported = {(change.document, change.layer): change for change in reading.losses.changes}
    for document in reading.documents:
        before, in_files = whole[document.id], left[document.id]
        assert document.id not in gone
        assert (document.text, document.metadata) == (before.text, before.metadata)
        for layer in LAYER_NAMES:
            old, new = before.layer(layer), document.layer(layer)
            said = [r for r in in_files.layer(layer) if (document.id, layer, key(r)) not in lost]
            if layer in BASE or layer not in layers & FORMATS[name].holds or not said:
                assert new == old, layer
            else:
                assert [key(record) for record in new] == [key(record) for record in said]
            change = reported.pop((document.id, layer), None)
            removed = {key(r) for r in old} - {key(r) for r in new}
            assert (change.removed if change else 0) == len(removed)
            assert (new != old) == (change is not None)
    assert reported == {}
    if any(document != whole[document.id] for document in reading.documents):
        assert not any("nothing lost" in line for line in reading.losses.summary())
        assert not reading.losses.complete


def key(record: Any) -> str:
    return str(getattr(record, "id", None) or record.target)
