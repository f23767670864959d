"""Every command on corpora of growing size: processor time, peak memory, and how both grow.

`python -m benchmarks.commands` writes corpora of made documents (see `build_workload`) with two annotators,
runs each command once on each in a fresh process, and prints a table; `--page docs/performance.md` writes it
there. Processor time is measured, since the machine may do other things. A command that would take longer
than `--limit` seconds at a size is not run on it, and the table says so.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Collection, Iterator
from math import log
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.processes import Run, environment, machine, run, show, write_workload

PART: Final = "commands"
SIZES: Final = "50,200,500"
LIMIT: Final = 60.0
"""The seconds that one run may take."""
EXPONENT: Final = 1.1
"""The largest growth exponent that is taken for linear."""
MEGABYTES: Final = 0.15
"""The most memory that a document may take."""
SMALL: Final = "20"
"""A corpus on which every command runs once before, so that no compiling of modules is measured."""

SHARED: Final = ("--registry", "{folder}/registry.jsonl", "--targets", "{folder}/targets.jsonl")
FIRST: Final = "made-0000000"
"""The id of a document that every workload has."""
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "validate": ("validate", "{corpus}"),
    "stats": ("stats", "{corpus}"),
    "agree": ("agree", "{corpus}", "--out", "{out}/agreement.md"),
    "adjudicate --out": ("adjudicate", "{corpus}", "--out", "{out}/differences.jsonl"),
    "score": ("score", "{corpus}", "{corpus}#a"),
    "errors": ("errors", "{corpus}", "{corpus}#a"),
    "compare": ("compare", "{corpus}", "{corpus}#a", "{corpus}#b"),
    "rename --dry-run": ("rename", "{corpus}", FIRST, "renamed", "--dry-run"),
    "remove --dry-run": ("remove", "{corpus}", FIRST, "--dry-run"),
    "build, a directory": ("build", "{corpus}", "--out", "{out}/built"),
    "build, a record file": ("build", "{folder}/lines.jsonl", *SHARED, "--out", "{out}/from-lines"),
    "verify": ("verify", "{out}/built"),
    "diff, a directory and a built folder": ("diff", "{corpus}", "{out}/built"),
    "hub build": ("hub", "build", "{corpus}", "--out", "{out}/repository"),
    "hub build --without-texts": (
        *("hub", "build", "{corpus}", "--without-texts"),
        *("--out", "{out}/repository-without-texts"),
    ),
    "detach": ("detach", "{corpus}", "--out", "{out}/detached"),
    "attach": ("attach", "{out}/detached", "--texts", "{corpus}/raw", "--out", "{out}/attached"),
    "convert --to brat": ("convert", "{corpus}", "--to", "brat", "--out", "{out}/brat"),
    "convert --from brat": (
        *("convert", "{out}/brat", "--from", "brat"),
        *("--corpus", "{corpus}", "--out", "{out}/from-brat"),
    ),
    "convert --to conll": ("convert", "{corpus}", "--to", "conll", "--out", "{out}/conll"),
    "convert --to web-annotation": (
        *("convert", "{corpus}", "--to", "web-annotation"),
        *("--out", "{out}/web-annotation"),
    ),
    "explore --out": ("explore", "{corpus}", "--out", "{out}/page.html"),
}
"""The arguments of each command, in an order in which it finds what it reads."""
CODE: Final = {
    "an annotator of a built repository": (
        "import corpus_pkg; corpus_pkg.load('{out}/repository').annotator('a')"
    ),
    "tasks.entity_linking": (
        "import corpus_pkg; from corpus_pkg.train.tasks import entity_linking; "
        "entity_linking(corpus_pkg.load('{corpus}'))"
    ),
    "folds": "import corpus_pkg; [len(pair) for pair in corpus_pkg.folds(corpus_pkg.load('{corpus}'))]",
}
"""What is measured in Python."""

FILLING: Final = (
    "build, a directory",
    "build, a record file",
    "diff, a directory and a built folder",
    "hub build",
    "hub build --without-texts",
)
"""What is measured on `MORE` times as many documents: builds fill row groups, and `diff` reads them."""
MORE: Final = 3
LEFT_OUT: Final = {
    "add": "its time is that of the texts, and of `validate`",
    "draft": "it reads one draft for each document",
    "hub push": "it is the network's time",
    "new": "it has no corpus",
    "pairs": "the made documents have no claims",
    "schema": "it has no corpus",
}
"""Commands that are not measured, and why."""


class Size(NamedTuple):
    """A corpus of a size, and what the commands write."""

    documents: int
    folder: Path

    def filled(self, text: str) -> str:
        """Return an argument with the paths of this size."""
        return text.format(folder=self.folder, corpus=self.folder / "corpus", out=self.folder / "out")


def prepare(folder: Path, documents: int, env: dict[str, str]) -> Size:
    """Write a corpus directory and a record file of a size."""
    folder.mkdir()
    (folder / "out").mkdir()
    write_workload(folder / "lines.jsonl", documents, env)
    write_workload(folder / "corpus", documents, env, "--directory", "--annotators", "a,b")
    return Size(documents, folder)


def arguments(size: Size, only: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the arguments of Python for what is measured, in the order in which each finds what it reads."""
    for name, command in COMMANDS.items():
        if name in only:
            yield name, ["-m", "corpus_pkg", *map(size.filled, command)]
    for name, code in CODE.items():
        if name in only:
            yield name, ["-c", size.filled(code)]


def measure(
    folder: Path, sizes: list[int], limit: float, only: Collection[str]
) -> dict[str, list[Run | None]]:
    """Run commands on each size, the smallest first, after once on a small corpus."""
    env = environment(folder)
    for _, command in arguments(prepare(folder / "first", int(SMALL), env), only):
        run(command, folder, env)
    found = measured(folder, sizes, limit, only, env)
    if filling := frozenset(only).intersection(FILLING):
        (folder / "more").mkdir()
        found |= measured(folder / "more", sizes_of(FILLING[0], sizes), limit, filling, env)
    return found


def sizes_of(name: str, sizes: list[int]) -> list[int]:
    """Return the numbers of documents that a command is measured on."""
    return [size * MORE for size in sizes] if name in FILLING else sizes


def measured(
    folder: Path, sizes: list[int], limit: float, only: Collection[str], env: dict[str, str]
) -> dict[str, list[Run | None]]:
    """Make a corpus of each size in a folder and run commands on it; what would take too long is None."""
    found: dict[str, list[Run | None]] = {}
    for documents in sizes:
        size = prepare(folder / str(documents), documents, env)
        for name, command in arguments(size, only):
            runs = found.setdefault(name, [])
            runs.append(run(command, folder, env) if expected(runs, sizes) <= limit else None)
            print(documents, name, runs[-1], file=sys.stderr)
    return found


def expected(runs: list[Run | None], sizes: list[int]) -> float:
    """Return how many seconds the next size will take, if time grows as it did; 0 where nothing tells."""
    if not runs:
        return 0
    last = runs[-1]
    if last is None:
        return float("inf")
    growth = 1.0 if len(runs) < 2 else max(1.0, exponent(runs[-2:], sizes[len(runs) - 2 :]) or 1.0)
    times: float = (sizes[len(runs)] / sizes[len(runs) - 1]) ** growth
    return last.processor * times


def exponent(runs: list[Run | None], sizes: list[int]) -> float | None:
    """Return with which power of the size the time grew over two runs."""
    first, second = runs
    if first is None or second is None:
        return None
    return log(second.processor / first.processor) / log(sizes[1] / sizes[0])


def table(found: dict[str, list[Run | None]], sizes: list[int]) -> Iterator[str]:
    """Yield the lines of the table, and which commands are beyond the limits."""
    heads = [f"{size:,}: s, MB" for size in sizes]
    yield f"| command | {' | '.join(heads)} | exponent | MB a document |"
    yield "|---" * (len(sizes) + 3) + "|"
    beyond = []
    for name, runs in found.items():
        cells = ["–" if each is None else f"{each.processor:.1f}, {each.megabytes:.0f}" for each in runs]
        first, second = runs[-2:]
        before, after = sizes_of(name, sizes)[-2:]
        grown = exponent([first, second], [before, after])
        memory = (
            None
            if first is None or second is None
            else (second.megabytes - first.megabytes) / (after - before)
        )
        if grown is None or memory is None or grown > EXPONENT or memory > MEGABYTES:
            beyond.append(f"`{name}`")
        grown_, memory_ = ("–" if value is None else f"{value:.2f}" for value in (grown, memory))
        times = f", {MORE} × the documents" if name in FILLING else ""
        yield f"| {name}{times} | {' | '.join(cells)} | {grown_} | {memory_} |"
    yield ""
    names = ", ".join(beyond) or "none"
    yield f"Beyond an exponent of {EXPONENT} or {MEGABYTES} MB a document: {names}."
    yield ""
    yield (
        "A build gathers rows until a row group is full, of 400 documents or 10,000 annotations of a layer. "
        "Before that its memory, and that of a `diff` of its folder, grows with the corpus, and then no "
        "more: these are measured on larger ones. "
        "What is measured in Python loads corpora into memory, where a document takes about 0.13 MB: one "
        "corpus, or two where an annotator's layers are loaded too."
    )


def report(folder: Path, sizes: list[int], limit: float, only: Collection[str]) -> str:
    """Return the part of the page."""
    found = measure(folder, sizes, limit, only)
    busy = os.getloadavg()[0] > 1.5
    caption = f"Once each, processor time and peak memory; {machine(('pyarrow', 'pydantic'))}"
    caption += ", while the machine did other things too." if busy else "."
    skipped = "; ".join(f"`{name}` ({why})" for name, why in LEFT_OUT.items())
    return "\n".join([caption, "", *table(found, sizes), "", f"Not measured: {skipped}.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default=SIZES, help="numbers of documents, the smallest first")
    parser.add_argument("--limit", type=float, default=LIMIT, help="the seconds that one run may take")
    parser.add_argument("--folder", type=Path, help="where the corpora are written")
    parser.add_argument("--page", type=Path, help="the page that the table is written into")
    parser.add_argument(
        "--only",
        action="append",
        metavar="COMMAND",
        choices=[*COMMANDS, *CODE],
        help="only this command; may be given again, as for those that make what it reads",
    )
    chosen = parser.parse_args()
    sizes = sorted({int(size) for size in chosen.sizes.split(",")})
    if len(sizes) < 2:
        parser.error("give at least two sizes")
    if chosen.page and chosen.only:
        parser.error("the table of a page has all commands; leave out --only or --page")
    page = chosen.page and chosen.page.resolve()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        show(report(Path(folder), sizes, chosen.limit, chosen.only or [*COMMANDS, *CODE]), page, PART)


if __name__ == "__main__":
    main()
