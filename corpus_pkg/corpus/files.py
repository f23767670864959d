"""Reading the files of a corpus as if an enemy had written them.

Nothing outside the corpus is opened, nothing but plain files is read, and every failure is a
`Problem` with a place, never a traceback.
"""

import json
import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import Problem

MAX_FILE_BYTES: Final = 1 << 30
MAX_LINE_BYTES: Final = 16 << 20
MAX_DEPTH: Final = 50
EMPTY_LINE: Final = "the line is empty; write one JSON object a line"
LONE_SURROGATE: Final = "there is a lone surrogate escape; write the character itself"
NUL_ESCAPE: Final = "there is a NUL escape; remove it"
"""What is wrong with JSON in other ways than its syntax."""


class RefusedError(Exception):
    """A file or line that can't be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)  # written out only where it is shown


def refused(path: str, code: str, message: str, line: int = 0) -> RefusedError:
    """Return the error for a file or line that can't be read."""
    return RefusedError(Problem(path, line, code, message))


def read_bytes(root: Folder, path: str) -> bytes:
    """Return the bytes of a file of the corpus.

    Args:
        root: The corpus directory.
        path: Relative path with forward slashes.

    Returns:
        The file's content.

    Raises:
        RefusedError: The file is missing, unreadable, no plain file, too large or outside the corpus.
    """
    place = root.joinpath(*path.split("/"))
    try:
        if isinstance(place, Path):
            _refuse_outside(root, place, path)
            _refuse_odd(place, path)
        elif not place.is_file():
            raise refused(path, "file-missing", "there is no such file; create it")
        return place.read_bytes()
    except FileNotFoundError:
        raise refused(path, "file-missing", "there is no such file; create it") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def open_bytes(root: Folder, path: str) -> BinaryIO:
    """Return a file of the corpus opened for reading, for one that is read in parts.

    Raises:
        RefusedError: As `read_bytes` does.
    """
    place = root.joinpath(*path.split("/"))
    if not isinstance(place, Path):
        return BytesIO(read_bytes(root, path))
    try:
        _refuse_outside(root, place, path)
        _refuse_odd(place, path)
        return place.open("rb")
    except FileNotFoundError:
        raise refused(path, "file-missing", "there is no such file; create it") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def is_there(root: Folder, path: str) -> bool:
    """Return True if there is anything at a path of the corpus, were it a broken link or a folder."""
    place = root.joinpath(*path.split("/"))
    return os.path.lexists(place) if isinstance(place, Path) else place.is_file() or place.is_dir()


def is_inside(root: str | os.PathLike[str], place: Path) -> bool:
    """Return True if a path leads to something in a folder, or to the folder, whatever links are on it."""
    inside = os.path.realpath(root)
    return os.path.commonpath([inside, os.path.realpath(place)]) == inside


def is_plain_file(root: Folder, path: str) -> bool:
    """Return True if a path of the corpus is a plain file, and not a folder or a broken link."""
    return root.joinpath(*path.split("/")).is_file()


def is_folder(place: Folder) -> bool:
    """Return True if a path is a folder that can be reached."""
    try:
        return place.is_dir()
    except OSError:
        return False


def list_folder(root: Folder, path: str, problems: list[Problem]) -> list[Folder]:
    """Return what is in a folder of the corpus, sorted by name; nothing where there is no such folder.

    Args:
        root: The corpus directory.
        path: Relative path with forward slashes.
        problems: Where a problem is added if the folder can't be read or is outside the corpus.
    """
    place = root.joinpath(*path.split("/"))
    try:
        if isinstance(place, Path):
            _refuse_outside(root, place, path)
        return sorted(place.iterdir(), key=lambda item: item.name) if place.is_dir() else []
    except RefusedError as error:
        problems.append(error.problem)
    except (OSError, ValueError) as error:
        problems.append(_unreadable(path, error).problem)
    return []


def _unreadable(path: str, error: OSError | ValueError) -> RefusedError:
    reason = getattr(error, "strerror", None) or str(error)
    return refused(path, "file-unreadable", f"{reason}; make it a plain file or folder that can be read")


def _refuse_outside(root: Folder, place: Path, path: str) -> None:
    if not is_inside(str(root), place):
        raise refused(path, "file-outside", "the path leads out of the corpus; copy the file into it")


def _refuse_odd(place: Path, path: str) -> None:
    status = place.stat()
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "no plain file"
        raise refused(path, "file-unreadable", f"it is {what}; put a plain file there")
    if status.st_size > MAX_FILE_BYTES:
        raise refused(path, "file-too-large", f"it has {status.st_size:,} bytes; split it")


def read_text(root: Folder, path: str) -> tuple[bytes, str]:
    """Return a raw text as bytes and decoded from UTF-8, unchanged.

    Raises:
        RefusedError: The file can't be read, is not UTF-8 or holds a NUL.
    """
    data = read_bytes(root, path)
    return data, decode(data, path)


_KINDS: Final = {
    b"PK\x03\x04": "a Word file, or another file that is packed as zip",
    b"\xd0\xcf\x11\xe0": "a file of an old Word, Excel or PowerPoint",
    b"%PDF-": "a PDF",
    b"\xff\xfe": "a text in UTF-16",
    b"\xfe\xff": "a text in UTF-16",
}
"""What files are that are often taken for plain text, by how they begin."""


def kind_of(data: bytes) -> str:
    """Return what a file is that is not plain text in UTF-8, as far as its first bytes tell, or nothing."""
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), "")


def decode(data: bytes, path: str) -> str:
    """Return `data` decoded from UTF-8.

    Raises:
        RefusedError: The bytes are not UTF-8 or hold a NUL; the problem names the line.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if kind := kind_of(data):
            raise refused(path, "encoding", f"this is {kind}; save its text as plain UTF-8") from None
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is not UTF-8 ({error.reason}); save the file as UTF-8"
        raise refused(path, "encoding", message, line) from None
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise refused(path, "encoding", "there is a NUL character; remove it", line)
    return text


def read_lines(
    root: Folder, path: str, problems: list[Problem], document: str | None = None
) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file, without their ends, with their numbers from 1.

    Args:
        root: The corpus directory.
        path: Relative path of the file.
        problems: Where a problem is added if the file can't be read.
        document: The document that the file is about, for that problem.
    """
    try:
        data = read_bytes(root, path)
    except RefusedError as error:
        problems.append(replace(error.problem, document=document))
        return
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    yield from enumerate(lines, 1)


def read_json_lines(
    root: Folder, path: str, problems: list[Problem], document: str | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSON Lines file with their line numbers from 1.

    Args:
        root: The corpus directory.
        path: Relative path of the file.
        problems: Where problems are added; a bad line is reported and passed over.
        document: The document that the file is about, for problems.

    Yields:
        Line number and parsed object.
    """
    for number, line in read_lines(root, path, problems, document):
        try:
            yield number, parse_object(line, path, number)
        except RefusedError as error:
            problems.append(replace(error.problem, document=document))


def json_kind(value: object) -> str:
    """Return what a value is called in JSON: `an array`."""
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def parse_object(line: bytes, path: str, number: int) -> dict[str, Any]:
    """Return the JSON object of one line.

    Raises:
        RefusedError: The line is too long, not UTF-8, not one JSON object, nested too deep, has a doubled
            key, a NaN or Infinity, or a lone surrogate.
    """
    if not line:
        raise refused(path, "json", EMPTY_LINE, number)
    if len(line) > MAX_LINE_BYTES:
        raise refused(path, "file-too-large", f"the line has {len(line):,} bytes; split the record", number)
    if line.count(b"[") + line.count(b"{") > MAX_DEPTH and _depth(line) > MAX_DEPTH:
        raise refused(path, "json", f"the nesting is deeper than {MAX_DEPTH}; flatten the record", number)
    try:
        text = line.decode("utf-8")
        if text.startswith("\ufeff"):
            raise ValueError("the file begins with a byte order mark; save it as UTF-8 without one")
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the line is not UTF-8 ({error.reason}); save the file as UTF-8"
        raise refused(path, "encoding", message, number) from None
    except (ValueError, RecursionError) as error:
        what = str(error) or "the nesting is too deep"
        raise refused(path, "json", f"{what}; write one JSON object a line", number) from None
    if type(value) is not dict:
        message = f"the line holds {json_kind(value)}; write one JSON object a line"
        raise refused(path, "json", message, number)
    if "\\u" in text:
        _refuse_odd_escapes(text, value, path, number)
    return value


def _depth(line: bytes) -> int:
    """Return how deep the brackets of a line nest, outside strings."""
    depth = deepest = 0
    in_string = escaped = False
    for byte in line:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
        elif byte in (0x5D, 0x7D):
            depth -= 1
    return deepest


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        repeated = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {repeated!r} appears twice; keep one")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _refuse_odd_escapes(text: str, value: dict[str, Any], path: str, number: int) -> None:
    whole = json.dumps(value, ensure_ascii=False)
    try:
        whole.encode("utf-8")
    except UnicodeEncodeError:
        raise refused(path, "encoding", LONE_SURROGATE, number) from None
    # Without escaped backslashes, which may come before the letters u0000 in a text.
    if "\\u0000" in text and "\\u0000" in whole.replace("\\\\", ""):
        raise refused(path, "encoding", NUL_ESCAPE, number)


# One for all lines: `json.loads` with hooks makes a new decoder at every call.
_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique_keys, parse_constant=_no_constant)
