"""What a build is asked for, and what it did."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus_pkg.tables.manifest import Manifest


class EngineError(Exception):
    """An engine that can't be reached, or that lost a unit for good."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a build is run; nothing here changes its bytes.

    Attributes:
        workers: Processes of this machine; 0 for threads of this process.
        scheduler: The address of a running Dask cluster, or none.
        resume: Whether units that an interrupted build has left are taken over.
        staging: For an output in a store: the folder in which it is made before it is uploaded, which stays
            where that fails; without one, a temporary folder.
    """

    workers: int = 0
    scheduler: str | None = None
    resume: bool = False
    staging: Path | None = None


@dataclass(slots=True)
class Outcome:
    """What a build did.

    Attributes:
        manifest: The manifest that was written.
        documents: How many documents were written.
        rejected: How many lines were put aside.
        explained: Of how many of these the problems were written.
        warnings: How many warnings there are about what was built.
        bytes: The bytes of lines that were read.
        resumed: How many units were there already.
        peak: The most memory that any one of its processes held, in bytes; 0 where it is not known.
    """

    manifest: Manifest
    documents: int = 0
    rejected: int = 0
    warnings: int = 0
    bytes: int = 0
    resumed: int = 0
    peak: int = 0
    explained: int = 0


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build is made of.

    Attributes:
        sources: Paths, patterns or addresses of record files, and corpus directories; none: the packaged
            corpus.
        registry: The registry that documents refer to: a file, or a corpus directory with its targets; a path
            or an address.
        targets: The targets, where they are not those of that directory.
        topics: The topics of claims, likewise.
    """

    sources: Sequence[str | os.PathLike[str]] = ()
    registry: str | os.PathLike[str] | None = None
    targets: str | os.PathLike[str] | None = None
    topics: str | os.PathLike[str] | None = None
