"""What models may answer: flat, closed, complete, and in keywords that grammars honour."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.layers import DATES, ENTITIES, SENTENCES
from corpus_pkg.layers.labels import EntityType
from tests.llm.replies import ASKED, FILLED

CORPUS = corpus_pkg.load()
HONOURED = {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "description"}


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for part in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from parts(part)


@pytest.mark.parametrize(("layer", "unit"), ASKED)
def test_a_schema_has_only_what_grammars_honour(layer: str, unit: Any) -> None:
    schema = llm.answer_schema(layer, unit)
    Draft202012Validator.check_schema(schema)
    for part in parts(schema):
        assert part.keys() <= HONOURED == llm.KEYWORDS
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert part["required"] == list(part["properties"])


@pytest.mark.parametrize(("layer", "unit"), FILLED)
def test_a_schema_and_the_model_take_the_same_answers(layer: str, unit: Any) -> None:
    schema, model = llm.answer_schema(layer, unit), llm.answer_model(layer, unit)
    good = [
        llm.answer_of(document, layer, sentence).model_dump(mode="json")
        for document in CORPUS
        for sentence in (document.sentences[:20] if unit == "sentence" else [None])
    ]
    items = [value for value in good if value[layer]]
    assert items
    first = items[0][layer][0]
    bad: list[Any] = [{}, {layer: None}, {layer: [], "more": 1}, [], {layer: [{**first, "more": 1}]}]
    bad += [{layer: [{key: value for key, value in first.items() if key != left_out}]} for left_out in first]
    bad += [{layer: [first | {key: [[]]}]} for key in first]
    for values, valid in ((good, True), (bad, False)):
        for value in values:
            assert Draft202012Validator(schema).is_valid(value) is valid
            try:
                model.model_validate_json(json.dumps(value))
            except ValueError:
                assert not valid
            else:
                assert valid


def test_an_answer_has_quotes_and_labels_and_no_offsets_or_ids() -> None:
    for layer, unit in ASKED:
        item = llm.answer_schema(layer, unit)["properties"][layer]["items"]["properties"]
        assert not item.keys() & {"id", "start", "end", "text", "note"}
    names = llm.answer_schema(ENTITIES.name)["properties"]["entities"]["items"]["properties"]
    assert names["type"]["enum"] == list(EntityType)
    assert list(llm.answer_schema(DATES.name)["properties"]["dates"]["items"]["properties"]) == [
        "quote",
        "n",
        "type",
        "value",
        "mod",
        "anchor",
        "anchor_n",
    ]


def test_layers_and_units_that_are_not_asked_for_are_refused() -> None:
    for refused in (SENTENCES.name, "moods"):
        with pytest.raises(ValueError, match=r"choose from: entities"):
            llm.answer_model(refused)
    with pytest.raises(ValueError, match="paragraph"):
        llm.answer_schema("dates", "paragraph")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="whole documents"):
        llm.answer_schema("document_stance", "sentence")


@pytest.mark.parametrize("around", ["{}", " {}\n", "```json\n{}\n```", "```\n{}\n```\n"])
def test_an_answer_may_be_in_a_fenced_block(around: str) -> None:
    assert llm.parse_answer(around.replace("{}", '{"dates": []}'), "dates").items == []


@pytest.mark.parametrize(
    "text",
    ["", "none", "Here: {'dates': []}", '{"dates": []} as asked', '{"dates": []}{"dates": []}', "[" * 10**5],
)
def test_what_is_no_answer_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(llm.AnswerError, match=r"\w"):
        llm.parse_answer(text, "dates")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"dates": 3}', "dates: write a list, in square brackets (found 3)"),
        ('{"dates": [{}]}', "dates.0.quote: missing; give it a value"),
        ('{"dates": [{"quote": "May", "n": "x"}]}', 'dates.0.n: write a whole number (found "x")'),
        ('{"dates": [], "days": 1}', "days: there is no such key; leave it out"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_in_plain_words(text: str, said: str) -> None:
    with pytest.raises(llm.AnswerError) as caught:
        llm.parse_answer(text, "dates")
    assert str(caught.value) == said


@pytest.mark.clients
@pytest.mark.parametrize(("layer", "unit"), ASKED)
def test_a_grammar_engine_compiles_the_schema_without_a_warning(
    layer: str, unit: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    import xgrammar

    grammar = xgrammar.Grammar.from_json_schema(json.dumps(llm.answer_schema(layer, unit)), strict_mode=True)
    assert f'"\\"{layer}\\""' in str(grammar) or layer in str(grammar)
    said = capfd.readouterr()
    assert "warn" not in (said.out + said.err).lower()
