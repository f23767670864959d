"""What can be named as a corpus: one notation for all commands and for `load`.

`packaged`, a corpus directory, a folder of built Parquet files, a record file, a dataset repository of the
Hub, and any of these with `#ANNOTATOR` for an annotator's own layers.
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.problems import CorpusError, Problem

PACKAGED: Final = "packaged"
"""The name of the packaged corpus, unless there is a file or folder of that name."""
RECORD_FILES: Final = tuple(
    f"{ending}{packed}" for ending in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst")
)
"""How the names of record files end; another file of this machine is taken for one by how it begins."""
_BEGINNINGS: Final = (b"{", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""How record files begin: with an object of JSON, or as gzip and Zstandard do."""
_LOOK: Final = 4096
"""How many bytes of a file are looked at."""
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
            raise unknown_source(text, f"a record file has no annotators; leave out #{annotator}")
        if not annotator:
            raise unknown_source(
                text, "there is no annotator's name after the #; add one, or leave out the #"
            )
        return Source(kind, place, annotator)
    if os.path.isfile(text):  # noqa: PTH113 - False, too, for what can't be a path
        raise unknown_source(text, f"it is a file, and not a record file (.jsonl); name {KINDS}")
    raise unknown_source(text, f"there is no such file or folder; name {KINDS}")


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
        if here.exists() and place and _may_be_records(here):
            return Kind.RECORDS
    except (OSError, ValueError):
        return None
    return Kind.PACKAGED if place == PACKAGED else None


def _may_be_records(file: Path) -> bool:
    """Return True if a file is named as record files are or begins as they do, or if that can't be seen."""
    if file.name.endswith(RECORD_FILES) or not file.is_file():
        return True
    try:
        with file.open("rb") as opened:
            begun = opened.read(_LOOK).lstrip()
    except OSError:
        return True  # which is said where it is read
    return not begun or begun.startswith(_BEGINNINGS)


def _is_built(folder: Path) -> bool:
    """Return True if a folder has tables and no texts."""
    return not (folder / "raw").exists() and any(folder.glob("*.parquet"))


def unknown_source(named: str, message: str) -> CorpusError:
    """Return the error for a source that is not there."""
    return CorpusError([Problem(named, 0, "file-missing", message)], unreadable=True)
