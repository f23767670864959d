"""A build's output on S3: all of it or the old one by its manifest, and nothing lost that no build made."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.build import Inputs, Options, OutputError, Settings, build, verify
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.store import Store
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.tables.manifest import read_manifest
from tests.build.conftest import Bucket
from tests.build.records import content, line, write_lines
from tests.command_line import run
from tests.stopping import runner

pytestmark = pytest.mark.filterwarnings("ignore")
OPTIONS = Options(DOCUMENT_TABLES, reject=True, shard_bytes=60_000)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Lines for several parts, one of them bad."""
    place = tmp_path_factory.mktemp("long") / "lines.jsonl"
    return write_lines(place, [*map(line, range(20)), line(3)[:99] + b"\n"])


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """A line."""
    return write_lines(tmp_path_factory.mktemp("short") / "lines.jsonl", [line(0)])


@pytest.fixture(scope="module")
def expected(long: Inputs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected") / "out"
    build(long, out, options=OPTIONS)
    made = content(out)
    assert {"rejected/lines.jsonl", "manifest.json"} < made.keys()
    return made


@pytest.fixture
def out(bucket: Bucket) -> str:
    return f"s3://{bucket.name}/some/build"


def test_a_build_on_s3_is_that_of_a_folder_and_is_read_back_and_checked(
    bucket: Bucket, out: str, long: Inputs, expected: dict[str, bytes], tmp_path: Path
) -> None:
    staging = tmp_path / "staging"
    outcome = build(long, f"{out}/", options=OPTIONS, settings=Settings(staging=staging))
    assert (outcome.documents, outcome.rejected) == (20, 1)
    assert bucket.content("some/build/") == expected
    assert verify(out) == []
    assert len(list(corpus_pkg.open_records(out, layers=["dates"]))) == 20
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_build_takes_the_place_of_another_and_leaves_none_of_its_files(
    bucket: Bucket, out: str, long: Inputs, short: Inputs, expected: dict[str, bytes], tmp_path: Path
) -> None:
    build(short, tmp_path / "short")
    build(long, out, options=OPTIONS)
    build(short, out)
    assert bucket.content("some/build/") == content(tmp_path / "short")
    build(long, out, options=OPTIONS)
    assert bucket.content("some/build/") == expected
    assert verify(out) == []


@contextmanager
def failing(at: int) -> Iterator[None]:
    """Let writing to the store fail from a request on, as a dead network or a kill would."""
    fs = Store("s3://any/thing").fs
    done = 0

    def counted(real: Any) -> Any:
        def fail_or_call(*args: Any, **more: Any) -> Any:
            nonlocal done
            done += 1
            if done >= at:
                raise ConnectionError("the network is gone")
            return real(*args, **more)

        return fail_or_call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("put_file", "pipe_file", "cp_file", "rm_file", "rm"):
            patch.setattr(fs, name, counted(getattr(fs, name)))
        yield


def visible(bucket: Bucket) -> dict[str, bytes] | None:
    """Return what a reader sees: the files that the manifest lists, or nothing without one."""
    held = bucket.content("some/build/")
    if "manifest.json" not in held:
        return None
    names = ["manifest.json", *json.loads(held["manifest.json"])["files"]]
    return {name: held[name] for name in names}


def upload(out: str, folder: Path) -> str:
    """Upload a built folder, and return what is reported where that fails."""
    try:
        Store(out).upload(folder, read_manifest(folder), lambda _: None)
    except OutputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("by", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_whenever_the_store_fails_a_reader_sees_one_build_or_none_and_the_next_one_mends_it(
    by: int, bucket: Bucket, out: str, long: Inputs, short: Inputs, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    build(short, old, options=Options(("documents", "dates")))
    build(long, new, options=Options(("documents",), reject=True))
    before, after = content(old), content(new)
    seen = []
    for at in range(1, 40, by):
        assert not upload(out, old)
        assert bucket.content("some/build/") == before
        with failing(at):
            reported = upload(out, new)
        found = visible(bucket)
        assert found in (before, None, after)
        seen.append("old" if found == before else "none" if found is None else "new")
        if not reported:
            assert found == after
            break
        assert "the network is gone" in reported
        truth = {"is as it was": (before,), "may be left without": (before, None), "new build is": (after,)}
        assert [found in possible for words, possible in truth.items() if words in reported] == [True]
        with failing(at % 5 + 1):  # cut off again: all is still a build's own to fix
            upload(out, new)
        assert visible(bucket) in (before, None, after)
        assert not upload(out, new)
        assert bucket.content("some/build/") == after
    assert seen == sorted(seen, key=["old", "none", "new"].index)
    assert set(seen) == {"old", "none", "new"}


def test_a_build_that_could_not_be_uploaded_is_kept_and_named(
    out: str, short: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for settings in (Settings(), Settings(staging=tmp_path / "named")):
        with failing(4), pytest.raises(OutputError, match="the finished build is kept in") as raised:
            build(short, out, settings=settings)
        kept = Path(str(raised.value).rpartition(" ")[2])
        assert verify(kept) == []
        assert upload(out, kept) == ""
    before = list(tmp_path.iterdir())
    with pytest.raises(CorpusError):
        build(Inputs(["nothing.jsonl"], short.registry), out)
    assert list(tmp_path.iterdir()) == before


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")
def test_a_killed_build_for_a_store_leaves_nothing_that_the_next_one_does_not_remove(
    bucket: Bucket, out: str, short: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = ("build", *short.sources, "--registry", short.registry, "--targets", short.targets)
    command += ("--tables", "dates", "--out", out)
    with runner() as children:
        steps = children.run(*command).steps
        made = bucket.content("some/build/")
        assert not list(tmp_path.iterdir())
        assert children.run(*command, stop=steps // 2).status == -9
        (left,) = tmp_path.iterdir()
        assert any(left.iterdir())
        (left / "thesis.txt").write_text("years of work")
        ended = children.run(*command)
        assert ended.status == 2
        assert f"{left / 'thesis.txt'} was not made by corpus-pkg" in ended.output
        (left / "thesis.txt").unlink()
        ended = children.run(*command)
    assert ended.status == 0, ended.output
    assert not list(tmp_path.iterdir())
    assert bucket.content("some/build/") == made


def test_what_no_build_made_is_not_touched_and_refused_before_the_work(
    bucket: Bucket, out: str, short: Inputs
) -> None:
    bucket.put("some/build/thesis.txt", b"years")
    with pytest.raises(OutputError, match=r"holds thesis\.txt, which no build made"):
        build(Inputs(["nothing.jsonl"]), out)
    build(short, f"{out}-2")
    bucket.put("some/build-2/thesis.txt", b"years")
    with pytest.raises(OutputError, match=r"holds thesis\.txt, which no build made"):
        build(short, f"{out}-2")
    assert [problem.file for problem in verify(f"{out}-2")] == ["thesis.txt"]
    bucket.put("some/build-3/manifest.json", b"{}")
    with pytest.raises(OutputError, match="was not made by"):
        build(short, f"{out}-3")
    bucket.put("some/file", b"x")
    with pytest.raises(OutputError, match="is a file"):
        build(short, f"s3://{bucket.name}/some/file")
    with pytest.raises(OutputError, match="nothing was written"):
        build(Inputs(["nothing.jsonl"]), "s3://no-such-bucket/place")
    assert set(bucket.content("some/build/")) == {"thesis.txt"}


def test_what_only_looks_like_a_build_is_not_touched(bucket: Bucket, out: str, short: Inputs) -> None:
    build(short, out, options=Options(("entities",)))
    made = bucket.content("some/build/")
    manifest = json.loads(made["manifest.json"])
    work = b"years of work"
    thesis = {"table": "", "rows": 0, "bytes": len(work), "sha256": hashlib.sha256(work).hexdigest()}
    listed = manifest | {"files": manifest["files"] | {"thesis.txt": thesis}}
    forged = (json.dumps(listed, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    size = len(made["entities.parquet"])
    strange: dict[str, tuple[dict[str, bytes | None], str]] = {
        "a forged manifest": ({"manifest.json": forged, "thesis.txt": work}, "holds thesis.txt"),
        "a changed manifest": ({"manifest.json": made["manifest.json"] + b"\n"}, "changed by hand"),
        "a changed file": ({"entities.parquet": work}, "entities.parquet is not as it was built"),
        "one as long": ({"entities.parquet": b"x" * size}, "entities.parquet is not as it was built"),
        "a file less": ({"entities.parquet": None}, "lacks entities.parquet"),
        "a file of somebody": ({".building/thesis.txt": work}, "holds .building/thesis.txt"),
        "a probe of somebody": ({".building/probe": b""}, "holds .building/probe"),
        "a manifest of somebody": ({".building/manifest.json": b"{}"}, "was not made by"),
        "a forged cut-off": (
            {"manifest.json": None, ".building/manifest.json": forged, "thesis.txt": work},
            "holds thesis.txt",
        ),
    }
    for number, (changes, said) in enumerate(strange.values()):
        held = {name: data for name, data in (made | changes).items() if data is not None}
        for name, data in held.items():
            bucket.put(f"other/{number}/{name}", data)
        run("build", "--out", f"s3://{bucket.name}/other/{number}").refused(said, "name another", status=2)
        assert bucket.content(f"other/{number}/") == held
    for name, data in made.items():  # copied by another program, which knows no checksums of ours
        bucket.put(f"copied/{name}", data)
    build(short, f"s3://{bucket.name}/copied", options=Options(("documents",)))
    assert "entities.parquet" not in bucket.content("copied/")


def test_a_bad_line_leaves_the_old_build(bucket: Bucket, out: str, long: Inputs, short: Inputs) -> None:
    build(short, out)
    before = bucket.content("some/build/")
    with pytest.raises(CorpusError):
        build(long, out, options=Options(DOCUMENT_TABLES))
    assert bucket.content("some/build/") == before


def test_a_changed_a_missing_and_no_manifest_are_found_out(bucket: Bucket, out: str, short: Inputs) -> None:
    build(short, out)
    bucket.put("some/build/dates.parquet", b"x")
    bucket.client.delete_object(Bucket=bucket.name, Key="some/build/entities.parquet")
    assert [problem.file for problem in verify(out)] == ["dates.parquet", "entities.parquet"]
    run("verify", f"{out}-2").refused("it is not a build", status=2)
    run("verify", out).refused("dates.parquet: ", "entities.parquet: ", status=1)


def test_other_addresses_and_a_cluster_without_a_shared_folder_are_refused(short: Inputs) -> None:
    for address in ("hf://datasets/org/name", "gs://bucket/place", "file:///tmp/place"):
        with pytest.raises(OutputError, match=r"build into a folder and copy it there, manifest\.json last"):
            build(short, address)
        run("verify", address).refused("for others build into a folder and copy it there", status=2)
    with pytest.raises(OutputError, match="give an address as a string"):
        build(short, Path("s3://bucket/place"))
    for settings in (Settings(resume=True), Settings(scheduler="tcp://127.0.0.1:1")):
        with pytest.raises(OutputError, match="--staging"):
            build(short, "s3://bucket/place", settings=settings)
    with pytest.raises(OutputError, match="leave --staging out"):
        build(short, Path("out"), settings=Settings(staging=Path("staging")))
