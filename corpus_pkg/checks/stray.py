"""Files that a corpus directory should not hold."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import About
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.corpus.staging import is_staging
from corpus_pkg.layers import INSTALLED, LAYER_NAMES
from corpus_pkg.values.ids import is_slug
from corpus_pkg.values.nearest import nearest

_LAYERS = frozenset(LAYER_NAMES)
_MESSAGE = "no document or layer has this file; remove it, or add its document to raw/documents.jsonl"
_UNLISTED = "raw/documents.jsonl does not list this text; add its line, or remove the text and its layers"
_NAME = "its name is not an annotator's: lower-case letters and digits with single hyphens; rename it"


def has_stray_folder(root: Folder, annotator: str | None) -> bool:
    """Return True if a folder for layers has a folder of unknown name, which may be a layer's, misspelled."""
    path, names = _folder_of(annotator)
    return any(
        files.is_folder(place) and place.name not in names and not _is_staged(place)
        for place in files.list_folder(root, path, [])
    )


def _folder_of(annotator: str | None) -> tuple[str, frozenset[str]]:
    """Return the folder that holds the layers of an annotator, or the adjudicated ones, and what is in it."""
    if annotator is not None:
        return f"{layout.ANNOTATORS}/{annotator}", _LAYERS
    return "annotations", _LAYERS | {"annotators", layout.DRAFTS}


def stray_files(
    root: Folder, about: About, documents: Collection[str], problems: list[Problem]
) -> Iterator[Problem]:
    """Yield a problem for everything under `raw/` and `annotations/` that the layout does not name.

    Notes for people (`*.md`) may be next to the registry, as plain files of the corpus. Drafts as annotators
    handed them in are kept in a folder that nothing reads. What systems and editors leave is passed over.

    Args:
        root: The corpus directory.
        about: What the corpus says of itself.
        documents: The ids of the documents.
        problems: Where folders that can't be listed are reported.
    """
    raw = {"documents.jsonl", *(f"{document}.txt" for document in documents)}
    documents = set(documents)
    for problem in _strays(root, "raw", raw, (), problems):
        name, _, kind = problem.file.removeprefix("raw/").rpartition(".")
        if kind == "txt" and is_slug(name):
            documents.add(name)  # its layers are stray for the same reason
            yield replace(problem, message=_UNLISTED)
        else:
            yield problem
    shared = {*(f"{name}.jsonl" for name in (*LISTS, "registry-evidence", "adjudication"))}
    path, folders = _folder_of(None)
    yield from _strays(root, path, shared, folders, problems)
    yield from _stray_records(root, None, documents, problems)
    yield from _undeclared(root, None, about, problems)
    for folder in files.list_folder(root, layout.ANNOTATORS, problems):
        path = f"{layout.ANNOTATORS}/{folder.name}"
        if path == layout.ANNOTATORS_FILE or layout.LEFT_BY_TOOLS.fullmatch(folder.name):
            continue
        if not files.is_folder(folder):
            yield Problem(path, 0, "file-unexpected", _MESSAGE)
            continue
        if not is_slug(folder.name):
            yield Problem(path, 0, "file-unexpected", _NAME)
        yield from _strays(root, path, {"registry.jsonl"}, _folder_of(folder.name)[1], problems)
        yield from _stray_records(root, folder.name, documents, problems)
        yield from _undeclared(root, folder.name, about, problems)


def _stray_records(
    root: Folder, annotator: str | None, documents: Collection[str], problems: list[Problem]
) -> Iterator[Problem]:
    names = {f"{document}.jsonl" for document in documents}
    for layer in LAYER_NAMES:
        yield from _strays(root, layout.layer_folder(layer, annotator), names, (), problems)


def _undeclared(
    root: Folder, annotator: str | None, about: About, problems: list[Problem]
) -> Iterator[Problem]:
    """Yield a problem for each layer of another package with records that the corpus does not declare.

    Where the package is not installed, nobody could say what these records are.
    """
    for layer in sorted(INSTALLED.packages.keys() - about.layer_names):
        folder = layout.layer_folder(layer, annotator)
        held = (place.is_file() and place.read_bytes() for place in files.list_folder(root, folder, problems))
        if any(held):
            yield Problem(folder, 0, "file-unexpected", INSTALLED.undeclared(layer))


def _strays(
    root: Folder, path: str, names: Collection[str], folders: Collection[str], problems: list[Problem]
) -> Iterator[Problem]:
    for place in files.list_folder(root, path, problems):
        name = place.name
        if layout.LEFT_BY_TOOLS.fullmatch(name):
            continue
        if name in names or (name in folders and files.is_folder(place)):
            continue
        if _is_staged(place):
            continue  # of a command that is writing a file here, or was killed; the next one removes it
        if folders and name.endswith(".md"):
            yield from _odd(root, f"{path}/{name}")
            continue
        message = _MESSAGE
        if folders and files.is_folder(place):
            message = f"there is no layer {name!r}; {nearest(name, sorted(_LAYERS))}; rename or remove it"
        yield Problem(f"{path}/{name}", 0, "file-unexpected", message)


def _odd(root: Folder, path: str) -> Iterator[Problem]:
    """Yield a problem where there is no plain file of the corpus: a folder, a pipe, a link out of it."""
    try:
        files.open_bytes(root, path).close()
    except files.RefusedError as error:
        yield error.problem


def _is_staged(place: Folder) -> bool:
    return isinstance(place, Path) and is_staging(place)
