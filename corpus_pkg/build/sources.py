"""What a build reads: corpus directories and record files, on this machine or behind any fsspec address.

Sources keep the order in which they are named; what a pattern matches comes sorted. Every source has a
short name, its path without the folders that all share, which problems and the manifest show: they are
then the same wherever the files lie.
"""

import glob
import hashlib
import io
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.source import parse_source
from corpus_pkg.extras import MissingExtraError, need

COMPRESSIONS: Final = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
"""How compressed files begin (RFC 1952, RFC 8878): names may lie, these bytes do not."""
FOREIGN: Final = (
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
    ("httpx", "HTTPError"),
)
"""Errors of stores' packages that are not `OSError`: no credentials, no answer."""
COMPRESSED_GUESS: Final = 8
"""How many times larger the lines of a compressed file are taken to be when files are put together."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of records, or one corpus.

    Attributes:
        name: Its short name.
        path: Where it is: a path, or an address that fsspec understands.
        size: Its bytes; 0 for a directory.
        stamp: What changes when the file does: its time of change or its entity tag.
        compression: `gzip`, `zstd` or none.
        directory: Whether it is a whole corpus: a directory, or what else `corpus_pkg.load` takes.
    """

    name: str
    path: str
    size: int
    stamp: str
    compression: str | None
    directory: bool = False

    @property
    def remote(self) -> bool:
        """Whether it is behind an address and not a path."""
        return is_address(self.path)


def is_address(path: str) -> bool:
    """Return True if a path is one for fsspec (`s3://…`), not one of this machine's files."""
    return "://" in path or "::" in path


def find_sources(named: Sequence[str]) -> list[InputFile]:
    """Return the sources that paths, patterns and addresses stand for.

    Raises:
        CorpusError: One of them is not there, can't be read, or stands for nothing.
        MissingExtraError: An address is given and fsspec is not installed.
    """
    paths = [path for given in named for path in _expanded(given)]
    names = short_names(paths)
    return [_source(path, name) for path, name in zip(paths, names, strict=True)]


def _expanded(given: str) -> Iterable[str]:
    magic = any(letter in given for letter in "*?[")
    if is_address(given):
        if not magic:
            return [given]
        found = _matches(given)
    elif magic and not os.path.lexists(given):
        found = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - a whole path, not one under a folder
    else:
        return [given]
    if not found:
        raise _wrong(given, "file-missing", "no file has such a name; correct the pattern")
    return found


def _matches(pattern: str) -> list[str]:
    try:
        fs, path = filesystem(pattern)
        return sorted(fs.unstrip_protocol(match) for match in fs.glob(path))
    except FileNotFoundError:
        return []
    except failures() as error:
        raise unreadable(pattern, error) from None


def short_names(paths: Sequence[str]) -> list[str]:
    """Return paths without the folders that all of them share; a path that occurs twice is refused."""
    whole = [_pure(path) for path in paths]
    seen: set[PurePosixPath] = set()
    for given, path in zip(paths, whole, strict=True):
        if path in seen:
            raise _wrong(given, "document-duplicate", "this source is named twice; name it once")
        seen.add(path)
    if not whole:
        return []
    shared = os.path.commonpath([str(path.parent) for path in whole]) if len(whole) > 1 else whole[0].parent
    return [path.relative_to(shared).as_posix() or path.name for path in whole]


def _pure(path: str) -> PurePosixPath:
    if is_address(path):
        return PurePosixPath("/" + path.replace("::", "/").replace("://", "/"))
    return PurePosixPath(Path(path).absolute().as_posix())


def filesystem(path: str) -> tuple[Any, str]:
    """Return the file system of an address, and its path there.

    Raises:
        MissingExtraError: fsspec, or its package for such addresses, is not installed.
        ValueError: There are no such addresses.
    """
    fsspec = need("fsspec.core", "s3")
    try:
        fs, stripped = fsspec.url_to_fs(path)
    except ImportError as error:
        raise MissingExtraError(f"{path} can't be read: {error}") from None
    return fs, stripped


def failures() -> tuple[type[Exception], ...]:
    """Return what reading a file may raise, the errors of stores' own packages among them."""
    kinds: list[type[Exception]] = [OSError, EOFError, ValueError]
    for module, name in FOREIGN:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None:
            kinds.append(kind)
    return tuple(kinds)


def _source(path: str, name: str) -> InputFile:
    if named_corpus(path):
        return InputFile(name, path, 0, "", None, directory=True)
    try:
        size, stamp = _measured(path)
        with open_raw(path, ahead=False) as file:
            start = file.read(4)
    except FileNotFoundError:
        raise _wrong(name, "file-missing", f"there is no {path}; correct the name") from None
    except failures() as error:
        raise unreadable(name, error) from None
    compression = next((kind for magic, kind in COMPRESSIONS if start.startswith(magic)), None)
    return InputFile(name, path, size, stamp, compression)


def named_corpus(path: str) -> bool:
    """Return True if a path or address names a whole corpus and not a file of records."""
    if is_address(path) and not path.startswith("hf:"):
        return False
    try:
        return parse_source(path).whole
    except CorpusError:
        return False


def _measured(path: str) -> tuple[int, str]:
    if is_address(path):
        fs, stripped = filesystem(path)
        about = fs.info(stripped)
        if about.get("type") == "directory":
            raise OSError("it is a folder; name the record files in it, as by a pattern")
        stamp = (
            about.get("ETag") or about.get("blob_id") or about.get("mtime") or about.get("LastModified") or ""
        )
        return int(about.get("size") or 0), str(stamp)
    status = Path(path).stat()
    if not Path(path).is_file():
        raise OSError("it is not a plain file; name a file or a corpus directory")
    return status.st_size, str(status.st_mtime_ns)


def open_raw(path: str, *, ahead: bool = True) -> Any:
    """Open a file's own bytes for reading.

    Args:
        path: Where it is.
        ahead: Whether a store is asked for more than is read, as suits a file that is read from its start;
            else for nothing but that.
    """
    if is_address(path):
        fs, stripped = filesystem(path)
        return fs.open(stripped, "rb", **({} if ahead else {"cache_type": "none"}))
    return Path(path).open("rb")


class HashedFile(io.RawIOBase):
    """A file that is read from start to end, and the SHA-256 of what was read.

    Attributes:
        taken: How many bytes were read.
    """

    def __init__(self, file: Any, *, hashed: bool = True) -> None:
        """Wrap a file.

        Args:
            file: The file.
            hashed: Whether the checksum is wanted.
        """
        self._file = file
        self._digest = hashlib.sha256() if hashed else None
        self._again = 0
        self.taken = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        try:
            data: bytes = self._file.read(size)
        except failures() as error:
            raise error if isinstance(error, OSError) else OSError(str(error)) from None
        self.taken += len(data)
        if self._digest is not None:
            self._digest.update(memoryview(data)[self._again :])
        self._again = max(0, self._again - len(data))
        return data

    def back(self, size: int) -> None:
        """Go back by some bytes, which are read again."""
        self._file.seek(-size, os.SEEK_CUR)
        self._again += size

    def seek_raw(self, at: int) -> None:
        """Go to a byte, in a file whose checksum is not wanted."""
        self._file.seek(at)

    def finish(self) -> str:
        """Read what is left and return the SHA-256 of the whole, in hexadecimal digits."""
        assert self._digest is not None  # noqa: S101 - who asks for it has wanted it
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def unreadable(name: str, error: Exception, line: int = 0) -> CorpusError:
    """Return the error for a source that can't be read, or not to its end."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return _wrong(name, "file-unreadable", f"{reason}; make it a whole file that can be read", line)


def _wrong(name: str, code: str, message: str, line: int = 0) -> CorpusError:
    return CorpusError([Problem(name, line, code, message)], unreadable=not line)
