"""A small compressed file takes neither long nor much memory, whatever it unpacks to."""

import tracemalloc
from pathlib import Path

import pyarrow
import pytest

from corpus_pkg import open_records
from corpus_pkg.build import blocks
from corpus_pkg.build.blocks import Piece, PieceReader
from corpus_pkg.build.sources import find_sources
from corpus_pkg.corpus.problems import CorpusError
from tests.command_line import run
from tests.small_corpus import write_small_corpus


def packed(place: Path, piece: bytes, times: int) -> Path:
    with pyarrow.CompressedOutputStream(str(place), "zstd" if place.suffix == ".zst" else "gzip") as file:
        for _ in range(times):
            file.write(piece)
    return place


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return write_small_corpus(tmp_path / "small-corpus")


@pytest.mark.parametrize("ending", ["zst", "gz"])
def test_a_build_refuses_the_first_of_many_empty_lines(tmp_path: Path, registry: Path, ending: str) -> None:
    bomb = packed(tmp_path / f"lines.jsonl.{ending}", b"\n" * 1_000_000, 3)
    assert bomb.stat().st_size < 10_000
    tracemalloc.start()
    ended = run("build", bomb, "--registry", registry, "--out", tmp_path / "out")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    ended.refused(f"{bomb.name}:1: json: the line is empty", status=1)
    assert peak < 80_000_000


@pytest.mark.parametrize("on_error", ["stop", "reject"])
def test_a_build_refuses_what_unpacks_to_absurdly_much(tmp_path: Path, registry: Path, on_error: str) -> None:
    bomb = packed(tmp_path / "lines.jsonl.zst", b"a" * 1_000_000, 300)
    assert bomb.stat().st_size < 20_000
    out = tmp_path / "out"
    ended = run("build", bomb, "--registry", registry, "--out", out, "--on-error", on_error)
    said = "the line has more than" if on_error == "stop" else "it unpacks to more than 500 times its size"
    ended.refused(said, status=1)
    assert not out.exists()


def test_open_records_refuses_it_too(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "lines.jsonl.zst", b"\n" * 1_000_000, 300)
    with pytest.raises(CorpusError, match="the line is empty"):
        next(iter(open_records(bomb)))


def test_blocks_have_few_lines_and_lose_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_LINES", 7)
    data = b"".join(b"%d\n" % number for number in range(100)) + b"the last"
    (tmp_path / "a.jsonl").write_bytes(data)
    (source,) = find_sources([str(tmp_path / "a.jsonl")])
    found = list(PieceReader(Piece(source)).blocks())
    assert b"".join(block.data for block in found) == data
    assert max(len(block.lines) for block in found) == 7
    assert [block.at for block in found] == [data.index(bytes(block.data)) for block in found]
    assert [block.first for block in found] == [*range(1, 101, 7), 101]
