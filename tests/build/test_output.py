"""Replacing an output folder: the old one or the new one, whatever happens, and nothing else next to it."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_pkg.build.verify import verify
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import make_private, private_name
from corpus_pkg.tables import output
from corpus_pkg.tables.manifest import Manifest, read_manifest
from corpus_pkg.tables.output import replacing

ROOT = Path(__file__).parents[2]

KILLED = """
import os, signal, sys
from pathlib import Path
import pyarrow.parquet
import corpus_pkg
from corpus_pkg import Corpus
from corpus_pkg.tables import output
from corpus_pkg.build.corpus_tables import write_tables
from corpus_pkg.tables.output import replacing
from corpus_pkg.tables import arrow_table

out, step, exchange = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "exchange"
if not exchange:
    output._exchange = lambda *_names: False
whole = corpus_pkg.load()
part = Corpus(list(whole)[:2], whole.registry, whole.targets)
for name in ("documents", "entities"):  # imports, so that only the build's own steps are counted
    arrow_table(part, name)
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "ctypes.dlsym"}
seen = 0
def count(event, arguments):
    global seen
    if event in STEPS:
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
with replacing(out) as folder:
    write_tables(part, folder)
print(seen)
"""


def run_and_kill(out: Path, step: int, way: str) -> int | None:
    """Build two documents into a folder, killed at a step; the number of steps if it got to the end."""
    command = [sys.executable, "-c", KILLED, str(out), str(step), way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def write(folder: Path, name: str) -> None:
    """Write a build that is told from others by its sources."""
    manifest = Manifest(tables={}, files={}, sources={name: "0" * 64}, software={})
    (folder / "manifest.json").write_bytes(manifest.as_json())


def build_and(out: Path, act: Callable[[], object]) -> None:
    """Build into a folder, and do something before the build ends."""
    with replacing(out) as folder:
        write(folder, "new")
        act()


def name_of(folder: Path) -> str:
    (name,) = read_manifest(folder).sources
    return name


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


@pytest.fixture(params=["exchange", "aside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The two ways to put a folder in another's place: one exchange, or two renames where there is none."""
    if request.param == "aside":
        monkeypatch.setattr(output, "_exchange", lambda *_names: False)
    return str(request.param)


def test_a_missing_an_empty_and_a_built_folder_are_replaced(tmp_path: Path, way: str) -> None:
    for out in (tmp_path / "deep" / "out", tmp_path / "empty"):
        if out.name == "empty":
            out.mkdir()
        for name in ("first", "second", "third"):
            with replacing(out) as folder:
                write(folder, name)
            assert name_of(out) == name
        assert names(out.parent) in (["out"], ["deep", "empty"])


def test_an_error_leaves_the_old_output_and_nothing_beside_it(tmp_path: Path, way: str) -> None:
    out = tmp_path / "out"
    with replacing(out) as folder:
        write(folder, "old")
    with pytest.raises(ZeroDivisionError):
        build_and(out, lambda: 1 / 0)
    assert (name_of(out), names(tmp_path)) == ("old", ["out"])


@pytest.mark.parametrize(
    ("file", "content"),
    [("thesis.txt", "years of work"), ("manifest.json", '{"name": "a web application"}')],
)
def test_a_folder_that_no_build_made_is_never_replaced(tmp_path: Path, file: str, content: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / file).write_text(content)
    with pytest.raises(OutputError, match="not replaced"), replacing(out):
        pytest.fail("the block must not run")
    assert (out / file).read_text() == content
    assert names(tmp_path) == ["out"]


def test_a_build_with_a_strangers_file_in_it_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with replacing(out) as folder:
        write(folder, "old")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        build_and(out, lambda: (out / "notes.txt").write_text("put there while the build ran"))
    assert names(out) == ["manifest.json", "notes.txt"]
    assert name_of(out) == "old"


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_what_is_put_there_in_the_last_moment_is_kept_and_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with replacing(out) as folder:
        write(folder, "old")
    real = output._exchange

    def exchange(one: Path, other: Path) -> bool:
        (other / name).write_text("put there after the last check")
        return real(one, other)

    monkeypatch.setattr(output, "_exchange", exchange)
    with pytest.raises(OutputError, match=f"{name} was changed or added .* move it away"):
        build_and(out, lambda: None)
    assert name_of(out) == "new"
    (kept,) = tmp_path.glob(f".out.*/{name}")
    assert kept.read_text() == "put there after the last check"
    monkeypatch.undo()
    with pytest.raises(OutputError, match="move it away"):
        build_and(out, lambda: None)
    kept.unlink()
    build_and(out, lambda: None)
    assert names(tmp_path) == ["out"]


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("a file")
    with pytest.raises(OutputError, match="not a folder"), replacing(out):
        pytest.fail("the block must not run")
    assert out.read_text() == "a file"


def test_a_link_is_never_replaced_nor_what_it_leads_to(tmp_path: Path) -> None:
    out = tmp_path / "real"
    with replacing(out) as folder:
        write(folder, "old")
    for name, goal in (("link", "real"), ("dangling", "nothing")):
        (tmp_path / name).symlink_to(goal)
        with pytest.raises(OutputError, match="symbolic link; name the folder"), replacing(tmp_path / name):
            pytest.fail("the block must not run")
    assert names(tmp_path) == ["dangling", "link", "real"]
    assert name_of(out) == "old"


def test_a_link_on_the_way_to_the_output_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to("disk")
    for name in ("first", "second"):
        with replacing(tmp_path / "data" / "out") as folder:
            write(folder, name)
    assert (names(tmp_path / "disk"), name_of(tmp_path / "disk" / "out")) == (["out"], "second")


def test_what_a_killed_build_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    out = tmp_path / "out[1]"
    dead = make_private(tmp_path, "out[1]", "building")
    alive = make_private(tmp_path, "out[1]", "building")
    other = make_private(tmp_path, "out", "building")
    for folder in (dead, alive, other):
        (folder / "documents.parquet").write_text("half")
    lock = os.open(alive, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        with replacing(out) as folder:
            write(folder, "new")
    finally:
        os.close(lock)
    assert names(tmp_path) == sorted([other.name, alive.name, "out[1]"])


def test_builds_that_run_into_one_another_leave_a_whole_one(tmp_path: Path, way: str) -> None:
    out = tmp_path / "out"
    with replacing(out) as first:
        write(first, "first")
        with replacing(out) as second:
            write(second, "second")
        assert name_of(out) == "second"
    assert (name_of(out), names(tmp_path)) == ("first", ["out"])


def test_an_output_that_lies_aside_is_put_back_before_the_next_build(tmp_path: Path) -> None:
    out, aside = tmp_path / "out", tmp_path / private_name("out", "old")
    aside.mkdir()
    write(aside, "old")
    with pytest.raises(RuntimeError), replacing(out):
        raise RuntimeError
    assert (name_of(out), names(tmp_path)) == ("old", ["out"])


@pytest.mark.slow
@pytest.mark.parametrize("start", ["nothing", "a build"])
def test_a_build_that_is_killed_at_any_step_leaves_the_old_output_or_the_new(
    tmp_path: Path, start: str
) -> None:
    out = tmp_path / "out"
    old: Manifest | None = None
    if start == "a build":
        with replacing(out) as folder:
            write(folder, "old")
            old = read_manifest(folder)
    seen, step, steps = set(), 0, None
    while steps is None:
        step += 1
        steps = run_and_kill(out, step, "exchange")
        found = read_manifest(out) if out.exists() else None
        if found is not None:
            assert verify(out) == []
        assert found == old or (found is not None and len(found.sources) == 2)
        seen.add(found == old)
        if found != old:  # begin again with the old one
            subprocess.run(["rm", "-rf", str(out)], check=True)
            if old is not None:
                with replacing(out) as folder:
                    write(folder, "old")
    assert step > 20
    assert seen == {True, False}


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_old_output_or_the_new(tmp_path: Path) -> None:
    out = tmp_path / "out"
    steps = run_and_kill(out, 0, "exchange")
    assert steps is not None
    with replacing(out) as folder:
        write(folder, "old")
    for step in (2, steps // 2, steps - 1, steps):
        assert run_and_kill(out, step, "exchange") is None
        assert verify(out) == []
        assert name_of(out) == "old" or len(read_manifest(out).sources) == 2
    assert run_and_kill(out, 0, "exchange") is not None
    assert names(tmp_path) == ["out"]
    assert len(read_manifest(out).sources) == 2
