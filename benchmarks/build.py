"""Builds against their peers: the same record files to Parquet, each in a fresh process, in turn.

`python benchmarks/build.py` makes a workload from the packaged corpus (see `build_workload`), runs every
program once in every round, checks that all outputs hold the same documents and annotations, and prints a
table; `--page docs/build.md` writes it between that page's marks. A ratio is taken within a round, so that
a machine that slows down slows all.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
BEGIN: Final = "<!-- benchmark: begin -->"
END: Final = "<!-- benchmark: end -->"

_OURS = """
import sys
from corpus_pkg.commands import main
source, out, shared = sys.argv[1:4]
sys.argv = ["corpus-pkg", "build", source, "--registry", f"{shared}/registry.jsonl", "--targets",
            f"{shared}/targets.jsonl", "--out", out, *%r]
main()
"""
_COLUMNS = """
import sys, pathlib, pyarrow as pa, duckdb
from corpus_pkg.build.fast.parse import record_schema
source, out = sys.argv[1:3]
pathlib.Path(out).mkdir()
def kind(t):
    if pa.types.is_struct(t): return "STRUCT(" + ", ".join(f'"{f.name}" {kind(f.type)}' for f in t) + ")"
    if pa.types.is_list(t): return kind(t.value_type) + "[]"
    return {"string": "VARCHAR", "int32": "INTEGER", "bool": "BOOLEAN"}[str(t)]
columns = "{" + ", ".join(f"'{f.name}': '{kind(f.type)}'" for f in record_schema()) + "}"
read = f"read_ndjson('{source}', columns={columns})"
connection = duckdb.connect()
connection.execute("SET threads=2")
"""
_DUCKDB = f"""{_COLUMNS}
connection.execute(f"COPY (SELECT * FROM {{read}}) TO '{{out}}/documents.parquet' (COMPRESSION zstd)")
"""
_DUCKDB_CHECKED = f"""{_COLUMNS}
good = " AND ".join(
    f"len(list_filter({{layer}}, lambda a: a.start < 0 OR a.start >= a.end OR a.end > length(text) "
    f"OR text[a.start + 1:a.end] <> a.text)) = 0 "
    f"AND len(list_distinct(list_transform({{layer}}, lambda a: a.id))) = len({{layer}})"
    for layer in ("segments", "sentences", "entities", "dates", "figures", "stance")
)
connection.execute(
    f"COPY (SELECT * FROM {{read}} WHERE {{good}}) TO '{{out}}/documents.parquet' (COMPRESSION zstd)"
)
"""
_DATASETS = """
import sys, json, pathlib, os
os.environ["HF_HUB_OFFLINE"] = "1"
import datasets
from corpus_pkg.build.fast.parse import record_schema
source, out = sys.argv[1:3]
pathlib.Path(out).mkdir()
datasets.disable_progress_bars()
def lines():
    with open(source, "rb") as file:
        for line in file:
            yield json.loads(line)
features = datasets.Features.from_arrow_schema(record_schema())
made = datasets.Dataset.from_generator(lines, features=features, cache_dir=out + "/cache")
made.to_parquet(out + "/documents.parquet")
"""
_PYDANTIC = """
import sys, pathlib, pyarrow as pa, pyarrow.parquet as pq
from corpus_pkg.schema.models import Document
from corpus_pkg.build.fast.parse import record_schema
source, out = sys.argv[1:3]
pathlib.Path(out).mkdir()
schema = record_schema()
held = []
place = f"{out}/documents.parquet"
with pq.ParquetWriter(place, schema, compression="zstd") as writer, open(source, "rb") as file:
    for line in file:
        held.append(Document.model_validate_json(line).model_dump(mode="json"))
        if len(held) == 500:
            writer.write_table(pa.Table.from_pylist(held, schema=schema)); held = []
    writer.write_table(pa.Table.from_pylist(held, schema=schema))
"""
_ARROW = """
import sys, pathlib, pyarrow.json as pj, pyarrow.parquet as pq
from corpus_pkg.build.fast.parse import record_schema
source, out = sys.argv[1:3]
pathlib.Path(out).mkdir()
schema = record_schema()
options = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
with pq.ParquetWriter(out + "/documents.parquet", schema, compression="zstd", compression_level=3) as writer:
    for batch in pj.open_json(source, parse_options=options, read_options=pj.ReadOptions(block_size=4 << 20)):
        writer.write_batch(batch)
"""
OURS: Final = "corpus-pkg build, documents"
PROGRAMS: Final = {
    OURS: _OURS % (["--tables", "documents"],),
    "corpus-pkg build, all eight tables": _OURS % ([],),
    "DuckDB COPY, no validation": _DUCKDB,
    "DuckDB COPY, offsets and ids in SQL": _DUCKDB_CHECKED,
    "pyarrow open_json, no validation": _ARROW,
    "datasets from_generator, no validation": _DATASETS,
    "Pydantic models, then Arrow": _PYDANTIC,
}
PACKAGES: Final = ("pyarrow", "duckdb", "datasets", "pydantic", "numpy")


class Run(NamedTuple):
    """One run of a program."""

    seconds: float
    megabytes: float


def run(code: str, source: Path, out: Path, shared: Path) -> Run:
    """Run a program in a fresh interpreter and return its wall time and the most memory that it held."""
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    command = [sys.executable, "-c", code, str(source), str(out), str(shared)]
    quiet = subprocess.DEVNULL
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=shared, env=env, stdout=quiet, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(said.decode())
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def held(out: Path) -> tuple[int, ...]:
    """Return what tells two outputs apart: documents, characters, annotations and the sum of offsets."""
    query = (
        "SELECT count(*), sum(length(text)), sum(len(entities) + len(dates) + len(figures) + len(stance)), "
        "sum(list_sum(list_transform(entities, lambda e: e.start + e.end))) FROM read_parquet(?)"
    )
    code = "import sys, duckdb; print(*duckdb.execute(sys.argv[1], [sys.argv[2]]).fetchone())"
    command = [sys.executable, "-c", code, query, str(out / "documents*.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return tuple(int(value) for value in done.stdout.split())


def measure(source: Path, shared: Path, rounds: int, programs: dict[str, str]) -> dict[str, list[Run]]:
    """Return the runs of every program, in turn, round after round; all must write the same rows."""
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    expected = None
    for number in range(rounds):
        for name, code in programs.items():
            out = shared / "out"
            runs[name].append(run(code, source, out, shared))
            rows = held(out)
            expected = expected or rows
            if rows != expected:
                raise RuntimeError(f"{name} wrote {rows} and not {expected}")
            print(f"round {number + 1}: {name}: {runs[name][-1]}", file=sys.stderr)
    return runs


def table(runs: dict[str, list[Run]]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| program | seconds, median (least to most) | × ours | peak MB |",
        "|---|---|---|---|",
    ]
    for name, held_ in runs.items():
        seconds = [one.seconds for one in held_]
        ratios = [one.seconds / ours.seconds for one, ours in zip(held_, runs[OURS], strict=True)]
        lines.append(
            f"| {name} | {statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f}) "
            f"| {statistics.median(ratios):.2f} | {max(one.megabytes for one in held_):.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shared = Path(folder)
        clean, bad = shared / "clean.jsonl", shared / "bad.jsonl"
        # In processes of their own: a child's peak counts from what its parent held when it started.
        for place, faulty_share in ((clean, "0"), (bad, "0.01")):
            module = [sys.executable, "-m", "benchmarks.build_workload", str(place)]
            sizes = ["--documents", str(options.documents), "--faulty", faulty_share]
            subprocess.run([*module, *sizes], cwd=ROOT, check=True)
        runs = measure(clean, shared, options.rounds, PROGRAMS)
        rejecting = _OURS % (["--tables", "documents", "--on-error", "reject"],)
        faulty = [run(rejecting, bad, shared / "out", shared) for _ in range(options.rounds)]
        size = clean.stat().st_size / 1e6
    ratio = statistics.median(
        one.seconds / ours.seconds for one, ours in zip(faulty, runs[OURS], strict=True)
    )
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    text = (
        f"{options.documents:,} documents, {size:,.0f} MB, {options.rounds} rounds; Python "
        f"{platform.python_version()}, {os.cpu_count()} cores, {versions}.\n\n{table(runs)}\n\n"
        f"With 1 % bad lines and `--on-error reject`: {ratio:.2f} × the clean run, "
        f"{max(one.megabytes for one in faulty):.0f} MB.\n"
    )
    print(text)
    if options.page is not None:
        page = options.page.read_text("utf-8")
        before, rest = page.split(BEGIN)
        after = rest.split(END)[1]
        options.page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
