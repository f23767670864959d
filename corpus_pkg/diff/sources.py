"""What can be compared: whatever `corpus_pkg.load` reads, record files, and annotators of one corpus."""

from pathlib import Path
from typing import Final

from corpus_pkg.corpus.corpus import Corpus, load
from corpus_pkg.corpus.jsonl import read_jsonl
from corpus_pkg.problems import CorpusError, Problem

PACKAGED: Final = "packaged"
"""What stands for the packaged corpus, unless there is a file or folder of that name."""
RECORD_FILES: Final = (".jsonl", ".ndjson")
"""How the names of record files end."""


def read_source(source: str) -> tuple[Corpus, bool]:
    """Return the corpus that a source names, and whether it has a registry and targets.

    Args:
        source: A corpus directory, a folder of built Parquet files, a record file (`.jsonl`),
            `hf://datasets/ORG/NAME@REVISION`, or `packaged`.

    Raises:
        CorpusError: There is no such source, or something in it is wrong.
        MissingExtraError: What the source needs is not installed.
    """
    place = Path(source)
    if source == PACKAGED and not place.exists():
        return load(), True
    if source.endswith(RECORD_FILES) and not place.is_dir():
        try:
            return Corpus(list(read_jsonl(place)), {}, {}), False
        except OSError as error:
            message = f"{error.strerror or error}; name a record file that can be read"
            raise CorpusError([Problem(source, 0, "file-unreadable", message)], unreadable=True) from None
    return load(source), True


def read_two(old: str, new: str) -> tuple[Corpus, Corpus, bool]:
    """Return two corpora to compare, and whether their registries and targets can be compared too.

    A record file has neither registry nor targets; those of the other side are then left out.

    Raises:
        CorpusError: There is no such source, or something in it is wrong.
        MissingExtraError: What a source needs is not installed.
    """
    first, whole_first = read_source(old)
    second, whole_second = read_source(new)
    if whole_first and whole_second:
        return first, second, True
    return Corpus(list(first), {}, {}), Corpus(list(second), {}, {}), False


def read_annotators(source: str, names: tuple[str, str]) -> tuple[Corpus, Corpus, bool]:
    """Return two annotators' own layers of one corpus, to be compared.

    Raises:
        CorpusError: There is no such source, or something in it is wrong.
        KeyError: The corpus has no such annotator.
    """
    corpus, whole = read_source(source)
    return corpus.annotator(names[0]), corpus.annotator(names[1]), whole
