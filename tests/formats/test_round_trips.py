"""Every format: what comes back is what was written, but for the losses that were reported."""

import pytest
from hypothesis import HealthCheck, example, given, settings

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.formats.catalog import FORMATS
from tests.formats.glued import glued
from tests.formats.round_trip import assert_accounted_for
from tests.strategies import corpora

SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(corpus=corpora(min_documents=1, max_documents=2))
@example(corpus=glued())
def test_a_round_trip_differs_by_the_reported_losses_and_no_more(corpus: Corpus) -> None:
    for format_ in FORMATS.values():
        assert_accounted_for(format_, corpus)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=80, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(corpus=corpora(min_documents=1))
@example(corpus=glued())
def test_many_round_trips_differ_by_the_reported_losses_and_no_more(name: str, corpus: Corpus) -> None:
    assert_accounted_for(FORMATS[name], corpus)


@pytest.mark.parametrize("name", FORMATS)
def test_the_packaged_corpus_comes_back(name: str) -> None:
    assert_accounted_for(FORMATS[name], corpus_pkg.load())
