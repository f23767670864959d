"""The lines of a block, each cut out only where it is asked for by itself."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from corpus_pkg.extras import need


class Lines(Sequence[bytes]):
    """The lines of a block without their line ends.

    Attributes:
        data: Bytes that begin with the block's; more may follow, so that what was read need not be copied.
        size: How many of them are the block's.
    """

    def __init__(self, data: bytes, size: int | None = None) -> None:
        self.data = data
        self.size = len(data) if size is None else size
        self._ends = list(_line_ends(data, self.size))

    @cached_property
    def starts(self) -> Any:
        """Where each line begins in the bytes, as int64."""
        begin = [0, *(end + 1 for end in self._ends)]
        return need("numpy", "arrow").array(begin, dtype="i8")[: len(self)]

    @cached_property
    def ends(self) -> Any:
        """The place after each line's last byte, which the line end is not one of, as int64."""
        return need("numpy", "arrow").array(self._ends, dtype="i8")

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for end in self._ends:
            yield self.data[start:end]
            start = end + 1

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
