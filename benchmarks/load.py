"""How long `corpus_pkg.load()` takes in a fresh process, against `import datasets` alone.

Run from the repository: `python benchmarks/load.py [rounds]`. Every round starts each of the programs
once, in turn, so that a machine that slows down slows all of them; the ratio is taken within a round.
"""

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = {
    "python alone": "pass",
    "import pydantic": "import pydantic",
    "import datasets": "import datasets",
    "load, every annotation touched": (
        "import corpus_pkg\n"
        "n = sum(a.end - a.start for d in corpus_pkg.load() for a in d.annotations)\n"
        "assert n > 0"
    ),
}
BASE = "import datasets"
ROUNDS = 31


def seconds(code: str, env: dict[str, str] | None = None) -> float:
    """Return the wall time of a fresh interpreter that runs some code, in an environment."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, env=env)
    return time.perf_counter() - start


def measure(rounds: int, env: dict[str, str] | None = None) -> dict[str, list[float]]:
    """Return the seconds of every program in every round, after one round to fill the caches."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for number in range(rounds + 1):
        for name, code in PROGRAMS.items():
            took = seconds(code, env)
            if number:
                times[name].append(took)
    return times


def table(times: dict[str, list[float]]) -> str:
    """Return the medians, their quartiles and the ratios as a Markdown table."""
    import pydantic

    import corpus_pkg

    rounds = len(times[BASE])
    lines = [
        "| program | median, s | quartiles, s | × `import datasets`, median of rounds |",
        "|---|---:|---:|---:|",
    ]
    for name, took in times.items():
        low, middle, high = statistics.quantiles(took, n=4)
        ratio = statistics.median(one / other for one, other in zip(took, times[BASE], strict=True))
        lines.append(f"| {name} | {middle:.3f} | {low:.3f}–{high:.3f} | {ratio:.2f} |")
    versions = (
        f"{rounds} interleaved rounds; Python {platform.python_version()}, pydantic {pydantic.VERSION}, "
        f"corpus-pkg {corpus_pkg.__version__}, {platform.system()} {platform.machine()}"
    )
    return "\n".join([*lines, "", versions])


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    from benchmarks.processes import environment

    with tempfile.TemporaryDirectory() as caches:
        times = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS, environment(Path(caches)))
    print(table(times))
