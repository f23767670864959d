"""Blocks of lines, the texts in them, and the checksums next to them."""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.build import checksums
from corpus_pkg.build.blocks import Piece, PieceReader
from corpus_pkg.build.fast.text import PAD, texts
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.sources import find_sources

# Without the bytes that gzip and zstd files begin with.
LINES = st.lists(st.binary(max_size=12).map(lambda line: line.translate(None, b"\n\x1f\x28")), max_size=12)


@given(LINES, st.booleans(), st.binary(max_size=8))
def test_lines_end_where_the_block_does(lines: list[bytes], ended: bool, after: bytes) -> None:
    data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    expected = data.removesuffix(b"\n").split(b"\n") if data else []
    assert list(Lines(data + after, len(data))) == expected


@given(LINES, st.integers(1, 40), st.integers(0, 60))
def test_pieces_give_every_line_once_whatever_the_blocks(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], block: int, cut: int
) -> None:
    place = tmp_path_factory.mktemp("blocks") / "lines.jsonl"
    place.write_bytes(b"".join(line + b"\n" for line in lines))
    size = place.stat().st_size
    (source,) = find_sources([str(place)])
    pieces = [Piece(source)] if not 0 < cut < size else [Piece(source, 0, cut), Piece(source, cut)]
    readers = [PieceReader(piece, block) for piece in pieces]
    found = [(held.at, held.data) for reader in readers for held in reader.blocks()]
    assert b"".join(data for _, data in found) == place.read_bytes()
    assert [at for at, _ in found] == np.cumsum([0, *(len(data) for _, data in found)])[:-1].tolist()
    assert sum(reader.lines for reader in readers) == len(lines)
    if len(readers) == 1:
        assert readers[0].sha256 == hashlib.sha256(place.read_bytes()).hexdigest()


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_texts_have_the_code_points_and_bytes_of_their_strings(strings: list[str]) -> None:
    made = texts(pa.array(strings))
    whole = "".join(strings)
    assert made.points[PAD:-PAD].tolist() == [ord(character) for character in whole]
    assert made.counts.tolist() == [len(string) for string in strings]
    places = np.arange(len(whole))
    assert made.slices(places, places + 1) == list(whole)


class Endless(io.RawIOBase):
    """A file without an end."""

    def readinto(self, room: Any) -> int:
        return len(room)


def test_an_error_does_not_wait_for_the_checksum_of_a_large_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "lines.jsonl"
    place.write_bytes(b"{}\n")
    monkeypatch.setattr(checksums, "open_raw", lambda _: Endless())
    with pytest.raises(ValueError, match="another"), checksums.summing(find_sources([str(place)])):
        raise ValueError("another")
