"""What a wrong record leaves behind: what is wrong with it, and nothing else."""

import gc
from collections.abc import Iterator

import pytest

from corpus_pkg.corpus.models import Entity
from corpus_pkg.corpus.parse import explain


@pytest.fixture
def no_search_for_garbage() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_search_for_garbage")
def test_what_is_wrong_keeps_no_frame_alive() -> None:
    """The traceback of a validator's error leads to every frame below it, and so to whole blocks of lines."""
    wrong = {"id": "ent-0-3", "start": 0, "end": 3, "text": "four", "type": "GPE", "entity": "azerbaijan"}
    explain(Entity, wrong)
    gc.collect()
    assert "characters long" in explain(Entity, wrong)[0].message
    assert [fault.code for fault in explain(Entity, wrong | {"text": "fou", "note": " "})] == ["free-text"]
    assert gc.collect() == 0
