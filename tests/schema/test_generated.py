"""What is generated from the models agrees with them, and is up to date."""

import dataclasses
import json
import typing
from pathlib import Path

import pytest

from corpus_pkg import records
from corpus_pkg.corpus.document import RECORDS, Document
from corpus_pkg.corpus.parse import KINDS, LAYER_KINDS
from corpus_pkg.schema import models
from corpus_pkg.schema.checker import compile_schema
from corpus_pkg.schema.derived import DerivedDays
from corpus_pkg.schema.jsonschema import DIALECT, file_text, json_schemas
from corpus_pkg.schema.labels import Layer
from corpus_pkg.schema.recordgen import CLASSES, type_name
from tests.command_line import run, run_program

ROOT = Path(__file__).parents[2]


def test_generated_files_are_up_to_date() -> None:
    run_program("schema", "--check", "--records", "corpus_pkg/records.py").succeeded()


def test_stale_schema_file_is_reported(tmp_path: Path) -> None:
    run("schema", "--out", tmp_path).succeeded()
    stale = tmp_path / "entity.schema.json"
    stale.write_text(stale.read_text("utf-8").replace("GPE", "GPX"), "utf-8")
    run("schema", "--out", tmp_path, "--check").refused("entity.schema.json is stale", status=1)
    assert "GPX" in stale.read_text("utf-8")


def test_no_schema_file_is_left_over() -> None:
    names = {path.name for path in (ROOT / "schema").iterdir()}
    assert names == {f"{name}.schema.json" for name in json_schemas()}


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_schema_is_draft_2020_12_and_closed(name: str) -> None:
    schema = json.loads(file_text(json_schemas()[name]))
    assert schema["$schema"] == DIALECT
    assert schema["additionalProperties"] is False
    compile_schema(schema, {})


@pytest.mark.parametrize("model", CLASSES, ids=lambda model: model.__name__)
def test_light_record_has_the_fields_of_its_model(model: type[models.Record]) -> None:
    record = getattr(records, model.__name__)
    fields = {field.name: field for field in dataclasses.fields(record)}
    assert list(fields) == list(model.model_fields)
    for name, field in model.model_fields.items():
        assert field.is_required() == (fields[name].default is dataclasses.MISSING)
        assert type_name(field.annotation).replace("labels.", "") == _plain_name(fields[name].type)
    assert issubclass(record, DerivedDays) == issubclass(model, DerivedDays)


def _plain_name(annotation: typing.Any) -> str:
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    return str(annotation).replace("corpus_pkg.records.", "").replace("corpus_pkg.schema.labels.", "")


def test_document_has_the_fields_of_its_model() -> None:
    names = [field.name for field in dataclasses.fields(Document)]
    expected = [
        name if name != "document_stance" else "document_stances" for name in models.Document.model_fields
    ]
    assert names == expected


def test_every_layer_has_a_model_a_record_and_a_kind() -> None:
    assert set(models.LAYER_MODELS) == set(RECORDS) == set(LAYER_KINDS) == set(Layer)
    for layer, model in models.LAYER_MODELS.items():
        assert RECORDS[layer].__name__ == model.__name__
        assert KINDS[LAYER_KINDS[layer]] is RECORDS[layer]
        assert models.MODELS[LAYER_KINDS[layer]] is model
