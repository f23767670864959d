"""The lines of a block, each cut out only where it is asked for by itself."""

from collections.abc import Sequence
from typing import Any, overload

from corpus_pkg.extras import need


class Lines(Sequence[bytes]):
    """The lines of a block without their line ends.

    Attributes:
        data: The block's bytes.
        starts: Where each line begins in them, as int64.
        ends: The place after each line's last byte, which the line end is not one of.
    """

    def __init__(self, data: bytes) -> None:
        numpy = need("numpy", "arrow")
        self.data = data
        self.ends: Any = numpy.flatnonzero(numpy.frombuffer(data, "u1") == ord("\n"))
        if data and not data.endswith(b"\n"):
            self.ends = numpy.concatenate([self.ends, [len(data)]])
        self.starts: Any = numpy.concatenate([[0], self.ends[:-1] + 1])[: len(self.ends)]

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
