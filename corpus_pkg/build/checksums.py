"""Checksums of sources that are cut between units, so that none of these reads them whole."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from corpus_pkg.build.sources import InputFile, failures, open_raw, unreadable


class _StoppedError(Exception):
    """A checksum that nobody wants any more."""


@contextmanager
def summing(sources: Sequence[InputFile]) -> Iterator[Mapping[str, Future[str]]]:
    """Give the SHA-256 of files, by their names, that another thread finds meanwhile.

    Args:
        sources: The files.
    """
    stop = Event()
    with ThreadPoolExecutor(1, "checksum") as executor:
        try:
            yield {source.name: executor.submit(_checksum, source, stop) for source in sources}
        finally:
            stop.set()  # an error need not wait for the end of a large file


def _checksum(source: InputFile, stop: Event) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits.

    Raises:
        CorpusError: The file can't be read.
    """
    digest = hashlib.sha256()
    room = memoryview(bytearray(1 << 21))  # with less at once the threads that judge wait more for each other
    try:
        with open_raw(source.path) as file:
            while size := file.readinto(room):
                if stop.is_set():
                    raise _StoppedError
                digest.update(room[:size])
    except failures() as error:
        raise unreadable(source.name, error) from None
    return digest.hexdigest()
