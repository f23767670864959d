"""What a build reads behind addresses: registry, targets and topics, with the checks of local ones."""

from dataclasses import replace

import fsspec
import pytest

from corpus_pkg.build import address_folder, references
from corpus_pkg.build.references import read_references
from corpus_pkg.build.sources import find_sources
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.write import records_bytes
from tests.build import records
from tests.build.conftest import Bucket
from tests.command_line import run

REGISTRY = records_bytes(records.references().registry.values())
TARGETS = records_bytes(records.references().targets.values())
TOPICS = records_bytes(records.references().topics.values())


@pytest.fixture
def memory() -> str:
    """An address of files in memory, empty."""
    fsspec.filesystem("memory").store.clear()
    return "memory://shared"


def put(address: str, data: bytes) -> str:
    with fsspec.open(address, "wb") as file:
        file.write(data)
    return address


def codes(registry: str, targets: str | None = None) -> list[tuple[str, int, str]]:
    with pytest.raises(CorpusError) as raised:
        read_references(registry, targets)
    return [(problem.file, problem.line, problem.code) for problem in raised.value.problems]


def test_files_and_a_corpus_directory_behind_an_address_give_what_they_hold(memory: str) -> None:
    registry = put(f"{memory}/annotations/registry.jsonl", REGISTRY)
    targets = put(f"{memory}/annotations/targets.jsonl", TARGETS)
    topics = put(f"{memory}/topics.jsonl", TOPICS)
    expected = replace(records.references(), topics={})
    assert read_references(registry, targets) == expected
    assert read_references(registry, targets, topics) == records.references()
    assert read_references(memory, None) == read_references(f"{memory}/", None) == expected
    assert read_references(registry, memory) == expected
    assert read_references(registry, None) == references.References(expected.registry, {})


def test_what_is_wrong_is_told_with_the_whole_address_and_the_line(memory: str) -> None:
    lines = REGISTRY.splitlines(keepends=True)
    bad = put(f"{memory}/bad.jsonl", b"".join([lines[0], b'{"id": "x"}\n', lines[0], b"{"]))
    assert {(file, code) for file, _, code in codes(bad)} >= {
        (bad, "schema"),
        (bad, "registry-duplicate"),
        (bad, "json"),
    }
    assert {line for _, line, _ in codes(bad)} == {2, 3, 4}
    assert codes(f"{memory}/none.jsonl") == [(f"{memory}/none.jsonl", 0, "file-missing")]
    assert codes(bad, f"{memory}/none.jsonl")[-1] == (f"{memory}/none.jsonl", 0, "file-missing")


def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(
    memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = put(f"{memory}/registry.jsonl", REGISTRY)
    monkeypatch.setattr(address_folder, "MAX_FILE_BYTES", len(REGISTRY))
    assert read_references(registry, None).registry
    monkeypatch.setattr(address_folder, "MAX_FILE_BYTES", len(REGISTRY) - 1)
    monkeypatch.setattr(fsspec.filesystem("memory"), "open", None)
    assert codes(registry) == [(registry, 0, "file-too-large")]


def test_a_file_that_is_larger_than_its_store_says_is_refused(
    memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = put(f"{memory}/registry.jsonl", REGISTRY)
    monkeypatch.setattr(address_folder, "MAX_FILE_BYTES", len(REGISTRY) - 1)
    monkeypatch.setattr(fsspec.filesystem("memory"), "info", lambda _: {"type": "file", "size": 1})
    assert codes(registry) == [(registry, 0, "file-too-large")]


def test_an_address_of_no_known_kind_and_a_store_that_does_not_answer_are_clear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert codes("nothing://registry.jsonl") == [("nothing://registry.jsonl", 0, "file-unreadable")]
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    assert codes("s3://bucket/registry.jsonl") == [("s3://bucket/registry.jsonl", 0, "file-unreadable")]


@pytest.mark.filterwarnings("ignore")
def test_a_build_takes_all_that_it_reads_from_s3(bucket: Bucket, tmp_path: object) -> None:
    where = f"s3://{bucket.name}/in"
    bucket.put("in/lines.jsonl", records.line(0) + records.line(1))
    bucket.put("in/registry.jsonl", REGISTRY)
    bucket.put("in/targets.jsonl", TARGETS)
    command = ["build", f"{where}/lines.jsonl", "--registry", f"{where}/registry.jsonl"]
    done = run(*command, "--targets", f"{where}/targets.jsonl", "--out", f"{tmp_path}/out")
    done.succeeded("built 2 documents")
    done = run(*command, "--targets", f"{where}/none.jsonl", "--out", f"{tmp_path}/out2")
    done.refused(f"{where}/none.jsonl: file-missing: there is no such file", status=2)


def test_a_folder_behind_an_address_is_no_record_file(memory: str) -> None:
    put(f"{memory}/lines.jsonl", records.line(0))
    with pytest.raises(CorpusError, match="it is a folder; name the record files in it"):
        find_sources([memory])
    assert [source.name for source in find_sources([f"{memory}/*.jsonl"])] == ["lines.jsonl"]
