"""Small record files for the tests of builds, with the registry and targets that they refer to."""

import gzip
import itertools
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from benchmarks.build_workload import Workload, as_line
from corpus_pkg.build import Inputs
from corpus_pkg.build.references import References, store_references


@cache
def workload(annotations: int = 12, *, claims: bool = False) -> Workload:
    return Workload(7, annotations, claims=claims)


@cache
def line(number: int, annotations: int = 12, *, claims: bool = False) -> bytes:
    """Return a valid line of a record file, always the same for a number."""
    return as_line(workload(annotations, claims=claims).document(number))


@cache
def lines_with_claims(count: int = 30) -> tuple[bytes, ...]:
    """Return valid lines of documents that have claims, always the same."""
    found = (line(number, claims=True) for number in itertools.count())
    return tuple(itertools.islice((one for one in found if b'"claims": [{' in one), count))


def references() -> References:
    corpus = workload().corpus
    return References(dict(corpus.registry), dict(corpus.targets), dict(corpus.topics))


def write_lines(place: Path, lines: Iterable[bytes]) -> Inputs:
    """Write a record file and what it refers to, and return both as the inputs of a build."""
    place.parent.mkdir(parents=True, exist_ok=True)
    data = b"".join(lines)
    place.write_bytes(gzip.compress(data, mtime=0) if place.suffix == ".gz" else data)
    return inputs(place)


def inputs(*places: Path) -> Inputs:
    folder = places[0].parent / "shared"
    folder.mkdir(exist_ok=True)
    store_references(folder, references())
    return Inputs([str(place) for place in places], folder / "registry.jsonl", folder / "targets.jsonl")


def content(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, by their relative names."""
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file()
    }
