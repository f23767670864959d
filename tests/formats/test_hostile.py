"""Files that an enemy wrote: every format answers with problems, never with a traceback."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.reading import Reading
from tests.formats.round_trip import bare, world_of
from tests.formats.world import small_corpus

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<TimeML><TEXT>&b;</TEXT></TimeML>"
)
JUNK = (b"", b"\0", b"\xff\xfe", b"null", b"[]", b"{}", b'[{"text": 1}]', b"[" * 100_000, b"<a>" * 5000, BOMB)


def read(format_: FileFormat, folder: Path) -> Reading:
    return format_.read(folder, bare(small_corpus()))


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
@pytest.mark.parametrize("name", FORMATS)
def test_junk_gives_problems_and_no_document(name: str, junk: bytes, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    tmp_path.joinpath(f"growth{format_.extensions[0]}").write_bytes(junk)
    reading = read(format_, tmp_path)
    assert reading.problems
    assert reading.documents == []


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_files_never_raise(name: str, seed: int) -> None:
    draw = random.Random(seed)
    corpus = small_corpus()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        FORMATS[name].write(corpus, world_of(corpus), out)
        for place in sorted(out.iterdir()):
            place.write_bytes(_damaged(place.read_bytes(), draw))
        reading = read(FORMATS[name], out)
        assert reading.documents or reading.problems


def _damaged(data: bytes, draw: random.Random) -> bytes:
    """Return bytes with a few of them changed, left out, doubled or swapped for words of another place."""
    for _ in range(draw.randint(1, 3)):
        at, size = draw.randrange(len(data) + 1), draw.randint(1, 20)
        piece = draw.choice(
            (b"", data[at : at + size] * 2, draw.randbytes(1), b"-1", b"99999999999999999999", b'"')
        )
        data = data[:at] + piece + data[at + draw.choice((0, 1, size)) :]
    return data


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_without_files_of_the_format_is_a_problem(name: str, tmp_path: Path) -> None:
    assert [problem.code for problem in read(FORMATS[name], tmp_path).problems] == ["file-missing"]
    assert [problem.code for problem in read(FORMATS[name], tmp_path / "not there").problems] == [
        "file-missing"
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_of_another_corpus_is_a_problem(name: str, tmp_path: Path) -> None:
    corpus = small_corpus()
    FORMATS[name].write(corpus, world_of(corpus), tmp_path / "out")
    reading = FORMATS[name].read(tmp_path / "out", type(corpus)([], {}, {}))
    assert [problem.code for problem in reading.problems] == ["format-document"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_changed_text_is_refused(name: str, tmp_path: Path) -> None:
    corpus = small_corpus()
    FORMATS[name].write(corpus, world_of(corpus), tmp_path / "out")
    other = small_corpus("Nothing of all that, which is quite long enough for every span of it, yes.")
    reading = FORMATS[name].read(tmp_path / "out", bare(other))
    assert {problem.code for problem in reading.problems} == {"text-checksum"}
    assert reading.documents == []
