"""`build` and `hub build` delete only what they can prove to have made; all else stays, whatever its name."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build.records import line, write_lines
from tests.command_line import Ended, run

COMMANDS = {"build": ("build",), "hub build": ("hub", "build")}
WORK = b"years of work"


def tree(root: Path) -> dict[str, bytes | str | None]:
    """Return all below a folder: the content of files, where links lead, None for folders."""
    found: dict[str, bytes | str | None] = {}
    for place in sorted(root.rglob("*")):
        name = str(place.relative_to(root))
        if place.is_symlink():
            found[name] = str(place.readlink())
        else:
            found[name] = place.read_bytes() if place.is_file() else None
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small build with rejected lines."""
    root = tmp_path_factory.mktemp("made")
    assert small_build(root, root / "out").status == 1
    assert (root / "out" / "rejected" / "lines.jsonl").exists()
    return root / "out"


def small_build(root: Path, out: Path, *more: object) -> Ended:
    """Build one document and a bad line."""
    source = write_lines(root / "source" / "lines.jsonl", [line(0), b"{}\n"])
    named = ("--registry", source.registry, "--targets", source.targets, "--on-error", "reject")
    return run("build", *source.sources, *named, "--out", out, *more)


def strangers(folder: Path, name: str) -> None:
    """Put things of somebody next to an output whose names look like those of a build."""
    work = folder / "work"
    work.mkdir()
    (work / "thesis.txt").write_bytes(WORK)
    digits = "0123456789" * 3
    for start in (".units", ".old-20251129", ".building-20251129", ".old-abcdef01", f".units-{digits[:24]}"):
        place = folder / f".{name}{start}"
        place.mkdir()
        (place / "thesis.txt").write_bytes(WORK)
        (place / "unit-000000").mkdir()
        (place / "unit-000000" / "rejected").write_bytes(WORK)
    for start in (".old-20251130", ".building-20251130", ".building-00000000", f".building-{digits[:24]}"):
        (folder / f".{name}{start}").mkdir()
    for start in (".old-00000000", f".old-{digits[:24]}", f".units-{digits[1:25]}", ".building-11111111"):
        (folder / f".{name}{start}").symlink_to("work")
    for start in (".old-22222222", f".building-{digits[2:26]}"):
        forged(folder / f".{name}{start}", {"thesis.txt": WORK})


def forged(folder: Path, files: dict[str, bytes], digest: str | None = None) -> None:
    """Write files and a manifest that lists them as a build's."""
    folder.mkdir(exist_ok=True)
    listed = {}
    for name, data in files.items():
        (folder / name).write_bytes(data)
        sha256 = digest or hashlib.sha256(data).hexdigest()
        listed[name] = {"table": "", "rows": 0, "bytes": len(data), "sha256": sha256}
    manifest = {
        "files": listed,
        "format": 1,
        "made_by": "corpus-pkg build",
        "rejected": 0,
        "software": {},
        "sources": {},
        "tables": {},
    }
    written = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(written)


@pytest.mark.parametrize("more", [(), pytest.param(("--workers", "1"), marks=pytest.mark.slow)])
def test_what_lies_next_to_an_output_stays_whatever_its_name(more: tuple[str, ...], tmp_path: Path) -> None:
    strangers(tmp_path, "out")
    before = tree(tmp_path)
    for resume in ((), ("--resume",)):
        small_build(tmp_path, tmp_path / "out", *more, *resume).refused("rejected 1 line", status=1)
        after = tree(tmp_path)
        assert {name: after.get(name, "gone") for name in before} == before
        new = {name.split("/")[0] for name in after.keys() - before.keys()}
        assert new == {"out", "source"}


@pytest.mark.slow
def test_what_lies_next_to_a_repository_stays_whatever_its_name(tmp_path: Path) -> None:
    strangers(tmp_path, "out")
    before = tree(tmp_path)
    for _ in range(2):
        run("hub", "build", "--out", tmp_path / "out").succeeded("built 5 documents")
        after = tree(tmp_path)
        assert {name: after.get(name, "gone") for name in before} == before
        assert {name.split("/")[0] for name in after.keys() - before.keys()} == {"out"}


def test_a_units_folder_that_is_a_link_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_bytes(WORK)
    (tmp_path / ".out.units").symlink_to("home")
    small_build(tmp_path, tmp_path / "out").refused("rejected 1 line", status=1)
    assert tree(tmp_path / "home") == {"thesis.txt": WORK}
    assert (tmp_path / ".out.units").is_symlink()


def _copied_manifest(out: Path, made: Path) -> None:
    out.mkdir()
    shutil.copy(made / "manifest.json", out)


def _copied_and_a_file(out: Path, made: Path) -> None:
    _copied_manifest(out, made)
    (out / "documents.parquet").write_bytes(WORK)


def _edit(change: Callable[[Path], object]) -> Callable[[Path, Path], None]:
    def edit(out: Path, made: Path) -> None:
        shutil.copytree(made, out)
        change(out)

    return edit


def _link(name: str) -> Callable[[Path], None]:
    """Replace a file or folder of a build by a link to a copy of it elsewhere."""

    def replace_by_link(out: Path) -> None:
        goal = out.parent / "elsewhere"
        shutil.move(out / name, goal)
        (out / name).symlink_to(goal)

    return replace_by_link


def _change_a_byte(out: Path) -> None:
    with (out / "entities.parquet").open("r+b") as file:
        file.write(b"X")


def _change_manifest(out: Path) -> None:
    place = out / "manifest.json"
    place.write_text(place.read_text() + "\n")


FOREIGN: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a forged manifest": (lambda out, _: forged(out, {"thesis.txt": WORK}, "0" * 64), "thesis.txt"),
    "a forged manifest with the right checksum": (
        lambda out, _: forged(out, {"thesis.txt": WORK}),
        "thesis.txt",
    ),
    "a forged manifest and a table": (
        lambda out, _: forged(out, {"entities.parquet": WORK}, "0" * 64),
        "entities.parquet",
    ),
    "a copied manifest alone": (_copied_manifest, "lacks"),
    "a copied manifest and a table": (_copied_and_a_file, "documents.parquet"),
    "a changed file": (_edit(lambda out: (out / "entities.parquet").write_bytes(WORK)), "entities.parquet"),
    "a file with another byte": (
        _edit(_change_a_byte),
        "entities.parquet",
    ),
    "a file more": (_edit(lambda out: (out / "thesis.txt").write_bytes(WORK)), "thesis.txt"),
    "a rejected file more": (
        _edit(lambda out: (out / "rejected" / "thesis.txt").write_bytes(WORK)),
        "rejected/thesis.txt",
    ),
    "an empty folder more": (_edit(lambda out: (out / "notes").mkdir()), "notes"),
    "a file less": (_edit(lambda out: (out / "entities.parquet").unlink()), "entities.parquet"),
    "a link for a file": (_edit(_link("entities.parquet")), "entities.parquet"),
    "a link for the rejected lines": (_edit(_link("rejected")), "rejected"),
    "a link for the manifest": (_edit(_link("manifest.json")), "manifest.json"),
    "a changed manifest": (_edit(_change_manifest), "changed by hand"),
    "a link for the output": (lambda out, made: out.symlink_to(made), "symbolic link"),
    "a dangling link for the output": (lambda out, _: out.symlink_to("nothing"), "symbolic link"),
    "a file": (lambda out, _: out.write_bytes(WORK), "not a folder"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_a_build_is_refused_and_stays_as_it_was(
    kind: str, command: str, made: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make, said = FOREIGN[kind]
    make(out, made)
    before, made_before = tree(tmp_path), tree(made)
    run(*COMMANDS[command], "--out", out).refused(str(out), said, "name ", status=2)
    assert tree(tmp_path) == before
    assert tree(made) == made_before


def test_a_build_and_a_copy_of_one_are_replaced(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "out")
    for _ in range(2):
        small_build(tmp_path, tmp_path / "out", "--tables", "entities").refused("rejected 1 line", status=1)
        assert {place.name for place in tmp_path.iterdir()} == {"out", "source"}
    tables = {place.stem for place in (tmp_path / "out").glob("*.parquet")}
    assert tables == {"entities", "registry", "targets"}
