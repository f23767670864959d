"""Stripping: nothing of the text is left, and the text brings everything back."""

import json
import re
from collections import Counter
from itertools import cycle

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LAYER_MODELS
from corpus_pkg.exchange.jsonschema import json_schemas
from corpus_pkg.exchange.textfree import restore, strip
from corpus_pkg.exchange.textfree.models import TEXT_FREE_LAYER_MODELS, TextFreeText
from corpus_pkg.exchange.textfree.proofs import SHORTEST, digest, key_of
from corpus_pkg.exchange.textfree.quotations import Quotations
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, LAYER_NAMES, LAYERS, SPAN_LAYERS, SPECS
from tests.strategies import documents

DOCUMENT = corpus_pkg.load()["trade-nearly-doubles"]
STRIPPED = strip(DOCUMENT)


def with_notes(document: Document, notes: list[str | None]) -> Document:
    """Return a document whose records have these notes in turn, as far as their layers have notes."""
    turn = cycle(notes)
    layers = {
        spec.name: tuple(
            record.model_copy(update={"note": next(turn)}) if "note" in spec.model.model_fields else record
            for record in document.layer(spec.name)
        )
        for spec in LAYERS
    }
    return document.model_copy(update=layers)


@settings(max_examples=25, deadline=None)
@given(documents(), st.lists(st.sampled_from([None, "quotes", "a remark"]), min_size=1, max_size=5))
def test_stripped_records_are_valid_and_with_its_text_the_document_but_for_quotations(
    document: Document, notes: list[str | None]
) -> None:
    quoting = " ".join(re.findall(r"\w+", document.text)) or None
    assume(quoting is None or Quotations(document.text).quotes(quoting))
    document = with_notes(document, [quoting if note == "quotes" else note for note in notes])
    expected = Counter(
        (spec.name, "note")
        for spec in LAYERS
        for record in document.layer(spec.name)
        if getattr(record, "note", None) == quoting is not None
    )
    stripped = strip(document)
    left = {
        (item["layer"], item["field"]): item["values"]
        for item in stripped.text["left_out"]
        if item["layer"] != "metadata"
    }
    assert left == expected
    restored = restore(stripped, document.text)
    for layer in LAYER_NAMES:
        assert restored.layer(layer) == tuple(
            record.model_copy(update={"note": None}) if getattr(record, "note", None) == quoting else record
            for record in document.layer(layer)
        )
    TextFreeText.model_validate_json(json.dumps(stripped.text))
    for layer, records in stripped.layers.items():
        for record in records:
            TEXT_FREE_LAYER_MODELS[layer].model_validate_json(json.dumps(record))


@pytest.mark.parametrize("layer", SPAN_LAYERS)
def test_text_free_model_has_the_fields_of_the_full_one(layer: str) -> None:
    full, bare = LAYER_MODELS[layer].model_fields, TEXT_FREE_LAYER_MODELS[layer].model_fields
    assert list(bare) == [
        name for field in full for name in (("length", "proof") if field == "text" else (field,))
    ]
    for name in full.keys() - {"text", *SPECS[layer].spans}:
        assert bare[name].annotation == full[name].annotation
        assert bare[name].default == full[name].default


def test_json_schema_refuses_a_text() -> None:
    schema = json_schemas()["text_free_entity"]
    record = STRIPPED.layers[ENTITIES.name][0]
    jsonschema.validate(record, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "text": "Baku"}, schema)


@pytest.mark.parametrize(
    "change", [{"length": 3}, {"id": "ent-0-9"}, {"stands_for": 1}, {"text": "Azerbaijan"}]
)
def test_model_refuses_a_record_that_contradicts_itself(change: dict[str, object]) -> None:
    record = {**STRIPPED.layers[ENTITIES.name][0], **change}
    with pytest.raises(ValueError):
        TEXT_FREE_LAYER_MODELS[ENTITIES.name].model_validate_json(json.dumps(record))


@pytest.mark.parametrize("document", corpus_pkg.load(), ids=lambda document: document.id)
def test_no_three_words_of_a_text_are_left_but_in_titles(document: Document) -> None:
    stripped = strip(document)
    left = stripped.as_dict()
    for name in ("title", "publisher", "author", "place", "rights"):
        del left["metadata"][name]
    words = re.findall(r"\w+", document.text.casefold())
    runs = {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}
    without_ids = re.sub(r'"[a-z0-9]+(?:-[a-z0-9]+)+"', "", json.dumps(left, ensure_ascii=False))
    found = re.findall(r"\w+", without_ids.casefold())
    assert not runs & {" ".join(found[at : at + 3]) for at in range(len(found) - 2)}


def test_no_hash_stands_for_a_short_name() -> None:
    for layer in (ENTITIES.name, DATES.name, FIGURES.name):
        for record in STRIPPED.layers[layer]:
            for window in record["proof"]["windows"]:
                letters = (
                    record["proof"]["end"] - record["proof"]["start"] + window["before"] + window["after"]
                )
                at_an_edge = record["proof"]["start"] == window["before"]
                assert letters >= SHORTEST or at_an_edge


def test_one_name_has_another_hash_in_every_document_and_for_every_secret() -> None:
    keys = {key_of("00" * 32), key_of("11" * 32), key_of("00" * 32, b"secret")}
    assert len({digest("Azerbaijan", key) for key in keys}) == 3


def test_restoring_with_another_text_fails() -> None:
    with pytest.raises(ValueError):
        restore(STRIPPED, DOCUMENT.text[:100])
