"""The distributions work where they are installed: away from the repository, read-only, and writing nothing.

Nothing here reaches a network. The build runs without isolation, with the hatchling of the running
environment, and each fresh environment sees the dependencies through a ``.pth`` file that names the
``site-packages`` of the running one. A folder named that way comes last on the path, and its own ``.pth``
files are not read: so the fresh environment's corpus_pkg always wins, and an editable install of the working
tree stays out of sight.
"""

import os
import re
import shutil
import site
import stat
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement

from corpus_pkg.__about__ import __version__

ROOT = Path(__file__).resolve().parents[1]
DATA_FOLDERS = ("raw", "annotations", "schema")
DATA_PAGES = ("corpus.toml", "CITATION.cff", "DATASHEET.md", "LICENSE-DATA")
MADE_ANYWHERE = shutil.ignore_patterns(
    "__pycache__", ".coverage*", ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv"
)
MADE_AT_THE_TOP = {"build", "dist", "htmlcov"}
"""Folders that are made at the top of a working tree; packages below it may bear these names."""

LOAD = """
import sys
import corpus_pkg
corpus = corpus_pkg.load()
assert len(corpus) == 5, len(corpus)
assert all(document.text for document in corpus)
print(corpus_pkg.__version__, corpus_pkg.__file__)
"""


class Built(NamedTuple):
    """A copy of the source tree without ``.git``, and the distributions that were built in it."""

    tree: Path
    sdist: Path
    wheel: Path
    """Built from the sdist, as ``python -m build`` does it."""


class Environment(NamedTuple):
    """A fresh virtual environment with the package installed."""

    folder: Path
    python: Path
    script: Path


def run(command: list[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return its standard output, or fail the test with all that it said."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        pytest.fail(f"{shown}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def ignore_made(folder: str, names: list[str]) -> set[str]:
    """Name what ``shutil.copytree`` is to leave behind: everything that tools make."""
    at_the_top = MADE_AT_THE_TOP.intersection(names) if Path(folder) == ROOT else set()
    return MADE_ANYWHERE(folder, names) | at_the_top


def files_under(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, by its relative path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def wheel_files(wheel: Path) -> dict[str, bytes]:
    """Return the content of every file in a wheel, by its path."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of everything below a folder: no write leaves both as they were."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        found[path.relative_to(folder).as_posix()] = (status.st_size, status.st_mtime_ns)
    return found


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take away every permission to write below a folder, and give it back at the end.

    Root may write all the same, which is why the tests compare listings too.
    """
    paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source tree, without ``.git`` and without anything that tools make."""
    copy = tmp_path_factory.mktemp("source") / "tree"
    shutil.copytree(ROOT, copy, ignore=ignore_made)
    return copy


@pytest.fixture(scope="session")
def built(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of the tree, and the wheel of the sdist."""
    out = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", out], cwd=tree)
    (sdist,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return Built(tree, sdist, wheel)


def installed_in(folder: Path, distribution: Path, *, outside: bool) -> tuple[Environment, Path]:
    """Make an environment with the package installed from a distribution.

    Args:
        folder: The folder to make.
        distribution: The wheel or the sdist.
        outside: Whether the environment sees the packages of the running one; else it has no dependencies.

    Returns:
        The environment and its ``site-packages``.
    """
    builder = venv.EnvBuilder()
    builder.create(folder)
    context = builder.ensure_directories(folder)
    python = Path(context.env_exe)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run([python, "-c", where], cwd=folder).strip())
    if outside:
        paths = "".join(f"{place}\n" for place in site.getsitepackages())
        (packages / "dependencies.pth").write_text(paths, encoding="utf-8")
    # --ignore-installed: through a .pth file pip may see this very version, installed for the tests.
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    run(
        [sys.executable, "-m", "pip", "--python", python, "install", *options, distribution],
        cwd=folder,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return Environment(folder, python, Path(context.bin_path) / "corpus-pkg"), packages


@pytest.fixture(scope="session", params=["wheel", pytest.param("sdist", marks=pytest.mark.slow)])
def installed(
    request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    """A fresh environment with the package installed from the one distribution or the other."""
    folder = tmp_path_factory.mktemp(request.param) / "venv"
    return installed_in(folder, getattr(built, request.param), outside=True)[0]


def dependencies(requirements: list[str] | None, extras: frozenset[str] = frozenset({""})) -> set[str]:
    """Return the distributions that requirements bring, theirs included, by their plain names."""
    found: set[str] = set()
    for line in requirements or ():
        wanted = Requirement(line)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = wanted.name.lower().replace("_", "-")
        found |= {name} | dependencies(metadata.requires(name), frozenset({"", *wanted.extras}))
    return found


@pytest.fixture(scope="session")
def base_install(built: Built, tmp_path_factory: pytest.TempPathFactory) -> tuple[Environment, Path, int]:
    """The wheel with copies of its dependencies and nothing else, its ``site-packages``, and their number."""
    environment, packages = installed_in(tmp_path_factory.mktemp("base") / "venv", built.wheel, outside=False)
    names = dependencies(list(metadata.Distribution.at(next(packages.glob("corpus_pkg-*"))).requires or ()))
    for name in sorted(names):
        source = metadata.distribution(name)
        for file in source.files or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                copy = packages / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(source.locate_file(file)), copy)
    run([environment.python, "-m", "compileall", "-q", packages], cwd=packages)
    return environment, packages, len(names) + 1


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """An empty folder as working, home and temporary directory, and the environment that makes it so."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "SYSTEMROOT"}}
    return tmp_path, kept | dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME"), str(tmp_path))


def test_an_installed_package_loads_its_corpus_read_only_and_writes_nothing(
    installed: Environment, elsewhere: tuple[Path, dict[str, str]]
) -> None:
    here, env = elsewhere
    before = listing(installed.folder)
    with read_only(installed.folder):
        version, file = run([installed.python, "-c", LOAD], cwd=here, env=env).split(maxsplit=1)
    assert version == __version__
    assert Path(file.strip()).is_relative_to(installed.folder)
    assert listing(installed.folder) == before
    assert listing(here) == {}


def test_the_installed_command_finds_its_corpus_valid_and_writes_nothing(
    installed: Environment, elsewhere: tuple[Path, dict[str, str]]
) -> None:
    here, env = elsewhere
    before = listing(installed.folder)
    with read_only(installed.folder):
        run([installed.script, "validate"], cwd=here, env=env)
    assert listing(installed.folder) == before
    assert listing(here) == {}


@pytest.mark.slow
def test_the_base_install_is_small(base_install: tuple[Environment, Path, int]) -> None:
    _, packages, number = base_install
    assert number <= 16
    assert sum(len(content) for content in files_under(packages).values()) <= 36_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("validate",),
        ("stats",),
        ("explore", "--out", "page.html"),
        ("schema", "--out", "schema"),
        ("convert", "--to", "brat", "--out", "brat"),
    ],
)
def test_the_command_line_works_in_the_base_install(
    base_install: tuple[Environment, Path, int],
    elsewhere: tuple[Path, dict[str, str]],
    arguments: tuple[str, ...],
) -> None:
    here, env = elsewhere
    assert run([base_install[0].script, *arguments], cwd=here, env=env)


@pytest.mark.slow
def test_what_the_base_install_lacks_is_named_with_its_extra(
    base_install: tuple[Environment, Path, int], elsewhere: tuple[Path, dict[str, str]]
) -> None:
    here, env = elsewhere
    done = subprocess.run(
        [base_install[0].script, "build", "--out", "build"],
        cwd=here,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "pip install 'corpus-pkg[arrow]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_source_tree_without_git_loads_its_corpus_and_writes_nothing(
    tree: Path, elsewhere: tuple[Path, dict[str, str]]
) -> None:
    here, env = elsewhere
    env |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    before = listing(tree)
    with read_only(tree):
        _, file = run([sys.executable, "-c", LOAD], cwd=here, env=env).split(maxsplit=1)
    assert Path(file.strip()).is_relative_to(tree)
    assert listing(tree) == before
    assert listing(here) == {}


def test_the_wheel_carries_the_data_byte_for_byte(built: Built) -> None:
    inside = wheel_files(built.wheel)
    expected = {
        f"corpus_pkg/data/{folder}/{name}": content
        for folder in DATA_FOLDERS
        for name, content in files_under(built.tree / folder).items()
    }
    assert len(expected) > len(DATA_FOLDERS)
    expected |= {f"corpus_pkg/data/{name}": (built.tree / name).read_bytes() for name in DATA_PAGES}
    found = {name: content for name, content in inside.items() if name.startswith("corpus_pkg/data/")}
    assert found == expected


def test_the_wheel_carries_the_package_its_type_marker_and_both_licences_and_no_tests(
    built: Built,
) -> None:
    inside = wheel_files(built.wheel)
    info = f"corpus_pkg-{__version__}.dist-info"
    needed = {"corpus_pkg/py.typed", f"{info}/licenses/LICENSE", f"{info}/licenses/LICENSE-DATA"}
    assert needed <= inside.keys()
    assert {name.split("/")[0] for name in inside} == {"corpus_pkg", info}


def test_the_description_leads_into_the_repository(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(name).decode("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    repository = project["urls"]["Repository"]
    assert f"Project-URL: Repository, {repository}\n" in text
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert f"{repository}/raw/HEAD/docs/images/explorer-read.jpg" in links
    assert [link for link in links if not link.startswith("https://")] == []


def test_the_wheel_of_the_sdist_is_the_wheel_of_the_tree(built: Built, tmp_path: Path) -> None:
    run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path], cwd=built.tree)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == built.wheel.name
    assert wheel.read_bytes() == built.wheel.read_bytes()


@pytest.mark.slow
def test_two_builds_are_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """Whatever the times, order and permissions of their files, but the one to run them."""
    copy = tmp_path / "copy"
    for name, content in sorted(files_under(built.tree).items(), reverse=True):
        place = copy / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.chmod(0o600 | (built.tree / name).stat().st_mode & stat.S_IXUSR)
        os.utime(place, (10**9, 10**9))
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path], cwd=copy)
    for first in (built.sdist, built.wheel):
        assert (tmp_path / first.name).read_bytes() == first.read_bytes()


def test_the_sdist_carries_the_whole_tree(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    tree = {name for name in files_under(built.tree) if "__pycache__/" not in name}  # made by the build
    assert tree <= inside
