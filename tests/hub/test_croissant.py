"""The Croissant file is valid, and what `mlcroissant` loads by it is what the Parquet files hold."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus_pkg.exchange.hub.configs import configs
from corpus_pkg.exchange.hub.croissant import RAI
from corpus_pkg.tables.columns import ColumnType, ListOf, Struct
from corpus_pkg.tables.manifest import measure
from tests.hub.conftest import as_loaded, clean_environment, run_python

LOAD = """
import json, sys
import mlcroissant

def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if hasattr(value, "isoformat"):
        return value.date().isoformat()
    return value

dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.ctx.issues
found = {rows.id: [plain(row) for row in dataset.records(rows.id)] for rows in dataset.metadata.record_sets}
print(json.dumps({
    "rows": found,
    "conforms": dataset.metadata.ctx.conforms_to.value,
    "errors": sorted(issues.errors),
    "warnings": sorted(issues.warnings),
    "bias": dataset.metadata.data_biases,
    "time": [str(day) for day in dataset.metadata.data_collection_timeframe],
}))
"""


def as_croissant(value: Any, kind: ColumnType, place: str) -> Any:
    """Return a Parquet value as `mlcroissant` gives it: keys by place, records in records flattened."""
    if isinstance(kind, ListOf) and isinstance(kind.item, Struct):
        return [as_croissant(item, kind.item, place) for item in value]
    if not isinstance(kind, Struct):
        return value
    made: dict[str, Any] = {}
    for column in kind.columns:
        part = None if value is None else value[column.name]
        if isinstance(column.type, Struct):
            inner = as_croissant(part, column.type, f"{place}/{column.name}")
            made |= {f"{place}/{column.name}_{key.rpartition('/')[2]}": item for key, item in inner.items()}
        else:
            made[f"{place}/{column.name}"] = as_croissant(part, column.type, f"{place}/{column.name}")
    return made


@pytest.fixture(scope="module")
def loaded(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    env = clean_environment(tmp_path_factory.mktemp("home"))
    return run_python(LOAD, str(repository / "croissant.json"), env=env)


def test_it_is_croissant_1_1_without_errors_or_warnings(loaded: Any) -> None:
    assert loaded["conforms"] == "http://mlcommons.org/croissant/1.1"
    assert loaded["errors"] == []
    assert loaded["warnings"] == []


def test_every_record_is_the_row_of_the_parquet_file(loaded: Any, repository: Path) -> None:
    assert sorted(loaded["rows"]) == sorted(place.stem for place in repository.glob("*.parquet"))
    for config in configs():
        rows = as_loaded(pq.read_table(repository / f"{config.name}.parquet").to_pylist())
        expected = [
            {
                f"{config.name}/{column.name}": as_croissant(
                    row[column.name], column.type, f"{config.name}/{column.name}"
                )
                for column in config.table.columns
            }
            for row in rows
        ]
        assert loaded["rows"][config.name] == expected


def test_the_rai_properties_say_what_the_datasheet_says(loaded: Any, repository: Path) -> None:
    value = json.loads((repository / "croissant.json").read_text("utf-8"))
    said = {key.removeprefix("rai:") for key in value if key.startswith("rai:")}
    assert said >= RAI.keys()
    assert {"dataCollectionTimeFrame", "annotationsPerItem", "machineAnnotationTools"} <= said
    assert "close to Azerbaijan's official position" in loaded["bias"][0]
    assert [day[:10] for day in loaded["time"]] == ["2023-09-01", "2025-11-30"]


@pytest.mark.slow
def test_the_command_of_mlcroissant_validates_it(repository: Path, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("mlcroissant")), "validate", "--jsonld"]
    done = subprocess.run(
        [*command, str(repository / "croissant.json")],
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_each_file_is_described_by_its_size_and_sha256(repository: Path) -> None:
    value = json.loads((repository / "croissant.json").read_text("utf-8"))
    assert value["distribution"]
    for file in value["distribution"]:
        size, digest = measure(repository / file["contentUrl"])
        assert (file["contentSize"], file["sha256"]) == (f"{size} B", digest)
