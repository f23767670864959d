"""What goes over documents one after the other holds one at a time, however many there are."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import corpus_pkg
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.streamed import stream_folder
from corpus_pkg.corpus.write import corpus_files, layer_files
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.format import World
from corpus_pkg.explorer.page import corpus_parts, write_sealed

MOST: Final = 60_000
"""The bytes that a document may add, as those of its metadata; held in memory it takes 300,000."""


def folder_of(n: int) -> MemoryFolder:
    """Return a folder with as many documents, and with an annotator's layers of all."""
    packaged = corpus_pkg.load()
    first = packaged["trade-nearly-doubles"]
    documents = []
    for number in range(n):
        id_ = f"{first.id}-{number}"
        metadata = first.metadata.model_copy(update={"id": id_})
        documents.append(first.model_copy(update={"id": id_, "metadata": metadata}))
    content = corpus_files(packaged.with_documents(documents))
    for document in documents:
        content |= layer_files(document, "a")
    return MemoryFolder(content, name="corpus")


def explore(folder: MemoryFolder, out: Path) -> None:
    with (out / "page.html").open("xb") as file:
        write_sealed(file, corpus_parts(stream_folder(folder)))


def convert(folder: MemoryFolder, out: Path) -> None:
    corpus = stream_folder(folder)
    FORMATS["brat"].write(corpus, World.of(corpus), out / "brat")
    read = FORMATS["brat"].read(out / "brat", corpus, take=lambda *_: None)
    assert (len(read.changed), read.documents) == (len(corpus), [])


CASES: dict[str, Callable[[MemoryFolder, Path], object]] = {"explore": explore, "convert": convert}


def peak(work: Callable[[MemoryFolder, Path], object], n: int, out: Path) -> int:
    """Return the most bytes that were allocated at a time, without those of the folder."""
    folder = folder_of(n)
    out.mkdir()
    tracemalloc.start()
    try:
        work(folder, out)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("case", CASES)
def test_documents_are_not_held(case: str, tmp_path: Path) -> None:
    peak(CASES[case], 1, tmp_path / "first")  # what is kept for a process is made
    few, many = (peak(CASES[case], n, tmp_path / str(n)) for n in (4, 8))
    assert (many - few) / 4 < MOST
