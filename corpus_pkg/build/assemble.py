"""The parts of all units to the files of a build, with names in a stable order."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from corpus_pkg.build.units import Unit, UnitResult
from corpus_pkg.corpus.write import json_line
from corpus_pkg.tables.manifest import REJECTED, BuiltFile, built_file
from corpus_pkg.tables.parquet_write import fsync

REJECTED_LINES: Final = f"{REJECTED}/lines.jsonl"
REJECTED_PROBLEMS: Final = f"{REJECTED}/problems.jsonl"

Done = Sequence[tuple[Unit, UnitResult]]


def assemble(done: Done, folder: Path) -> tuple[dict[str, int], dict[str, BuiltFile]]:
    """Put the files of all units into a folder, and return the rows of each table and the files.

    Args:
        done: The units with their results, in order.
        folder: An empty folder in the same file system.
    """
    parts: dict[str, list[tuple[Path, BuiltFile]]] = {}
    for unit, result in done:
        for part in result.parts:
            for name, file in part.files.items():
                parts.setdefault(file.table, []).append((unit.place / name, file))
    files: dict[str, BuiltFile] = {}
    for name, found in parts.items():
        for number, (place, file) in enumerate(found):
            final = f"{name}.parquet" if len(found) == 1 else f"{name}-{number:05}-of-{len(found):05}.parquet"
            _link(place, folder / final)
            files[final] = file
    if any(result.rejected for _, result in done):
        files |= _rejected(done, folder)
    return {name: sum(file.rows for _, file in found) for name, found in parts.items()}, files


def _link(place: Path, final: Path) -> None:
    """Give a file a second name, so that the unit stays whole for another try; where none can be, copy."""
    try:
        os.link(place, final)
    except OSError:
        shutil.copyfile(place, final)
        fsync(final)


def _rejected(done: Done, folder: Path) -> dict[str, BuiltFile]:
    (folder / REJECTED).mkdir()
    lines, reasons = folder / REJECTED_LINES, folder / REJECTED_PROBLEMS
    with lines.open("wb") as kept, reasons.open("wb") as problems:
        for entry in _entries(done, kept):
            problems.write(json_line(entry).encode("utf-8"))
    made = {}
    for name, place in ((REJECTED_LINES, lines), (REJECTED_PROBLEMS, reasons)):
        fsync(place)
        made[name] = built_file(place, "", 0)
    fsync(folder / REJECTED)
    return made


def _entries(done: Done, kept: Any) -> Iterator[dict[str, Any]]:
    """Copy the refused lines of all units into one file, and yield what is wrong with each."""
    before: dict[str, int] = {}
    for unit, result in done:
        names = [piece.source.name for piece in unit.pieces]
        base = [before.get(name, 0) for name in names]
        for name, count in zip(names, result.lines, strict=True):
            before[name] = before.get(name, 0) + count
        if "problems" not in result.others:
            continue
        start = kept.tell()
        with (unit.place / REJECTED).open("rb") as source:
            shutil.copyfileobj(source, kept, 1 << 20)
        with (unit.place / "problems").open("rb") as problems:
            for line in problems:
                entry = json.loads(line)
                number = entry["line"] + base[entry["piece"]]
                yield {
                    "file": names[entry["piece"]],
                    "line": number,
                    "at": start + entry["at"],
                    "bytes": entry["bytes"],
                    "problems": [
                        {name: value for name, value in problem.items() if name not in ("file", "line")}
                        for problem in entry["problems"]
                    ],
                }
