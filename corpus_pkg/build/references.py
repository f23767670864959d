"""What documents refer to, the registry and the targets, read once for a whole build."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus_pkg.build.far import FarFolder
from corpus_pkg.build.sources import is_address
from corpus_pkg.checks.findings import Part
from corpus_pkg.checks.rules import check_corpus
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.files import is_folder
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import RegistryEntry, Target
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems, Severity, errors
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import records_bytes
from corpus_pkg.tables.parquet_write import fsync

Place = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class References:
    """The registry and the targets, by id, in the order of their files."""

    registry: dict[str, RegistryEntry] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    """What is probably wrong with them, other than what validation reports of directories."""

    def digest(self) -> str:
        """Return a checksum of both."""
        data = records_bytes(self.registry.values()) + b"\0" + records_bytes(self.targets.values())
        return hashlib.sha256(data).hexdigest()


def store_references(folder: Path, references: References) -> None:
    """Write the registry and the targets where every worker of a build finds them."""
    for name, records in (("registry", references.registry), ("targets", references.targets)):
        place = folder / f"{name}.jsonl"
        place.write_bytes(records_bytes(records.values()))
        fsync(place)


@lru_cache(maxsize=2)
def stored_references(folder: Path, digest: str) -> References:
    """Return the registry and the targets of a build, read once in each process.

    Raises:
        CorpusError: They can't be read, or are not those with that checksum.
    """
    references = read_references(folder / "registry.jsonl", folder / "targets.jsonl")
    if references.digest() != digest:
        message = "the registry or the targets of the build have changed while it ran; build again"
        raise CorpusError([Problem("registry.jsonl", 0, "build-file", message)])
    return references


def read_references(
    registry: Place | None,
    targets: Place | None,
    directories: Sequence[Folder] = (),
    *,
    strict: bool = False,
) -> References:
    """Read and check the registry and the targets.

    Args:
        registry: A JSON Lines file of registry entries, or a corpus directory, whose targets are then
            taken too; a path or an address that fsspec understands.
        targets: A JSON Lines file of targets, or a corpus directory.
        directories: Corpus directories that are built too; their registries and targets count as well.
        strict: Whether warnings are refused too.

    Returns:
        All entries and targets; one that stands in several places must be the same in all.

    Raises:
        CorpusError: A file can't be read, or an entry is not valid.
        MissingExtraError: An address is given and fsspec, or its package for it, is not installed.
    """
    registries: list[tuple[Folder, str]] = []
    target_files: list[tuple[Folder, str]] = []
    if registry is not None:
        folder, place = _placed(registry, layout.REGISTRY_FILE)
        registries.append(place)
        targets = targets or (registry if folder else None)
    if targets is not None:
        target_files.append(_placed(targets, layout.TARGETS_FILE)[1])
    problems = Problems()
    entries: dict[str, tuple[str, int, Any]] = {}
    aims: dict[str, tuple[str, int, Any]] = {}
    for directory in directories:
        _add(entries, directory, layout.REGISTRY_FILE, RegistryEntry, "registry-duplicate", problems)
        _add(aims, directory, layout.TARGETS_FILE, Target, "target-duplicate", problems)
    validated = {record for _, _, record in (*entries.values(), *aims.values())}
    for root, path in registries:
        _add(entries, root, path, RegistryEntry, "registry-duplicate", problems)
    for root, path in target_files:
        _add(aims, root, path, Target, "target-duplicate", problems)
    for finding in check_corpus([e for _, _, e in entries.values()], [t for _, _, t in aims.values()]):
        held = entries if finding.part is Part.REGISTRY else aims
        file, line, record = list(held.values())[finding.index or 0]
        problem = Problem(file, line, finding.code, finding.message, annotation=record.id)
        if problem.severity is Severity.ERROR or record not in validated:
            problems.append(problem)
    if wrong := errors(problems, strict=strict):
        absent = any(p.code in ("file-missing", "file-unreadable") and not p.line for p in wrong)
        raise CorpusError(wrong, unreadable=absent)
    return References(
        {id_: entry for id_, (_, _, entry) in entries.items()},
        {id_: t for id_, (_, _, t) in aims.items()},
        tuple(problems),
    )


def _placed(given: Place, file: str) -> tuple[bool, tuple[Folder, str]]:
    """Say whether a place is a corpus directory, and where the file is, there or at the place itself."""
    path = os.fspath(given)
    if is_address(path):
        folder = is_folder(FarFolder(path))
        return folder, (FarFolder(), f"{path.rstrip('/')}/{file}" if folder else path)
    here = Path(path)
    if here.is_dir():
        return True, (here, file)
    return False, (here.parent, here.name)


def _add(
    held: dict[str, tuple[str, int, Any]],
    root: Folder,
    path: str,
    model: type[RegistryEntry] | type[Target],
    doubled: str,
    problems: list[Problem],
) -> None:
    own: set[str] = set()
    for line, record in read_records(root, path, model, problems):
        if record.id in own:
            problems.append(Problem(path, line, doubled, "keep one of the two", annotation=record.id))
        elif record.id in held and held[record.id][2] != record:
            message = f"{held[record.id][0]} has another record of this id; make the two the same"
            problems.append(Problem(path, line, doubled, message, annotation=record.id))
        own.add(record.id)
        held.setdefault(record.id, (path, line, record))
