"""One worker against two: processes of this machine, and a Dask cluster on it, with the same file."""

import hashlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.processes import (
    Run,
    build_command,
    environment,
    machine,
    need_room,
    remove,
    run,
    times,
    write_workload,
)

PART: Final = "cluster"
UNITS: Final = 32
"""At least about that many units, so that no worker waits long for the other at the end."""
SAMPLE: Final = 200
START_SECONDS: Final = 60
_WAIT: Final = """
import sys, distributed
with distributed.Client(sys.argv[1], timeout=60) as client:
    client.wait_for_workers(int(sys.argv[2]), timeout=60)
"""


@contextmanager
def _process(command: list[str], folder: Path, env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen([sys.executable, *command], cwd=folder, env=env, stdout=said, stderr=said)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def cluster(workers: int, folder: Path, env: dict[str, str]) -> Iterator[str]:
    """Run a scheduler and workers of one process and one thread each, and yield the scheduler's address.

    Raises:
        RuntimeError: The scheduler does not start.
    """
    single = env | {"OMP_NUM_THREADS": "1"}  # Arrow too starts threads by it
    place = folder / "scheduler.json"
    remove(place)
    listen = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)]
    command = ["-m", "distributed.cli.dask_scheduler", *listen]
    with ExitStack() as running:
        running.enter_context(_process(command, folder, single, folder / "scheduler.log"))
        deadline = time.monotonic() + START_SECONDS
        address = None
        while address is None:
            if time.monotonic() > deadline:
                raise RuntimeError((folder / "scheduler.log").read_text("utf-8", "replace"))
            time.sleep(0.1)
            try:
                address = str(json.loads(place.read_bytes())["address"])
            except (FileNotFoundError, json.JSONDecodeError):
                continue
        alone = ["--nthreads", "1", "--nworkers", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        for number in range(workers):
            local = ["--local-directory", str(folder / f"worker-{number}")]
            command = ["-m", "distributed.cli.dask_worker", address, *alone, *local]
            log = folder / f"worker-{number}.log"
            running.enter_context(_process(command, folder, single, log))
        run(["-c", _WAIT, address, str(workers)], folder, env)
        yield address


def _build(source: Path, env: dict[str, str], megabytes: int, *options: str) -> tuple[Run, str]:
    """Build a file and return the measure and the manifest's checksum: a manifest has that of every file."""
    out = source.parent / "out"
    remove(out)
    tables = ("--tables", "documents", "--shard-size", str(megabytes))
    done = run(build_command(source, out, *tables, *options), source.parent, env)
    manifest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    remove(out)
    return done, manifest


def scale(folder: Path, documents: int, rounds: int, sample: int = SAMPLE) -> str:
    """Build one file with one worker and with two, in turn, and return the table.

    Args:
        folder: Where the file is written.
        documents: How many documents it has.
        rounds: How often each is measured.
        sample: The documents of a file that every engine builds first, unmeasured.

    Raises:
        RuntimeError: A build failed, or two of them differ.
    """
    env = environment(folder)
    (folder / "sample").mkdir()
    few, source = folder / "sample" / "few.jsonl", folder / "workload.jsonl"
    write_workload(few, sample, env)
    # The output takes less than half of that, whatever the texts are.
    need_room(folder, 1.5 * few.stat().st_size / 1e6 / sample * documents, f"{documents:,} documents")
    write_workload(source, documents, env)
    size = source.stat().st_size / 1e6
    shard = max(1, int(size / UNITS))
    took: dict[tuple[str, int], list[float]] = {}
    manifests = set()

    def measured(engine: str, workers: int, *options: str) -> None:
        _build(few, env, 1, *options)  # every process has its modules compiled, and Dask's imported
        done, manifest = _build(source, env, shard, *options)
        manifests.add(manifest)
        took.setdefault((engine, workers), []).append(done.seconds)
        print(f"{engine}, {workers} of 2 workers: {done.seconds:.1f} s", file=sys.stderr)

    for _ in range(rounds):
        for workers in (1, 2):
            with cluster(workers, folder, env) as address:
                measured("Dask", workers, "--scheduler", address)
        for workers in (1, 2):
            measured("processes", workers, "--workers", str(workers))
    if len(manifests) != 1:
        raise RuntimeError("the outputs of the engines differ")
    lines = ["| engine | 1 worker, seconds | 2 workers, seconds | times as fast |", "|---|---|---|---|"]
    for engine, option in (("Dask", "--scheduler"), ("processes", "--workers")):
        one, two = took[engine, 1], took[engine, 2]
        faster = statistics.median(first / second for first, second in zip(one, two, strict=True))
        cells = f"{statistics.median(one):.1f} | {statistics.median(two):.1f} | {faster:.2f}"
        lines.append(f"| {engine}, `{option}` | {cells} |")
    table, software = "\n".join(lines), machine(("distributed", "pyarrow", "numpy"))
    return (
        f"{documents:,} documents, {size:,.0f} MB, table `documents`, `--shard-size {shard}` "
        f"({-(-int(size) // shard)} units), {times(rounds)}; the scheduler, the command and the workers, of "
        f"one process and one thread each, share the machine. {software}.\n\n{table}\n"
    )
