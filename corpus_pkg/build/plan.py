"""Sources cut into units of work: by their sizes alone, so the same for every engine."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus_pkg.__about__ import __version__
from corpus_pkg.build.blocks import Piece
from corpus_pkg.build.sources import COMPRESSED_GUESS, InputFile
from corpus_pkg.build.units import Options, Unit
from corpus_pkg.extras import need


def plan(sources: Sequence[InputFile], options: Options, folder: Path, references: str) -> list[Unit]:
    """Return the units of a build.

    A plain file that is larger than a shard is cut; small files that follow each other are put together;
    a compressed file, which can only be read from its start, is never cut between units.

    Args:
        sources: The sources, in order.
        options: The options of the build.
        folder: Where the units are put.
        references: The checksum of the registry and the targets.
    """
    return [
        Unit(number, pieces, str(folder), references, options, _key(pieces, options, references))
        for number, pieces in enumerate(_groups(sources, options))
    ]


def is_cut(source: InputFile, options: Options) -> bool:
    """Return True if a source is cut between units, so that none of them reads it whole."""
    return source.compression is None and source.size > options.shard_bytes


def _groups(sources: Sequence[InputFile], options: Options) -> Iterator[tuple[Piece, ...]]:
    size = options.shard_bytes
    pieces: list[Piece] = []
    total = 0
    for source in sources:
        guess = source.size * (COMPRESSED_GUESS if source.compression else 1)
        if pieces and total + guess > size:
            yield tuple(pieces)
            pieces, total = [], 0
        if is_cut(source, options):
            for start in range(0, source.size, size):
                end = None if start + size >= source.size else start + size
                yield (Piece(source, start, end),)
        else:
            pieces.append(Piece(source))
            total += guess
    if pieces:
        yield tuple(pieces)


def _key(pieces: Sequence[Piece], options: Options, references: str) -> str:
    value = {
        "pieces": [
            [p.source.name, p.source.path, p.source.size, p.source.stamp, p.start, p.end] for p in pieces
        ],
        "options": options.of_the_bytes(),
        "references": references,
        "software": software(),
    }
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8")).hexdigest()


def software() -> dict[str, str]:
    """Return the versions on which the bytes of a build depend."""
    return {"corpus-pkg": __version__, "pyarrow": need("pyarrow", "arrow").__version__}
