"""What documents refer to: the registry, the targets and the topics, read once for a whole build."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from corpus_pkg.build.address_folder import AddressFolder
from corpus_pkg.build.sources import is_address
from corpus_pkg.checks.rules import check_corpus
from corpus_pkg.corpus.about import About, about_toml, labels_only, read_about
from corpus_pkg.corpus.files import is_folder, is_there
from corpus_pkg.corpus.layout import ABOUT_FILE, TOPICS_FILE, Folder, list_file
from corpus_pkg.corpus.models import LISTS, RegistryEntry, Target, Topic
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems, Severity, errors
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import records_bytes
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.parquet_write import fsync

Place = str | os.PathLike[str]
_DUPLICATE_CODES: Final = {
    "registry": "registry-duplicate",
    "targets": "target-duplicate",
    "topics": "topic-duplicate",
}
"""The code of a record that is twice in each list."""


@dataclass(frozen=True, slots=True)
class References:
    """The registry, the targets and the topics, by id, in the order of their files."""

    registry: dict[str, RegistryEntry] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    """What is probably wrong with them, other than what validation reports of directories."""
    about: About = field(default_factory=About)
    """What the corpus says of itself."""

    @property
    def labels(self) -> LabelSets:
        """The lists of labels of the corpus."""
        return self.about.labels

    def digest(self) -> str:
        """Return a checksum of all that documents are checked against."""
        lists = [records_bytes(records.values()) for _, records in self.lists()]
        data = b"\0".join([*lists, about_toml(self.about).encode("utf-8")])
        return hashlib.sha256(data).hexdigest()

    def lists(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the lists by their names."""
        for name in LISTS:
            yield name, getattr(self, name)


def store_references(folder: Path, references: References) -> None:
    """Write the lists where every worker of a build finds them."""
    for name, records in references.lists():
        place = folder / f"{name}.jsonl"
        place.write_bytes(records_bytes(records.values()))
        fsync(place)
    place = folder / ABOUT_FILE
    place.write_text(about_toml(references.about), "utf-8")
    fsync(place)


@lru_cache(maxsize=2)
def stored_references(folder: Path, digest: str) -> References:
    """Return the lists of a build, read once in each process.

    Raises:
        CorpusError: They can't be read, or are not those with that checksum.
    """
    registry, targets, topics = (folder / f"{name}.jsonl" for name in LISTS)
    references = read_references(registry, targets, topics, homes=[(folder, "")])
    if references.digest() != digest:
        message = "the registry, targets or topics of the build have changed while it ran; build again"
        raise CorpusError([Problem("registry.jsonl", 0, "build-file", message)])
    return references


def read_references(
    registry: Place | None,
    targets: Place | None,
    topics: Place | None = None,
    directories: Sequence[Folder] = (),
    *,
    strict: bool = False,
    homes: Sequence[tuple[Folder, str]] = (),
) -> References:
    """Read and check the registry, the targets and the topics.

    Args:
        registry: A JSON Lines file of registry entries, or a corpus directory, whose targets and topics are
            then taken too; a path or an address that fsspec understands.
        targets: A JSON Lines file of targets, or a corpus directory.
        topics: A JSON Lines file of topics, or a corpus directory.
        directories: Corpus directories that are built too; their lists count as well.
        strict: Whether warnings are refused too.
        homes: More places with a `corpus.toml`, each a folder and the start of the file's name.

    Returns:
        All records; one that is in several places must be the same in all.

    Raises:
        CorpusError: A file can't be read, or an entry is not valid.
        MissingExtraError: An address is given and fsspec, or its package for it, is not installed.
    """
    said = [(root, "") for root in directories]
    places: dict[str, tuple[Folder, str]] = {}
    given = {"registry": registry, "targets": targets, "topics": topics}
    for name, where in given.items():
        if where is not None:
            folder, places[name] = _placed(where, list_file(name))
            if name == "registry" and folder:
                said.append((_home(where), ""))
                given |= {other: given[other] or registry for other in given}
    _require(given)
    problems = Problems()
    about = _shared_about([*said, *homes], problems)
    lists: dict[str, dict[str, tuple[str, int, Any]]] = {name: {} for name in LISTS}
    for directory in directories:
        for name, records in lists.items():
            path = list_file(name)
            if path != TOPICS_FILE or is_there(directory, path):
                _add(records, directory, path, name, problems, about.labels)
    validated = {record for records in lists.values() for _, _, record in records.values()}
    for name, (root, path) in places.items():
        if name != "topics" or topics is not None or is_there(root, path):
            _add(lists[name], root, path, name, problems, about.labels)
    listed = {name: [record for _, _, record in records.values()] for name, records in lists.items()}
    for finding in check_corpus(*listed.values()):
        file, line, record = list(lists[finding.part].values())[finding.index or 0]
        problem = finding.at(file, line, annotation=record.id)
        if problem.severity is Severity.ERROR or record not in validated:
            problems.append(problem)
    if wrong := errors(problems, strict=strict):
        absent = any(p.code in ("file-missing", "file-unreadable") and not p.line for p in wrong)
        raise CorpusError(wrong, unreadable=absent)
    made: dict[str, dict[str, Any]] = {
        name: {id_: record for id_, (_, _, record) in records.items()} for name, records in lists.items()
    }
    return References(**made, warnings=tuple(problems), about=about)


def _shared_about(homes: Sequence[tuple[Folder, str]], problems: list[Problem]) -> About:
    """Return what all sources of a build say of themselves; their lists of labels must be the same."""
    said: list[About] = []
    found: list[LabelSets] = []
    for root, start in homes:
        if start and not is_there(root, f"{start}{ABOUT_FILE}"):
            continue  # a record file that says nothing of its own
        about, labels = read_about(root, problems, start)
        if labels is not None and about not in said:
            said.append(about)
        if labels is not None and labels not in found:
            found.append(labels)
    if len(found) > 1:
        message = "the sources of the build have different lists of labels or layers; make their files agree"
        problems.append(Problem(ABOUT_FILE, 0, "corpus-toml", message))
    if len(said) > 1:
        return labels_only(found[0])
    return said[0] if said else About()


def _home(directory: Place) -> Folder:
    path = os.fspath(directory)
    return AddressFolder(path) if is_address(path) else Path(path)


def _require(given: Mapping[str, Place | None]) -> None:
    """Raise an error for each place on this machine where there is nothing."""
    paths = {name: os.fspath(place) for name, place in given.items() if place is not None}
    absent = [
        Problem(path, 0, "file-missing", f"there is no such file; correct the path of the {name}")
        for name, path in paths.items()
        if not is_address(path) and not Path(path).exists()
    ]
    if absent:
        raise CorpusError(absent, unreadable=True)


def _placed(given: Place, file: str) -> tuple[bool, tuple[Folder, str]]:
    """Return True if a place is a corpus directory, and where the file is, there or at the place itself."""
    path = os.fspath(given)
    if is_address(path):
        folder = is_folder(AddressFolder(path))
        return folder, (AddressFolder(), f"{path.rstrip('/')}/{file}" if folder else path)
    here = Path(path)
    if here.is_dir():
        return True, (here, file)
    return False, (here.parent, here.name)


def _add(
    known: dict[str, tuple[str, int, Any]],
    root: Folder,
    path: str,
    name: str,
    problems: list[Problem],
    labels: LabelSets = DEFAULT_LABELS,
) -> None:
    code = _DUPLICATE_CODES[name]
    own: set[str] = set()
    for line, record in read_records(root, path, LISTS[name], problems, labels=labels):
        if record.id in own:
            problems.append(Problem(path, line, code, "keep one of the two", annotation=record.id))
        elif record.id in known and known[record.id][2] != record:
            message = f"{known[record.id][0]} has another record of this id; make the two the same"
            problems.append(Problem(path, line, code, message, annotation=record.id))
        own.add(record.id)
        known.setdefault(record.id, (path, line, record))
