"""Streaming documents back: from every kind of file, in part, shared out among workers, and over S3."""

import gzip
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.build import Inputs, Options, build
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.corpus.jsonl import read_jsonl
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.layers import DATES
from tests.build.conftest import Bucket
from tests.build.records import content, line, write_lines

COUNT = 12


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    place = tmp_path_factory.mktemp("source") / "lines.jsonl"
    return write_lines(place, [line(number) for number in range(COUNT)])


@pytest.fixture(scope="module")
def documents(source: Inputs) -> list[corpus_pkg.Document]:
    return list(read_jsonl(source.sources[0]))


@pytest.fixture(scope="module")
def built(source: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "out"
    build(source, out, options=Options(DOCUMENT_TABLES, shard_bytes=25_000))
    return out


def test_documents_come_back_from_lines_gzip_and_parquet(
    source: Inputs, documents: list[corpus_pkg.Document], built: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "lines.jsonl.gz"
    packed.write_bytes(gzip.compress(Path(source.sources[0]).read_bytes()))
    for path in (source.sources[0], packed, built, str(built / "documents*.parquet")):
        assert list(corpus_pkg.open_records(path)) == documents


def test_one_layer_can_be_read_alone(
    documents: list[corpus_pkg.Document], built: Path, source: Inputs
) -> None:
    for path in (built, source.sources[0]):
        found = list(corpus_pkg.open_records(path, layers=["dates"], text=False))
        assert [document.id for document in found] == [document.id for document in documents]
        assert [document.dates for document in found] == [document.dates for document in documents]
        assert not any(document.text or document.entities for document in found)


def test_only_the_columns_of_the_layer_are_read(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    asked: list[Any] = []
    real = pq.ParquetFile.iter_batches

    def watched(self: Any, *args: Any, **more: Any) -> Any:
        asked.append(more["columns"])
        return real(self, *args, **more)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", watched)
    list(corpus_pkg.open_records(built, layers=[DATES.name], text=False))
    assert set(map(tuple, asked)) == {("document", "dates")}


def test_a_layer_that_is_none_and_a_bad_line_are_refused(built: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no layer 'verbs'"):
        corpus_pkg.open_records(built, layers=["verbs"])
    place = tmp_path / "bad.jsonl"
    place.write_bytes(line(0) + b"{}\n")
    with pytest.raises(CorpusError, match=r"bad\.jsonl:2: schema"):
        list(corpus_pkg.open_records(place))


def test_workers_share_out_the_files(built: Path, documents: list[corpus_pkg.Document]) -> None:
    from datasets.distributed import split_dataset_by_node

    records = corpus_pkg.open_records(built)
    dataset = records.to_iterable_dataset()
    assert dataset.n_shards == records.n_shards > 2
    assert [row["id"] for row in dataset] == [document.id for document in documents]
    shares = [[row["id"] for row in split_dataset_by_node(dataset, rank, 2)] for rank in range(2)]
    assert sorted(id_ for share in shares for id_ in share) == sorted(document.id for document in documents)
    assert all(shares)
    halves = [list(records.shard(rank, 2)) for rank in range(2)]
    assert sorted(d.id for half in halves for d in half) == sorted(d.id for d in documents)


@pytest.mark.slow
def test_torch_workers_share_out_the_files(built: Path, documents: list[corpus_pkg.Document]) -> None:
    loader = pytest.importorskip("torch.utils.data").DataLoader
    dataset = corpus_pkg.open_records(built).to_iterable_dataset()
    found = [row["id"] for row in loader(dataset, batch_size=None, num_workers=2)]
    assert sorted(found) == sorted(document.id for document in documents)


@pytest.mark.filterwarnings("ignore")
def test_a_build_from_s3_gives_the_bytes_of_a_build_from_disk(
    bucket: Bucket, source: Inputs, documents: list[corpus_pkg.Document], tmp_path: Path
) -> None:
    data = Path(source.sources[0]).read_bytes()
    bucket.put("in/lines.jsonl", data)
    far = Inputs([f"s3://{bucket.name}/in/*.jsonl"], source.registry, source.targets)
    options = Options(DOCUMENT_TABLES, shard_bytes=60_000)
    build(far, tmp_path / "far", options=options)
    build(source, tmp_path / "near", options=options)
    assert content(tmp_path / "far") == content(tmp_path / "near")
    for place in (tmp_path / "far").glob("documents*.parquet"):
        bucket.put(f"out/{place.name}", place.read_bytes())
    assert list(corpus_pkg.open_records(f"s3://{bucket.name}/out")) == documents
    assert list(corpus_pkg.open_records(f"s3://{bucket.name}/in/lines.jsonl")) == documents
