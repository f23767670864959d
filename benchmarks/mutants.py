"""A mutation run: small random changes to the package, and whether its tests notice them.

It takes clones of the repository, one per process, and, if there is one, what a run of the tests printed with
`--durations=0 --durations-min=0`, so that it can leave out those that take long:

    python -m benchmarks.mutants --count 300 --out mutants.jsonl --log tests.log -- CLONE…
    python -m benchmarks.mutants --out mutants.jsonl --tests tests/build/test_new.py -- CLONE…

Each wing gets the same number of mutants. A mutant meets the test files closest to its module, until a test
fails or a bound is reached: those that share the rarest names with it, or with the modules that import it.
With `--tests`, the survivors in `--out` meet those files instead. A run that was stopped goes on from there.
"""

import argparse
import contextlib
import itertools
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import Phase, settings

from benchmarks.mutant_sites import Mutant, sites
from benchmarks.mutant_tests import Library

BOUND: Final = 10.0
"""How many seconds of processor time the tests of a mutant may take."""

TOGETHER: Final = 2
"""How many files of tests a mutant meets at once."""

LONG: Final = 4.0
"""Tests that took more seconds than this are left out."""

LIMIT: Final = 30
"""After how many seconds of processor time a mutant hangs, which its tests have noticed."""

MEMORY: Final = 6 << 30
"""How many bytes of memory the tests of a mutant may take."""

WARM: Final = (
    "pydantic",
    "typer",
    "rich.console",
    "pyarrow.parquet",
    "pandas",
    "datasets",
    "spacy",
    "lxml.etree",
)
"""What most tests import, so that each process need not."""

OPTIONS: Final = (
    "--override-ini=addopts=--import-mode=importlib",
    "-m",
    "not slow and not clients",
    "--maxfail=1",
    "--quiet",
    "--hypothesis-seed=0",
    "-Wignore::pytest.PytestAssertRewriteWarning",
    *(f"-pno:{plugin}" for plugin in ("cacheprovider", "xdist", "pytest_cov", "randomly")),
)

Key = tuple[str, int, str]


def draw(root: Path, seed: int) -> Iterator[Mutant]:
    """Yield random mutants, one from each wing in turn and at most one per line."""
    rng = random.Random(seed)
    found: dict[str, dict[str, list[Mutant]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((root / "corpus_pkg").rglob("*.py")):
        for mutant in sites(root, path.relative_to(root).as_posix()):
            found[mutant["wing"]][mutant["kind"]].append(mutant)
    drawn: set[tuple[str, int]] = set()
    while found:
        for wing, kinds in sorted(found.items()):
            kind = rng.choice(sorted(kinds))
            mutant = kinds[kind].pop(rng.randrange(len(kinds[kind])))
            if not kinds[kind]:
                del kinds[kind]
            if not kinds:
                del found[wing]
            if (mutant["file"], mutant["line"]) not in drawn:
                drawn.add((mutant["file"], mutant["line"]))
                yield mutant


class Bounded:
    """A pytest plugin that leaves out long tests, stops in time, and writes down the first failure."""

    def __init__(self, tests: list[str], long: set[str], report: Path) -> None:
        self.ranks = {test: rank for rank, test in enumerate(tests)}
        self.long = long
        self.report = report

    def pytest_sessionstart(self) -> None:
        phases = [Phase.explicit, Phase.generate]  # to shrink what fails takes long and changes no outcome
        settings.register_profile("mutants", parent=settings(), phases=phases, database=None)
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        cases: Counter[str] = Counter()
        ranked: list[tuple[int, int, int, pytest.Item]] = []
        for place, item in enumerate(items):
            file, function = item.nodeid.split("::")[0], item.nodeid.split("[")[0]
            if item.nodeid not in self.long:  # and three cases of each test come before more of one
                ranked.append((cases[function] // 3, self.ranks[file], place, item))
            cases[function] += 1
        items[:] = [item for *_, item in sorted(ranked, key=lambda entry: entry[:3])]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.report.write_text(report.nodeid, "utf-8")

    def spent(self) -> float:
        return sum(os.times()[:4])

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        if self.spent() > BOUND:
            item.session.shouldstop = "the bound is reached"
            (self.report.parent / "mutant.bound").touch()


def start(clone: Path, tests: list[str], long: set[str]) -> int:
    """Start the tests in a clone, in a process of their own; return its id."""
    pid = os.fork()
    if pid:
        return pid
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
    log = os.open(clone / "mutant.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.chdir(clone)
    scratch = clone.parent / f"{clone.name}.scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    os.environ["PYTHONPATH"] = str(clone)
    sys.path[0] = str(clone)
    for name in [name for name in sys.modules if name.split(".")[0] == "benchmarks"]:
        del sys.modules[name]
    plugin = Bounded(tests, long, clone / "mutant.by")
    code = 0
    for first in range(0, len(tests), TOGETHER):  # a few at once, since it takes seconds to collect them all
        code = pytest.main([*OPTIONS, f"--basetemp={scratch}", *tests[first : first + TOGETHER]], [plugin])
        if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED} or plugin.spent() > BOUND:
            break
    os._exit(code)


def finish(pid: int, clone: Path, status: int | None) -> tuple[str, str]:
    """Return the outcome of a mutant and what ended it; stop what still runs (`status` is None)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    if status is None:
        os.waitpid(pid, 0)
        return "killed", "timeout"
    by = clone / "mutant.by"
    if by.exists():
        return "killed", by.read_text("utf-8")
    if (clone / "mutant.bound").exists():
        return "survived", "bound"
    code = os.waitstatus_to_exitcode(status)
    if code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return "survived", "all passed"
    broken = code < 0 or code in {
        pytest.ExitCode.INTERRUPTED,
        pytest.ExitCode.USAGE_ERROR,
    }  # it can't be imported
    return "killed" if broken else "error", f"exit {code}"


def run(
    mutants: Iterator[Mutant],
    clones: list[Path],
    long: set[str],
    choose: Callable[[Mutant], list[str]],
    done: Callable[[Mutant], None],
) -> None:
    """Run the tests of each mutant, one at a time in each clone."""
    busy: dict[Path, tuple[Mutant, int, bytes, os.stat_result, float]] = {}
    while True:
        for clone in [clone for clone in clones if clone not in busy]:
            if (mutant := next(mutants, None)) is None:
                break
            file = clone / mutant["file"]
            source, times = file.read_bytes(), file.stat()
            file.write_bytes(source[: mutant["start"]] + mutant["new"].encode() + source[mutant["end"] :])
            for name in ("mutant.by", "mutant.bound"):
                (clone / name).unlink(missing_ok=True)
            pid = start(clone, choose(mutant), long)
            busy[clone] = mutant, pid, source, times, time.monotonic() + 30 * LIMIT
        if not busy:
            return
        time.sleep(0.1)
        for clone, (mutant, pid, source, times, deadline) in list(busy.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended or time.monotonic() > deadline:
                outcome, by = finish(pid, clone, status if ended else None)
                file = clone / mutant["file"]
                file.write_bytes(source)
                os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # its compiled file is right again
                del busy[clone]
                done({**mutant, "outcome": outcome, "by": by})


def key(mutant: Mutant) -> Key:
    """Return what tells a mutant from the others."""
    return mutant["file"], mutant["start"], mutant["kind"]


def main() -> None:
    """Draw and run mutants, or run tests on those that survived."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("clones", nargs="+", type=Path)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--log", type=Path)
    options.add_argument("--tests", nargs="*")
    asked = options.parse_args()
    library = Library(asked.clones[0].resolve())
    log = asked.log.read_text("utf-8") if asked.log else ""
    long = {
        test
        for spent, test in re.findall(r"^([\d.]+)s call +(tests/.+)$", log, re.MULTILINE)
        if float(spent) > LONG
    }
    records = asked.out.read_text("utf-8").splitlines() if asked.out.exists() else []
    known: dict[Key, Mutant] = {key(mutant): mutant for mutant in map(json.loads, records)}
    survivors = [mutant for mutant in known.values() if mutant["outcome"] == "survived"]
    drawn = itertools.islice(draw(library.root, asked.seed), asked.count)
    new = (mutant for mutant in drawn if key(mutant) not in known)

    def choose(mutant: Mutant) -> list[str]:
        return asked.tests or library.tests(mutant["file"])

    def done(mutant: Mutant) -> None:
        with asked.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(mutant) + "\n")
        known[key(mutant)] = mutant
        print(
            "{outcome:9}{wing:17}{kind:11}{file}:{line}  {old:.60} → {new:.60}  {by}".format(**mutant),
            flush=True,
        )

    for module in WARM:
        __import__(module)
    clones = [clone.resolve() for clone in asked.clones]
    run(iter(survivors) if asked.tests else new, clones, long, choose, done)
    wings = Counter((mutant["wing"], mutant["outcome"]) for mutant in known.values())
    print("| wing | drawn | killed | survived |\n|---|---|---|---|")
    for wing in sorted({wing for wing, _ in wings}):
        total = sum(count for (name, _), count in wings.items() if name == wing)
        print(f"| {wing} | {total} | {wings[wing, 'killed']} | {wings[wing, 'survived']} |")


if __name__ == "__main__":
    main()
