"""Fresh processes with their wall time and memory, and the marked parts of pages for what they show.

Light on purpose: a child's peak counts from what its parent held when it started it, so whoever measures
holds next to nothing.
"""

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
ROOM: Final = 1.1
"""How much more disk there has to be than is thought to be needed."""


class Run(NamedTuple):
    """One run of a program."""

    seconds: float
    megabytes: float
    """The most memory that its process held, or the one of its children that held most."""
    processor: float
    """The processor time of it and its children, in seconds."""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of every measured process: compiled modules and other caches in a folder.

    Whatever runs in it once unmeasured finds its modules compiled, wherever the package lies and whoever
    may write there.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "HF_HOME": str(folder / "hub"),
        "HF_HUB_OFFLINE": "1",
        "POLARS_MAX_THREADS": "2",
    }


def run(arguments: Sequence[str], folder: Path, env: dict[str, str], statuses: tuple[int, ...] = (0,)) -> Run:
    """Run Python with arguments and return its wall time and the most memory that it held.

    Args:
        arguments: What follows `python` on the command line.
        folder: Where it runs.
        env: Its environment.
        statuses: The exit statuses that it may end with.

    Raises:
        RuntimeError: It ended with another one; the message is what it wrote to standard error.
    """
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    with process.stderr:
        said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in statuses:
        raise RuntimeError(f"{' '.join(arguments)}: {process.returncode}\n{said.decode(errors='replace')}")
    megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    return Run(seconds, megabytes, usage.ru_utime + usage.ru_stime)


def build_command(source: Path, out: Path, *options: str) -> list[str]:
    """Return the arguments of a build of a workload, next to which are the registry, targets and topics."""
    command = ["-m", "corpus_pkg", "build", str(source)]
    for name in ("registry", "targets", "topics"):
        command += [f"--{name}", str(source.parent / f"{name}.jsonl")]
    return [*command, "--out", str(out), *options]


def write_workload(place: Path, size: int, env: dict[str, str], *options: str) -> Run:
    """Write a workload in a process of its own."""
    command = ["-m", "benchmarks.build_workload", str(place), "--documents", str(size), *options]
    return run(command, ROOT, env)


def remove(place: Path) -> None:
    """Remove a file or a folder, if it is there."""
    shutil.rmtree(place, ignore_errors=True)
    place.unlink(missing_ok=True)


def need_room(folder: Path, megabytes: float, what: str) -> None:
    """Say how much disk something takes, and end if there is less.

    Raises:
        SystemExit: There is less.
    """
    free = shutil.disk_usage(folder).free / 1e6
    print(f"{what}: about {megabytes:,.0f} MB of disk in {folder}, {free:,.0f} MB free", file=sys.stderr)
    if free < megabytes * ROOM:
        raise SystemExit("there is not enough room; name a folder with more by --folder")


def machine(packages: Sequence[str]) -> str:
    """Return Python, the number of cores and the packages that are installed, with their versions."""
    found = [f"Python {platform.python_version()}", f"{os.cpu_count()} cores"]
    for name in packages:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def spread(seconds: Sequence[float], digits: int = 2) -> str:
    """Return the median of some times, with the least and the most."""
    from statistics import median

    middle, least, most = (f"{value:.{digits}f}" for value in (median(seconds), min(seconds), max(seconds)))
    return f"{middle} ({least} to {most})"


def times(rounds: int) -> str:
    """Return how often each program ran."""
    return f"{rounds} rounds" if rounds > 1 else "one round"


def show(text: str, page: Path | None, part: str) -> None:
    """Print a text, and write it into a page between the marks of a part.

    Raises:
        SystemExit: The page has no such marks.
    """
    print(text)
    if page is None:
        return
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, mark, rest = page.read_text("utf-8").partition(begin)
    _, stop, after = rest.partition(end)
    if not mark or not stop:
        raise SystemExit(f"{page} has no marks {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", "utf-8")
