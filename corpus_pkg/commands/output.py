"""The standard streams of a command, which a shell may have closed, filled up or stopped reading.

A failure to write is kept apart from what a command finds: it must never look like "problems found".
"""

import codecs
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, cast


class OutputLostError(Exception):
    """The standard output can't be written; the message is empty where its reader has gone away.

    It is not an `OSError`, which would mean a file of the user's, and which Typer turns into status 1.
    """


class _Guarded:
    """A stream whose failures to write are `OutputLostError`, or pass in silence on the standard error."""

    def __init__(self, stream: Any, *, silent: bool) -> None:
        self._stream = stream
        self._silent = silent
        self._lost: OutputLostError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, written: Any) -> int:
        self._watch(lambda: self._stream.write(written))
        return len(written)

    def flush(self) -> None:
        self._watch(self._stream.flush)

    def _watch(self, act: Callable[[], object]) -> None:
        # A library that tries whether it can write may pass over the first failure, so it is repeated.
        if self._lost is None:
            try:
                act()
            except OSError as error:
                self._lose(error)
        if self._lost is not None and not self._silent:
            raise self._lost

    def _lose(self, error: OSError) -> None:
        # On Windows a reader that has gone away is an invalid argument.
        gone = isinstance(error, BrokenPipeError) or sys.platform == "win32"
        self._lost = OutputLostError("" if gone else error.strerror)
        # What is left in the stream's buffer must not fail again when Python flushes it at the end.
        with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), self._stream.fileno())


@contextmanager
def guarded_output() -> Iterator[None]:
    """Watch the standard streams while a command runs; a closed one takes everything and keeps nothing.

    Raises:
        OutputLostError: Raised in what runs, where the standard output can't be written.
    """
    before = sys.stdout, sys.stderr
    _occupy()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        out, err = (_usable(stream) or nowhere for stream in before)
        sys.stdout = cast(TextIO, _Guarded(out, silent=False))
        sys.stderr = cast(TextIO, _Guarded(err, silent=True))
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def _usable(stream: TextIO | None) -> TextIO | None:
    if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name == "ascii":
        stream.reconfigure(encoding="utf-8")  # Typer would, past the guard
    return stream


def _occupy() -> None:
    """Open nothing at the closed ones among the first three descriptors, lest a file of a build gets one."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
