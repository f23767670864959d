"""Removing and renaming documents of a corpus directory, with all that the corpus records of them."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_pkg.annotate.scaffold.add import check_id, require_corpus
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import read_about
from corpus_pkg.corpus.change import changing, write_together
from corpus_pkg.corpus.overrides import renamed_file
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.read import listed_documents
from corpus_pkg.corpus.write import json_line
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.values.nearest import nearest


@dataclass(slots=True)
class Change:
    """What a change of documents writes and removes."""

    contents: dict[str, bytes] = field(default_factory=dict)
    """The files to be written, by their path in the corpus."""
    removed: list[str] = field(default_factory=list)
    """The paths of the files to be removed."""


def remove_documents(root: Path, ids: Collection[str], *, write: bool = True) -> Change:
    """Remove documents: their texts, all layers of every annotator, their metadata and all decisions on them.

    The registry stays as it is, and so do drafts and what people wrote.

    Args:
        root: The corpus directory.
        ids: The ids of the documents.
        write: Whether to do it; otherwise only what would change is returned.

    Raises:
        CorpusError: It is not a corpus, its list can't be read, or it has no such document.
    """
    with changing(root):
        _require_documents(root, ids)
        gone = set(ids)
        change = Change(removed=[path for id_ in dict.fromkeys(ids) for path in _files_of(root, id_)])
        change.contents = _edited(
            root,
            lambda metadata: None if metadata["id"] in gone else metadata,
            lambda decision: None if decision["document"] in gone else decision,
        )
        change.contents |= renamed_file(root, lambda *name: None if name[0] in gone else name)
        if write:
            write_together(root, change.contents, change.removed)
        return change


def rename_document(root: Path, old: str, new: str, *, write: bool = True) -> Change:
    """Give a document another id: in the list of documents, its files' names and the decisions on it.

    Args:
        root: The corpus directory.
        old: The document's id.
        new: Its new id.
        write: Whether to do it; otherwise only what would change is returned.

    Raises:
        CorpusError: It is not a corpus, its list can't be read, it has no such document, or it has one of the
            new id already.
        ValueError: The new id is not one.
    """
    check_id(new)
    with changing(root):
        if new in _require_documents(root, [old]):
            message = f"there is a document {new!r} already; choose another id"
            raise CorpusError([Problem(layout.DOCUMENTS_FILE, 0, "document-duplicate", message, new)])
        change = Change()
        for path in _files_of(root, old):
            place = path.removesuffix(Path(path).name) + new + Path(path).suffix
            if files.is_there(root, place):
                message = (
                    "there is such a file, and no document of it is listed; remove it or choose another id"
                )
                raise CorpusError([Problem(place, 0, "file-unexpected", message)])
            change.contents[place] = files.read_bytes(root, path)
            change.removed.append(path)

        def renamed(metadata: dict[str, Any]) -> dict[str, Any]:
            return metadata | {"id": new} if metadata["id"] == old else metadata

        def decided(decision: dict[str, Any]) -> dict[str, Any]:
            if decision["document"] != old:
                return decision
            name = str(decision["id"]).removeprefix(f"{old}/")
            return decision | {"id": f"{new}/{name}", "document": new}

        def named(document: str, claim: str) -> tuple[str, str]:
            return (new if document == old else document), claim

        change.contents |= _edited(root, renamed, decided)
        change.contents |= renamed_file(root, named)
        if write:
            write_together(root, change.contents, change.removed)
        return change


def _require_documents(root: Path, ids: Collection[str]) -> list[str]:
    """Return the ids of all documents, where those that are named are among them."""
    require_corpus(root)
    problems = Problems()
    _, labels = read_about(root, problems)
    there = [metadata.id for _, metadata in listed_documents(root, problems, labels)]
    for id_ in ids:
        if id_ not in there:
            message = f"there is no document {id_!r}; {nearest(id_, there)}"
            problems.append(Problem(layout.DOCUMENTS_FILE, 0, "file-missing", message, id_))
    if problems:
        raise CorpusError(problems)
    return there


def _files_of(root: Path, document: str) -> Iterator[str]:
    """Yield the paths of a document's files: its text, and its layers, the adjudicated and everyone's own."""
    paths = [layout.raw_file(document)]
    for annotator in (None, *layout.annotator_names(root)):
        paths += [layout.layer_file(layer, document, annotator) for layer in LAYER_NAMES]
    yield from (path for path in paths if files.is_there(root, path))


def _edited(
    root: Path,
    metadata: Callable[[dict[str, Any]], dict[str, Any] | None],
    decision: Callable[[dict[str, Any]], dict[str, Any] | None],
) -> dict[str, bytes]:
    """Return the lists in which documents are named, with their lines edited; None removes a line."""
    found = {}
    for path, edit in ((layout.DECISIONS_FILE, decision), (layout.DOCUMENTS_FILE, metadata)):
        if not files.is_there(root, path):
            continue
        before = files.read_bytes(root, path)
        after = b"".join(_line(line, edit) for line in before.splitlines(keepends=True))
        if after != before:
            found[path] = after
    return found


def _line(line: bytes, edit: Callable[[dict[str, Any]], dict[str, Any] | None]) -> bytes:
    value = json.loads(line)
    edited = edit(value)
    if edited is None:
        return b""
    return line if edited is value else json_line(edited).encode("utf-8")
