"""What a wrong record leaves behind: what is wrong with it, and nothing else."""

import gc
import re
from collections.abc import Iterator
from typing import Any

import pytest

from corpus_pkg.corpus.models import Entity, RegistryEntry
from corpus_pkg.corpus.parse import explain
from corpus_pkg.layers import LAYER_MODELS, LAYER_NAMES
from tests.small_corpus import small_corpus


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


_OF_PYDANTIC = re.compile(
    r"[Ii]nput should|String should|[Ff]ield required|Extra inputs|[Vv]alid (string|integer)|pattern|\^|"
    r"function-|constrained"
)
_ODD: tuple[Any, ...] = (None, 5, -1.5, True, "", "Ä ß!", "x" * 5000, [], [{}], {}, {"a": 1})


def _examples() -> Iterator[tuple[type[Any], dict[str, Any]]]:
    """Yield a record of every kind, as JSON values."""
    corpus = small_corpus(claims=True)
    for layer in LAYER_NAMES:
        records = next(found for document in corpus if (found := document.layer(layer)))
        yield LAYER_MODELS[layer], records[0].model_dump(mode="json")
    lists = (corpus.registry, corpus.targets, corpus.topics)
    for record in (next(iter(corpus)).metadata, *(next(iter(some.values())) for some in lists)):
        yield type(record), record.model_dump(mode="json")


def test_what_is_wrong_is_said_in_words() -> None:
    """Nobody is shown the sentences of Pydantic, or a regular expression."""
    for model, record in _examples():
        for name in record:
            for changed in (
                *({**record, name: odd} for odd in _ODD),
                {key: value for key, value in record.items() if key != name},
                {**record, f"{name}x": 1},
                {(f"{key}x" if key == name else key): value for key, value in record.items()},
            ):
                for fault in explain(model, changed):
                    assert not _OF_PYDANTIC.search(fault.message), (model, changed, fault)


def test_a_misspelt_key_is_named_once_with_the_one_that_was_meant() -> None:
    assert [fault.message for fault in explain(RegistryEntry, {"id": "x", "typ": "GPE", "name": "X"})] == [
        "there is no key typ; did you mean type?"
    ]
    assert [fault.message for fault in explain(RegistryEntry, {"id": "x", "type": "GPE", "nom": "X"})] == [
        "name: missing; give it a value",
        "there is no key nom; write one of: id, type, name, wikipedia, wikidata, iso_3166, seat_of, note",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Baku City"}, "id: write lower-case letters and digits with single hyphens"),
        ({"wikidata": "9248"}, "wikidata: write the number of a Wikidata item, such as Q9248"),
        ({"seat_of": "peru"}, 'seat_of: put it in square brackets: ["peru"]'),
        ({"name": 5}, 'name: put it in quotes: "5"'),
        ({"name": True}, "name: write a text in quotes (found true)"),
        ({"name": None}, "name: missing; give it a value"),
    ],
)
def test_a_wrong_value_is_answered_with_what_to_write(changes: dict[str, Any], message: str) -> None:
    (fault,) = explain(RegistryEntry, {"id": "x", "type": "GPE", "name": "X", **changes})
    assert fault.message.startswith(message)
