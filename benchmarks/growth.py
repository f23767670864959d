"""Builds of growing files: the time of each, and whether memory stays what it was."""

import json
import sys
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.processes import (
    Run,
    build_command,
    environment,
    machine,
    need_room,
    remove,
    run,
    write_workload,
)

PART: Final = "growth"
OPTIONS: Final = ("--tables", "documents")
SAMPLE: Final = 100


class Size(NamedTuple):
    """A build of one size."""

    documents: int
    megabytes: float
    built: float
    """The megabytes of the output."""
    run: Run


def build(folder: Path, documents: int, env: dict[str, str]) -> Size:
    """Write a file, build it, look whether all its documents are in the output, and remove both.

    Raises:
        RuntimeError: The build failed, or did not write every document.
    """
    source, out = folder / "workload.jsonl", folder / "out"
    written = write_workload(source, documents, env)
    print(f"{documents:,} documents written: {written}", file=sys.stderr)
    try:
        done = run(build_command(source, out, *OPTIONS), folder, env)
        rows = json.loads((out / "manifest.json").read_bytes())["tables"]["documents"]
        if rows != documents:
            raise RuntimeError(f"{documents} documents were to be built, and there are {rows}")
        built = sum(place.stat().st_size for place in out.rglob("*") if place.is_file()) / 1e6
        size = Size(documents, source.stat().st_size / 1e6, built, done)
    finally:
        remove(source)
        remove(out)
    print(size, file=sys.stderr)
    return size


def grow(folder: Path, sizes: list[int], sample: int = SAMPLE) -> str:
    """Build a file of each size, once each, and return the table.

    Args:
        folder: Where the files are written, one after the other.
        sizes: Numbers of documents, in order.
        sample: The documents of a build before, which compiles the modules and tells the need of disk.
    """
    env = environment(folder)
    first = build(folder, sample, env)
    each = (first.megabytes + first.built) / sample
    need_room(folder, each * max(sizes), f"growth to {max(sizes):,} documents")
    lines = ["| documents | MB | seconds | MB/s | peak MB |", "|---|---|---|---|---|"]
    for size in (build(folder, documents, env) for documents in sizes):
        speed = size.megabytes / size.run.seconds
        cells = f"{size.documents:,} | {size.megabytes:,.0f} | {size.run.seconds:,.1f} | {speed:.0f}"
        lines.append(f"| {cells} | {size.run.megabytes:.0f} |")
    table = "\n".join(lines)
    return f"Table `documents`, once each; {machine(('pyarrow', 'numpy'))}.\n\n{table}\n"
