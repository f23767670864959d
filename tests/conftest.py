"""Fixtures and settings that several areas share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.small_corpus import write_small_corpus

# How long an example takes says more of the machine than of the code; the suite's length is kept in hand by
# the number of examples.
settings.register_profile(
    "corpus", deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("corpus")


@pytest.fixture
def small_corpus_folder(tmp_path: Path) -> Path:
    """A small valid corpus directory, with the layers of one annotator, that a test may break."""
    return write_small_corpus(tmp_path / "small-corpus")
