"""A built folder that was changed is found out, whatever was changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.build import verify
from corpus_pkg.build.corpus_tables import write_tables
from corpus_pkg.tables.manifest import ManifestError


@pytest.fixture
def built(tmp_path: Path) -> Path:
    write_tables(corpus_pkg.load(), tmp_path)
    return tmp_path


def flip(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "file", "words"),
    [
        (lambda built: flip(built / "dates.parquet"), "dates.parquet", "not what was built"),
        (lambda built: (built / "dates.parquet").unlink(), "dates.parquet", "not there"),
        (lambda built: (built / "more.parquet").touch(), "more.parquet", "does not list it"),
    ],
)
def test_a_changed_missing_or_added_file_is_named(
    built: Path, change: Callable[[Path], object], file: str, words: str
) -> None:
    assert verify(built) == []
    change(built)
    (problem,) = verify(built)
    assert (problem.file, problem.code) == (file, "build-file")
    assert words in problem.message


def test_rows_that_do_not_add_up_are_named(built: Path) -> None:
    edit(built, lambda manifest: manifest["tables"].update(dates=1))
    (problem,) = verify(built)
    assert (problem.file, problem.code) == ("manifest.json", "build-manifest")


def edit(built: Path, change: Callable[[dict[str, Any]], object]) -> None:
    place = built / "manifest.json"
    manifest = json.loads(place.read_bytes())
    change(manifest)
    place.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.update(format=2), "has the format 2"),
        (lambda m: m.pop("format"), "has the format None"),
        (lambda m: m.update(made_by="somebody"), "was not made by"),
        (lambda m: m.update(extra=1), "is damaged"),
        (lambda m: m.pop("sources"), "is damaged"),
        (lambda m: m.update(files=[]), "is damaged"),
        (lambda m: m["tables"].update(dates="64"), "is damaged"),
        (lambda m: m["files"]["dates.parquet"].update(table=[]), "is damaged"),
        (lambda m: m["files"].update({"../x": m["files"]["dates.parquet"]}), "is damaged"),
        (lambda m: m["files"].update({"other/x": m["files"]["dates.parquet"]}), "is damaged"),
        (lambda m: m["files"].update({"x\0": m["files"]["dates.parquet"]}), "is damaged"),
    ],
)
def test_a_manifest_that_cant_be_trusted_is_refused(
    built: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    edit(built, change)
    with pytest.raises(ManifestError, match=words):
        verify(built)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b"null"])
def test_a_manifest_that_is_none_is_refused(built: Path, content: bytes) -> None:
    (built / "manifest.json").write_bytes(content)
    with pytest.raises(ManifestError):
        verify(built)


def test_a_folder_without_a_manifest_is_no_build(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="it is not a build"):
        verify(tmp_path)
