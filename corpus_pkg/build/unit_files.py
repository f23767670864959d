"""The files of a unit: the parts of its tables, the lines that are refused, and the ids of its documents."""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_pkg.build.block import BlockJudge, Judged, Refused, in_order
from corpus_pkg.build.blocks import Block, PieceReader
from corpus_pkg.build.duplicates import write_ids
from corpus_pkg.build.groups import rows_of
from corpus_pkg.build.ids import id_digest
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.part import OpenPart
from corpus_pkg.build.references import stored_references
from corpus_pkg.build.sources import InputFile
from corpus_pkg.build.units import REPEATED, Tick, Unit, UnitResult
from corpus_pkg.checks.directory import DirectoryCheck
from corpus_pkg.corpus.problems import MOST_KEPT, CorpusError, Problem, errors
from corpus_pkg.corpus.source import parse_source
from corpus_pkg.corpus.write import json_line
from corpus_pkg.exchange.opening import open_folder
from corpus_pkg.tables.definitions import table
from corpus_pkg.tables.manifest import built_file
from corpus_pkg.tables.parquet_write import fsync

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from corpus_pkg.build.fast.judge import FastJudge


@lru_cache(maxsize=1)
def _fast_judge(folder: Path, references: str, tables: tuple[str, ...]) -> "FastJudge":
    """Return the judge of all units of a build in this process, which remembers what it has asked."""
    from corpus_pkg.build.fast.judge import FastJudge

    return FastJudge(stored_references(folder, references), tables)


class UnitFiles:
    """Makes the files of a unit in a folder."""

    def __init__(self, unit: Unit, folder: Path, tick: Tick | None, judges: "Executor | None") -> None:
        self.unit = unit
        self.tick = tick
        self.judges = judges
        self.references = stored_references(Path(unit.folder), unit.references)
        self.options = unit.options
        self.folder = folder
        self.result = UnitResult(unit.key)
        fast = None
        if self.options.fast:
            fast = _fast_judge(Path(unit.folder), unit.references, self.options.tables)
        self.judge = BlockJudge(
            self.references,
            self.options.tables,
            fast,
            strict=self.options.strict,
            stop=not self.options.reject,
        )
        self.part: OpenPart | None = None
        self.seen: set[bytes] = set()
        self.ids: list[tuple[bytes, int, int]] = []
        self.reason: dict[str, Any] | None = None

    def read(self) -> None:
        """Read the pieces and write their rows."""
        try:
            with (
                (self.folder / "rejected").open("wb") as lines,
                (self.folder / "problems").open("wb") as problems,
            ):
                for number, piece in enumerate(self.unit.pieces):
                    if piece.source.directory:
                        self._directory(number, piece.source)
                        continue
                    reader = PieceReader(piece, self.options.block_bytes)
                    self._piece(number, reader, lines, problems)
                    self.result.lines.append(reader.lines)
                    if reader.sha256 is not None:
                        self.result.sha256[piece.source.name] = reader.sha256
                self._write_reason(lines, problems)
            if self.part is not None:
                self.part.flush()
        except BaseException:
            self._close()
            raise

    def finish(self) -> UnitResult:
        """Close the files and return what was built."""
        try:
            self._end_part()
        finally:
            self._close()
        self._keep("rejected")
        self._keep("problems")
        return self.result

    def _close(self) -> None:
        if self.part is not None:
            self.part.close()

    def _keep(self, name: str) -> None:
        place = self.folder / name
        if place.stat().st_size:
            fsync(place)
            self.result.others[name] = built_file(place, "", 0)
        else:
            place.unlink()

    def _piece(self, number: int, reader: PieceReader, lines: Any, problems: Any) -> None:
        name = reader.piece.source.name
        repeated = dict(self.unit.repeated.get(number, {}))
        # Parts end by bytes alone, so blocks that run over an end are cut there.
        for block, found in self._judged(reader, name, repeated):
            judged = found
            self._start_part(block)
            again = self._duplicates_here(judged)
            if again:
                repeated |= again
                judged = self.judge.judge(block, name, repeated)
            self._take(number, judged)
            self._refuse(number, judged, lines, problems)
            self.result.warnings += judged.warnings
            self.result.bytes += block.size
            if self.tick is not None:
                self.tick(block.size, len(judged.ids), sum(1 for one in judged.refused if one.problems))

    def _directory(self, number: int, source: InputFile) -> None:
        """Take a corpus directory, document by document; the unit comes to nothing where one is wrong."""
        check = DirectoryCheck(open_folder(parse_source(source.path)))
        if self.part is None:
            self.part = OpenPart(self.folder, len(self.result.parts), self.options, 0, self.references.labels)
        for line, (document, *_) in enumerate(check.documents, 1):
            judged = Judged(
                {
                    name: [rows_of(table(name, self.references.labels), [document])]
                    for name in self.options.tables
                },
                [(id_digest(document.id), line)],
            )
            if line in self.unit.repeated.get(number, {}) or self._duplicates_here(judged):
                raise CorpusError([Problem(source.name, 0, "document-duplicate", REPEATED, document.id)])
            self._take(number, judged)
            self.result.sha256[document.id] = document.metadata.sha256
            if self.tick is not None:
                self.tick(0, 1, 0)
        problems = check.report()
        wrong = errors(problems, strict=self.options.strict)
        if wrong:
            raise CorpusError(wrong)
        self.result.warnings += problems.total
        self.result.lines.append(0)

    def _judged(
        self, reader: PieceReader, name: str, repeated: Mapping[int, str]
    ) -> Iterator[tuple[Block, Judged]]:
        blocks = self._cut(reader)
        if self.judges is None:
            for block in blocks:
                yield block, self.judge.judge(block, name, repeated)
            return
        waiting: deque[tuple[Block, Future[Judged]]] = deque()
        for block in blocks:
            waiting.append((block, self.judges.submit(self.judge.judge, block, name, repeated)))
            # As many as are judged wait besides the one that is taken: each is much memory.
            if len(waiting) > self.options.threads:
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
            self.part = OpenPart(self.folder, number, self.options, shard, self.references.labels)
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
            self.result.others[name] = built_file(self.folder / name, "", 0)
            self.ids = []

    def _duplicates_here(self, judged: Judged) -> dict[int, str]:
        found: dict[int, str] = {}
        here: set[bytes] = set()
        for digest, line in judged.ids:
            if digest in self.seen or digest in here:
                found[line] = REPEATED
            here.add(digest)
        return found

    def _take(self, number: int, judged: Judged) -> None:
        assert self.part is not None  # noqa: S101 - a block has just begun one
        for digest, line in judged.ids:
            self.seen.add(digest)
            self.ids.append((digest, number, line))
        self.part.add(judged)

    def _refuse(self, number: int, judged: Judged, lines: Any, problems: Any) -> None:
        for refused in in_order(judged):
            if not self.options.reject:
                raise CorpusError(refused.problems)
            self._write_refused(number, refused, lines, problems)

    def _write_refused(self, number: int, refused: Refused, lines: Any, problems: Any) -> None:
        if refused.problems:
            self._write_reason(lines, problems)
            self.result.rejected += 1
            self.reason = {"piece": number, "line": refused.line, "at": lines.tell()}
            self.reason["problems"] = refused.problems
        lines.write(refused.data)
        if not refused.more:
            lines.write(b"\n")

    def _write_reason(self, lines: Any, problems: Any) -> None:
        """Write why the last line was refused, once it is written to its end.

        The reasons beyond the first thousand take no more room than the lines: those of a file of nothing but
        line ends would be two hundred times its size.
        """
        if self.reason is None:
            return
        if self.result.explained < MOST_KEPT or problems.tell() <= lines.tell():
            self.reason["bytes"] = lines.tell() - self.reason["at"] - 1
            self.reason["problems"] = [problem.as_dict() for problem in self.reason["problems"]]
            problems.write(json_line(self.reason).encode("utf-8"))
            self.result.explained += 1
        self.reason = None
