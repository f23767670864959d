"""The lines of a block, each cut out only where it is asked for by itself."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from corpus_pkg.extras import need


class Lines(Sequence[bytes]):
    """The lines of a block without their line ends.

    Attributes:
        data: Bytes that begin with the block's; more may follow, so that what was read need not be copied.
        size: How many of them are the block's.
        starts: Where each line begins in them, as int64.
        ends: The place after each line's last byte, which the line end is not one of.
    """

    def __init__(self, data: bytes, size: int | None = None) -> None:
        numpy = need("numpy", "arrow")
        self.data = data
        self.size = len(data) if size is None else size
        ends = list(_line_ends(data, self.size))
        self.ends: Any = numpy.array(ends, dtype="i8")
        self.starts: Any = numpy.array([0, *(end + 1 for end in ends)], dtype="i8")[: len(ends)]

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return self.data[self.starts[at] : self.ends[at]]

    def between(self, start: int, end: int) -> memoryview:
        """Return the bytes of the lines from start to end, with the line ends between them."""
        return memoryview(self.data)[self.starts[start] : self.ends[end - 1]]


def _line_ends(data: bytes, size: int) -> Iterator[int]:
    # Not by numpy, which takes longer to look at every byte than all the checks of a block of long lines.
    at = data.find(b"\n", 0, size)
    while at >= 0:
        yield at
        at = data.find(b"\n", at + 1, size)
    if size and not data.endswith(b"\n", 0, size):
        yield size
