"""What takes its place is on the disk before, every file of it."""

import os
from pathlib import Path

import pytest

from corpus_pkg.corpus.change import write_together
from corpus_pkg.corpus.staging import new_folder, write_new


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The inodes of the files that were waited for."""
    found: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda handle: found.add(os.fstat(handle).st_ino))
    return found


def inodes(root: Path) -> set[int]:
    return {place.stat().st_ino for place in root.rglob("*") if place.is_file()}


def test_the_files_of_a_change(tmp_path: Path, flushed: set[int]) -> None:
    write_together(tmp_path / "corpus", {f"annotations/{name}/a.jsonl": b"x" for name in "abc"})
    assert len(inodes(tmp_path)) == 3
    assert inodes(tmp_path) <= flushed


def test_the_files_of_a_new_folder(tmp_path: Path, flushed: set[int]) -> None:
    with new_folder(tmp_path / "out") as folder:
        for name in ("a", "b/c", "b/d/e"):
            write_new(folder / name, b"x", flush=False)
    assert len(inodes(tmp_path)) == 3
    assert inodes(tmp_path) <= flushed
