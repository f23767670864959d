"""Record files cut into blocks of whole lines, in memory that does not grow with the file or its lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.build.lines import Lines
from corpus_pkg.build.sources import HashedFile, InputFile, is_address, open_raw, unreadable
from corpus_pkg.corpus.files import MAX_LINE_BYTES
from corpus_pkg.extras import need

BLOCK_BYTES: Final = 8 << 20
"""About how long a block is: enough documents for vectors, few enough for memory."""
BLOCK_LINES: Final = 1 << 14
"""How many lines a block has at most: more than its bytes have room for, unless they are not documents."""
MOST_UNPACKED: Final = 500
"""How many times larger the lines of a compressed file may be than the file; texts come to about ten."""
ALWAYS_UNPACKED: Final = 64 << 20
"""So many bytes of lines may be in any compressed file, however small."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of a source that begin in `[start, end)`, counted in bytes of the lines uncompressed.

    Attributes:
        source: The source.
        start: The first byte.
        end: The byte after the last; None for the end of the file.
    """

    source: InputFile
    start: int = 0
    end: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it is all of the file."""
        return self.start == 0 and self.end is None


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines.

    Attributes:
        first: The number of the first line, from 1 at the start of the piece.
        lines: The lines.
        at: Where the first line begins, in bytes from the start of the file.
        part: A line that is too long comes in parts; the number of this one, from 0. None for whole lines.
        last: For a part: whether it is the last one.
    """

    first: int
    lines: Lines
    at: int
    part: int | None = None
    last: bool = True

    @property
    def data(self) -> bytes:
        """The lines with their ends; the file's last line may have none."""
        return self.lines.data[: self.size]

    @property
    def size(self) -> int:
        """How many bytes the lines have with their ends."""
        return self.lines.size


class PieceReader:
    """Reads a piece of a source block by block.

    Attributes:
        lines: How many lines were read.
        sha256: The checksum of the source, once a whole one was read to its end, if it was wanted.
    """

    def __init__(self, piece: Piece, block_bytes: int = BLOCK_BYTES, *, hashed: bool = True) -> None:
        """Prepare to read.

        Args:
            piece: The piece.
            block_bytes: About how much is read at once.
            hashed: Whether the checksum of a whole source is wanted.
        """
        self.piece = piece
        self.block_bytes = block_bytes
        self.hashed = hashed and piece.whole
        self.lines = 0
        self.sha256: str | None = None

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks.

        Raises:
            CorpusError: The file can't be read to its end; the problem's line is the one that was reached.
        """
        source = self.piece.source
        try:
            with HashedFile(open_raw(source.path), hashed=self.hashed) as file:
                stream = _Unpacked(file, source) if source.compression else file
                yield from self._blocks(stream, file)
                if self.hashed:
                    self.sha256 = file.finish()  # while the stream lives, which closes the file when it goes
                del stream
        except (OSError, EOFError, ValueError) as error:
            raise unreadable(source.name, error, self.lines + 1) from None

    def _blocks(self, stream: Any, file: HashedFile) -> Iterator[Block]:
        at, rest, stop = self.piece.start, b"", self.piece.end
        if at:
            # The line that runs over the start belongs to the piece before; where it runs over the end too,
            # no line begins here, and the rest of it is not looked at again.
            file.seek_raw(at - 1)
            at -= 1
            while (stop is None or at < stop) and (chunk := stream.read(1 << 16)):
                end = chunk.find(b"\n")
                if end >= 0:
                    rest, at = chunk[end + 1 :], at + end + 1
                    break
                at += len(chunk)
            else:
                return
        near = stream is file and not is_address(self.piece.source.path)
        while stop is None or at < stop:
            chunk = stream.read(self.block_bytes)
            ended = not chunk
            if rest:
                chunk = rest + chunk
            cut = len(chunk) if ended else chunk.rfind(b"\n") + 1
            if cut and near:  # to read the start of a line again is quicker than to put blocks together
                file.back(len(chunk) - cut)
                rest = b""
            else:
                rest = chunk[cut:]
            if stop is not None and at + cut > stop:
                # The line that holds the byte before the end is the last one.
                cut = chunk.find(b"\n", max(0, stop - 1 - at), cut) + 1 or cut
            if cut:
                for data, size in _by_lines(chunk, cut):
                    yield self._block(data, size, at)
                    at += size
            elif ended:
                return
            elif len(rest) > MAX_LINE_BYTES:
                rest, at = yield from self._long_line(stream, rest, at)

    def _block(self, data: bytes, size: int, at: int) -> Block:
        lines = Lines(data, size)
        self.lines += len(lines)
        return Block(self.lines - len(lines) + 1, lines, at)

    def _long_line(self, stream: Any, rest: bytes, at: int) -> Any:
        self.lines += 1
        part, length = 0, 0
        while True:
            end = rest.find(b"\n") + 1
            chunk = b"" if end else stream.read(self.block_bytes)
            last = bool(end) or not chunk
            mine = rest[:end] if end else rest
            yield Block(self.lines, Lines(mine), at, part, last)
            part, length = part + 1, length + len(mine)
            rest = rest[end:] if end else chunk
            if last:
                return rest, at + length


def _by_lines(data: bytes, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of a block in parts with few enough of them, each with its size."""
    start = 0
    while (end := _after_lines(data, start, size)) < size:
        yield data[start:end], end - start
        start = end
    yield (data[start:size], size - start) if start else (data, size)


def _after_lines(data: bytes, start: int, size: int) -> int:
    """Return the place after as many lines as a block may have; the end where there are no more."""
    # Not by `count`, which looks at one byte after the other and keeps other threads waiting.
    at = start
    for _ in range(BLOCK_LINES):
        at = data.find(b"\n", at, size) + 1
        if not at:
            return size
    return at


class _Unpacked:
    """The lines of a compressed file, as long as they are not absurdly larger than the file."""

    def __init__(self, file: HashedFile, source: InputFile) -> None:
        arrow = need("pyarrow", "arrow")
        self._file = file
        self._stream = arrow.CompressedInputStream(arrow.PythonFile(file, mode="r"), source.compression)
        self._size = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        data: bytes = self._stream.read(size)
        self._size += len(data)
        if self._size > ALWAYS_UNPACKED + MOST_UNPACKED * self._file.taken:
            raise OSError(f"it unpacks to more than {MOST_UNPACKED} times its size; write it uncompressed")
        return data


def lines_before(piece: Piece) -> int:
    """Return how many lines of its source come before a piece."""
    if not piece.start:
        return 0
    reader = PieceReader(Piece(piece.source, 0, piece.start))
    for _ in reader.blocks():
        pass
    return reader.lines
