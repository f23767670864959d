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
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.build.block import BlockJudge, Judged, Refused, in_order
from corpus_pkg.build.blocks import BLOCK_BYTES, Block, Piece, PieceReader, lines_before
from corpus_pkg.build.doubles import write_ids
from corpus_pkg.build.groups import Groups, rows_of
from corpus_pkg.build.ids import id_digest
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.manifest import BuiltFile, built_file, measure
from corpus_pkg.build.parquet import TableFile, fsync
from corpus_pkg.build.references import stored_references
from corpus_pkg.build.sources import PACKAGED, Source
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.corpus.write import json_line
from corpus_pkg.problems import CorpusError, Problem
from corpus_pkg.tables.arrow_schema import schema_of
from corpus_pkg.tables.definitions import table

if TYPE_CHECKING:
    from concurrent.futures import Executor

RESULT_FILE: Final = "unit.json"


@dataclass(frozen=True, slots=True)
class Options:
    """What the bytes of a build depend on, beside its sources, and how it goes about them.

    Attributes:
        tables: The names of the tables to build.
        reject: Whether refused lines are put aside; otherwise the first one ends the build.
        shard_bytes: A part ends with the line that ends past this many bytes of lines.
        content_defined: Whether pages are cut by content (see `TableFile`).
        fast: Whether blocks are judged at once where that can be.
        block_bytes: About how much is read at once.
        threads: How many threads judge blocks, besides the one that writes.
    """

    tables: tuple[str, ...]
    reject: bool = False
    shard_bytes: int = 500_000_000
    content_defined: bool = False
    fast: bool = True
    block_bytes: int = BLOCK_BYTES
    threads: int = 1

    def of_the_bytes(self) -> dict[str, Any]:
        """Return what the bytes depend on."""
        return {
            "tables": list(self.tables),
            "reject": self.reject,
            "shard_bytes": self.shard_bytes,
            "content_defined": self.content_defined,
        }


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of the work, on its own enough for any worker that sees the files.

    Attributes:
        number: Its place in the build.
        pieces: What it reads, in order.
        folder: Where the units of the build are put.
        references: The checksum of the registry and the targets, which lie in the folder too.
        options: How it is built.
        key: What its result depends on; a result under another key is not taken for it.
        doubled: Lines whose document's id stands before, by piece and line, with the message.
    """

    number: int
    pieces: tuple[Piece, ...]
    folder: str
    references: str
    options: Options
    key: str
    doubled: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        """The folder of its result."""
        return Path(self.folder) / f"unit-{self.number:06}"


@dataclass(slots=True)
class Part:
    """One part of a unit.

    Attributes:
        documents: How many documents it holds.
        files: Its Parquet files, by their names in the unit's folder.
    """

    documents: int = 0
    files: dict[str, BuiltFile] = field(default_factory=dict)


@dataclass(slots=True)
class UnitResult:
    """What a unit made.

    Attributes:
        key: The key of the unit.
        parts: Its parts, in order.
        lines: The lines of each piece.
        bytes: The bytes of its lines.
        sha256: The checksum of each source that was read whole by this unit, by its name.
        rejected: How many lines were refused.
        beside: The unit's other files, with their bytes and checksums.
        peak: The most memory that the process that ran it ever held, in bytes.
    """

    key: str
    parts: list[Part] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bytes: int = 0
    sha256: dict[str, str] = field(default_factory=dict)
    rejected: int = 0
    beside: dict[str, BuiltFile] = field(default_factory=dict)
    peak: int = 0

    def files(self) -> Iterator[tuple[str, BuiltFile]]:
        """Yield all files with their names in the unit's folder."""
        for part in self.parts:
            yield from part.files.items()
        yield from self.beside.items()


def finished(unit: Unit) -> UnitResult | None:
    """Return what an earlier run made of a unit, if it is there whole and of the same sources and options."""
    try:
        value = json.loads((unit.place / RESULT_FILE).read_bytes())
        result = UnitResult(**value)
        result.parts = [
            Part(part["documents"], {name: BuiltFile(**file) for name, file in part["files"].items()})
            for part in value["parts"]
        ]
        result.beside = {name: BuiltFile(**file) for name, file in value["beside"].items()}
        whole = result.key == unit.key and all(
            measure(unit.place / name) == (file.bytes, file.sha256) for name, file in result.files()
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return result if whole else None


Tick = Callable[[int, int, int], object]
"""Told of each block that is done: its bytes, documents and refused lines."""


def run_unit(unit: Unit) -> UnitResult | list[Problem]:
    """Build a unit in whatever process an engine has for it, and return the result or what is wrong."""
    try:
        return build_unit(unit)
    except CorpusError as error:  # which keeps its problems in no pickle
        return error.problems


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


def peak_memory() -> int:
    """Return the most memory that this process ever held, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class _Builder:
    """Builds one unit in a folder."""

    def __init__(self, unit: Unit, folder: Path, tick: Tick | None) -> None:
        self.unit = unit
        self.tick = tick
        self.references = stored_references(Path(unit.folder), unit.references)
        self.options = unit.options
        self.folder = folder
        self.result = UnitResult(unit.key)
        self.judge = BlockJudge(self.references, self.options.tables, self._fast())
        self.part: _OpenPart | None = None
        self.seen: set[bytes] = set()
        self.ids: list[tuple[bytes, int, int]] = []

    def _fast(self) -> Any:
        if not self.options.fast:
            return None
        from corpus_pkg.build.fast.judge import FastJudge

        return FastJudge(self.references, self.options.tables)

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
            self.result.bytes += len(block.data)
            if self.tick is not None:
                self.tick(len(block.data), len(judged.ids), sum(1 for one in judged.refused if one.problems))

    def _directory(self, number: int, source: Source) -> None:
        """Take a corpus directory: its documents, once all of it is valid."""
        root = layout.packaged() if source.path == PACKAGED else Path(source.path)
        problems = validate(root)
        if problems:
            raise CorpusError(problems)
        if self.part is None:
            self.part = _OpenPart(self.folder, len(self.result.parts), self.options, 0)
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
            while block.part is None and (left := size - at % size) < len(lines.data):
                end = lines.data.find(b"\n", left - 1) + 1
                if not 0 < end < len(lines.data):
                    break
                head, lines = Lines(lines.data[:end]), Lines(lines.data[end:])
                yield Block(first, head, at)
                first, at = first + len(head), at + end
            yield Block(first, lines, at, block.part, block.last)

    def _start_part(self, block: Block) -> None:
        shard = block.at // self.options.shard_bytes
        if self.part is not None and block.at and shard != self.part.shard and not block.part:
            self._end_part()
        if self.part is None:
            number = len(self.result.parts)
            self.part = _OpenPart(self.folder, number, self.options, shard)
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


DOUBLED: Final = "a document before it has this id; remove one of the two"


class _OpenPart:
    """The Parquet files of the part that is being written."""

    def __init__(self, folder: Path, number: int, options: Options, shard: int) -> None:
        self.shard = shard
        self.made = Part()
        self.files = {
            name: TableFile(
                folder / f"{name}-{number:05}.parquet",
                schema_of(table(name)),
                content_defined=options.content_defined,
            )
            for name in options.tables
        }
        self.groups = {name: Groups(name) for name in options.tables}

    def add(self, judged: Judged) -> None:
        self.made.documents += len(judged.ids)
        for name, held in judged.rows.items():
            for rows in held:
                for group in self.groups[name].add(rows):
                    self.files[name].write(group)

    def finish(self) -> Part:
        for name, file in self.files.items():
            for group in self.groups[name].finish():
                file.write(group)
            file.close()
            if file.rows:
                self.made.files[file.place.name] = built_file(file.place, name, file.rows)
        return self.made

    def close(self) -> None:
        for file in self.files.values():
            try:
                file.close()
            except OSError:  # the error that ended the build says more
                continue
