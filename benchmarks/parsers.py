"""Parsers of record files, each on one core, in turn: what a build's own could be exchanged for.

`python -m benchmarks.parsers --page docs/build.md` writes the table between that page's marks. Processor time
of the parsing alone, without imports; what a parser lets pass is tried, not copied from its documentation.
"""

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.build_peers import duckdb_reads, schema
from benchmarks.build_structs import document_type
from benchmarks.processes import ROOT, environment, machine, show, spread, times, write_workload

PACKAGES: Final = ("pyarrow", "duckdb", "msgspec", "orjson", "polars")
MODULE: Final = "benchmarks.parsers"


def arrow_json(source: Path) -> int:
    """Parse into columns, as a build does."""
    import pyarrow as arrow
    import pyarrow.json as reader

    options = reader.ParseOptions(explicit_schema=schema(), unexpected_field_behavior="error")
    rows = 0
    for data in _blocks(source):
        size = reader.ReadOptions(use_threads=False, block_size=len(data) + 1)
        rows += reader.read_json(arrow.BufferReader(data), read_options=size, parse_options=options).num_rows
    return rows


def duckdb(source: Path) -> int:
    """Parse into Arrow's columns."""
    connection = importlib.import_module("duckdb").connect()
    connection.execute("SET threads=1")
    found = connection.sql(f"SELECT * FROM {duckdb_reads(source)}").to_arrow_reader(500)
    return sum(batch.num_rows for batch in found)


def msgspec(source: Path) -> int:
    """Decode into structs, not yet columns."""
    decoder = importlib.import_module("msgspec").json.Decoder(document_type())
    with source.open("rb") as file:
        return sum(decoder.decode(line) is not None for line in file)


def orjson(source: Path) -> int:
    """Decode into dicts, not yet columns."""
    loads = importlib.import_module("orjson").loads
    with source.open("rb") as file:
        return sum(loads(line) is not None for line in file)


def polars(source: Path) -> int:
    """Parse into columns with the types that polars finds."""
    return int(importlib.import_module("polars").read_ndjson(source).height)


PARSERS: Final[dict[str, tuple[str, Callable[[Path], int]]]] = {
    "arrow": ("Arrow JSON, explicit schema, to columns", arrow_json),
    "duckdb": ("DuckDB `read_ndjson`, to Arrow columns", duckdb),
    "msgspec": ("msgspec, to structs", msgspec),
    "orjson": ("orjson, to dicts", orjson),
    "polars": ("polars `read_ndjson`, to columns", polars),
}
FAULTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "an unknown key": lambda line: line.replace(b'{"id"', b'{"nope": 1, "id"', 1),
    "a doubled key": lambda line: line.replace(b'{"id"', b'{"id": "x", "id"', 1),
    "a label as a number": lambda line: line.replace(b'"type": "GPE"', b'"type": 7', 1),
}


def _blocks(source: Path) -> Iterator[bytes]:
    from corpus_pkg.build.blocks import Piece, PieceReader
    from corpus_pkg.build.sources import find_sources

    for block in PieceReader(Piece(find_sources([str(source)])[0])).blocks():
        yield block.data


def measure(name: str, source: Path) -> None:
    """Parse a file once unmeasured and once measured, and print the seconds."""
    parse = PARSERS[name][1]
    parse(source)
    start = time.process_time()
    parse(source)
    print(time.process_time() - start)


def passes(name: str, source: Path, env: dict[str, str]) -> bool:
    """Return True if a parser takes a file."""
    command = [sys.executable, "-m", MODULE, "--only", name, str(source)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    return done.returncode == 0


def table(source: Path, rounds: int, env: dict[str, str]) -> str:
    """Measure every parser in every round, try it with faults, and return the table."""
    seconds: dict[str, list[float]] = {name: [] for name in PARSERS}
    for _ in range(rounds):
        for name, found in seconds.items():
            command = [sys.executable, "-m", MODULE, "--only", name, str(source)]
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
            found.append(float(done.stdout))
    lines = ["| parser | seconds, median (least to most) | passes over in silence |", "|---|---|---|"]
    with source.open("rb") as file:
        first = next(line for line in file if b'"type": "GPE"' in line)
    bad = source.with_name("bad.jsonl")
    for name, found in seconds.items():
        taken = []
        for fault, change in FAULTS.items():
            bad.write_bytes(change(first))
            if passes(name, bad, env):
                taken.append(fault)
        lines.append(f"| {PARSERS[name][0]} | {spread(found)} | {', '.join(taken) or 'nothing of these'} |")
    size = source.stat().st_size / 1e6
    about = f"{size:.0f} MB, {times(rounds)}, processor time; {machine(PACKAGES)}."
    return f"{about}\n\n" + "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=Path, help="the page to write the table into, between the marks")
    parser.add_argument("--only", nargs=2, metavar=("PARSER", "FILE"), help="measure one parser and print")
    options = parser.parse_args()
    if options.only:
        measure(options.only[0], Path(options.only[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        source = Path(folder) / "workload.jsonl"
        write_workload(source, options.documents, env)
        show(table(source, options.rounds, env), options.page, "parsers")


if __name__ == "__main__":
    main()
