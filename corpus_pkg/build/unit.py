"""The one function that builds: a unit of work to Parquet parts and rejected lines.

A unit is some pieces of sources. It commits itself: its files are written under another name, and one
rename gives them theirs, so that a unit is there wholly or not at all, whoever runs it and however often.
What it writes depends on its lines alone: engines, workers and blocks leave no trace in the bytes.
"""

import json
import secrets
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.build.block import BlockJudge, Judged, Refused, in_order
from corpus_pkg.build.blocks import Block, PieceReader, lines_before
from corpus_pkg.build.doubles import write_ids
from corpus_pkg.build.groups import rows_of
from corpus_pkg.build.ids import id_digest
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.manifest import built_file
from corpus_pkg.build.memory import peak_memory
from corpus_pkg.build.parquet import fsync
from corpus_pkg.build.part import OpenPart
from corpus_pkg.build.references import stored_references
from corpus_pkg.build.sources import PACKAGED, Source
from corpus_pkg.build.units import RESULT_FILE, Unit, UnitResult, finished
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.corpus.write import json_line
from corpus_pkg.problems import CorpusError, Problem
from corpus_pkg.tables.definitions import table

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from corpus_pkg.build.fast.judge import FastJudge

DOUBLED: Final = "a document before it has this id; remove one of the two"

Tick = Callable[[int, int, int], object]
"""Told of each block that is done: its bytes, documents and refused lines."""


def build_unit(unit: Unit, tick: Tick | None = None) -> UnitResult:
    """Build a unit and commit it; where it is there already, it is replaced.

    Args:
        unit: The unit.
        tick: Told of each block that is done.

    Raises:
        CorpusError: A source can't be read, or a line is refused and the options do not put it aside.
        OSError: The disk is full, or a file can't be written.
    """
    staging = unit.place.with_name(f".{unit.place.name}-{secrets.token_hex(4)}")
    staging.mkdir(parents=True)
    try:
        result = _Builder(unit, staging, tick).run()
        result.peak = peak_memory()
        (staging / RESULT_FILE).write_text(json.dumps(asdict(result)), "utf-8")
        fsync(staging / RESULT_FILE)
        fsync(staging)
        shutil.rmtree(unit.place, ignore_errors=True)
        try:
            staging.rename(unit.place)
        except OSError:
            if finished(unit) is None:  # else another worker, run twice, was quicker: same bytes
                raise
        return result
    except CorpusError as error:
        raise CorpusError([_placed(problem, unit) for problem in error.problems]) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _placed(problem: Problem, unit: Unit) -> Problem:
    """Return a problem with its line counted from the start of the file."""
    pieces = [piece for piece in unit.pieces if piece.source.name == problem.file and problem.line]
    return replace(problem, line=problem.line + lines_before(pieces[0])) if pieces else problem


@lru_cache(maxsize=1)
def _fast_judge(folder: Path, references: str, tables: tuple[str, ...]) -> "FastJudge":
    """Return the judge of all units of a build in this process, which remembers what it has asked."""
    from corpus_pkg.build.fast.judge import FastJudge

    return FastJudge(stored_references(folder, references), tables)


class _Builder:
    """Builds one unit in a folder."""

    def __init__(self, unit: Unit, folder: Path, tick: Tick | None) -> None:
        self.unit = unit
        self.tick = tick
        self.references = stored_references(Path(unit.folder), unit.references)
        self.options = unit.options
        self.folder = folder
        self.result = UnitResult(unit.key)
        fast = None
        if self.options.fast:
            fast = _fast_judge(Path(unit.folder), unit.references, self.options.tables)
        self.judge = BlockJudge(self.references, self.options.tables, fast)
        self.part: OpenPart | None = None
        self.seen: set[bytes] = set()
        self.ids: list[tuple[bytes, int, int]] = []

    def run(self) -> UnitResult:
        executor: Executor | None = None
        if self.options.threads > 1:
            executor = ThreadPoolExecutor(self.options.threads, "judge")
        try:
            with (
                (self.folder / "rejected").open("wb") as lines,
                (self.folder / "problems").open("wb") as told,
            ):
                for number, piece in enumerate(self.unit.pieces):
                    if piece.source.directory:
                        self._directory(number, piece.source)
                        continue
                    reader = PieceReader(piece, self.options.block_bytes)
                    self._piece(number, reader, executor, lines, told)
                    self.result.lines.append(reader.lines)
                    if reader.sha256 is not None:
                        self.result.sha256[piece.source.name] = reader.sha256
            self._end_part()
        finally:
            if executor is not None:
                executor.shutdown(cancel_futures=True)
            if self.part is not None:
                self.part.close()
        self._keep("rejected")
        self._keep("problems")
        return self.result

    def _keep(self, name: str) -> None:
        place = self.folder / name
        if place.stat().st_size:
            fsync(place)
            self.result.beside[name] = built_file(place, "", 0)
        else:
            place.unlink()

    def _piece(
        self, number: int, reader: PieceReader, executor: "Executor | None", lines: Any, told: Any
    ) -> None:
        name = reader.piece.source.name
        doubled = dict(self.unit.doubled.get(number, {}))
        # Parts end by bytes alone, so blocks that run over an end are cut there.
        for block, found in self._judged(reader, name, doubled, executor):
            judged = found
            self._start_part(block)
            again = self._doubled_here(judged)
            if again:
                doubled |= again
                judged = self.judge.judge(block, name, doubled)
            self._take(number, judged)
            self._refuse(number, judged, lines, told)
            self.result.bytes += block.size
            if self.tick is not None:
                self.tick(block.size, len(judged.ids), sum(1 for one in judged.refused if one.problems))

    def _directory(self, number: int, source: Source) -> None:
        """Take a corpus directory: its documents, once all of it is valid."""
        root = layout.packaged() if source.path == PACKAGED else Path(source.path)
        problems = validate(root)
        if problems:
            raise CorpusError(problems)
        if self.part is None:
            self.part = OpenPart(self.folder, len(self.result.parts), self.options, 0)
        for line, document in enumerate(load_folder(root), 1):
            judged = Judged(
                {name: [rows_of(table(name), [document])] for name in self.options.tables},
                [(id_digest(document.id), line)],
            )
            if line in self.unit.doubled.get(number, {}) or self._doubled_here(judged):
                raise CorpusError([Problem(source.name, 0, "document-duplicate", DOUBLED, document.id)])
            self._take(number, judged)
            self.result.sha256[document.id] = document.metadata.sha256
            if self.tick is not None:
                self.tick(0, 1, 0)
        self.result.lines.append(0)

    def _judged(
        self, reader: PieceReader, name: str, doubled: Mapping[int, str], executor: "Executor | None"
    ) -> Iterator[tuple[Block, Judged]]:
        blocks = self._cut(reader)
        if executor is None:
            for block in blocks:
                yield block, self.judge.judge(block, name, doubled)
            return
        waiting: deque[tuple[Block, Future[Judged]]] = deque()
        for block in blocks:
            waiting.append((block, executor.submit(self.judge.judge, block, name, doubled)))
            # One more than are judged: while a row group is written, the threads go on.
            if len(waiting) > self.options.threads + 1:
                first, done = waiting.popleft()
                yield first, done.result()
        while waiting:
            first, done = waiting.popleft()
            yield first, done.result()

    def _cut(self, reader: PieceReader) -> Iterator[Block]:
        """Yield the blocks of a piece, those that run over the end of a part in two."""
        size = self.options.shard_bytes
        for block in reader.blocks():
            lines, at, first = block.lines, block.at, block.first
            while block.part is None and (left := size - at % size) < lines.size:
                end = lines.data.find(b"\n", left - 1, lines.size) + 1
                if not 0 < end < lines.size:
                    break
                head, lines = Lines(lines.data, end), Lines(lines.data[end : lines.size])
                yield Block(first, head, at)
                first, at = first + len(head), at + end
            yield Block(first, lines, at, block.part, block.last)

    def _start_part(self, block: Block) -> None:
        shard = block.at // self.options.shard_bytes
        if self.part is not None and block.at and shard != self.part.shard and not block.part:
            self._end_part()
        if self.part is None:
            number = len(self.result.parts)
            self.part = OpenPart(self.folder, number, self.options, shard)
        elif not block.at:
            self.part.shard = 0

    def _end_part(self) -> None:
        if self.part is None:
            return
        self.result.parts.append(self.part.finish())
        number = len(self.result.parts) - 1
        self._write_ids(f"ids-{number:05}")
        self.part = None
        self.seen.clear()

    def _write_ids(self, name: str) -> None:
        if self.ids:
            write_ids(self.folder / name, self.ids)
            self.result.beside[name] = built_file(self.folder / name, "", 0)
            self.ids = []

    def _doubled_here(self, judged: Judged) -> dict[int, str]:
        found: dict[int, str] = {}
        here: set[bytes] = set()
        for digest, line in judged.ids:
            if digest in self.seen or digest in here:
                found[line] = DOUBLED
            here.add(digest)
        return found

    def _take(self, number: int, judged: Judged) -> None:
        assert self.part is not None  # noqa: S101 - a block has just begun one
        for digest, line in judged.ids:
            self.seen.add(digest)
            self.ids.append((digest, number, line))
        self.part.add(judged)

    def _refuse(self, number: int, judged: Judged, lines: Any, told: Any) -> None:
        for refused in in_order(judged):
            if not self.options.reject:
                raise CorpusError(refused.problems)
            self._put_aside(number, refused, lines, told)

    def _put_aside(self, number: int, refused: Refused, lines: Any, told: Any) -> None:
        start = lines.tell()
        lines.write(refused.data)
        if refused.problems:
            self.result.rejected += 1
            entry = {
                "piece": number,
                "line": refused.line,
                "at": start,
                "problems": [problem.as_dict() for problem in refused.problems],
            }
            told.write(json_line(entry).encode("utf-8"))
        if not refused.more:
            lines.write(b"\n")
