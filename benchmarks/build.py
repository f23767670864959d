"""Builds against their peers: the same record files to Parquet, each in a fresh process, in turn.

`python benchmarks/build.py` makes a workload from the packaged corpus (see `build_workload`), runs every
program once in every round, checks that all outputs hold the same documents and annotations, and prints a
table. A ratio is taken within a round, so that a machine that slows down slows all. Every program runs once
before the first round on a tiny file, so that no compiling of modules is measured.

`--growth 5000,20000` measures builds of growing files instead, `--dask 100000` one and two workers, and
`--nets 500` a build with claims by the fast path and without it. With `--page docs/build.md` each part writes
its results between its own marks of that page.
"""

import argparse
import importlib.util
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from benchmarks.processes import Run

OURS: Final = "corpus-pkg build, documents"
DOCUMENTS: Final = ("--tables", "documents")
OWN: Final[dict[str, tuple[str, ...]]] = {
    OURS: DOCUMENTS,
    "corpus-pkg build, all eight tables": (),
    "corpus-pkg build, documents, --workers 2": (*DOCUMENTS, "--workers", "2", "--shard-size", "100"),
}
"""Builds, with their options."""
PEERS: Final = {
    "DuckDB COPY, no validation": "duckdb",
    "DuckDB COPY, offsets, ids and labels in SQL": "duckdb-checked",
    "polars scan_ndjson, no validation": "polars",
    "pyarrow open_json, no validation": "pyarrow",
    "datasets load_dataset(json), no validation": "datasets-json",
    "datasets from_generator, no validation": "datasets",
    "datasets from_generator, Pydantic models": "datasets-pydantic",
    "Pydantic models, then Arrow": "pydantic",
    "msgspec structs with checks, then Arrow": "msgspec",
}
"""Peers, with their names in `build_peers`."""
NEEDED: Final = {"duckdb": "duckdb", "polars": "polars", "datasets": "datasets", "msgspec": "msgspec"}
PACKAGES: Final = ("pyarrow", "duckdb", "polars", "datasets", "pydantic", "msgspec", "numpy")
LAYERS: Final = ("segments", "sentences", "entities", "dates", "figures", "stance", "document_stance")
FAULTY: Final = 0.01
TINY: Final = 40
VALIDATED: Final = 500
LOADS: Final = 15
ROUNDS: Final = 3


class Workload(NamedTuple):
    """What is measured: files and a corpus directory, made in one folder."""

    clean: Path
    bad: Path
    directory: Path
    documents: int
    faulty: int


class Measured(NamedTuple):
    """The runs of a whole benchmark, round by round."""

    programs: "dict[str, list[Run]]"
    rejecting: "list[Run]"
    validating: "list[Run]"


def commands(source: Path, out: Path) -> dict[str, list[str]]:
    """Return the arguments of Python for every program whose packages are installed."""
    from benchmarks.processes import build_command

    made = {name: build_command(source, out, *options) for name, options in OWN.items()}
    for name, peer in PEERS.items():
        package = NEEDED.get(peer.partition("-")[0])
        if package is None or importlib.util.find_spec(package) is not None:
            made[name] = ["-m", "benchmarks.build_peers", peer, str(source), str(out)]
    return made


def held(out: Path, env: Mapping[str, str]) -> tuple[int, ...]:
    """Return what tells two outputs apart: the number of rows, and a sum of hashes for each column."""
    sums = ", ".join(f"sum(hash({name}) % 1000003)" for name in ("text", *LAYERS))
    query = f"SELECT count(*), {sums} FROM read_parquet(?)"
    code = "import sys, duckdb; print(*duckdb.execute(sys.argv[1], [sys.argv[2]]).fetchone())"
    command = [sys.executable, "-c", code, query, str(out / "documents*.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    return tuple(int(value) for value in done.stdout.split())


def prepare(
    folder: Path, documents: int, validated: int, env: dict[str, str], faulty: float = FAULTY
) -> Workload:
    """Write the files of a benchmark, each in a process of its own."""
    from benchmarks.processes import write_workload

    folder.mkdir()
    clean, bad, directory = folder / "clean.jsonl", folder / "bad.jsonl", folder / "corpus"
    made = Workload(clean, bad, directory, documents, int(documents * faulty))
    write_workload(made.clean, documents, env)
    write_workload(made.bad, documents, env, "--faulty", str(faulty))
    write_workload(made.directory, validated, env, "--directory")
    return made


def one_round(workload: Workload, env: dict[str, str]) -> "Iterator[tuple[str, Run]]":
    """Run every program once and yield its measure; all must write the same rows.

    Raises:
        RuntimeError: A program failed, or wrote other rows than the first.
    """
    from benchmarks.processes import build_command, remove, run

    folder = workload.clean.parent
    out, expected = folder / "out", None
    for name, command in commands(workload.clean, out).items():
        remove(out)
        measured = run(command, folder, env)
        rows = held(out, env)
        expected = expected or rows
        if rows != expected or rows[0] != workload.documents:
            raise RuntimeError(f"{name} wrote {rows} and not {expected}")
        yield name, measured
    remove(out)
    command = build_command(workload.bad, out, *DOCUMENTS, "--on-error", "reject")
    measured = run(command, folder, env, (1,) if workload.faulty else (0,))
    if held(out, env)[0] != workload.documents - workload.faulty:
        raise RuntimeError(f"{held(out, env)[0]} rows, and {workload.faulty} lines are faulty")
    yield "reject", measured
    remove(out)
    yield "validate", run(["-m", "corpus_pkg", "validate", str(workload.directory)], folder, env)


def measure(workload: Workload, rounds: int, env: dict[str, str]) -> Measured:
    """Return the runs of every program, in turn, round after round."""
    runs: dict[str, list[Run]] = {}
    for number in range(rounds):
        for name, measured in one_round(workload, env):
            runs.setdefault(name, []).append(measured)
            print(f"round {number + 1}: {name}: {measured}", file=sys.stderr)
    rejecting, validating = runs.pop("reject"), runs.pop("validate")
    return Measured(runs, rejecting, validating)


def table(runs: "dict[str, list[Run]]") -> str:
    """Return the results as a Markdown table."""
    from benchmarks.processes import spread

    lines = [
        "| program | seconds, median (least to most) | × ours | peak MB |",
        "|---|---|---|---|",
    ]
    for name, held_ in runs.items():
        seconds = [one.seconds for one in held_]
        peak = max(one.megabytes for one in held_)
        lines.append(f"| {name} | {spread(seconds, 1)} | {ratio(held_, runs[OURS]):.2f} | {peak:.0f} |")
    return "\n".join(lines)


def ratio(runs: "list[Run]", base: "list[Run]") -> float:
    """Return how many times as long runs took as others, as the median of the rounds."""
    return statistics.median(one.seconds / other.seconds for one, other in zip(runs, base, strict=True))


def also(workload: Workload, measured: Measured, validated: int, loads: dict[str, list[float]]) -> str:
    """Return what was measured next to the table."""
    peak = max(one.megabytes for one in measured.rejecting)
    seconds = statistics.median(one.seconds for one in measured.validating)
    most = max(one.megabytes for one in measured.validating)
    size = sum(place.stat().st_size for place in workload.directory.rglob("*") if place.is_file()) / 1e6
    alone, loading = loads["import datasets"], loads["load, every annotation touched"]
    slower = statistics.median(one / other for one, other in zip(loading, alone, strict=True))
    return (
        f"- With 1 % bad lines and `--on-error reject`: "
        f"{ratio(measured.rejecting, measured.programs[OURS]):.2f} × the clean run, {peak:.0f} MB.\n"
        f"- `corpus-pkg validate` of a directory of {validated:,} documents ({size:,.1f} MB): "
        f"{seconds:.1f} s, {validated / seconds:,.0f} documents/s, {size / seconds:.1f} MB/s, "
        f"{most:.0f} MB.\n"
        f"- A process that loads the packaged corpus and touches every annotation: "
        f"{statistics.median(loading):.2f} s, {slower:.2f} × one that only imports `datasets` "
        f"({statistics.median(alone):.2f} s; {len(alone)} rounds).\n"
    )


def compare(folder: Path, documents: int, rounds: int, validated: int = VALIDATED, tiny: int = TINY) -> str:
    """Run the benchmark in a folder and return what it gave."""
    from benchmarks import load
    from benchmarks.processes import environment, machine, times

    env = environment(folder)
    measure(prepare(folder / "tiny", tiny, 2, env, 0.5), 1, env)  # which compiles all that is imported
    workload = prepare(folder / "workload", documents, validated, env)
    measured = measure(workload, rounds, env)
    size = workload.clean.stat().st_size / 1e6
    beside = also(workload, measured, validated, load.measure(max(LOADS, rounds), env))
    absent = ", ".join(name for name in PEERS if name not in measured.programs)
    return (
        f"{documents:,} documents, {size:,.0f} MB, {times(rounds)}; {machine(PACKAGES)}. The peak of several "
        f"processes is that of the largest one.{f' Not installed: {absent}.' if absent else ''}\n\n"
        f"{table(measured.programs)}\n\n{beside}"
    )


def main(arguments: list[str] | None = None) -> None:
    from benchmarks import cluster, growth, nets
    from benchmarks.processes import show

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--validated", type=int, default=VALIDATED, help="documents of the directory")
    parser.add_argument("--rounds", type=int, help="3 for the table, 1 for --dask; growth has one always")
    parser.add_argument("--growth", help="numbers of documents, with commas: measure this instead")
    parser.add_argument("--dask", type=int, help="a number of documents: measure workers instead")
    parser.add_argument("--nets", type=int, help="a number of documents: measure the fast path instead")
    parser.add_argument("--page", type=Path, help="the page to write the results into, between the marks")
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    chosen = parser.parse_args(arguments)
    page = chosen.page.resolve() if chosen.page else None
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name).resolve()
        if chosen.growth:
            sizes = sorted({int(size) for size in chosen.growth.split(",")})
            show(growth.grow(folder, sizes), page, growth.PART)
        if chosen.dask:
            show(cluster.scale(folder, chosen.dask, chosen.rounds or 1), page, cluster.PART)
        if chosen.nets:
            show(nets.compare(folder, chosen.nets, chosen.rounds or ROUNDS), page, nets.PART)
        if not chosen.growth and not chosen.dask and not chosen.nets:
            rounds = chosen.rounds or ROUNDS
            show(compare(folder, chosen.documents, rounds, chosen.validated), page, "benchmark")


if __name__ == "__main__":
    # Not the folder of the benchmarks, whose names are not to hide those of other packages.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    main()
