"""What the package, its citation, its changelog and the files for archives say of it is the same."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus_pkg.__about__ import __version__

ROOT = Path(__file__).resolve().parents[1]


def described(name: str) -> Any:
    """The content of one of the files that describe the project."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".toml"):
        return tomllib.loads(text)["project"]
    return yaml.safe_load(text) if name.endswith(".cff") else json.loads(text)


def test_the_citation_names_the_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [__version__]


def test_the_changelog_begins_with_the_version_and_the_citation_has_its_date() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[([\d.]+)\] - (\d{4}-\d{2}-\d{2})$", changelog, re.MULTILINE)
    assert newest is not None
    assert newest[1] == __version__
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^date-released: (.+)$", citation, re.MULTILINE) == [newest[2]]


def test_codemeta_says_what_the_project_and_the_citation_say() -> None:
    meta, project, cited = described("codemeta.json"), described("pyproject.toml"), described("CITATION.cff")
    for name in ("name", "description", "keywords"):
        assert meta[name] == project[name]
    assert meta["softwareRequirements"] == project["dependencies"]
    assert meta["version"] == cited["version"] == __version__
    assert meta["datePublished"] == str(cited["date-released"])
    assert [author["name"] for author in meta["author"]] == [author["name"] for author in cited["authors"]]
    assert meta["hasPart"]["name"] == cited["title"]
    assert meta["hasPart"]["license"] == f"https://spdx.org/licenses/{cited['license']}"
    assert meta.get("identifier") == cited.get("doi")
    assert all(name.rpartition("/")[2] in project["license"].split(" AND ") for name in meta["license"])


def test_zenodo_says_what_the_citation_says() -> None:
    meta, cited = described(".zenodo.json"), described("CITATION.cff")
    assert meta["title"] == cited["title"]
    assert meta["version"] == cited["version"]
    assert meta["publication_date"] == str(cited["date-released"])
    assert meta["license"] == cited["license"].lower()
    assert meta["keywords"] == cited["keywords"]
    assert meta["description"] == f"<p>{cited['abstract']}</p>"
    assert meta["creators"] == [{"name": author["name"]} for author in cited["authors"]]


def test_an_archive_of_the_texts_is_not_open() -> None:
    assert "LicenseRef-AzUS-source-texts" in described("pyproject.toml")["license"]
    assert described(".zenodo.json")["access_right"] == "restricted"


def test_the_licence_of_the_package_names_every_licence_of_its_files() -> None:
    texts = {place.stem for place in (ROOT / "LICENSES").iterdir()}
    assert set(described("pyproject.toml")["license"].split(" AND ")) == texts
    assert (ROOT / "LICENSES/Apache-2.0.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (ROOT / "LICENSE-DATA").read_bytes().endswith((ROOT / "LICENSES/CC-BY-4.0.txt").read_bytes())


@pytest.mark.slow
def test_every_file_has_its_licence() -> None:
    reuse = shutil.which("reuse", path=str(Path(sys.executable).parent))
    assert reuse is not None
    done = subprocess.run([reuse, "--root", ROOT, "lint"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
