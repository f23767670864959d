"""One block of lines to rows of every table and to the lines that are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus_pkg.build.blocks import Block
from corpus_pkg.build.groups import Rows, rows_of
from corpus_pkg.build.ids import id_digest
from corpus_pkg.build.line import judge
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.references import References
from corpus_pkg.corpus.files import MAX_LINE_BYTES
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.tables.definitions import table

if TYPE_CHECKING:
    from corpus_pkg.build.fast.judge import FastJudge
    from corpus_pkg.corpus.document import Document


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is refused: its number, its bytes without the line end, and what is wrong with it.

    Attributes:
        line: The line's number in its piece, from 1.
        data: Its bytes.
        problems: What is wrong; empty for the later parts of a line that comes in parts.
        more: Whether another part of the line follows.
    """

    line: int
    data: bytes
    problems: tuple[Problem, ...]
    more: bool = False


@dataclass(slots=True)
class Judged:
    """What a block holds.

    Attributes:
        rows: The rows of each table, in order.
        ids: For each document in order the digest of its id, and its line.
        refused: The lines that are refused, in order.
        warnings: How many warnings there are about the lines that are not refused.
    """

    rows: dict[str, list[Rows]]
    ids: list[tuple[bytes, int]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class BlockJudge:
    """Turns blocks into rows.

    Attributes:
        references: The registry and the targets.
        tables: The names of the tables that are wanted.
        fast: Judges many lines at once, and passes on those that it is not sure about; none: every line
            goes alone.
        strict: Whether a line is refused for warnings too.
        stop: Whether the first refused line ends the build, so that nothing after it is looked at.
    """

    references: References
    tables: tuple[str, ...]
    fast: "FastJudge | None" = None
    strict: bool = False
    stop: bool = False

    def judge(self, block: Block, place: str, repeated: Mapping[int, str]) -> Judged:
        """Return what a block holds.

        Args:
            block: The block.
            place: The name of its file.
            repeated: Messages for lines whose document's id is known to occur elsewhere, by number.
        """
        made = Judged({name: [] for name in self.tables})
        if block.part is not None:
            made.refused.append(_part_of_long_line(block, place))
            return made
        lines = block.lines
        if self.fast is None:
            self._one_by_one(lines, range(len(lines)), block.first, place, repeated, made)
            return made
        refused = [at for number in repeated if 0 <= (at := number - block.first) < len(lines)]
        at = 0
        for run in self.fast.runs(lines, refused):
            self._one_by_one(lines, range(at, run.start), block.first, place, repeated, made)
            if self.stop and made.refused:
                return made
            for name in self.tables:
                made.rows[name].append(run.rows[name])
            made.ids.extend((id_, block.first + run.start + n) for n, id_ in enumerate(run.ids))
            at = run.end
        self._one_by_one(lines, range(at, len(lines)), block.first, place, repeated, made)
        return made

    def _one_by_one(
        self,
        lines: Lines,
        places: range,
        first: int,
        place: str,
        repeated: Mapping[int, str],
        made: Judged,
    ) -> None:
        documents: list[Document] = []
        for at in places:
            number = first + at
            document, problems = judge(lines[at], self.references, place, number, strict=self.strict)
            if document is not None and number in repeated:
                problems = [Problem(place, number, "document-duplicate", repeated[number], document.id)]
                document = None
            if document is not None:
                documents.append(document)
                made.ids.append((id_digest(document.id), number))
                made.warnings += len(problems)
            else:
                made.refused.append(Refused(number, lines[at], tuple(problems)))
                if self.stop:
                    break
        if documents:
            for name in self.tables:
                made.rows[name].append(rows_of(table(name, self.references.labels), documents))


def _part_of_long_line(block: Block, place: str) -> Refused:
    data = block.data.removesuffix(b"\n") if block.last else block.data
    problems: tuple[Problem, ...] = ()
    if block.part == 0:
        message = f"the line has more than {MAX_LINE_BYTES:,} bytes; split the record"
        problems = (Problem(place, block.first, "file-too-large", message),)
    return Refused(block.first, data, problems, more=not block.last)


def in_order(judged: Judged) -> Iterator[Refused]:
    """Yield the refused lines of a block by number."""
    yield from sorted(judged.refused, key=lambda refused: refused.line)
