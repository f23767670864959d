"""A build: the same bytes everywhere, the same rows in every reader, and nothing for a broken corpus."""

import datetime
import io
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from rich.console import Console

import corpus_pkg
from corpus_pkg import Corpus, CorpusError
from corpus_pkg.build import build, verify
from corpus_pkg.build.corpus_tables import write_tables
from corpus_pkg.build.progress import Lines
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.tables import TABLE_NAMES, arrow_schema, arrow_table, documents_from_arrow
from corpus_pkg.tables.manifest import read_manifest

ROOT = Path(__file__).parents[2]
DATASETS = """
import json, sys
from datasets import load_dataset
files = json.load(sys.stdin)
rows = {
    name: list(load_dataset("parquet", data_files=file, split="train", cache_dir=sys.argv[1]))
    for name, file in files.items()
}
print(json.dumps(rows, default=str))
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


@pytest.fixture(scope="module")
def built(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the packaged corpus."""
    out = tmp_path_factory.mktemp("built")
    write_tables(corpus, out)
    return out


def content(folder: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in folder.iterdir()}


def plain(value: Any) -> Any:
    """Return a cell as plain Python values, in whatever way a reader says that it is empty."""
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, np.generic):
        return value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_every_reader_finds_the_same_rows(built: Path, corpus: Corpus, name: str) -> None:
    file = built / f"{name}.parquet"
    expected = arrow_table(corpus, name)
    assert expected.num_rows
    assert pq.ParquetFile(file).schema_arrow.equals(arrow_schema(name))
    assert pq.read_table(file).equals(expected)
    rows = expected.to_pylist()
    assert pl.read_parquet(file).to_dicts() == rows
    frame = pd.read_parquet(file)
    assert [plain(row) for row in frame.to_dict("records")] == rows
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(file)])
        names = [column[0] for column in found.description or ()]
        assert [dict(zip(names, row, strict=True)) for row in found.fetchall()] == rows


def test_datasets_finds_the_same_rows_offline(built: Path, corpus: Corpus, tmp_path: Path) -> None:
    files = {name: str(built / f"{name}.parquet") for name in TABLE_NAMES}
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home"), "TQDM_DISABLE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", DATASETS, str(tmp_path / "cache")],
        input=json.dumps(files),
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name, rows in json.loads(done.stdout.splitlines()[-1]).items():
        assert rows == json.loads(json.dumps(arrow_table(corpus, name).to_pylist(), default=str)), name


def test_the_documents_come_back_from_the_parquet_file(built: Path, corpus: Corpus) -> None:
    table = pq.ParquetFile(built / "documents.parquet").read()
    assert list(documents_from_arrow(table)) == list(corpus)


def test_two_builds_in_two_processes_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    for name, seed in (("one", "1"), ("two", "2")):
        command = [sys.executable, "-m", "corpus_pkg", "build", "--out", str(tmp_path / name)]
        subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
    assert content(tmp_path / "one") == content(tmp_path / "two") == content(built)


def test_a_build_of_a_copy_elsewhere_gives_the_same_bytes(
    built: Path, tmp_path: Path, corpus: Corpus
) -> None:
    write_corpus(tmp_path / "copy", corpus)
    build(tmp_path / "copy", tmp_path / "out")
    assert content(tmp_path / "out") == content(built)


def test_the_manifest_lists_every_file_table_and_source(built: Path, corpus: Corpus) -> None:
    manifest = read_manifest(built)
    assert manifest.files.keys() == {f"{name}.parquet" for name in TABLE_NAMES} | {"README.md", "corpus.toml"}
    assert manifest.tables == {name: arrow_table(corpus, name).num_rows for name in TABLE_NAMES}
    assert manifest.sources == {document.id: document.metadata.sha256 for document in corpus}
    assert manifest.software["corpus-pkg"] == corpus_pkg.__version__
    assert verify(built) == []
    written = (built / "manifest.json").read_text("utf-8")
    assert written == json.dumps(json.loads(written), indent=2, sort_keys=True) + "\n"


def test_every_column_chunk_has_zstd_and_a_page_index(built: Path) -> None:
    for name in TABLE_NAMES:
        metadata = pq.ParquetFile(built / f"{name}.parquet").metadata
        for position in range(metadata.num_columns):
            chunk = metadata.row_group(0).column(position)
            assert chunk.compression == "ZSTD"
            assert chunk.has_offset_index
            offset = chunk.path_in_schema.rpartition(".")[2] in ("start", "end")
            assert ("DELTA_BINARY_PACKED" in chunk.encodings) is offset


def test_row_groups_have_a_fixed_size(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus_pkg.tables.arrow_arrays.FLAT_BATCH_ROWS", 50)
    write_tables(corpus, tmp_path)
    metadata = pq.ParquetFile(tmp_path / "sentences.parquet").metadata
    sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert sizes[:-1] == [50] * (len(sizes) - 1)
    assert sum(sizes) == sum(len(document.sentences) for document in corpus)


def test_a_table_without_rows_has_no_file_and_the_manifest_says_so(corpus: Corpus, tmp_path: Path) -> None:
    bare = Corpus([document for document in corpus if not document.figures], {}, {})
    manifest = write_tables(bare, tmp_path)
    empty = {name for name, rows in manifest.tables.items() if not rows}
    assert {"registry", "targets", "figures"} <= empty
    assert {f"{name}.parquet" for name in empty}.isdisjoint(place.name for place in tmp_path.iterdir())
    assert verify(tmp_path) == []


def test_a_corpus_with_problems_is_refused_and_the_old_build_stays(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out)
    before = content(out)
    broken = tmp_path / "broken"
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, broken / name)
    text = next((broken / "raw").glob("*.txt"))
    text.write_bytes(text.read_bytes() + b" ")
    with pytest.raises(CorpusError) as caught:
        build(broken, out)
    # A changed text's other length is not a problem of its own.
    assert [(problem.file, problem.code) for problem in caught.value.problems] == [
        (f"raw/{text.name}", "text-checksum")
    ]
    assert content(out) == before
    assert sorted(place.name for place in tmp_path.iterdir()) == ["broken", "out"]


def test_a_corpus_that_loads_but_is_not_valid_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    entries = dict(corpus.registry)
    del entries[next(mention.entity for document in corpus for mention in document.entities)]
    write_corpus(tmp_path / "broken", Corpus(list(corpus), entries, corpus.targets))
    assert len(corpus_pkg.load(tmp_path / "broken")) == len(corpus)
    with pytest.raises(CorpusError):
        build(tmp_path / "broken", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_steps_are_told_in_order(tmp_path: Path) -> None:
    held = io.StringIO()
    reported = Lines(Console(file=held), every=0)
    build(None, tmp_path / "out", progress=reported)
    assert reported.documents == 5
    said = held.getvalue().splitlines()
    assert (said[0], said[-1]) == ("looking at the sources", "writing the manifest")
    assert "0 MB, 5 documents, 0 rejected" in said
