"""The manifest of a build: what was built from what, with a checksum of every file.

It holds no time and no path, so that the same corpus gives the same manifest anywhere.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

MANIFEST_FILE: Final = "manifest.json"
MADE_BY: Final = "corpus-pkg build"
REJECTED: Final = "rejected"
"""The folder of the lines that were refused, the only one in a build."""
FORMAT: Final = 1
"""Version of the manifest and of the layout of the files; raised when a reader must know of a change."""
MAX_MANIFEST_BYTES: Final = 1 << 30

_BUILT_NAMES: Final = re.compile(
    r"[a-z][a-z0-9_]*(-\d{5,}-of-\d{5,})?\.parquet|rejected/(lines|problems)\.jsonl|README\.md|croissant\.json|eval\.yaml|"
    r"corpus\.toml|LICENSE|LICENSE-DATA|DATASHEET\.md|CITATION\.cff|GUIDELINES\.md|AGREEMENT\.md|annotators\.jsonl"
)


def is_built_name(name: str) -> bool:
    """Return True if `build` or `hub build` writes files of that name, the manifest apart."""
    return _BUILT_NAMES.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of a build."""

    table: str
    """The table whose rows it holds; empty for a file that holds none, such as a card or a licence."""
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build holds."""

    tables: dict[str, int]
    """Rows of every table; a table without rows has no file."""
    files: dict[str, BuiltFile]
    """The files, by name."""
    sources: dict[str, str]
    """SHA-256 of each document's raw text by the document's id, and of each record file by its name."""
    software: dict[str, str]
    """Versions of the package, and of pyarrow, on which the bytes of a Parquet file depend."""
    rejected: int = 0
    """How many lines of the sources were refused, and are kept in `rejected/`."""
    format: int = field(default=FORMAT)

    def as_json(self) -> bytes:
        """Return the manifest as the bytes of its file."""
        value = {"made_by": MADE_BY, **asdict(self)}
        return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


class ManifestError(ValueError):
    """A folder without a manifest that this version can read."""


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a built folder.

    Raises:
        ManifestError: There is none, or it is not one of `corpus-pkg build` in a known format.
    """
    place = folder / MANIFEST_FILE
    try:
        if place.stat().st_size > MAX_MANIFEST_BYTES:
            raise ManifestError(f"{place} is too large for a manifest")
        data = place.read_bytes()
    except FileNotFoundError:
        raise ManifestError(f"{folder} has no {MANIFEST_FILE}: it is not a build") from None
    except OSError as error:
        raise ManifestError(f"{place} can't be read: {error}") from None
    return parse_manifest(data, str(place))


def parse_manifest(data: bytes, place: str) -> Manifest:
    """Return the manifest that a file holds.

    Raises:
        ManifestError: It is not one of `corpus-pkg build` in a known format.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{place} can't be read: {error}") from None
    if not isinstance(value, dict) or value.pop("made_by", None) != MADE_BY:
        raise ManifestError(f"{place} was not made by `{MADE_BY}`")
    if value.get("format") != FORMAT:
        raise ManifestError(f"{place} has the format {value.get('format')!r}; this version reads {FORMAT}")
    try:
        return _manifest(value)
    except (TypeError, KeyError, AttributeError):
        raise ManifestError(f"{place} is damaged; build again") from None


def _manifest(value: dict[str, Any]) -> Manifest:
    files = {name: BuiltFile(**entry) for name, entry in value.pop("files").items()}
    if not all(_is_inside(name) for name in files):
        raise KeyError("a file name that leads out of the folder")
    manifest = Manifest(files=files, **value)
    numbers = [
        manifest.rejected,
        *manifest.tables.values(),
        *(n for file in files.values() for n in (file.rows, file.bytes)),
    ]
    strings = [
        *manifest.sources.values(),
        *manifest.software.values(),
        *(text for file in files.values() for text in (file.table, file.sha256)),
    ]
    if any(type(n) is not int for n in numbers) or any(type(s) is not str for s in strings):
        raise TypeError("a number or string of another type")
    return manifest


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and "\\" not in part and "\0" not in part for part in parts)
    return plain and name != MANIFEST_FILE and (len(parts) == 1 or (len(parts) == 2 and parts[0] == REJECTED))


def file_names(folder: Path) -> set[str]:
    """Return the names of what is in a built folder: files, folders, and the files of rejected lines."""
    names = {place.name for place in folder.iterdir()}
    if REJECTED in names and (folder / REJECTED).is_dir() and not (folder / REJECTED).is_symlink():
        names.remove(REJECTED)
        names |= {f"{REJECTED}/{place.name}" for place in (folder / REJECTED).iterdir()}
    return names


def built_file(place: Path, table: str, rows: int) -> BuiltFile:
    """Return the manifest's entry for a file that was just written."""
    size, digest = measure(place)
    return BuiltFile(table, rows, size, digest)


def measure(place: Path) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256 of a file."""
    digest = hashlib.sha256()
    size = 0
    for block in _blocks(place):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def _blocks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while block := file.read(1 << 20):
            yield block
