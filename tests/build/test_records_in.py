"""What a build says of the record files that it read: their lines, their checksums, their over-long lines."""

import hashlib
import json
from pathlib import Path

import pytest

from corpus_pkg.corpus.files import MAX_LINE_BYTES
from tests.build import records
from tests.command_line import run


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A corpus directory's registry and targets, to which the lines refer."""
    records.write_lines(tmp_path / "none.jsonl", [])
    return tmp_path / "shared"


def options(shared: Path, out: Path) -> list[str]:
    return [
        "--registry",
        str(shared / "registry.jsonl"),
        "--targets",
        str(shared / "targets.jsonl"),
        "--out",
        str(out),
    ]


def rejected(out: Path) -> list[tuple[str, int, str]]:
    lines = (out / "rejected/problems.jsonl").read_text("utf-8").splitlines()
    return [(p["file"], p["line"], p["problems"][0]["code"]) for p in map(json.loads, lines)]


@pytest.mark.parametrize(
    ("fast", "shard_size"),
    [
        ("--fast", "1"),
        pytest.param("--fast", "500", marks=pytest.mark.slow),
        pytest.param("--no-fast", "1", marks=pytest.mark.slow),
        pytest.param("--no-fast", "500", marks=pytest.mark.slow),
    ],
)
def test_problems_name_their_lines_and_the_manifest_every_checksum(
    fast: str, shard_size: str, shared: Path, tmp_path: Path
) -> None:
    good = [records.line(number) for number in range(600)]
    lines = [*good[:3], b"{}\n", *good[3:500], b"\n", b"[1]\n", *good[500:], b'{"id": 1}\n']
    place = tmp_path / "lines.jsonl"
    place.write_bytes(b"".join(lines))
    assert place.stat().st_size > 2_000_000, "it is cut where a part has a megabyte"
    out = tmp_path / "out"
    command = ["build", place, "--on-error", "reject", fast, "--shard-size", shard_size]
    run(*command, *options(shared, out)).refused("rejected 4 lines", "built 600 documents", status=1)
    wrong = [number for number, line in enumerate(lines, 1) if line not in good]
    assert sorted({(file, line) for file, line, _ in rejected(out)}) == [
        ("lines.jsonl", number) for number in wrong
    ]
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["sources"] == {"lines.jsonl": hashlib.sha256(place.read_bytes()).hexdigest()}
    run("verify", out).succeeded()
    stopped = run("build", place, fast, *options(shared, tmp_path / "stopped"))
    stopped.refused("lines.jsonl:4: schema", status=1)


@pytest.mark.parametrize("fast", ["--fast", pytest.param("--no-fast", marks=pytest.mark.slow)])
def test_a_line_that_is_too_long_is_a_problem_and_its_neighbours_are_built(
    fast: str, shared: Path, tmp_path: Path
) -> None:
    place = tmp_path / "lines.jsonl"
    with place.open("wb") as file:
        file.write(records.line(0))
        file.write(b"{" + b" " * MAX_LINE_BYTES + b"}\n")
        file.write(records.line(1))
    out = tmp_path / "out"
    ended = run("build", place, "--on-error", "reject", fast, *options(shared, out))
    ended.refused("rejected 1 line", "built 2 documents", status=1)
    assert rejected(out) == [("lines.jsonl", 2, "file-too-large")]


def test_only_the_tables_that_are_named_are_built(shared: Path, tmp_path: Path) -> None:
    place = tmp_path / "lines.jsonl"
    place.write_bytes(b"".join(map(records.line, range(9))))
    out = tmp_path / "out"
    run("build", place, "--tables", "dates,documents", *options(shared, out)).succeeded()
    whole = tmp_path / "whole"
    run("build", place, *options(shared, whole)).succeeded()
    names = {file.name for file in out.iterdir()}
    tables = ("dates", "documents", "registry", "targets")
    assert names == {"manifest.json", "README.md", *(f"{table}.parquet" for table in tables)}
    assert names < {file.name for file in whole.iterdir()}
    counts = json.loads((out / "manifest.json").read_bytes())["tables"]
    assert set(counts) == {*tables, "topics"}
    assert counts["topics"] == 0  # a table without rows has no file
    ended = run("build", place, "--tables", "dates,nothing", *options(shared, tmp_path / "no"))
    ended.refused("no table 'nothing'; choose from: documents, ", status=2)


def test_sources_are_named_by_their_paths_below_the_folder_that_they_share(
    shared: Path, tmp_path: Path
) -> None:
    places = [tmp_path / "x/lines.jsonl", tmp_path / "y/deep/lines.jsonl"]
    for number, place in enumerate(places):
        place.parent.mkdir(parents=True)
        place.write_bytes(records.line(number))
    out = tmp_path / "out"
    run("build", *places, *options(shared, out)).succeeded("built 2 documents")
    sources = json.loads((out / "manifest.json").read_bytes())["sources"]
    assert set(sources) == {"x/lines.jsonl", "y/deep/lines.jsonl"}
    places[1].write_bytes(b"{}\n")
    run("build", *places, *options(shared, out)).refused("y/deep/lines.jsonl:1: schema", status=1)
