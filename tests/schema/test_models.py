"""The models refuse what is wrong; the JSON Schema alone refuses what it can express."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import corpus_pkg
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.models import LAYER_MODELS, Decision
from corpus_pkg.exchange.jsonschema import MODELS, json_schema
from corpus_pkg.layers import labels
from corpus_pkg.layers.labels import DEFAULT_LABELS

VALID: dict[str, dict[str, Any]] = {
    "segment": {"id": "seg-0-3", "start": 0, "end": 3, "text": "Abc", "kind": "paragraph"},
    "sentence": {"id": "sen-0-3", "start": 0, "end": 3, "text": "Abc", "segment": "seg-0-3"},
    "entity": {
        "id": "ent-4-8", "start": 4, "end": 8, "text": "Baku", "type": "GPE", "entity": "baku",
        "stands_for": "azerbaijan", "note": None,
    },
    "date": {
        "id": "dat-0-4", "start": 0, "end": 4, "text": "2025", "type": "DATE", "value": "2025", "mod": None,
        "anchor": None, "note": None,
    },
    "figure": {
        "id": "fig-0-2", "start": 0, "end": 2, "text": "$5", "kind": "MONEY", "value": "5", "value_min": None,
        "unit": "USD", "modifier": "EXACT", "change": "LEVEL",
        "subject": {"start": 5, "end": 8, "text": "aid"}, "date": "dat-10-14", "note": None,
    },
    "stance": {
        "id": "sta-0-3-author-russia", "start": 0, "end": 3, "text": "Abc", "sentence": "sen-0-3",
        "holder": "author", "target": "russia", "label": "against", "basis": "statement", "note": None,
    },
    "claim": {
        "id": "clm-0-4-visit-days-author", "start": 0, "end": 4, "text": "2025", "topic": "visit-days",
        "asserter": "author", "via": [], "modality": "asserted", "presupposed": False, "value": "2025",
        "value_min": None, "value_max": None, "unit": None, "modifier": None, "entities": [], "extent": None,
        "carriers": ["dat-0-4"], "time": None, "antecedent": None, "note": None,
    },
    "document_stance": {"target": "russia", "label": "none", "note": None},
    "registry_entry": {
        "id": "azerbaijan", "type": "GPE", "name": "Azerbaijan", "wikipedia": "Azerbaijan", "wikidata": None,
        "iso_3166": "AZ",
    },
    "target": {"id": "russia", "description": "Russia's government", "target_entities": ["russia"]},
    "document_metadata": {
        "id": "a-text", "title": None, "publisher": None, "author": None, "date": "2025-11~", "place": None,
        "genre": "news", "language": "en", "source_file": "a.txt", "sha256": "0" * 64, "bytes": 3,
        "characters": 3, "rights": "its publisher's", "license": "LicenseRef-x", "synthetic": False,
        "evidence": [{"field": "date", "inferred": True, "confidence": "high", "basis": "the dateline"}],
    },
}  # fmt: skip
"""One valid object a record kind."""

LONG = "a" * 101
OF_RUSSIA = {"holder": "russia", "id": VALID["stance"]["id"].replace("author", "russia")}

# kind, changed fields; the last column says whether JSON Schema alone can refuse it.
BAD: list[tuple[str, dict[str, Any], bool]] = [
    *[(kind, {"unknown": 1}, True) for kind in VALID],
    *[("segment", {"start": value}, True) for value in ("0", 0.5, -1, True, None, 2**31)],
    ("segment", {"end": "3"}, True),
    ("segment", {"text": ""}, True),
    ("segment", {"text": "Abcd"}, False),
    ("segment", {"text": None}, True),
    ("segment", {"kind": "Paragraph"}, True),
    ("segment", {"id": "seg-0-4"}, False),
    ("segment", {"id": "sen-0-3"}, True),
    ("segment", {"id": "seg-00-3"}, True),
    ("segment", {"id": "../seg-0-3"}, True),
    ("sentence", {"segment": "sen-0-3"}, True),
    ("entity", {"type": "CITY"}, True),
    ("entity", {"type": "ORG"}, True),  # stands_for on an ORG
    ("entity", {"entity": "Baku"}, True),
    ("entity", {"entity": "../baku"}, True),
    ("entity", {"entity": LONG}, True),
    ("entity", {"note": ""}, True),
    *[
        (kind, {"note": note}, True)
        for kind in ("entity", "date", "figure", "stance", "document_stance")
        for note in (" ", "\t\n", "\u00a0\u2003\u3000", "\x1f\x85")
    ],
    *[("date", {"value": value}, True) for value in ("2025-13", "2025-Q5", "yesterday", "", "2025-W54", "P")],
    *[("date", {"value": value}, False) for value in ("2025-02-30", "2025-05/2024-04", "2023-02-29")],
    ("date", {"value": "P6M"}, True),
    ("date", {"type": "DURATION"}, True),
    ("date", {"type": "TIME"}, True),
    ("date", {"value": "2025-08-08T14:30"}, True),
    ("date", {"mod": "ABOUT"}, True),
    ("date", {"mod": "LESS_THAN"}, True),
    ("date", {"anchor": "yesterday"}, True),
    ("date", {"anchor": "ent-0-4"}, True),
    ("figure", {"unit": "XXZ"}, True),
    ("figure", {"unit": "usd"}, True),
    ("figure", {"unit": None}, True),
    ("figure", {"kind": "PERCENT"}, True),
    ("figure", {"kind": "COUNT"}, True),
    ("figure", {"kind": "MEASURE", "unit": "%"}, True),
    ("figure", {"kind": "MEASURE", "unit": "foo"}, False),
    ("figure", {"kind": "MEASURE", "unit": "XYZ"}, False),  # which has the shape of a currency
    ("figure", {"kind": "RANK", "unit": None, "value": "1.5"}, True),
    ("figure", {"value": None}, True),
    ("figure", {"value_min": "1"}, True),
    *[("figure", {"value": value}, True) for value in ("1e3", "1.", ".5", "01", "+1", "1.50", "-0", 5, "½")],
    ("figure", {"subject": {"start": 5, "end": 8}}, True),
    ("figure", {"subject": {"start": 5, "end": 9, "text": "aid"}}, False),
    ("figure", {"date": "document"}, True),
    ("figure", {"modifier": None}, True),
    ("stance", {"label": "neutral"}, True),
    ("stance", {"basis": "tone"}, True),
    ("stance", {"basis": None}, True),
    ("stance", {"basis": "act"}, True),  # the author's words are not an act
    ("stance", {"label": "none"}, True),  # none has no basis
    ("stance", {**OF_RUSSIA, "label": "none", "basis": None}, True),  # only the author takes no side
    ("stance", {"holder": "The Author"}, True),
    ("stance", {"holder": "russia"}, False),  # the id says author
    ("document_stance", {"label": "neutral"}, True),
    ("registry_entry", {"iso_3166": "XX"}, True),
    ("registry_entry", {"iso_3166": "az"}, True),
    ("registry_entry", {"type": "PERSON"}, True),
    ("registry_entry", {"wikidata": "Q0"}, True),
    ("registry_entry", {"wikidata": "227"}, True),
    ("target", {"target_entities": ["Russia"]}, True),
    ("target", {"description": ""}, True),
    *[("document_metadata", {"date": value}, True) for value in ("28 August 2025", "2025-13", "", None)],
    ("document_metadata", {"date": "2025-02-30"}, False),
    ("document_metadata", {"language": "English"}, True),
    ("document_metadata", {"language": "qq"}, False),
    ("document_metadata", {"sha256": "0" * 63}, True),
    ("document_metadata", {"sha256": "A" * 64}, True),
    ("document_metadata", {"genre": "rumour"}, True),
    ("document_metadata", {"evidence": [{"field": "mood"}]}, True),
]
# fmt: on


def accepts(kind: str, value: Any) -> bool:
    try:
        MODELS[kind].model_validate_json(json.dumps(value), context=DEFAULT_LABELS)
    except ValidationError:
        return False
    return True


SCHEMAS = {kind: json_schema(MODELS[kind]) for kind in VALID}
JSON_SCHEMA = {kind: Draft202012Validator(schema) for kind, schema in SCHEMAS.items()}


@pytest.mark.parametrize("kind", VALID)
def test_valid_record_is_accepted_by_both(kind: str) -> None:
    assert accepts(kind, VALID[kind])
    assert JSON_SCHEMA[kind].is_valid(VALID[kind])


@pytest.mark.parametrize(("kind", "change", "expressible"), BAD)
def test_bad_record_is_refused(kind: str, change: dict[str, Any], expressible: bool) -> None:
    value = VALID[kind] | change
    assert not accepts(kind, value)
    assert JSON_SCHEMA[kind].is_valid(value) is not expressible


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind in VALID
        for name, field in MODELS[kind].model_fields.items()
        if field.is_required()
    ],
)
def test_missing_field_is_refused(kind: str, name: str) -> None:
    value = {key: item for key, item in VALID[kind].items() if key != name}
    assert not accepts(kind, value)
    assert not JSON_SCHEMA[kind].is_valid(value)


@pytest.mark.parametrize("value", [[], "text", 3, None, True])
def test_what_is_no_object_is_refused(value: Any) -> None:
    for kind in VALID:
        assert not accepts(kind, value)
        assert not JSON_SCHEMA[kind].is_valid(value)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**33),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer()),
    st.text(max_size=8),
    st.sampled_from(
        ["GPE", "DURATION", "P6M", "2025-08-08", "TMO", "USD", "%", "m3/a", "RANK", "favor", "0"]
    ),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(sorted(VALID)))
    value = dict(VALID[kind])
    for name in draw(st.lists(st.sampled_from(sorted(value)), min_size=1, max_size=3, unique=True)):
        value[name] = draw(JUNK)
    return kind, value


@given(damaged())
def test_json_schema_accepts_all_that_the_models_accept(case: tuple[str, Any]) -> None:
    kind, value = case
    if accepts(kind, value):
        assert JSON_SCHEMA[kind].is_valid(value)


def test_the_note_of_a_decision_is_not_blank() -> None:
    decisions = layout.packaged().joinpath(*layout.DECISIONS_FILE.split("/"))
    line = decisions.read_bytes().splitlines()[0]
    schema = json_schema(MODELS["decision"])
    for note, expected in ((None, True), ("seen again", True), (" \n", False)):
        value = json.loads(line) | {"note": note}
        assert accepts("decision", value) is expected
        assert Draft202012Validator(schema).is_valid(value) is expected


def test_models_are_frozen() -> None:
    record = MODELS["target"].model_validate_json(json.dumps(VALID["target"]))
    with pytest.raises(ValidationError, match="frozen"):
        record.id = "other"  # type: ignore[attr-defined]


def test_line_end_after_a_value_is_refused() -> None:
    value = VALID["entity"] | {"entity": "baku\n"}
    assert not accepts("entity", value)
    assert not JSON_SCHEMA["entity"].is_valid(value)


def test_every_record_of_the_corpus_is_accepted_by_both() -> None:
    for document in corpus_pkg.load():
        for layer, model in LAYER_MODELS.items():
            kind = next(name for name, known in MODELS.items() if known is model)
            for record in document.layer(layer):
                value = record.model_dump(mode="json")
                assert accepts(kind, value)
                assert JSON_SCHEMA[kind].is_valid(value)


def test_every_label_has_a_description() -> None:
    for enum, meanings in labels.LABELS.items():
        assert list(meanings) == [member.value for member in enum]


def test_stance_holder_and_target_are_in_the_id() -> None:
    assert not accepts("stance", VALID["stance"] | {"id": "sta-0-3-author-iran"})


@pytest.mark.parametrize("name", ["../a", "A", "a b", ""])
def test_a_proposal_is_by_an_annotator_whose_name_a_folder_can_have(name: str) -> None:
    record = {"id": "one/x", "document": "one", "layer": "entities", "decision": "neither"}
    good = Decision.model_validate_json(json.dumps(record | {"proposals": {"a": None, "b": None}}))
    assert good.proposals == {"a": None, "b": None}
    with pytest.raises(ValidationError, match="is not an annotator's name; write the name of the folder"):
        Decision.model_validate_json(json.dumps(record | {"proposals": {"a": None, name: None}}))
