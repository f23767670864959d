"""What can be named as a corpus: one notation for all commands and for `load`, and how each kind is opened.

`packaged`, a corpus directory, a folder of built Parquet files, a record file, a dataset repository of the
Hub, and any of these with `#ANNOTATOR` for an annotator's own layers. Every kind is opened as a folder that
is laid out like a corpus directory, so that all of them are read and checked by the same code.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.corpus import Corpus, load_folder
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.jsonl import read_documents
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.write import corpus_files

PACKAGED: Final = "packaged"
"""The name of the packaged corpus, unless there is a file or folder of that name."""
RECORD_FILES: Final = tuple(
    f"{ending}{packed}" for ending in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst")
)
"""How the names of record files end; any other file of this machine is taken for one too."""
_OTHER_FILES: Final = (".json", ".parquet")
"""Endings of other files that a repository may have, which are never a repository's name."""
KINDS: Final = (
    "`packaged`, a corpus directory, a folder of built Parquet files, a record file (.jsonl, also .gz or "
    ".zst), or hf://datasets/ORG/NAME@REVISION; with #ANNOTATOR at its end, an annotator's own layers"
)
"""All kinds of sources, in the words of help texts and errors."""


class Kind(StrEnum):
    """The kinds of sources."""

    PACKAGED = "the packaged corpus"
    DIRECTORY = "a corpus directory"
    BUILT = "a folder of built Parquet files"
    RECORDS = "a record file"
    HUB = "a dataset repository of the Hub"


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus as it was named."""

    kind: Kind
    place: str
    """Its path or address, as it was written."""
    annotator: str | None = None
    """Whose layers are meant; the adjudicated ones where None."""

    def __str__(self) -> str:
        return self.place + (f"#{self.annotator}" if self.annotator else "")

    @property
    def whole(self) -> bool:
        """Whether it has a registry and targets, which a record file does not have."""
        return self.kind is not Kind.RECORDS


def parse_source(named: str | os.PathLike[str] | None) -> Source:
    """Return the source that a string or path names; None is the packaged corpus.

    Raises:
        CorpusError: There is no such source.
    """
    text = PACKAGED if named is None else os.fspath(named)
    if kind := _kind(text):
        return Source(kind, text)
    place, mark, annotator = text.rpartition("#")
    if mark and (kind := _kind(place)):
        if kind is Kind.RECORDS:
            raise _unknown(text, f"a record file has no annotators; leave out #{annotator}")
        if not annotator:
            raise _unknown(text, "there is no annotator's name after the #; add one, or leave out the #")
        return Source(kind, place, annotator)
    raise _unknown(text, f"there is no such file or folder; a source is {KINDS}")


def load(source: str | os.PathLike[str] | None = None, *, adjudicated: bool = True) -> Corpus:
    """Load a corpus: the packaged one, one in a directory or a file, or one from the Hub.

    Every record is checked against its schema, every raw text against its SHA-256 and every span
    against its text. A corpus has all its layers, or segments and sentences alone while nobody has
    annotated it. `corpus-pkg validate` checks the rules beyond that.

    Args:
        source: A corpus directory; a folder that `corpus-pkg build` or `corpus-pkg hub build` made; a record
            file, which has no registry and no targets; `hf://datasets/ORG/NAME`, with `@REVISION` for a tag,
            branch or commit; `packaged`, also where left out. With `#ANNOTATOR` at its end, that annotator's
            own layers.
        adjudicated: Whether there must be adjudicated layers; else they may all be missing, never some.

    Returns:
        The corpus, all in memory.

    Raises:
        CorpusError: Something in the corpus is wrong; the error's `problems` say what and where.
        MissingExtraError: The source is on the Hub or of Parquet files, and the extra `hub` is not installed.

    Examples:
        >>> import corpus_pkg
        >>> corpus = corpus_pkg.load()
        >>> len(corpus)
        5
    """
    found = parse_source(source)
    if found.kind is Kind.RECORDS:
        return Corpus(_documents(found.place), {}, {})
    folder = _folder(found, texts=True)
    if found.annotator is not None:
        _require_annotator(found, folder)
    return load_folder(folder, found.annotator, adjudicated=adjudicated)


def open_folder(source: Source, *, texts: bool = True) -> Folder:
    """Return a source as a folder that is laid out like a corpus directory.

    An annotator's own layers and registry are in the places of the corpus's own. The folder of a record file
    has a registry and targets without entries.

    Args:
        source: The source.
        texts: Whether it must have its texts; else a text-free edition is opened too.

    Raises:
        CorpusError: It can't be read, or there is no such annotator.
        MissingExtraError: What it needs is not installed.
    """
    if source.kind is Kind.RECORDS:
        return MemoryFolder(corpus_files(load(source.place)), name=source.place)
    folder = _folder(source, texts=texts)
    if source.annotator is None:
        return folder
    _require_annotator(source, folder)
    content = corpus_files(load_folder(folder, source.annotator))
    for path in layout.ABOUT_FILES:
        if files.is_there(folder, path):
            content[path] = files.read_bytes(folder, path)
    return MemoryFolder(content, name=str(source))


def _kind(place: str) -> Kind | None:
    """Return what kind of source is at a place; None where there is none."""
    here = Path(place)
    if place.startswith("hf:"):
        if "#" in place:
            return None
        return Kind.RECORDS if place.endswith((*RECORD_FILES, *_OTHER_FILES)) else Kind.HUB
    if "://" in place:
        return Kind.RECORDS if place.endswith(RECORD_FILES) else None
    try:
        if here.is_dir() and place:
            return Kind.BUILT if _is_built(here) else Kind.DIRECTORY
        if here.exists() and place:
            return Kind.RECORDS
    except (OSError, ValueError):
        return None
    return Kind.PACKAGED if place == PACKAGED else None


def _is_built(folder: Path) -> bool:
    """Return True if a folder has tables and no texts."""
    return not (folder / "raw").exists() and any(folder.glob("*.parquet"))


def _folder(source: Source, *, texts: bool) -> Folder:
    if source.kind is Kind.PACKAGED:
        return layout.packaged()
    if source.kind is Kind.DIRECTORY:
        return Path(source.place)
    from corpus_pkg.exchange.hub.read import open_repository, require_texts

    if source.kind is Kind.HUB:
        from corpus_pkg.exchange.hub.remote import download

        folder, name = download(source.place)
        opened = open_repository(folder, name)
    else:
        opened = open_repository(Path(source.place))
    if texts:
        require_texts(opened)
    return opened


def _documents(place: str) -> list[Document]:
    """Return the documents of a record file, or raise all that is wrong with it."""
    from corpus_pkg.build.open_records import record_lines
    from corpus_pkg.build.sources import find_sources

    if place.endswith(".parquet"):
        raise _unknown(place, "a Parquet file is a part of a corpus; name the folder or repository it is in")
    problems = Problems()
    (source,) = find_sources([place])
    lines = record_lines(replace(source, name=place))
    documents = list(read_documents(lines, place, problems))
    if problems:
        raise CorpusError(problems)
    return documents


def _require_annotator(source: Source, folder: Folder) -> None:
    names = tuple(_annotators(folder))
    if source.annotator not in names:
        message = f"no annotator {source.annotator!r}; the corpus has: {', '.join(names) or 'none'}"
        raise _unknown(str(source), message)


def _annotators(folder: Folder) -> Iterator[str]:
    for place in files.list_folder(folder, layout.ANNOTATORS, []):
        if files.is_folder(place):
            yield place.name


def _unknown(named: str, message: str) -> CorpusError:
    return CorpusError([Problem(named, 0, "file-missing", message)], unreadable=True)
