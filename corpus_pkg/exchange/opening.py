"""Opening a corpus as a folder that is laid out like a corpus directory, whatever it is stored as.

So every kind is read and checked by the same code.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.source import Kind, Source, unknown_source

WITHOUT_TEXTS: Final = "this is an edition without texts; attach its texts first: `corpus-pkg attach`"
"""What is said to who opens an edition without texts for what needs them."""


def open_corpus(source: Source, *, texts: bool = True) -> Folder:
    """Return the folder of the corpus that a source is, or of the one that an annotator's layers belong to.

    Args:
        source: The source; not a record file, which has no registry and no targets.
        texts: Whether it must have its texts; else a text-free edition is opened too.

    Raises:
        CorpusError: It can't be read, or there is no such annotator.
        MissingExtraError: What it needs is not installed.
    """
    folder = _folder(source, texts=texts)
    if source.annotator is not None:
        _require_annotator(source, folder)
    return folder


def open_folder(source: Source, *, texts: bool = True) -> Folder:
    """Return a source as a folder, with an annotator's own layers and registry in place of the corpus's.

    Args and errors are those of `open_corpus`.
    """
    folder = open_corpus(source, texts=texts)
    if source.annotator is None:
        return folder
    from corpus_pkg.corpus.write import corpus_files

    content = corpus_files(load_folder(folder, source.annotator))
    for path in layout.ABOUT_FILES:
        if files.is_there(folder, path):
            content[path] = files.read_bytes(folder, path)
    return MemoryFolder(content, name=str(source))


def require_texts(folder: Folder, place: str = layout.TEXT_FREE_FILE) -> None:
    """Refuse an edition without texts.

    Args:
        folder: A corpus as a folder.
        place: The file that shows it, for the problem.

    Raises:
        CorpusError: It is one.
    """
    if files.is_there(folder, layout.TEXT_FREE_FILE):
        raise CorpusError([Problem(place, 0, "file-missing", WITHOUT_TEXTS)], unreadable=True)


def _folder(source: Source, *, texts: bool) -> Folder:
    if source.kind is Kind.PACKAGED:
        return layout.packaged()
    if source.kind is Kind.DIRECTORY:
        if texts:
            require_texts(Path(source.place))
        return Path(source.place)
    from corpus_pkg.exchange.hub.read import DOCUMENTS, open_repository

    if source.kind is Kind.HUB:
        from corpus_pkg.exchange.hub.remote import download

        folder, name = download(source.place)
        opened = open_repository(folder, name)
    else:
        opened = open_repository(Path(source.place))
    if texts:
        require_texts(opened, f"{DOCUMENTS}.parquet")
    return opened


def _require_annotator(source: Source, folder: Folder) -> None:
    names = tuple(_annotators(folder))
    if source.annotator not in names:
        message = f"no annotator {source.annotator!r}; the corpus has: {', '.join(names) or 'none'}"
        raise unknown_source(str(source), message)


def _annotators(folder: Folder) -> Iterator[str]:
    for place in files.list_folder(folder, layout.ANNOTATORS, []):
        if files.is_folder(place):
            yield place.name
