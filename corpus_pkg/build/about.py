"""What is said of record files and built tables, in the `corpus.toml` next to them."""

from pathlib import Path

from corpus_pkg.build.address_folder import AddressFolder
from corpus_pkg.build.sources import InputFile
from corpus_pkg.corpus.about import About, read_about, start_of
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.layers.labels import LabelSets


def about_place(source: InputFile) -> tuple[Folder, str]:
    """Return where the `corpus.toml` of a file of documents is: a folder, and how the file's name begins.

    That of `a.jsonl` is `a.corpus.toml`; that of the Parquet files of a build is the build's own.
    """
    folder, _, name = source.path.replace("\\", "/").rpartition("/")
    home: Folder = AddressFolder(folder) if source.remote else Path(source.path).parent
    return home, "" if name.endswith(".parquet") else start_of(name)


def about_source(source: InputFile, problems: list[Problem]) -> tuple[About, LabelSets | None]:
    """Return what is said of a file of documents, and its lists of labels (see `read_about`)."""
    home, start = about_place(source)
    return read_about(home, problems, start)
