"""The Croissant file is valid, and what `mlcroissant` loads by it is what the Parquet files hold."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus_pkg.exchange.hub.builder import build_repository
from corpus_pkg.exchange.hub.configs import configs
from corpus_pkg.exchange.hub.croissant_about import RAI
from corpus_pkg.layers import LAYER_NAMES
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
chosen = [rows.id for rows in dataset.metadata.record_sets]
found = {name: [plain(row) for row in dataset.records(name)] for name in chosen}
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


@pytest.mark.slow
def test_it_is_croissant_1_1_without_errors_or_warnings(loaded: Any) -> None:
    assert loaded["conforms"] == "http://mlcommons.org/croissant/1.1"
    assert loaded["errors"] == []
    assert loaded["warnings"] == []


def test_every_record_is_the_row_of_the_parquet_file(loaded: Any, repository: Path) -> None:
    files = {place.stem for place in repository.glob("*.parquet")}
    assert files < loaded["rows"].keys()
    for config in configs():
        rows = as_loaded(pq.read_table(repository / f"{config.name}.parquet").to_pylist())
        expected = [
            {
                f"{config.name}/{column.name}": as_croissant(
                    row[column.name], column.type, f"{config.name}/{column.name}"
                )
                for column in config.table.columns
            }
            | {f"{config.name}/split": config.split}
            for row in rows
        ]
        assert loaded["rows"][config.name] == expected


def record_sets(repository: Path) -> dict[str, Any]:
    value = json.loads((repository / "croissant.json").read_text("utf-8"))
    return {rows["@id"]: rows for rows in value["recordSet"]}


def test_every_closed_list_is_an_enumeration_whose_labels_link_to_the_card(
    loaded: Any, repository: Path
) -> None:
    lists = {name: rows for name, rows in record_sets(repository).items() if "data" in rows}
    assert {"EntityType", "DateType", "FigureKind", "StanceLabel", "BIOTag", "Genre"} <= lists.keys()
    card = (repository / "README.md").read_text("utf-8")
    for name in lists.keys() - {"splits"}:
        assert lists[name]["dataType"] == "sc:Enumeration"
        assert loaded["rows"][name] == lists[name]["data"]
        part = card.partition(f"### {name}\n")[2].partition("###")[0]
        for label in lists[name]["data"]:
            assert label[f"{name}/url"] == f"https://huggingface.co/datasets/ORG/NAME#{name.lower()}"
            assert f"| {label[f'{name}/number']} | `{label[f'{name}/name']}` |" in part
    assert lists["EntityType"]["data"][4]["EntityType/name"] == "GPE"


def test_labels_and_ids_refer_to_their_lists(repository: Path) -> None:
    found = record_sets(repository)
    fields = {field["@id"]: field for rows in found.values() for field in rows["field"]}
    expected = {
        "entities/type": "EntityType/number",
        "entities/entity": "registry/id",
        "entities/stands_for": "registry/id",
        "stance/target": "targets/id",
        "stance/label": "StanceLabel/number",
        "document_stance/target": "targets/id",
        "dates/split": "splits/name",
    }
    for place, other in expected.items():
        assert fields[place]["references"] == {"field": {"@id": other}}
        assert other in fields
    assert found["registry"]["key"] == {"@id": "registry/id"}


@pytest.mark.slow
def test_mlcroissant_joins_mentions_with_their_entries_by_the_references(
    repository: Path, tmp_path: Path
) -> None:
    """A record set that takes a field of the registry gets it through the reference of `entities`."""
    copy = tmp_path / "repository"
    copy.mkdir()
    for name in ("croissant.json", "entities.parquet", "registry.parquet"):
        (copy / name).symlink_to(repository / name)
    value = json.loads((copy / "croissant.json").read_text("utf-8"))
    (entities,) = [rows for rows in value["recordSet"] if rows["@id"] == "entities"]
    entity = next(field for field in entities["field"] if field["@id"] == "entities/entity")
    its_name = {
        "@type": "cr:Field",
        "@id": "named/name",
        "dataType": "sc:Text",
        "source": {"field": {"@id": "registry/name"}},
    }
    value["recordSet"].append(
        {"@type": "cr:RecordSet", "@id": "named", "field": [entity | {"@id": "named/entity"}, its_name]}
    )
    (copy / "croissant.json").unlink()
    (copy / "croissant.json").write_text(json.dumps(value), "utf-8")
    code = LOAD.replace("chosen = [rows.id for rows in dataset.metadata.record_sets]", "chosen = ['named']")
    loaded = run_python(code, str(copy / "croissant.json"), env=clean_environment(tmp_path / "home"))
    assert (loaded["errors"], loaded["warnings"]) == ([], [])
    names = {row["id"]: row["name"] for row in pq.read_table(repository / "registry.parquet").to_pylist()}
    mentions = pq.read_table(repository / "entities.parquet").to_pylist()
    assert [(row["named/entity"], row["named/name"]) for row in loaded["rows"]["named"]] == [
        (mention["entity"], names[mention["entity"]]) for mention in mentions
    ]


def test_each_layer_is_attributed_to_who_made_it(repository: Path) -> None:
    value = json.loads((repository / "croissant.json").read_text("utf-8"))
    agents = {agent["@id"]: agent for agent in value["prov:wasAttributedTo"]}
    assert {agent["@type"] for agent in agents.values()} == {"prov:SoftwareAgent"}
    people = [json.loads(line) for line in (repository / "annotators.jsonl").read_text("utf-8").splitlines()]
    by_role = {
        role: [{"@id": f"agent/{person['name']}"} for person in people if person["role"] == role]
        for role in ("annotator", "adjudicator")
    }
    assert len(agents) == len(people)
    assert all(by_role.values())
    found = record_sets(repository)
    own = {field["name"]: field for field in found["annotators"]["field"]}
    assert own["annotator"]["equivalentProperty"] == "prov:wasAttributedTo"
    for name in LAYER_NAMES:
        assert own[name]["prov:wasAttributedTo"] == by_role["annotator"]
        assert own[name]["prov:wasGeneratedBy"]["prov:endedAtTime"] == max(
            person["date"] for person in people if person["role"] == "annotator"
        )
        if name in found:
            assert found[name]["prov:wasAttributedTo"] == by_role["adjudicator"]
            assert found[name]["prov:wasDerivedFrom"] == {"@id": "annotators"}


def test_the_conditions_of_use_are_those_of_the_licences(repository: Path, tmp_path: Path) -> None:
    annotations, texts = json.loads((repository / "croissant.json").read_text("utf-8"))["usageInfo"]
    assert annotations["url"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert texts["odrl:prohibition"]["odrl:action"] == {"@id": "odrl:distribute"}
    assert texts["odrl:prohibition"]["odrl:target"] == {"@id": "documents/text"}
    build_repository(None, tmp_path / "free", texts=False)
    (only,) = json.loads((tmp_path / "free/croissant.json").read_text("utf-8"))["usageInfo"]
    assert only == annotations


def test_a_licence_that_spdx_has_no_page_for_has_no_address(
    small_corpus_folder: Path, tmp_path: Path
) -> None:
    about = small_corpus_folder / "corpus.toml"
    about.write_text('title = "Small"\n[licences]\nannotations = "CC-BY-4.0 AND MIT"\n', "utf-8")
    build_repository(small_corpus_folder, tmp_path / "repository")
    used = json.loads((tmp_path / "repository/croissant.json").read_text("utf-8"))["usageInfo"][0]
    assert used["name"] == "Use of the annotations"
    assert "CC-BY-4.0 AND MIT" in used["description"]
    assert "url" not in used


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
