"""Streaming documents out of dataset repositories, by the Hub's own client, from a server on this machine."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.build import Options, build
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.corpus.jsonl import read_jsonl
from tests.build.records import line, references, write_lines
from tests.hub.conftest import clean_environment, run_python
from tests.hub.server import READER, Blob, Hub, Repository, running

COUNT = 60

READ = """
import json, sys
import corpus_pkg
from corpus_pkg.corpus.problems import CorpusError
from tests.build.test_open_records_hub import checksums

found = []
for path, options in json.loads(sys.argv[1]):
    try:
        opened = corpus_pkg.open_records(path, **options)
        documents = [document.model_dump(mode="json") for document in opened]
        if options:
            documents = [{k: v for k, v in d.items() if v and k != "metadata"} for d in documents]
        found.append(checksums(documents))
    except CorpusError as error:
        found.append([problem.code for problem in error.problems])
print(json.dumps(found))
"""
"""Opens each address and prints the checksums of what its documents hold, or the codes of what is wrong."""

ONE_LAYER = {"layers": ["dates"], "text": False}


def checksums(documents: list[dict[str, Any]]) -> list[str]:
    return [hashlib.sha256(json.dumps(one, sort_keys=True).encode()).hexdigest() for one in documents]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record file, and its build in one part and in several."""
    folder = tmp_path_factory.mktemp("built")
    source = write_lines(folder / "lines.jsonl", [line(number, 120) for number in range(COUNT)])
    build(source, folder / "one", options=Options(DOCUMENT_TABLES))
    third = (folder / "lines.jsonl").stat().st_size // 3 + 1
    build(source, folder / "parts", options=Options(DOCUMENT_TABLES, shard_bytes=third))
    assert len(list((folder / "parts").glob("documents-*.parquet"))) == 3
    return folder


@pytest.fixture(scope="module")
def hub(folder: Path) -> Iterator[Hub]:
    """A server with the files in several repositories, so that their bytes are counted apart."""
    one = {place.name: place.read_bytes() for place in (folder / "one").iterdir()}
    parts = {f"data/{place.name}": place.read_bytes() for place in (folder / "parts").iterdir()}
    lines = {"train/lines.jsonl": (folder / "lines.jsonl").read_bytes()}
    lines |= {f"annotations/{place.name}": place.read_bytes() for place in (folder / "shared").iterdir()}
    held = {"all": one, "layer": one, "parts": parts, "lines": lines, "private": one}
    with running() as server:
        for name, files in held.items():
            repository = Repository(private=name == "private")
            blobs = {path: Blob(data, path.endswith(".parquet")) for path, data in files.items()}
            repository.tags["v1.0.0"] = repository.commit("Add files", blobs).oid
            server.repositories[f"org/{name}"] = repository
        yield server


def read(hub: Hub, home: Path, *wanted: tuple[str, dict[str, Any]], **env: str) -> list[list[str]]:
    """Open addresses in a new process and return the checksums of their documents."""
    environment = clean_environment(home, HF_ENDPOINT=hub.url, **env)
    found: list[list[str]] = run_python(READ, json.dumps(wanted), env=environment)
    return found


def sent(hub: Hub, name: str) -> int:
    """Return how many bytes of a repository's files were sent."""
    return sum(size for path, size in hub.sent.items() if path.startswith(f"/datasets/org/{name}/resolve/"))


def test_a_repository_streams_back_and_one_layer_costs_a_fraction_of_its_bytes(
    hub: Hub, folder: Path, tmp_path: Path
) -> None:
    from_lines, from_layer, whole, layer, private, parts, pattern = read(
        hub,
        tmp_path,
        ("hf://datasets/org/lines/train/lines.jsonl", {}),
        ("hf://datasets/org/lines/train/lines.jsonl", ONE_LAYER),
        ("hf://datasets/org/all", {}),
        ("hf://datasets/org/layer@v1.0.0", ONE_LAYER),
        ("hf://datasets/org/private", ONE_LAYER),
        ("hf://datasets/org/parts/data", {}),
        ("hf://datasets/org/parts@main/data/documents-*.parquet", ONE_LAYER),
        HF_TOKEN=READER,
    )
    documents = [document.model_dump(mode="json") for document in read_jsonl(folder / "lines.jsonl")]
    assert all(document["dates"] for document in documents)
    assert from_lines == whole == parts == checksums(documents)
    dates = [{"id": document["id"], "dates": document["dates"]} for document in documents]
    assert from_layer == layer == private == pattern == checksums(dates)
    size = (folder / "one/documents.parquet").stat().st_size
    assert size <= sent(hub, "all") < 1.3 * size
    # Most of what is left is the footer, of which 64 kB are asked for at once.
    assert sent(hub, "layer") < 0.3 * sent(hub, "all")


def test_what_is_not_there_or_not_allowed_is_a_problem_with_a_code(hub: Hub, tmp_path: Path) -> None:
    gone: list[tuple[str, dict[str, Any]]] = [
        ("hf://datasets/org/nothing", {}),
        ("hf://datasets/org/all@v2.0.0", {}),
        ("hf://datasets/org/all/more.jsonl", {}),
        ("hf://datasets/org/private", {}),
    ]
    *missing, other = read(hub, tmp_path, *gone, ("hf://datasets/org/all/entities.parquet", {}))
    assert missing == [["file-missing"]] * 4
    assert other == ["schema"]


REFER = """
import json, sys
from corpus_pkg.build.references import read_references

one = read_references("hf://datasets/org/lines@v1.0.0/annotations/registry.jsonl", "hf://datasets/org/lines")
two = read_references("hf://datasets/org/lines", None)
print(json.dumps([one.digest(), two.digest()]))
"""


def test_what_a_build_refers_to_may_lie_in_a_repository(hub: Hub, tmp_path: Path) -> None:
    environment = clean_environment(tmp_path, HF_ENDPOINT=hub.url)
    # A file is the registry alone; a folder has the topics too.
    without_topics = replace(references(), topics={})
    assert run_python(REFER, env=environment) == [without_topics.digest(), references().digest()]
