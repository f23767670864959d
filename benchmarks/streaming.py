"""How long `open_records` takes for a record file, against Pydantic's models alone over the same lines.

`python -m benchmarks.streaming` makes a record file from the packaged corpus (see `build_workload`), reads it
once by each program in every round, in fresh processes and in turn, and prints the medians; `--page
docs/build.md` writes them there. The models check each record; `open_records` besides checks texts against
their SHA-256, spans against the texts, ids, and lines for doubled keys.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.processes import Run, environment, machine, run, show, spread, write_workload

PART: Final = "streaming"
ALONE: Final = "`Document.model_validate_json` of each line"
PROGRAMS: Final = {
    ALONE: (
        "from corpus_pkg import Document\n"
        "with open({path!r}, 'rb') as lines:\n"
        "    print(sum(len(Document.model_validate_json(line).entities) for line in lines))"
    ),
    "`corpus_pkg.open_records`": (
        "import corpus_pkg\n"
        "print(sum(len(document.entities) for document in corpus_pkg.open_records({path!r})))"
    ),
}
"""What is measured, as Python."""
TINY: Final = 5


def measure(folder: Path, documents: int, rounds: int) -> tuple[dict[str, list[Run]], float]:
    """Return the runs of every program, and the size of the file in megabytes."""
    env = environment(folder)
    first, lines = folder / "first.jsonl", folder / "lines.jsonl"
    write_workload(first, TINY, env)
    write_workload(lines, documents, env)
    for code in PROGRAMS.values():  # which compiles all that is imported
        run(["-c", code.format(path=str(first))], folder, env)
    runs: dict[str, list[Run]] = {name: [] for name in PROGRAMS}
    for _ in range(rounds):
        for name, code in PROGRAMS.items():
            runs[name].append(run(["-c", code.format(path=str(lines))], folder, env))
    return runs, lines.stat().st_size / 1e6


def report(folder: Path, documents: int, rounds: int) -> str:
    """Return the part of the page."""
    runs, size = measure(folder, documents, rounds)
    caption = f"{documents:,} documents, {size:.0f} MB, {rounds} rounds, processor time"
    lines = [
        f"{caption}; {machine(('pydantic',))}.",
        "",
        f"| program | seconds, median (least to most) | × {ALONE} | peak MB |",
        "|---|---|---|---|",
    ]
    for name, own in runs.items():
        seconds = [one.processor for one in own]
        ratios = [one.processor / other.processor for one, other in zip(own, runs[ALONE], strict=True)]
        peak = max(one.megabytes for one in own)
        lines.append(f"| {name} | {spread(seconds)} | {statistics.median(ratios):.2f} | {peak:.0f} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1000, help="how many documents the file has")
    parser.add_argument("--rounds", type=int, default=5, help="how often each program runs")
    parser.add_argument("--page", type=Path, help="the page that the table is written into")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show(report(Path(folder), chosen.documents, chosen.rounds), chosen.page, PART)


if __name__ == "__main__":
    main()
