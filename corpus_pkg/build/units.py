"""Units of work: what they are made of and what comes out of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from corpus_pkg.build.blocks import BLOCK_BYTES, Piece
from corpus_pkg.tables.manifest import BuiltFile, measure

RESULT_FILE: Final = "unit.json"
REPEATED: Final = "a document before it has this id; remove one of the two"

Tick = Callable[[int, int, int], object]
"""Told of each block that is done: its bytes, documents and refused lines."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the bytes of a build depend on, besides its sources, and how it goes about them.

    Attributes:
        tables: The names of the tables to build.
        reject: Whether refused lines are put aside; otherwise the first one ends the build.
        strict: Whether warnings refuse a line or a directory too.
        shard_bytes: A part ends with the line that ends past this many bytes of lines.
        content_defined: Whether pages are cut by content (see `TableFile`).
        fast: Whether blocks are judged at once where that can be.
        block_bytes: About how much is read at once.
        threads: How many threads judge blocks, besides the one that writes, in a build without workers.
    """

    tables: tuple[str, ...]
    reject: bool = False
    strict: bool = False
    shard_bytes: int = 500_000_000
    content_defined: bool = False
    fast: bool = True
    block_bytes: int = BLOCK_BYTES
    threads: int = 1

    def of_the_bytes(self) -> dict[str, Any]:
        """Return what the bytes depend on."""
        return {
            "tables": list(self.tables),
            "reject": self.reject,
            "strict": self.strict,
            "shard_bytes": self.shard_bytes,
            "content_defined": self.content_defined,
        }


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of the work, on its own enough for any worker that sees the files.

    Attributes:
        number: Its place in the build.
        pieces: What it reads, in order.
        folder: Where the units of the build are put.
        references: The checksum of the registry and the targets, which lie in the folder too.
        options: How it is built.
        key: What its result depends on; a result under another key is not taken for it.
        repeated: Lines whose document's id occurs before, by piece and line, with the message.
    """

    number: int
    pieces: tuple[Piece, ...]
    folder: str
    references: str
    options: Options
    key: str
    repeated: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        """The folder of its result."""
        return Path(self.folder) / f"unit-{self.number:06}"


@dataclass(slots=True)
class Part:
    """One part of a unit.

    Attributes:
        documents: How many documents it holds.
        files: Its Parquet files, by their names in the unit's folder.
    """

    documents: int = 0
    files: dict[str, BuiltFile] = field(default_factory=dict)


@dataclass(slots=True)
class UnitResult:
    """What a unit made.

    Attributes:
        key: The key of the unit.
        parts: Its parts, in order.
        lines: The lines of each piece.
        bytes: The bytes of its lines.
        sha256: The checksum of each source that was read whole by this unit, by its name.
        rejected: How many lines were refused.
        explained: Of how many of these the problems were written.
        warnings: How many warnings there are about what was not refused.
        others: The unit's other files, with their bytes and checksums.
        peak: The most memory that the process that ran it ever held, in bytes.
    """

    key: str
    parts: list[Part] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bytes: int = 0
    sha256: dict[str, str] = field(default_factory=dict)
    rejected: int = 0
    explained: int = 0
    warnings: int = 0
    others: dict[str, BuiltFile] = field(default_factory=dict)
    peak: int = 0

    def files(self) -> Iterator[tuple[str, BuiltFile]]:
        """Yield all files with their names in the unit's folder."""
        for part in self.parts:
            yield from part.files.items()
        yield from self.others.items()


def finished(unit: Unit) -> UnitResult | None:
    """Return what an earlier run made of a unit, if it is there whole and of the same sources and options."""
    try:
        value = json.loads((unit.place / RESULT_FILE).read_bytes())
        result = UnitResult(**value)
        result.parts = [
            Part(part["documents"], {name: BuiltFile(**file) for name, file in part["files"].items()})
            for part in value["parts"]
        ]
        result.others = {name: BuiltFile(**file) for name, file in value["others"].items()}
        whole = result.key == unit.key and all(
            measure(unit.place / name) == (file.bytes, file.sha256) for name, file in result.files()
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return result if whole else None
