"""Builds that go wrong: killed, out of disk, over damaged files. The old output stands, and is fixed."""

import errno
import gzip
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.build_workload import FAULTS
from corpus_pkg.build import Inputs, Options, Outcome, OutputError, Settings, build, verify
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.sources import HashedFile
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.tables.parquet_write import TableFile
from tests.build.records import content, inputs, line, write_lines

ROOT = Path(__file__).parents[2]
SMALL = Options(DOCUMENT_TABLES, shard_bytes=60_000, block_bytes=20_000)
REJECT = Options(DOCUMENT_TABLES, reject=True, shard_bytes=60_000, block_bytes=20_000)
KILLED = """
import sys
from pathlib import Path
from corpus_pkg.build import Inputs, Settings, build
from tests.build.test_failures import SMALL
source, registry, targets, out = sys.argv[1:5]
inputs = Inputs([source], Path(registry), Path(targets))
build(inputs, Path(out), options=SMALL, settings=Settings(resume=True))
"""


def lines(count: int) -> list[bytes]:
    return [line(number) for number in range(count)]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An earlier build."""
    out = tmp_path / "out"
    build(write_lines(tmp_path / "old" / "old.jsonl", lines(1)), out)
    return out


def test_a_truncated_gzip_is_one_clear_problem_and_the_old_output_stands(tmp_path: Path, old: Path) -> None:
    before = content(old)
    place = tmp_path / "new" / "lines.jsonl.gz"
    source = write_lines(place, lines(20))
    place.write_bytes(place.read_bytes()[:-2000])
    with pytest.raises(CorpusError) as caught:
        build(source, old, options=REJECT)
    assert [problem.code for problem in caught.value.problems] == ["file-unreadable"]
    assert caught.value.problems[0].file == "lines.jsonl.gz"
    assert content(old) == before


def test_a_gzip_with_a_changed_byte_is_one_clear_problem(tmp_path: Path) -> None:
    place = tmp_path / "lines.jsonl.gz"
    source = write_lines(place, lines(20))
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 0xFF
    place.write_bytes(bytes(data))
    with pytest.raises(CorpusError) as caught:
        build(source, tmp_path / "out", options=SMALL)
    assert len(caught.value.problems) == 1


# Root may read everything, so the source is looked at as nobody, by whom the way to it may be closed too.
AS_NOBODY = """
import os, sys
from pathlib import Path
from corpus_pkg.build.sources import find_sources
from corpus_pkg.corpus.problems import CorpusError

os.chdir(sys.argv[1])
find_sources(["lines.jsonl"])
Path("lines.jsonl").chmod(0)
if os.geteuid() == 0:
    os.setuid(65534)
try:
    find_sources(["lines.jsonl"])
except CorpusError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="no user ids")
def test_a_file_without_permission_is_one_clear_problem(tmp_path: Path) -> None:
    write_lines(tmp_path / "lines.jsonl", lines(1))
    tmp_path.chmod(0o755)
    command = [sys.executable, "-c", AS_NOBODY, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert "lines.jsonl" in result.stdout
    assert "file-unreadable" in result.stdout


def test_a_missing_file_or_pattern_is_one_clear_problem(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "lines.jsonl", lines(1))
    for name in ("nothing.jsonl", "nothing-*.jsonl"):
        missing = Inputs([str(tmp_path / name)], source.registry, source.targets)
        with pytest.raises(CorpusError, match="file-missing"):
            build(missing, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_the_old_output_and_nothing_else(
    tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(old)

    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    source = write_lines(tmp_path / "new" / "lines.jsonl", lines(3))
    monkeypatch.setattr(TableFile, "write", full)
    with pytest.raises(OSError, match="No space left"):
        build(source, old)
    assert content(old) == before
    assert sorted(place.name for place in tmp_path.iterdir()) == ["new", "old", "out"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_really_full_device_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_lines(tmp_path / "lines.jsonl", lines(3))
    init = TableFile.__init__

    def onto_full(self: TableFile, place: Path, *args: Any, **more: Any) -> None:
        init(self, place, *args, **more)
        place.symlink_to("/dev/full")

    monkeypatch.setattr(TableFile, "__init__", onto_full)
    with pytest.raises(OSError, match="No space left"):
        build(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_builds_of_one_output_at_once_are_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "lines.jsonl", lines(2))

    class Second:
        def step(self, name: str) -> None:
            if name.startswith("looking"):
                with pytest.raises(OutputError, match="being built by another"):
                    build(source, tmp_path / "out")

        def begin(self, *_: int) -> None: ...
        def tick(self, *_: int) -> None: ...
        def announce(self, dashboard: str) -> None: ...

    build(source, tmp_path / "out", progress=Second())
    assert verify(tmp_path / "out") == []


def test_resuming_takes_over_whole_units_and_builds_changed_ones_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_lines(tmp_path / "lines.jsonl", lines(30))
    build(source, tmp_path / "expected", options=SMALL)
    from corpus_pkg.build import engines

    done = 0
    real = engines.begin_unit  # type: ignore[attr-defined]

    def third_fails(*args: Any) -> Any:
        nonlocal done
        done += 1
        if done == 4:
            raise OSError(errno.EIO, "Input/output error")
        return real(*args)

    monkeypatch.setattr(engines, "begin_unit", third_fails)
    with pytest.raises(OSError, match="Input/output"):
        build(source, tmp_path / "out", options=SMALL)
    monkeypatch.undo()
    (units,) = tmp_path.glob(".out.units-*")
    damaged = units / "unit-000001" / "documents-00000.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    outcome = build(source, tmp_path / "out", options=SMALL, settings=Settings(resume=True))
    assert outcome.resumed == 2
    assert content(tmp_path / "out") == content(tmp_path / "expected")
    assert not units.exists()


def test_a_unit_of_other_options_or_another_file_is_not_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus_pkg.build import builder

    source = write_lines(tmp_path / "lines.jsonl", lines(10))

    def stops(*_: Any) -> Any:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(builder, "assemble", stops)
    with pytest.raises(OSError, match="Input/output"):
        build(source, tmp_path / "out", options=SMALL)
    with pytest.raises(OSError, match="Input/output"):
        build(source, tmp_path / "out", options=SMALL, settings=Settings(resume=True))
    monkeypatch.undo()
    resumed: Outcome = build(source, tmp_path / "out", options=REJECT, settings=Settings(resume=True))
    assert resumed.resumed == 0


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_old_output_and_resumes_to_the_same_bytes(
    tmp_path: Path, old: Path
) -> None:
    source = write_lines(tmp_path / "new" / "lines.jsonl", lines(60))
    build(source, tmp_path / "expected", options=SMALL)
    expected, before = content(tmp_path / "expected"), content(old)
    named = [source.sources[0], source.registry, source.targets, old]
    command = [sys.executable, "-c", KILLED, *map(str, named)]
    start = time.monotonic()
    subprocess.run([*command[:-1], str(tmp_path / "timed")], cwd=ROOT, check=True)
    whole = time.monotonic() - start
    chance = random.Random(5)
    killed = 0
    for _ in range(50):
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            process.wait(chance.uniform(0.2, 1.0) * whole)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        assert content(old) in (before, expected)
        if content(old) == expected:  # start again from the old output
            import shutil

            shutil.rmtree(old)
            build(write_lines(tmp_path / "old" / "old.jsonl", lines(1)), old)
    subprocess.run(command, cwd=ROOT, check=True)
    assert content(old) == expected
    assert killed >= 10


PLACES = (0, 5, 11)


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        pytest.param(fault, place, marks=pytest.mark.slow if place != PLACES[number % 3] else ())
        for number, fault in enumerate(FAULTS)
        for place in PLACES
    ],
)
def test_a_fault_is_found_at_any_place_in_a_block_with_its_line(
    fault: str, place: int, tmp_path: Path
) -> None:
    held = lines(12)
    held[place] = FAULTS[fault](held[place])
    source = write_lines(tmp_path / "lines.jsonl", held)
    with pytest.raises(CorpusError) as caught:
        build(source, tmp_path / "out", options=Options(("documents",), block_bytes=100_000))
    assert {(problem.file, problem.line) for problem in caught.value.problems} == {("lines.jsonl", place + 1)}


def test_a_line_over_the_edges_of_blocks_and_units_is_read_once(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "lines.jsonl", lines(12))
    for size in (9_999, 30_000, 77_777):
        options = Options(("documents",), shard_bytes=size, block_bytes=1_000)
        outcome = build(source, tmp_path / f"out-{size}", options=options)
        assert outcome.documents == 12


def test_a_line_over_many_units_is_not_read_again_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_lines(tmp_path / "lines.jsonl", [line(0), b"[" * 3_000_000 + b"\n", line(1)])
    read = 0

    class Counted(HashedFile):
        def read(self, size: int = -1) -> bytes:
            nonlocal read
            data = super().read(size)
            read += len(data)
            return data

    monkeypatch.setattr("corpus_pkg.build.blocks.HashedFile", Counted)
    options = Options(("documents",), reject=True, shard_bytes=100_000, block_bytes=50_000)
    outcome = build(source, tmp_path / "out", options=options)
    assert (outcome.documents, outcome.rejected) == (2, 1)
    assert read < 4 * (tmp_path / "lines.jsonl").stat().st_size


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "doubled key": (lambda line: b'{"id": "x", ' + line[1:], "json"),
    "NaN": (lambda line: line.replace(b'"start": 0', b'"start": NaN', 1), "json"),
    "lone surrogate": (lambda line: line.replace(b'"text": "', b'"text": "\\ud800', 1), "encoding"),
    "NUL": (lambda line: line.replace(b'"text": "', b'"text": "\\u0000', 1), "encoding"),
    "nesting bomb": (lambda _: b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "json"),
    "two objects": (lambda line: line[:-1] + line, "json"),
    "no object": (lambda _: b"[1]\n", "json"),
    "empty line": (lambda _: b"\n", "json"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_is_refused_with_a_code_and_kept_byte_for_byte(name: str, tmp_path: Path) -> None:
    change, code = HOSTILE[name]
    bad = change(line(1))
    source = write_lines(tmp_path / "lines.jsonl", [line(0), bad, line(2)])
    outcome = build(source, tmp_path / "out", options=REJECT)
    assert (outcome.documents, outcome.rejected) == (2, 1)
    made = content(tmp_path / "out")
    assert made["rejected/lines.jsonl"] == bad
    assert f'"code": "{code}"'.encode() in made["rejected/problems.jsonl"]
    assert b'"line": 2' in made["rejected/problems.jsonl"]
    assert verify(tmp_path / "out") == []


@pytest.mark.slow
def test_a_line_of_200_megabytes_is_refused_and_kept_in_little_memory(tmp_path: Path) -> None:
    place = tmp_path / "lines.jsonl"
    source = write_lines(place, [line(0)])
    with place.open("ab") as file:
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + line(2))
    outcome = build(source, tmp_path / "out", options=Options(DOCUMENT_TABLES, reject=True))
    assert (outcome.documents, outcome.rejected) == (2, 1)
    made = tmp_path / "out" / "rejected"
    assert (made / "lines.jsonl").stat().st_size == 200_000_001
    assert b'"code": "file-too-large"' in (made / "problems.jsonl").read_bytes()


def test_a_document_that_stands_twice_is_rejected_wherever_it_stands(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "a.jsonl", [*lines(8), line(3)]).sources[0]
    second = tmp_path / "b.jsonl.gz"
    second.write_bytes(gzip.compress(line(9) + line(2) + line(3)))
    source = inputs(Path(first), second)
    for options in (REJECT, Options(DOCUMENT_TABLES, reject=True, shard_bytes=20_000)):
        outcome = build(source, tmp_path / "out", options=options)
        assert (outcome.documents, outcome.rejected) == (9, 3)
        reported = content(tmp_path / "out")["rejected/problems.jsonl"].decode().splitlines()
        places = [(entry.split('"')[3], entry.split('"line": ')[1].split(",")[0]) for entry in reported]
        assert places == [("a.jsonl", "9"), ("b.jsonl.gz", "2"), ("b.jsonl.gz", "3")]
        assert all("document-duplicate" in entry for entry in reported)
    with pytest.raises(CorpusError, match="document-duplicate"):
        build(source, tmp_path / "out2", options=SMALL)
