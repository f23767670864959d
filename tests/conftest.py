"""Fixtures that several areas share."""

from pathlib import Path

import pytest

from tests.small_corpus import write_small_corpus


@pytest.fixture
def small_corpus_folder(tmp_path: Path) -> Path:
    """A small valid corpus directory, with the layers of one annotator, that a test may break."""
    return write_small_corpus(tmp_path / "small-corpus")
