"""Engines: the same bytes from threads, processes and a cluster, also when a worker dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from corpus_pkg.build import EngineError, Inputs, Options, Settings, build
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.engines import CONNECT_SECONDS
from corpus_pkg.build.memory import peak_memory
from corpus_pkg.corpus.problems import CorpusError
from tests.build.records import content, line, write_lines

OPTIONS = Options(DOCUMENT_TABLES, reject=True, shard_bytes=60_000, block_bytes=20_000)


def test_the_most_memory_is_counted_in_bytes() -> None:
    held = b"x" * (64 << 20)
    assert len(held) < peak_memory() < 1 << 40


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Some units' worth of lines, one in twenty of them bad."""
    place = tmp_path_factory.mktemp("source") / "lines.jsonl"
    lines = [line(number) if number % 20 else line(number)[:99] + b"\n" for number in range(60)]
    return write_lines(place, lines)


@pytest.fixture(scope="module")
def expected(source: Inputs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the embedded engine makes."""
    out = tmp_path_factory.mktemp("expected") / "out"
    outcome = build(source, out, options=OPTIONS)
    assert (outcome.documents, outcome.rejected) == (57, 3)
    assert len([name for name in content(out) if name.startswith("documents-")]) > 5
    return content(out)


@pytest.mark.parametrize(("threads", "block"), [(1, 1_000), (3, 20_000), (2, 1_000_000)])
def test_threads_and_blocks_leave_no_trace(
    threads: int, block: int, source: Inputs, expected: dict[str, bytes], tmp_path: Path
) -> None:
    options = Options(DOCUMENT_TABLES, reject=True, shard_bytes=60_000, threads=threads, block_bytes=block)
    build(source, tmp_path / "out", options=options)
    assert content(tmp_path / "out") == expected


def test_the_slow_path_alone_gives_the_same_bytes(
    source: Inputs, expected: dict[str, bytes], tmp_path: Path
) -> None:
    options = Options(DOCUMENT_TABLES, reject=True, shard_bytes=60_000, fast=False)
    build(source, tmp_path / "out", options=options)
    assert content(tmp_path / "out") == expected


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_processes_give_the_same_bytes(
    workers: int, source: Inputs, expected: dict[str, bytes], tmp_path: Path
) -> None:
    build(source, tmp_path / "out", options=OPTIONS, settings=Settings(workers=workers))
    assert content(tmp_path / "out") == expected


@pytest.mark.slow
def test_a_bad_line_in_a_process_is_told_with_its_line(source: Inputs, tmp_path: Path) -> None:
    options = Options(DOCUMENT_TABLES, shard_bytes=60_000)
    with pytest.raises(CorpusError) as caught:
        build(source, tmp_path / "out", options=options, settings=Settings(workers=2))
    assert {problem.line % 20 for problem in caught.value.problems} == {1}
    assert caught.value.problems[0].file == "lines.jsonl"


def test_a_scheduler_that_is_not_there_is_a_clear_error_in_seconds(source: Inputs, tmp_path: Path) -> None:
    assert CONNECT_SECONDS <= 10
    with pytest.raises(EngineError, match="no scheduler answers at tcp"):
        build(source, tmp_path / "out", settings=Settings(scheduler="tcp://127.0.0.1:1"))
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(
    source: Inputs, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    flag, tried = tmp_path / "killed", tmp_path / "tried"
    monkeypatch.setenv("PYTHONPATH", f"{Path(__file__).parents[2]}")
    monkeypatch.setenv("KILLER", f"{flag}:{tried}")
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        monkeypatch.setattr("corpus_pkg.build.engines.run_unit", killing_run_unit)
        outcome = build(
            source,
            tmp_path / "out",
            options=OPTIONS,
            settings=Settings(scheduler=cluster.scheduler_address),
        )
    assert flag.exists(), tried.read_text() if tried.exists() else "never called"
    assert (outcome.documents, outcome.rejected) == (57, 3)
    assert content(tmp_path / "out") == expected
    assert tried.read_text().count("unit 3\n") >= 2


@contextmanager
def nodes(count: int, folder: Path, **env: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run a scheduler and nodes, each a nanny and its worker in a process group of their own."""
    from distributed import Client

    running: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> None:
        whole = [sys.executable, "-W", "ignore", "-m", "distributed.cli." + command[0], *command[1:]]
        with (folder / f"{command[0]}-{len(running)}.log").open("wb") as log:
            running.append(
                subprocess.Popen(
                    whole, cwd=folder, env=os.environ | env, stdout=log, stderr=log, start_new_session=True
                )
            )

    about = folder / "scheduler.json"
    here = f"--host 127.0.0.1 --no-dashboard --scheduler-file {about}".split()
    try:
        start("dask_scheduler", "--port", "0", *here)
        for number in range(count):
            start("dask_worker", "--nthreads", "1", "--local-directory", f"{folder}/{number}", *here)
        with Client(scheduler_file=f"{about}", set_as_default=False, timeout=60) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(count, timeout=60)
            address = str(client.scheduler.address)
        yield address, running[1:]
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes_though_a_whole_node_is_killed(
    source: Inputs, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag, tried = tmp_path / "killed", tmp_path / "tried"
    env = {"PYTHONPATH": f"{Path(__file__).parents[2]}", "KILLER": f"{flag}:{tried}", "KILL_NODE": "yes"}
    with nodes(2, tmp_path, **env) as (address, running):
        monkeypatch.setattr("corpus_pkg.build.engines.run_unit", killing_run_unit)
        outcome = build(source, tmp_path / "out", options=OPTIONS, settings=Settings(scheduler=address))
        assert {process.poll() for process in running} == {None, -signal.SIGKILL}
    assert flag.exists(), tried.read_text() if tried.exists() else "never called"
    assert (outcome.documents, outcome.rejected) == (57, 3)
    assert content(tmp_path / "out") == expected
    assert tried.read_text().count("unit 3\n") >= 2


def killing_run_unit(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Build a unit; the first worker that comes to unit 3 kills itself when its first block is done.

    It kills its whole process group, so its nanny too, where the environment asks for it.
    """
    from corpus_pkg.build import unit as module

    flag, tried = os.environ["KILLER"].split(":")
    with open(tried, "a") as file:  # noqa: PTH123
        file.write(f"unit {unit.number}\n")
    blocks = 0

    def tick(*_counts: int) -> None:
        nonlocal blocks
        blocks += 1
        if blocks == 1 and unit.number == 3:
            try:
                os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
            if os.environ.get("KILL_NODE"):
                os.killpg(os.getpgrp(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    return module.build_unit(unit, tick)
