"""How far units in other processes are: reported while they run, right at the end, and of no weight."""

import threading
import time
from pathlib import Path

import pytest

from corpus_pkg.build import Options, Settings, build, watch
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.progress import Silent
from corpus_pkg.build.watch import watching
from tests.build.records import content, line, write_lines
from tests.hub.server import wait_until


class Counted(Silent):
    """Keeps what is reported to it."""

    def __init__(self) -> None:
        self.reported: list[tuple[int, int, int]] = []

    def tick(self, size: int, documents: int, rejected: int) -> None:
        self.reported.append((size, documents, rejected))

    def total(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*self.reported, strict=True)))


def test_counts_of_running_units_are_told_once_and_corrected_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SECONDS", 0.01)
    counted = Counted()
    with watching(tmp_path, counted.tick) as done:
        (tmp_path / ".done-3").write_text("10 2 0")
        (tmp_path / ".done-4").write_text("")
        (tmp_path / ".done-5").write_text("7 x")
        wait_until(lambda: bool(counted.reported))
        (tmp_path / ".done-3").write_text("30 5 1")
        wait_until(lambda: counted.total() == (30, 5, 1))
        (tmp_path / ".done-3").write_text("20 4 1")  # begun anew
        wait_until(lambda: counted.total() == (20, 4, 1))
        done(3, 50, 8, 2)
        done(4, 1, 1, 0)
        assert not (tmp_path / ".done-3").exists()
    assert counted.total() == (51, 9, 2)
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(look)")]


def test_a_folder_that_goes_away_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SECONDS", 0.01)
    counted = Counted()
    with watching(tmp_path / "gone", counted.tick) as done:
        time.sleep(0.05)
        done(0, 1, 1, 0)
    assert counted.reported == [(1, 1, 0)]


@pytest.mark.slow
def test_processes_tell_of_a_unit_before_it_is_done_and_of_its_bytes_once(
    tmp_path: Path,
) -> None:
    lines = [line(number, 120) if number % 20 else b"{}\n" for number in range(1, 200)]
    source = write_lines(tmp_path / "lines.jsonl", lines)
    size = sum(map(len, lines))
    options = Options(DOCUMENT_TABLES, reject=True, shard_bytes=size // 2 + 1, block_bytes=50_000, fast=False)
    here, there = Counted(), Counted()
    build(source, tmp_path / "here", options=options, progress=here)
    build(source, tmp_path / "there", options=options, settings=Settings(workers=2), progress=there)
    assert here.total() == there.total() == (size, 190, 9)
    assert len(there.reported) > 2  # the two units' ends, and more
    assert content(tmp_path / "here") == content(tmp_path / "there")
