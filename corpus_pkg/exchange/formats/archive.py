"""Files in a ZIP archive, as annotation servers export a project: read in memory, in bounded space.

An archive may hold archives, as those of INCEpTION do: one for each annotator of a document.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from corpus_pkg.corpus.files import MAX_FILE_BYTES, refused

MAX_FILES: Final = 100_000
_DEEPEST: Final = 3
"""How many archives may lie in each other."""
_FLOOR: Final = 64 << 20
_RATIO: Final = 200
"""How many times the size of an archive its files may take together, beyond `_FLOOR`."""
_INITIAL: Final = "INITIAL_CAS"
"""What INCEpTION calls a document that nobody has annotated yet."""
_KINDS: Final = ("curation", "annotation")
"""The folders of an INCEpTION project, what was curated first."""


def unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of an archive, and of those in it, by their paths.

    Raises:
        RefusedError: It is not an archive that can be read, or its files take too much space.
    """
    left = [min(MAX_FILE_BYTES, max(_FLOOR, _RATIO * len(data)))]
    found: dict[str, bytes] = {}
    for path, content in _members(data, name, left, 1):
        if path in found or len(found) >= MAX_FILES:
            what = "has two files of one name" if path in found else f"has more than {MAX_FILES:,} files"
            raise refused(name, "format-syntax", f"the archive {what}; pack it again")
        found[path] = content
    return found


def _members(data: bytes, name: str, left: list[int], depth: int) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                left[0] -= info.file_size
                if left[0] < 0:
                    raise refused(name, "file-too-large", "its files take too much space; unpack it yourself")
                with archive.open(info) as file:
                    content = file.read(info.file_size + 1)
                if info.filename.lower().endswith(".zip") and depth < _DEEPEST:
                    folder = info.filename[: -len(".zip")]
                    for inner, inside in _members(content, f"{name}/{info.filename}", left, depth + 1):
                        yield f"{folder}/{inner}", inside
                else:
                    yield info.filename, content
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        message = f"it is not a ZIP archive that can be read ({type(error).__name__}); pack it again"
        raise refused(name, "format-syntax", message) from None


def shared(content: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that are the same in every folder of an archive that has them, by their names alone.

    So a project's own description (a type system, a configuration) is found next to all of its files.
    """
    named: dict[str, set[bytes]] = {}
    for path, data in content.items():
        named.setdefault(PurePosixPath(path).name, set()).add(data)
    return {name: data.pop() for name, data in named.items() if len(data) == 1 and name not in content}


def annotators_of(paths: list[str]) -> set[str]:
    """Return the annotators of an INCEpTION project, whose files are called after them.

    Args:
        paths: The files of the format, in an archive.
    """
    parts = [PurePosixPath(path) for path in paths]
    theirs = (path.stem for path in parts if any(kind in path.parts[:-2] for kind in _KINDS))
    return {name for name in theirs if _INITIAL not in name}


def chosen(paths: list[str], name: str, by: str | None = None) -> list[str]:
    """Return the files to read: of an INCEpTION project one for each document, curated ones first.

    Args:
        paths: The files of the format, in an archive.
        name: The archive's name, for problems.
        by: Whose files are read of an INCEpTION project; None for curated ones, or the only annotator's.

    Raises:
        RefusedError: A document was annotated by several people and was not curated.
    """
    documents: dict[str, dict[str, list[str]]] = {}
    others = []
    for path in sorted(paths):
        parts = PurePosixPath(path).parts
        at = next((at for at, part in enumerate(parts) if part in _KINDS), None)
        if at is None or len(parts) < at + 3:
            others.append(path)
        else:
            documents.setdefault(parts[at + 1], {}).setdefault(parts[at], []).append(path)
    for document, kinds in documents.items():
        if by is not None:
            theirs = [path for kind in kinds.values() for path in kind if PurePosixPath(path).stem == by]
            others += theirs[:1]
            continue
        found = next(kinds[kind] for kind in _KINDS if kind in kinds)
        annotated = [path for path in found if _INITIAL not in PurePosixPath(path).stem] or found
        if len(annotated) > 1:
            who = ", ".join(PurePosixPath(path).stem for path in annotated[:10])
            hint = "choose one of them with --by NAME, or curate it"
            message = f"{document} was annotated by {who}; {hint}"
            raise refused(name, "format-document", message)
        others.append(annotated[0])
    return others
