"""A repository: the same bytes for the same corpus, loadable by all readers, and none for a broken one."""

import gc
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from corpus_pkg import Corpus, CorpusError
from corpus_pkg.build import verify
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.hub.builder import build_repository
from corpus_pkg.exchange.hub.configs import configs
from corpus_pkg.exchange.hub.features import json_feature
from corpus_pkg.exchange.hub.metadata import as_yaml
from corpus_pkg.exchange.hub.rows import GROUP_BYTES, ConfigRows, row_groups
from corpus_pkg.exchange.hub.vocabularies import CardError
from tests.hub.conftest import LOAD_ALL, as_loaded, clean_environment, run_python, same_feature
from tests.small_corpus import write_small_corpus


def content(folder: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in folder.iterdir()}


def card(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "README.md").read_text("utf-8").split("\n---\n")[0][4:])
    return found


def plain(value: Any) -> Any:
    """Return a cell as plain Python values, in whatever way a reader says that it is empty."""
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, float | np.floating):  # pandas turns numbers with gaps to floats
        return int(value) if float(value).is_integer() else float(value)
    return value.item() if isinstance(value, np.generic) else value


def plain_rows(rows: Any) -> Any:
    return as_loaded([{key: plain(value) for key, value in row.items()} for row in rows])


@pytest.mark.slow
def test_all_readers_see_the_same_rows(repository: Path, tmp_path: Path) -> None:
    names = [place.stem for place in sorted(repository.glob("*.parquet"))]
    env = clean_environment(tmp_path / "home", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
    loaded = run_python(LOAD_ALL, str(repository), json.dumps(names), "{}", env=env)
    assert sorted(loaded["names"]) == names
    assert loaded["default"] == loaded["documents"]
    tables = {config.name: config.table for config in configs()}
    for name in names:
        place = repository / f"{name}.parquet"
        expected = as_loaded(pq.read_table(place).to_pylist())
        assert plain_rows(pd.read_parquet(place).to_dict("records")) == expected, name
        assert plain_rows(pl.read_parquet(place).to_dicts()) == expected, name
        with duckdb.connect() as db:
            relation = db.read_parquet(str(place))
            rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
        assert plain_rows(rows) == expected, name
        assert loaded[name]["rows"] == expected, name
        for column in tables[name].columns:
            assert same_feature(loaded[name]["features"][column.name], json_feature(column.type))


@pytest.mark.slow
def test_the_files_own_metadata_declare_the_features_too(repository: Path, tmp_path: Path) -> None:
    code = """
import json, sys
from datasets import load_dataset
loaded = {
    name: load_dataset("parquet", data_files=file, split="train").features.to_dict()
    for name, file in json.loads(sys.argv[1]).items()
}
print(json.dumps(loaded))
"""
    files = {place.stem: str(place) for place in repository.glob("*.parquet")}
    env = clean_environment(tmp_path / "home", HF_HUB_OFFLINE="1")
    loaded = run_python(code, json.dumps(files), env=env)
    for config in configs():
        for column in config.table.columns:
            assert same_feature(loaded[config.name][column.name], json_feature(column.type))


def test_a_built_repository_is_as_its_manifest_says(repository: Path, tmp_path: Path) -> None:
    assert verify(repository) == []
    changed = tmp_path / "changed"
    shutil.copytree(repository, changed)
    (changed / "README.md").write_text("nothing")
    assert [problem.file for problem in verify(changed)] == ["README.md"]


def test_a_build_gives_the_same_bytes_and_replaces_an_earlier_one_and_nothing_else(
    repository: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(repository, out)
    before = (out / "README.md").stat().st_ino
    build_repository(None, out)
    assert (out / "README.md").stat().st_ino != before
    assert content(out) == content(repository)
    assert [place.name for place in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("texts", [True, False])
def test_a_build_does_not_depend_on_how_many_documents_are_looked_at_together(
    texts: bool, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus_pkg.corpus.streamed.PART_DOCUMENTS", 2)
    monkeypatch.setattr("corpus_pkg.exchange.hub.rows.WAITING_ROWS", 7)
    build_repository(None, tmp_path / "parts", texts=texts)
    if texts:
        assert content(tmp_path / "parts") == content(repository)
        return
    monkeypatch.setattr("corpus_pkg.corpus.streamed.PART_DOCUMENTS", 5)
    build_repository(None, tmp_path / "whole", texts=texts)
    assert content(tmp_path / "parts") == content(tmp_path / "whole")


def test_row_groups_are_cut_by_their_rows_and_their_size() -> None:
    names = pa.schema([("name", pa.string())])
    batches = [pa.record_batch([["x" * 10] * n], schema=names) for n in (3, 5, 4)]
    assert [group.num_rows for group in row_groups(batches, 4)] == [4, 4, 4]
    large = [pa.record_batch([["x" * GROUP_BYTES] * n], schema=names) for n in (1, 2, 1)]
    assert [group.num_rows for group in row_groups(large, 4)] == [1, 2, 1]
    assert list(row_groups([], 4)) == []


def test_documents_are_let_go_while_a_repository_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus_pkg.corpus.streamed.PART_DOCUMENTS", 1)
    alive: list[int] = []
    add = ConfigRows.add

    def counted(self: ConfigRows, source: Any) -> None:
        add(self, source)
        if self.config.name == "chat":
            gc.collect()
            alive.append(sum(isinstance(one, Document) for one in gc.get_objects()))

    monkeypatch.setattr(ConfigRows, "add", counted)
    monkeypatch.setattr("corpus_pkg.train.llm.demonstrations.DOCUMENTS", 1)
    gc.collect()
    before = sum(isinstance(one, Document) for one in gc.get_objects())
    build_repository(None, tmp_path / "out")
    # Of each of the five parts, with its two annotators, of the part before it, and of demonstrations.
    assert [count - before <= 7 for count in alive] == [True] * 5


def test_a_layer_without_rows_has_no_file_and_no_config(corpus: Corpus, tmp_path: Path) -> None:
    write_corpus(tmp_path / "source", corpus)
    for place in (tmp_path / "source/annotations/figures").iterdir():
        place.write_text("")
    build_repository(tmp_path / "source", tmp_path / "out")
    assert not (tmp_path / "out/figures.parquet").exists()
    assert not (tmp_path / "out/annotators.parquet").exists()
    names = [config["config_name"] for config in card(tmp_path / "out")["configs"]]
    assert "figures" not in names
    assert "figure_frames" not in names
    assert "entities" in names


def test_a_broken_corpus_leaves_no_repository(corpus: Corpus, tmp_path: Path) -> None:
    write_corpus(tmp_path / "source", corpus)
    (tmp_path / "source" / layout.TARGETS_FILE).write_text("{}\n")
    with pytest.raises(CorpusError):
        build_repository(tmp_path / "source", tmp_path / "out")
    assert [place.name for place in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize("texts", [True, False])
def test_a_fault_that_comes_after_the_check_leaves_no_repository(
    texts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_small_corpus(tmp_path / "source")
    monkeypatch.setattr("corpus_pkg.corpus.streamed.PART_DOCUMENTS", 1)
    place = root / layout.layer_file("dates", "second-text")

    def spoil(step: str) -> None:
        if step == "reading the documents":
            place.write_bytes(b"{}\n")

    with pytest.raises(CorpusError, match="dates/second-text"):
        build_repository(root, tmp_path / "out", report=spoil, texts=texts)
    assert [one.name for one in tmp_path.iterdir()] == ["source"]


def test_the_edition_without_texts_has_what_each_annotator_annotated(tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path / "source", ("a", "b"))
    for place in root.glob("annotations/annotators/a/*/first-text.jsonl"):
        place.unlink()
    build_repository(root, tmp_path / "out", texts=False)
    rows = pq.read_table(tmp_path / "out/annotators.parquet", columns=["annotator", "document", "fold"])
    assert [tuple(row.values()) for row in rows.to_pylist()] == [
        ("a", "second-text", 1),
        ("b", "first-text", 0),
        ("b", "second-text", 1),
    ]


def test_a_wrong_value_of_the_card_leaves_no_repository(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="banana"):
        build_repository(None, tmp_path / "out", {"license": "banana"})
    assert list(tmp_path.iterdir()) == []


def test_yaml_names_that_look_like_other_values_stay_strings() -> None:
    names = {"names": {"0": "no", "1": "yes", "2": "null", "3": "1.0", "4": "on", "5": "2025-01-01"}}
    assert yaml.safe_load(as_yaml(names)) == names


@pytest.mark.slow
def test_a_folder_that_was_built_again_is_loaded_anew(corpus: Corpus, tmp_path: Path) -> None:
    """`datasets` would else show the old rows from its cache: version, rows and sizes are the same."""
    code = """
import json, sys
from datasets import load_dataset
print(json.dumps(load_dataset(sys.argv[1], "targets", split="train")[0]["description"]))
"""
    env = clean_environment(tmp_path / "home", HF_HUB_OFFLINE="1")
    first, *rest = corpus.targets.values()
    for description in ("one and the same", "two and the same"):
        targets = {
            target.id: target for target in (first.model_copy(update={"description": description}), *rest)
        }
        shutil.rmtree(tmp_path / "source", ignore_errors=True)
        write_corpus(
            tmp_path / "source", Corpus(list(corpus), corpus.registry, targets, topics=corpus.topics)
        )
        build_repository(tmp_path / "source", tmp_path / "out")
        assert run_python(code, str(tmp_path / "out"), env=env) == description


def test_the_yaml_is_a_line_for_each_key_and_each_config(repository: Path) -> None:
    data = card(repository)
    assert [config["config_name"] for config in data["configs"] if config.get("default")] == ["documents"]
    names = {config["config_name"]: config["data_files"] for config in data["configs"]}
    assert names == {
        place.stem: [{"split": "test", "path": place.name}] if place.stem.startswith("ask_") else place.name
        for place in repository.glob("*.parquet")
    }
    head = (repository / "README.md").read_text("utf-8").split("---\n")[1]
    assert len(head.splitlines()) == len(data) + len(names)


def test_a_citation_file_is_made_from_what_the_corpus_says_unless_it_brings_one(
    small_corpus_folder: Path, tmp_path: Path
) -> None:
    (small_corpus_folder / "corpus.toml").write_text(
        'title = "Ports"\nversion = "1.2.0"\n[citation]\nauthors = ["Ann"]\n', "utf-8"
    )
    build_repository(small_corpus_folder, tmp_path / "made")
    made = yaml.safe_load((tmp_path / "made/CITATION.cff").read_text("utf-8"))
    assert (made["title"], made["version"]) == ("Ports", "1.2.0")
    own = b"cff-version: 1.2.0\ntitle: Ports of the north\n"
    (small_corpus_folder / "CITATION.cff").write_bytes(own)
    build_repository(small_corpus_folder, tmp_path / "own")
    assert (tmp_path / "own/CITATION.cff").read_bytes() == own
