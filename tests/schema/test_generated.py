"""What is generated from the models agrees with them, and is up to date."""

import json
from pathlib import Path

import pytest

from corpus_pkg.corpus import models
from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.jsonschema import DIALECT, MODELS, file_text, json_schemas
from corpus_pkg.layers import LAYER_NAMES
from tests.command_line import run, run_program

ROOT = Path(__file__).parents[2]


def test_generated_files_are_up_to_date() -> None:
    run_program("schema", "--check", "--codes", "corpus_pkg/values").succeeded()


def test_stale_schema_file_is_reported(tmp_path: Path) -> None:
    run("schema", "--out", tmp_path).succeeded()
    stale = tmp_path / "entity.schema.json"
    stale.write_text(stale.read_text("utf-8").replace("GPE", "GPX"), "utf-8")
    run("schema", "--out", tmp_path, "--check").refused("entity.schema.json is stale", status=1)
    run("schema", "--out", tmp_path, "--check").refused(f"run `corpus-pkg schema --out {tmp_path}`", status=1)
    assert "GPX" in stale.read_text("utf-8")


def test_no_schema_file_is_left_over() -> None:
    names = {path.name for path in (ROOT / "schema").iterdir()}
    assert names == {f"{name}.schema.json" for name in json_schemas()}


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_schema_is_draft_2020_12_and_closed(name: str) -> None:
    schema = json.loads(file_text(json_schemas()[name]))
    assert schema["$schema"] == DIALECT
    assert schema["additionalProperties"] is False


def test_every_layer_is_a_field_of_the_document_and_has_a_model() -> None:
    assert set(models.LAYER_MODELS) == set(LAYER_NAMES)
    for layer, model in models.LAYER_MODELS.items():
        assert Document.model_fields[layer].annotation == tuple[model, ...]  # type: ignore[valid-type]
        assert model in MODELS.values()
